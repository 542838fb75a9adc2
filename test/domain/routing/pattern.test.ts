import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import {
  checkPattern,
  closePatternWorker,
  patternLimits,
  testPattern,
} from '../../../src/domain/routing/pattern.ts';
import { isDeskbellError } from '../../../src/lib/errors.ts';

const endless = '^(a+)+$';
const trap = `${'a'.repeat(40)}!`;

afterAll(closePatternWorker);

const refusal = async (source: string) => {
  try {
    await checkPattern(source);
    return null;
  } catch (error) {
    if (!isDeskbellError(error)) throw error;
    expect(error.code).toBe('invalid');
    expect(error.details.problems?.map(({ field }) => field)).toEqual(['pattern']);
    return error.message;
  }
};

describe('checkPattern', { timeout: 30_000 }, () => {
  it.each([
    'vpn|wifi',
    '^\\[?(sev|p)[12]\\]?',
    '\\bINC-\\d{1,6}\\b',
    '\\d+ GB',
    '[\\w.+-]+@[\\w-]+\\.[\\w.-]+',
    '(?<=error )\\d+',
    '\\p{Script=Greek}+',
    '(printer|drucker).*(jam|stau)',
  ])('lets %s through', async (source) => {
    expect(await refusal(source)).toBeNull();
  });

  it.each([
    endless,
    '(a|aa)+$',
    '(.*)*foo',
    '(\\w+\\s?)*$',
    '(\\w{1,40}\\s?){1,20}$',
    '.*a.*b.*c.*d',
    '(.+)\\1+$',
  ])('refuses %s, which backtracks catastrophically', async (source) => {
    expect(await refusal(source)).toMatch(/can take very long|could not be told in time/);
  });

  it.each([
    ['(', 'This is not a valid regular expression: Unterminated group.'],
    ['[a-z', 'This is not a valid regular expression: Unterminated character class.'],
    // Allowed without the flag u, and so a surprise with it.
    ['\\-', 'This is not a valid regular expression: Invalid escape.'],
    ['x'.repeat(501), 'A pattern has at most 500 characters.'],
  ])('refuses %.10s with a reason', async (source, message) => {
    expect(await refusal(source)).toBe(message);
  });

  it('leaves the main thread free while it thinks', async () => {
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 5);
    await refusal(endless);
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('testPattern', { timeout: 30_000 }, () => {
  it.each([
    ['vpn', 'my VPN is down', 'match'],
    ['^wifi', 'my VPN is down', 'no_match'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος', 'match'],
    ['^.$', '👍', 'match'],
    ['(', 'x', 'failed'],
  ] as const)('%s on %j: %s', async (source, text, answer) => {
    expect(await testPattern(source, text)).toBe(answer);
  });

  it('keeps nothing from one test to the next', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => testPattern('vpn', 'vpn')));
    expect(answers).toEqual(['match', 'match', 'match']);
  });

  it('looks at the first 20,000 characters', async () => {
    const filler = 'x'.repeat(patternLimits.textLength - 3);
    expect(await testPattern('vpn$', `${filler}vpn and more`)).toBe('match');
    expect(await testPattern('vpn', `${filler} vpn`)).toBe('no_match');
  });

  it('gives up a test that does not end, and no other', async () => {
    const asked: [string, string][] = [
      [endless, trap],
      ['vpn', 'vpn'],
      [endless, trap],
      ['wifi', 'vpn'],
      [endless, 'aaa'],
    ];
    const answers = await Promise.all(asked.map(([source, text]) => testPattern(source, text)));
    expect(answers).toEqual(['timeout', 'match', 'timeout', 'no_match', 'match']);
  });

  it('leaves the main thread free while a test runs', async () => {
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 2);
    expect(await testPattern(endless, trap)).toBe('timeout');
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(3);
  });

  it('does not count the time of the queue, nor of a main thread that is busy', async () => {
    await testPattern('vpn', 'vpn');
    const asked = Array.from({ length: 300 }, () => testPattern('vpn', 'vpn is down'));
    const start = performance.now();
    while (performance.now() - start < 3 * patternLimits.testMs);
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['match']));
  });

  it('answers what is waiting when it closes, and starts again', async () => {
    const waiting = [testPattern(endless, trap), testPattern('vpn', 'vpn')];
    await closePatternWorker();
    expect(await Promise.all(waiting)).toEqual(['failed', 'failed']);
    expect(await testPattern('vpn', 'vpn')).toBe('match');
  });

  it('lets the process end with the worker warm', async () => {
    const pattern = new URL('../../../src/domain/routing/pattern.ts', import.meta.url).href;
    const script = `import { testPattern } from '${pattern}'; console.log(await testPattern('vpn', 'VPN'));`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 20_000,
    });
    expect((await run).stdout.trim()).toBe('match');
  });
});
