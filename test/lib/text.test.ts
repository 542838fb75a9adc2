import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible, wellFormed } from '../../src/lib/text.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('\0', '\ud83d', '\ude00', '\u200d', '\ufe0f', '👩', 'a', 'ی', '\u200c', '\n'),
  }),
);

describe('wellFormed', () => {
  it.each([
    ['plain', 'plain'],
    ['a\0b', 'a\u2400b'],
    ['\ud83dx', '\ufffdx'],
    ['x\ude00', 'x\ufffd'],
    ['😀', '😀'],
    ['\u202E \u200b \u0007 \r\n', '\u202E \u200b \u0007 \r\n'],
  ])('%j -> %j', (text, stored) => {
    expect(wellFormed(text)).toBe(stored);
  });

  it('gives what UTF-8 and PostgreSQL can hold, of the same length, and is done after once', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const stored = wellFormed(text);
        expect(stored).toHaveLength(text.length);
        expect(stored).not.toContain('\0');
        expect(Buffer.from(stored).toString()).toBe(stored);
        expect(wellFormed(stored)).toBe(stored);
      }),
    );
  });
});

describe('visible', () => {
  it.each([
    ['a\u200bb\ufeffc', 'abc'],
    ['\u202Eevil\u202C \u2066x\u2069 \u200f', 'evil x '],
    ['a\u0000\u0007\u001b[31m', 'a[31m'],
    ['soft\u00adhyphen', 'softhyphen'],
    ['tags\u{E0041}\u{E0042}', 'tags'],
    ['\u3164\u115f', ''],
    ['keep\tspace\r\n\u00a0here', 'keep\tspace\r\n\u00a0here'],
    ['\ud83d', '\ufffd'],
  ])('%j -> %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it.each(['👨‍👩‍👧', '👩🏽‍💻', '🏳️‍🌈', '❤️ 1️⃣', 'می‌خواهم', 'क्‍ष', 'naïve cafe\u0301'])(
    'keeps %j whole',
    (text) => {
      expect(visible(text)).toBe(text);
    },
  );

  it.each(['a\u200db', '\u200d👩', '👩\u200d', 'x\ufe0f'])(
    'drops a joiner that joins nothing: %j',
    (text) => {
      expect(visible(text)).toHaveLength(text.length - 1);
    },
  );

  it('only ever takes characters away', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let from = 0;
        const whole = text.toWellFormed();
        for (const character of visible(text)) {
          from = whole.indexOf(character, from) + character.length;
          expect(from).toBeGreaterThan(0);
        }
      }),
    );
  });

  it.each(['\u200d', '👨‍', '\ufe0f', 'x'])('is quick on a long run of %j', (unit) => {
    const start = performance.now();
    visible(unit.repeat(100_000));
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
