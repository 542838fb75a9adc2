/**
 * The title of a ticket made from a free message: what a person would read aloud in a list.
 */
import { visible } from '../lib/text.ts';
import { afterGreeting } from './opening.ts';

/** Longest title, in graphemes (what a reader counts as one character). */
export const titleGraphemes = 120;
/** And in UTF-16 units, which only long emoji reach first: what a ticket's title may have. */
export const titleUnits = 300;
/** No grapheme is this long in any language; the ones that are were made to break layouts. UTF-16 units. */
const graphemeUnits = 32;
/** The part of the message looked at: several times the longest title. UTF-16 units. */
const reach = 4_000;
/** A sentence shorter than this ("Help!") says too little, and takes the next one along. UTF-16 units. */
const tellingLength = 12;

const untitled = 'Untitled request';
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The first sentence or line of the message, without a greeting in front, on one line, at most
 * {@link titleGraphemes} graphemes and {@link titleUnits} UTF-16 units, cut at a word with an ellipsis.
 * Invisible and bidi-override characters are dropped. Never empty: "Untitled request" when nothing visible is
 * left; a greeting that is all there is stays.
 */
export function titleOf(text: string): string {
  const whole = visible(text)
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/gu, '\n')
    .trim();
  // Not in the middle of a grapheme, however much of the reach a broken one took.
  const shown = whole.slice(0, graphemes.segment(whole).containing(reach)?.index);
  const rest = afterGreeting(shown);
  const wanted = cut(firstSentence(rest));
  const title = (rest === shown ? wanted : capitalised(wanted)) || cut(firstSentence(shown));
  return hasInk(title) ? title : untitled;
}

/** The first line, up to the end of the first sentence that says something, spaces folded. */
function firstSentence(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  const folded = line.replace(/\s+/gu, ' ').trim();
  // A full stop ends a sentence before a space and no small letter ("e.g. this", "v1.2"); the others, and
  // those of Chinese and Japanese, always do.
  for (const end of folded.matchAll(
    /[.!?…]+['")\]]*(?= (?!\p{Ll}))|[!?]+['")\]]*(?= )|[。！？]+[」』）]*/gu,
  )) {
    const sentence = folded.slice(0, end.index + end[0].length);
    if (sentence.length >= tellingLength || /[。！？]/u.test(end[0])) return withoutStop(sentence);
  }
  return withoutStop(folded);
}

/** What stood behind a greeting begins the title now. Words with capitals of their own ("iPhone") stay. */
function capitalised(title: string): string {
  return title.replace(/^\p{Ll}(?=\p{Ll}*(?:\s|$))/u, (letter) => letter.toLocaleUpperCase('en'));
}

/** A title needs no full stop; "..." and "?!" say something and stay. */
function withoutStop(sentence: string): string {
  return sentence.replace(/(?<![.。])[.。]$/u, '').trim();
}

function cut(line: string): string {
  const kept: string[] = [];
  let units = 0;
  let more = false;
  for (const segment of graphemesOf(line)) {
    if (segment.length > graphemeUnits) continue;
    more = kept.length === titleGraphemes || units + segment.length > titleUnits;
    if (more) break;
    kept.push(segment);
    units += segment.length;
  }
  if (!more) return kept.join('').trim();
  // The last one makes room for the ellipsis.
  const room = kept.slice(0, -1);
  const space = kept.lastIndexOf(' ');
  // Text without spaces, or with one far back, is cut where it is full.
  const whole = space > kept.length / 2 ? room.slice(0, space) : room;
  return `${whole.join('').replace(/[\s,;:–—-]+$/u, '')}…`;
}

/** In ASCII without line breaks every character is one; the segmenter is slow. */
function* graphemesOf(line: string): Iterable<string> {
  if (/^[\x20-\x7e]*$/.test(line)) yield* line;
  else for (const { segment } of graphemes.segment(line)) yield segment;
}

function hasInk(title: string): boolean {
  // U+2800 is Braille's empty pattern: a symbol to Unicode, a blank to the eye.
  return /[\p{L}\p{N}\p{P}\p{S}\p{Co}]/u.test(title.replaceAll('\u2800', ''));
}
