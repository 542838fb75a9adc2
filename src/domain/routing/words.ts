/**
 * Whole-word search that treats all scripts alike. A text is folded once and then asked about many words.
 *
 * Word boundaries come from character classes (`\p{L}\p{N}\p{M}_`), not from `Intl.Segmenter`: the segmenter's
 * words change with the ICU build, keep `node.js` whole, so that `node` would not be found in it, and cut
 * Chinese and Thai by a dictionary that knows no product names. What the classes cannot know is where words
 * end in scripts written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) or with endings glued
 * on (Korean); there a word is found as a substring, but never cuts a letter from its marks.
 */

/** A text made ready for {@link firstWord}. Built once per message. */
export interface FoldedText {
  readonly folded: string;
}

const wordClass = '\\p{L}\\p{N}\\p{M}_';
const wordCharacter = new RegExp(`[${wordClass}]`, 'u');
const unspacedScripts = [
  'Han',
  'Hira',
  'Kana',
  'Bopo',
  'Hang',
  'Thai',
  'Laoo',
  'Khmr',
  'Mymr',
  'Tibt',
  'Tale',
];
const unspaced = new RegExp(`[${unspacedScripts.map((script) => `\\p{scx=${script}}`).join('')}]`, 'u');
// Characters that belong to the one before them: marks, and the skin tone of an emoji.
const attached = /[\p{M}\p{Emoji_Modifier}]/u;

/**
 * Folds case and form, so that what looks the same compares equal:
 * - characters that cannot be seen (zero-width, bidi controls, soft hyphens: Unicode's default-ignorable set)
 *   are dropped, white space of any kind and length is one space;
 * - NFKC, then full case folding as near as JavaScript has it (lower, upper, lower: `ß` is `ss`, `ﬁ` is `fi`),
 *   final sigma is sigma, and the Turkish `ı` and `İ` are plain `i`, because nobody knows the language of a
 *   message in capitals (the one step beyond Unicode's CaseFolding.txt);
 * - diacritics stay: `résumé` is not `resume`;
 * - underscores at the edge of a word are chat markup (`_vpn_`) and become spaces, inside one (`my_vpn`) they
 *   are letters.
 * Linear in the length of the text.
 */
export function foldText(text: string): FoldedText {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range is what is meant
  const cased = /^[\x00-\x7f]*$/.test(text) ? text.toLowerCase() : foldCase(text);
  return { folded: openMarkup(cased).replace(/\s+/gu, ' ').trim() };
}

/**
 * The first of these words or phrases that occurs whole in the text; with `present` false, the first that does not.
 * Signs in a word are themselves, and one at its edge bounds it: `.pst` is in `mail.pst`. A word with nothing visible
 * in it never occurs.
 */
export function firstWord(text: FoldedText, words: readonly string[], present = true): string | undefined {
  const needles = needlesOf(words);
  return words.find((_, index) => occurs(text.folded, needles[index] ?? '') === present);
}

function occurs(haystack: string, needle: string): boolean {
  if (needle === '') return false;
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + 1)) {
    if (isBoundary(haystack, at) && isBoundary(haystack, at + needle.length)) return true;
  }
  return false;
}

/** Rules ask for the same words with every message. */
const folded = new WeakMap<readonly string[], string[]>();

function needlesOf(words: readonly string[]): string[] {
  const needles = folded.get(words) ?? words.map((word) => foldText(word).folded);
  folded.set(words, needles);
  return needles;
}

/** Whether a word may begin or end between the characters on both sides of this offset. */
function isBoundary(text: string, offset: number): boolean {
  if (offset === 0 || offset === text.length) return true;
  const after = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const before = characterBefore(text, offset);
  if (attached.test(after)) return false;
  // The usual case: at least one side is a space or a sign.
  if (!wordCharacter.test(before) || !wordCharacter.test(after)) return true;
  // Where two letters meet, only an unspaced script may end or begin a word.
  return unspaced.test(before) || unspaced.test(after);
}

function characterBefore(text: string, offset: number): string {
  const low = text.charCodeAt(offset - 1);
  const paired = offset > 1 && low >= 0xdc00 && low <= 0xdfff;
  return String.fromCodePoint(text.codePointAt(paired ? offset - 2 : offset - 1) ?? 0);
}

function foldCase(text: string): string {
  const shown = text
    .toWellFormed()
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFKC');
  const folded = shown.toLowerCase().toUpperCase().toLowerCase();
  return (
    folded
      .replaceAll('ς', 'σ')
      .replaceAll('ı', 'i')
      // İ becomes i and a dot above; other marks may stand between the two.
      .normalize('NFD')
      .replace(/(?<=i\p{M}{0,4})\u0307/gu, '')
      .normalize('NFKC')
      .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
  );
}

/** Turns underscores that do not join two word characters into spaces. */
function openMarkup(text: string): string {
  if (!text.includes('_')) return text;
  // One callback per run, so that a text of underscores alone stays linear.
  return text.replace(/_+/gu, (run, offset: number) => {
    const after = text.codePointAt(offset + run.length);
    const joins =
      offset > 0 &&
      after !== undefined &&
      wordCharacter.test(characterBefore(text, offset)) &&
      wordCharacter.test(String.fromCodePoint(after));
    return joins ? run : ' '.repeat(run.length);
  });
}
