import { describe, expect, it } from 'vitest';
import { Host, Name } from '../../src/contract/common.ts';

describe('Name', () => {
  it.each(['Ada', '  Ada Lovelace ', 'שירה כהן', '渡辺 恵子', "Siân O'Neill-Öz", 'VPN 🛟'])(
    'takes %j',
    (name) => {
      expect(Name.parse(name)).toBe(name.trim());
    },
  );

  it.each([
    ['a line break', 'Ada\nadmin'],
    ['a NUL', 'Ada\0'],
    ['a bell', 'Ada\u0007'],
    ['an override of the direction', 'Ada\u202egnp.exe'],
    ['an isolate that is never closed', '\u2067Ada'],
    ['nothing', '   '],
    ['too much', 'a'.repeat(121)],
  ])('refuses %s', (_, name) => {
    expect(Name.safeParse(name).success).toBe(false);
  });
});

describe('Host', () => {
  it.each([
    ['calendar.example.com', 'calendar.example.com'],
    [' Intranet ', 'intranet'],
    ['intranet.', 'intranet'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['10.0.0.5', '10.0.0.5'],
    ['0xa.0.0.5', '10.0.0.5'],
    ['FD00:0::5', 'fd00::5'],
    ['::ffff:10.0.0.5', '::ffff:a00:5'],
  ])('takes %j as addresses have it: %j', (text, host) => {
    expect(Host.parse(text)).toBe(host);
  });

  it.each([
    '',
    'a b',
    '*.example.com',
    'example.com:443',
    'http://example.com',
    'ada@example.com',
    '10.0.0.0/8',
    '[::1]',
    'fe80::1%eth0',
    '1.2.3.4.5',
    'a'.repeat(254),
  ])('refuses %j', (text) => {
    expect(Host.safeParse(text).success).toBe(false);
  });
});
