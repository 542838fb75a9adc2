/**
 * Takes the greeting off the front of a message, so that a title begins with what is wanted.
 */
import { partOf, plainForm } from './greetings.ts';
import { bareGreetings } from './greetings-words.ts';

/** Greetings are short: only this much of a text is looked at, in UTF-16 units. */
const reach = 200;
/** Words of the longest phrase that is looked for. */
const PHRASE = 4;

// What parts a greeting from the rest. A dash or dot inside a word ("hi-res") does not.
const separator = /^\s*(?:[,!…،、。！，]+|[.:;–—-]+(?=\s|$))\s*|^[^\S\n]*\n\s*/u;

/**
 * The text without greetings in front and whom they greet: "Hi team, my laptop is dead" is
 * "my laptop is dead". The text as it came when it begins with none; empty when it holds nothing else.
 */
export function afterGreeting(text: string): string {
  let rest = text.trimStart();
  // "Hi! Good morning everyone, ..."
  for (let round = 0; round < 3; round += 1) {
    const next = afterOne(rest);
    if (next === null) break;
    rest = next;
  }
  return rest;
}

interface Word {
  plain: string;
  raw: string;
  end: number;
  /** Whether only spaces stand between it and the word before. */
  close: boolean;
}

function afterOne(text: string): string | null {
  const beginning = text.slice(0, reach);
  const greeting = longest(firstWords(beginning, PHRASE), 0, 'greeting');
  if (greeting === 0) return null;
  const words = firstWords(beginning, 2 * PHRASE);
  const greeted = whomGreeted(words, greeting);
  for (const count of greeted > greeting ? [greeted, greeting] : [greeting]) {
    const end = words[count - 1]?.end ?? 0;
    const parted = separator.exec(text.slice(end))?.[0];
    if (parted !== undefined) return text.slice(end + parted.length);
    if (end === text.trimEnd().length) return '';
  }
  const bare = bareGreetings.has(
    words
      .slice(0, greeting)
      .map((word) => word.plain)
      .join(' '),
  );
  const end = words[greeting - 1]?.end ?? 0;
  return bare && /^\s/u.test(text.slice(end)) ? text.slice(end).trimStart() : null;
}

/** How many words the greeting and its "team", "all", @mention or name take together. */
function whomGreeted(words: readonly Word[], greeting: number): number {
  let count = greeting;
  while (words[count]?.close) {
    const fillers = longest(words, count, 'filler');
    if (fillers > 0) count += fillers;
    else if (isName(words[count]?.raw ?? '')) count += 1;
    else break;
  }
  return count;
}

/** A mention, or capitalised like a name; not all capitals, which things are (VPN, SAP). */
function isName(word: string): boolean {
  return /^[@<]/u.test(word) || /^\p{Lu}\p{Ll}[\p{L}’'-]*$/u.test(word);
}

/** The length in words of the longest phrase of this part that begins at `from`; 0 when there is none. */
function longest(words: readonly Word[], from: number, part: 'greeting' | 'filler'): number {
  for (let length = Math.min(PHRASE, words.length - from); length > 0; length -= 1) {
    const phrase = words.slice(from, from + length);
    if (phrase.slice(1).some((word) => !word.close)) continue;
    if (partOf(phrase.map((word) => word.plain)) === part) return length;
  }
  return 0;
}

function firstWords(text: string, most: number): Word[] {
  const words: Word[] = [];
  let last = 0;
  for (const found of text.matchAll(/<[@!][^<>]*>|@?[\p{L}\p{M}\p{N}_’'-]+/gu)) {
    if (words.length === most) break;
    const [raw] = found;
    const close = /^[^\S\n]*$/u.test(text.slice(last, found.index));
    // Anything before the first word (a bracket, a hash) means that it is no plain greeting.
    if (words.length === 0 && !close) return [];
    last = found.index + raw.length;
    words.push({ plain: plainForm(raw.replace(/-+$/u, '')), raw, end: last, close });
  }
  return words;
}
