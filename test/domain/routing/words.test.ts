import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstWord, foldText } from '../../../src/domain/routing/words.ts';

const has = (text: string, word: string) => firstWord(foldText(text), [word]) !== undefined;

describe('firstWord', () => {
  it.each([
    ['my VPN is down', 'vpn'],
    ['vpn', 'VPN'],
    ['(vpn)', 'vpn'],
    ['vpn.', 'vpn'],
    ['#vpn-help', 'vpn'],
    ['I use node.js', 'node'],
    // Phrases, over any white space.
    ['a password   reset\nplease', 'password reset'],
    ['a password\u00a0reset', 'password reset'],
    // Signs are themselves, not syntax.
    ['we write C++ here', 'c++'],
    ['it costs $5 (five)', '$5 (five)'],
    ['match [a-z]* literally', '[a-z]*'],
    // A sign at the edge of a word bounds it: a rule on .pst means the file name's end.
    ['please open mail.pst', '.pst'],
    ['from bob@example.com', '@example.com'],
    ['c++11', 'c++'],
    // Chat markup is no part of a word.
    ['*vpn* is down', 'vpn'],
    ['_vpn_ is down', 'vpn'],
    ['~vpn~ `wifi` <b>printer</b>', 'printer'],
    ['__my_vpn__', 'my_vpn'],
    // Case, form, look.
    ['DIE STRASSE', 'straße'],
    ['die Straße', 'STRASSE'],
    ['ẞ', 'ss'],
    ['BAĞLANTISI', 'bağlantısı'],
    ['İSTANBUL', 'istanbul'],
    ['ΟΔΟΣ', 'οδός'.normalize('NFD').replace(/\u0301/g, '')],
    ['ὈΔΥΣΣΕΎΣ', 'ὀδυσσεύς'],
    ['ｖｐｎ', 'vpn'],
    ['the ﬁle', 'file'],
    ['cafe\u0301', 'café'],
    // What cannot be seen is not there.
    ['v\u200bp\u200dn', 'vpn'],
    ['\u202Evpn\u202C', 'vpn'],
    ['vpn', 'v\u00adpn'],
    // Scripts without spaces, and endings glued on.
    ['プリンターが壊れました', 'プリンター'],
    ['ﾌﾟﾘﾝﾀｰが', 'プリンター'],
    ['VPNが繋がらない', 'vpn'],
    ['我的打印机坏了', '打印机'],
    ['เครื่องพิมพ์เสีย', 'พิมพ์'],
    ['프린터가 고장났어요', '프린터'],
    ['сломался Принтер!', 'принтер'],
    ['👍🏽 printer', '👍🏽'],
  ])('finds in %j the word %j', (text, word) => {
    expect(has(text, word)).toBe(true);
  });

  it.each([
    ['my vpns are down', 'vpn'],
    ['openvpn', 'vpn'],
    ['vpn2', 'vpn'],
    ['my_vpn_host', 'vpn'],
    ['resume', 'résumé'],
    ['résumé', 'resume'],
    ['password is reset', 'password reset'],
    ['anything', ''],
    ['anything', '\u200b\u202E'],
    ['', 'vpn'],
    // A letter is not cut from its marks.
    ['กิน', 'ก'],
    ['👍🏽', '👍'],
    ['x\u0336y', 'x'],
    ['смартпринтер', 'принтер'],
  ])('does not find in %j the word %j', (text, word) => {
    expect(has(text, word)).toBe(false);
  });
});

describe('foldText', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom('i', 'I', 'İ', 'ı', '\u0307', '\u0301', 'ß', 'Σ', 'σ', ' ', '_', '\u200d'),
    }),
  );

  it('is done after once', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = foldText(text);
        expect(foldText(once.folded)).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });

  it('finds every word of spaced text, however it is written', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcößéñłжд7'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), fc.nat(), (words, pick) => {
        const wanted = words[pick % words.length] ?? '';
        expect(has(words.join(' ').toUpperCase(), wanted)).toBe(true);
        expect(has(words.join(', ').normalize('NFD'), `\u200b${wanted}`)).toBe(true);
        expect(has(words.map((one) => `_${one}_`).join('\n'), wanted)).toBe(true);
      }),
    );
  });

  it('never finds a word inside a longer one', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcdef'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, letters, (before, word, after) => {
        expect(has(`x${before} ${before}${word}z${after}`, `${word}z`)).toBe(false);
      }),
    );
  });

  // A bound that only superlinear work breaks: each of these takes 1 to 50 ms.
  it.each([
    ['one letter', 'a'.repeat(200_000)],
    ['underscores', '_'.repeat(200_000)],
    ['underscored letters', 'a_'.repeat(100_000)],
    ['marks', `i${'\u0301'.repeat(199_999)}`],
    ['dots above', `i${'\u0307'.repeat(199_999)}`],
    ['zero-width characters', '\u200b'.repeat(200_000)],
    ['spaces', ' '.repeat(200_000)],
    ['Japanese', 'プリンター'.repeat(40_000)],
    ['lone surrogates', '\ud800'.repeat(200_000)],
  ])('takes 200,000 characters of %s in its stride', (_name, text) => {
    const start = performance.now();
    const folded = foldText(text);
    firstWord(folded, ['vpn']);
    firstWord(folded, [`${'a'.repeat(99)}b`]);
    firstWord(folded, [`b${'a'.repeat(99)}`]);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
