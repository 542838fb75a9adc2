/**
 * Text as it is stored and as it is shown. Storing keeps every character a person typed; showing drops the
 * ones nobody can see.
 */

/**
 * The text as the database can hold it: lone surrogates become U+FFFD (they have no UTF-8 form), NUL becomes
 * its picture U+2400 (PostgreSQL's text type cannot contain NUL). Everything else stays as it came.
 */
export function wellFormed(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u2400');
}

/** The same for all texts in what is stored as JSON. */
export const allWellFormed = <Value>(value: Value): Value =>
  JSON.parse(JSON.stringify(value), (_, part) => (typeof part === 'string' ? wellFormed(part) : part));

// Controls except white space; every character Unicode lets a renderer ignore (zero-width characters, bidi
// controls, soft hyphen, fillers, tag characters, variation selectors); interlinear annotation marks.
const unseen = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u{FFF9}-\u{FFFB}]/gu;
const spacing = /[\t\n\v\f\r\u0085]/;

// In these scripts a joiner or non-joiner between two letters changes how the word is written.
const scripts = [
  'Arab',
  'Syrc',
  'Deva',
  'Beng',
  'Guru',
  'Gujr',
  'Orya',
  'Taml',
  'Telu',
  'Knda',
  'Mlym',
  'Sinh',
];
const letter = `(?:${scripts.map((script) => `\\p{scx=${script}}`).join('|')})`;
const joiner = '(?:\\u200C|\\u200D)';
const emojiPart = '(?:\\p{Extended_Pictographic}|\\p{Emoji_Modifier}|\\uFE0F)';
const emojiStyle = '(?:\\uFE0E|\\uFE0F)';
// Matched against one of those invisible characters with its neighbours.
const joinsWord = new RegExp(`^${letter}${joiner}${letter}$`, 'u');
const joinsEmoji = new RegExp(`^${emojiPart}\\u200D\\p{Extended_Pictographic}$`, 'u');
const stylesEmoji = new RegExp(`^\\p{Emoji}${emojiStyle}`, 'u');

/**
 * The text without characters that cannot be seen: controls, zero-width characters, bidi overrides and
 * isolates. White space (with line breaks) stays, and so do the joiners that make one emoji out of many
 * or spell a word in an Arabic or Indic script. Linear in the length of the text.
 */
export function visible(text: string): string {
  const whole = text.toWellFormed();
  return whole.replace(unseen, (found, offset: number) => {
    if (spacing.test(found)) return found;
    return holdsTogether(whole, found, offset) ? found : '';
  });
}

function holdsTogether(text: string, found: string, offset: number): boolean {
  const before = codePointBefore(text, offset);
  const after = text.codePointAt(offset + found.length);
  const around = before + found + (after === undefined ? '' : String.fromCodePoint(after));
  return joinsWord.test(around) || joinsEmoji.test(around) || stylesEmoji.test(around);
}

/** The whole character that ends just before this offset; empty at the start. */
function codePointBefore(text: string, offset: number): string {
  if (offset === 0) return '';
  const low = text.charCodeAt(offset - 1);
  const paired = offset > 1 && low >= 0xdc00 && low <= 0xdfff;
  return String.fromCodePoint(text.codePointAt(paired ? offset - 2 : offset - 1) ?? 0);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** No grapheme is this long in any language: one that is may be cut. UTF-16 units. */
const GRAPHEME = 32;

/** What a reader sees of a text: no invisible characters, line ends of one kind. Empty when nothing can be seen. */
export function shown(text: string): string {
  const seen = lines(text);
  return seen.trim() === '' ? '' : seen;
}

/** The same for a part of a text, which may be a space. */
export const lines = (text: string): string => visible(text).replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n');

/** At most `max` UTF-16 units (at least one), cut between graphemes; the mark stands for what is missing. */
export function cut(text: string, max: number, mark = '…'): string {
  if (text.length <= max) return text;
  const room = max - mark.length;
  // The character behind the cut, of two units at most, shows whether the last grapheme goes on.
  const end = graphemes.segment(text.slice(0, room + 2)).containing(room)?.index ?? room;
  const kept = text.slice(0, room - end < GRAPHEME ? end : room);
  return (kept.isWellFormed() ? kept : kept.slice(0, -1)) + mark;
}

const and = new Intl.ListFormat('en', { type: 'conjunction' });

/** The first few in words, and how many there are besides: “a, b, and 3 more”. */
export function listed(items: readonly string[], most = 3): string {
  const more = items.length - most;
  return and.format(more > 0 ? [...items.slice(0, most), `${more} more`] : items);
}
