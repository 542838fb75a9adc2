import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleGraphemes, titleOf, titleUnits } from '../../src/chat/title.ts';

const graphemes = (text: string) =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);

describe('titleOf', () => {
  it.each([
    // The first sentence or line.
    ['My laptop is dead', 'My laptop is dead'],
    ['My laptop is dead. It was fine yesterday.', 'My laptop is dead'],
    ['VPN down since 9\nI tried to restart.', 'VPN down since 9'],
    ['\n\n  Mail is slow  \nvery', 'Mail is slow'],
    ['Version 1.2.3 of app.exe fails. Help.', 'Version 1.2.3 of app.exe fails'],
    ['Cannot open e.g. the wiki. Since today.', 'Cannot open e.g. the wiki'],
    ['Is the VPN down? Asking for a friend.', 'Is the VPN down?'],
    ['It just says "no." Then it stops.', 'It just says "no."'],
    ['Help! The printer is on fire. Come.', 'Help! The printer is on fire'],
    ['Loading...', 'Loading...'],
    ['プリンターが壊れました。至急お願いします。', 'プリンターが壊れました'],
    ['line one\r\nline two', 'line one'],
    ['line one\u2028line two', 'line one'],
    // Without a greeting.
    ['Hi team, my laptop is dead', 'My laptop is dead'],
    ['Hi my laptop is dead', 'My laptop is dead'],
    ['hello, it does not work', 'It does not work'],
    ['Hi all printers are down', 'All printers are down'],
    ['Good morning everyone,\nI cannot print.', 'I cannot print'],
    ['Hello!\n\nThe VPN fails.', 'The VPN fails'],
    ['Hey! Good morning! Everything is slow', 'Everything is slow'],
    ['Dear IT support,\nplease reset my password', 'Please reset my password'],
    ['Hi Bob, can you help?', 'Can you help?'],
    ['Hi <@U024BE7LH> the wifi is gone', '<@U024BE7LH> the wifi is gone'],
    ['Hi <@U024BE7LH>, the wifi is gone', 'The wifi is gone'],
    ['Hallo zusammen, mein Drucker läuft nicht.', 'Mein Drucker läuft nicht'],
    ['Buenos días, no funciona el correo', 'No funciona el correo'],
    ["Bonjour à tous, l'imprimante est en panne", "l'imprimante est en panne"],
    ['こんにちは、プリンターが壊れました。', 'プリンターが壊れました'],
    // What only looks like one stays.
    ['Hi-res display broken', 'Hi-res display broken'],
    ['morning report fails', 'morning report fails'],
    ['History is gone', 'History is gone'],
    ['Thanks, but it is still broken', 'Thanks, but it is still broken'],
    ['Hi VPN, wifi and mail are down', 'VPN, wifi and mail are down'],
    ['Hi team', 'Hi team'],
    ['Hello!', 'Hello!'],
    // What cannot be seen goes, what makes an emoji or a word stays.
    ['a\u202Egnp.exe\u202C broken', 'agnp.exe broken'],
    ['VPN\u0000\u0007 is\t\tdown', 'VPN is down'],
    ['v\u200bp\u200bn', 'vpn'],
    ['👩🏽‍💻 needs a laptop', '👩🏽‍💻 needs a laptop'],
    ['lone \ud83d surrogate', 'lone \ufffd surrogate'],
    // Nothing to see.
    ['', 'Untitled request'],
    [' \n\t ', 'Untitled request'],
    ['\u200b\u2066\u00ad\u3164', 'Untitled request'],
    ['\u2800\u2800', 'Untitled request'],
    [`a${'\u0301'.repeat(500)}`, 'Untitled request'],
  ])('%j -> %j', (text, title) => {
    expect(titleOf(text)).toBe(title);
  });

  it('cuts at a word, with an ellipsis', () => {
    const title = titleOf('printer '.repeat(50));
    expect(title).toBe(`${'printer '.repeat(14)}printer…`.slice(0, 120));
    expect(graphemes(title).length).toBeLessThanOrEqual(titleGraphemes);
  });

  it('keeps a title of exactly the limit, and cuts one more', () => {
    expect(titleOf('x'.repeat(120))).toBe('x'.repeat(120));
    expect(titleOf('x'.repeat(121))).toBe(`${'x'.repeat(119)}…`);
  });

  it('counts and keeps whole emoji', () => {
    const family = '👨‍👩‍👧‍👦';
    expect(titleOf('👍🏽'.repeat(75))).toBe('👍🏽'.repeat(75));
    expect(titleOf('😀'.repeat(121))).toBe(`${'😀'.repeat(119)}…`);
    // 11 UTF-16 units each, so that 27 of them fit.
    expect(titleOf(family.repeat(27))).toBe(family.repeat(27));
    expect(titleOf(family.repeat(2_000))).toBe(`${family.repeat(26)}…`);
  });

  it('keeps a grapheme whole where it stops reading', () => {
    const broken = `a${'\u0301'.repeat(3_985)}`;
    for (let shift = 0; shift < 14; shift += 1) {
      const title = titleOf(`${'x'.repeat(shift + 1)} ${broken}${'👨‍👩‍👧‍👦'.repeat(5)}`);
      expect(title.replaceAll('👨‍👩‍👧‍👦', '')).toMatch(/^x+ ?$/);
    }
  });

  it('holds its promises for any text', () => {
    const pieces = fc.constantFrom(
      'Hi ',
      'team',
      ', ',
      '. ',
      '\n',
      'VPN',
      '👨‍👩‍👧‍👦',
      '\ud83d',
      '\u202e',
      '\u0301',
      '…',
      ' ',
      'テ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ unit: pieces, maxLength: 300 }),
    );
    fc.assert(
      fc.property(text, (any) => {
        const title = titleOf(any);
        expect(title.trim()).toBe(title);
        expect(title).not.toBe('');
        expect(title.isWellFormed()).toBe(true);
        expect(title).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029]/u);
        expect(title.length).toBeLessThanOrEqual(titleUnits);
        expect(graphemes(title).length).toBeLessThanOrEqual(titleGraphemes);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    'a. '.repeat(70_000),
    `${' '.repeat(200_000)}x`,
    '.'.repeat(200_000),
    `a${'\u0301'.repeat(200_000)}`,
    '<@'.repeat(100_000),
    '👨‍'.repeat(60_000),
  ])('is quick on a long text (%#)', (text) => {
    const start = performance.now();
    titleOf(text);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
