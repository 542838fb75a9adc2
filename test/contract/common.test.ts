import { describe, expect, it } from 'vitest';
import { Name } from '../../src/contract/common.ts';

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
