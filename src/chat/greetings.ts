/**
 * Tells small talk from requests, by fixed lists: a message is small talk only when it is short and every
 * word of it is known to be. In doubt it is a request, because a ticket too many costs a click and a request
 * swallowed costs someone's day.
 */
import { foldText } from '../domain/routing/words.ts';
import {
  acknowledgements,
  fillers,
  goodNews,
  greetings,
  kindEmoji,
  kindShortcodes,
  lightEmoji,
  lightShortcodes,
  refusals,
  thanks,
} from './greetings-words.ts';

export type Part = 'greeting' | 'thanks' | 'acknowledgement' | 'good_news' | 'refusal' | 'filler';

const besideNo = new Set<Part>(['refusal', 'greeting', 'thanks']);

/** Longer messages are requests unread: nobody greets in more. Characters of the message; words of it. */
const limits = { characters: 300, words: 14, phrase: 7 } as const;

// Later lists win where a phrase stands in two, so that a word that can thank is taken as thanks.
const phrases = new Map<string, Part>([
  ...fillers.map((phrase) => [phrase, 'filler'] as const),
  ...refusals.map((phrase) => [phrase, 'refusal'] as const),
  ...greetings.map((phrase) => [phrase, 'greeting'] as const),
  ...goodNews.map((phrase) => [phrase, 'good_news'] as const),
  ...acknowledgements.map((phrase) => [phrase, 'acknowledgement'] as const),
  ...thanks.map((phrase) => [phrase, 'thanks'] as const),
]);

/** Longest first, for scripts without spaces. */
const unspacedPhrases = [...phrases.keys()]
  .filter((phrase) => /[\p{scx=Hira}\p{scx=Kana}\p{scx=Han}]/u.test(phrase))
  .sort((a, b) => b.length - a.length);

/**
 * Whether the message is a greeting, thanks or an acknowledgement and nothing else, so that no ticket should
 * come of it. English, German, French, Spanish, Portuguese, Italian, Dutch, Polish and Japanese; emoji,
 * mentions and punctuation are allowed for. An empty message is not small talk: it may carry a file.
 */
export function isSmallTalk(text: string): boolean {
  const parts = partsOf(text);
  return parts?.some((part) => part !== 'filler') ?? false;
}

/**
 * Whether the message is small talk that thanks, takes note or says that it works: what must not reopen a
 * resolved ticket. "Hi" is not, it may be the start of more; nor is "no".
 */
export function isThanks(text: string): boolean {
  const parts = partsOf(text);
  if (!parts || parts.includes('refusal')) return false;
  return parts.some((part) => part === 'thanks' || part === 'acknowledgement' || part === 'good_news');
}

/** The phrases the whole message is made of, or null when some of it is none. */
function partsOf(text: string): Part[] | null {
  if (text.length > limits.characters || hasManyWords(text)) return null;
  const { rest, parts } = takeSigns(text);
  const tokens = wordsOf(rest);
  if (!tokens || tokens.length > limits.words) return null;
  const covering = cover(tokens, 0);
  if (!covering) return null;
  // "No funciona", "non va bene", "no good": with anything but a greeting or thanks, "no" is a "not".
  if (covering.includes('refusal') && covering.some((part) => !besideNo.has(part))) return null;
  // "It works now?" asks.
  if (covering.includes('good_news') && /[?？]/u.test(text)) return null;
  return [...parts, ...covering];
}

/** Spares most requests the closer look. A mention may hold words that do not count. */
function hasManyWords(text: string): boolean {
  if (text.includes('<')) return false;
  let count = 0;
  for (const _ of text.matchAll(/(?<!\S)\p{L}+[.,!?]?(?!\S)/gu)) {
    count += 1;
    if (count > limits.words) return true;
  }
  return false;
}

/** Takes mentions, emoji and emoticons out; what it does not know stays and makes the message a request. */
function takeSigns(text: string): { rest: string; parts: Part[] } {
  const parts: Part[] = [];
  const take = (part: Part | null, found: string) => {
    if (part) parts.push(part);
    return part ? ' ' : found;
  };
  const rest = text
    // Mentions as Slack (<@U1>, <!here>) and Teams (<at>Bot</at>) write them, and as people do.
    .replace(/<[@!][^<>]{1,100}>|<at[^<>]{0,50}>[^<>]{0,100}<\/at>/gu, ' ')
    .replace(/(?<!\S)[@＠][\p{L}\p{N}._-]+/gu, ' ')
    .replace(/:skin-tone-\d:/g, '')
    .replace(/:([a-z0-9_+-]{1,40}):/g, (found, name: string) =>
      take(signPart(kindShortcodes.has(name), lightShortcodes.has(name)), found),
    )
    // Joiners, style selectors, skin tones and genders only vary an emoji.
    .replace(/\u200d?[\u2640\u2642]|[\u200d\ufe0f]|\p{Emoji_Modifier}/gu, '')
    .replace(/\p{Extended_Pictographic}/gu, (emoji) =>
      take(signPart(kindEmoji.has(emoji), lightEmoji.has(emoji)), emoji),
    )
    .replace(/(?<!\S)(?:[:;=]['’]?-?[)DPp]|<3|[xX]D|\^\^|\^_\^)(?!\S)/gu, (found) => take('greeting', found));
  return { rest, parts };
}

function signPart(kind: boolean, light: boolean): Part | null {
  if (kind) return 'thanks';
  return light ? 'greeting' : null;
}

/** ":(" and its like turn thanks into a complaint. */
const sad = /(?<!\S)[:;=]['’]?-?[(/\\|[](?!\S)/u;

/** The words in the form of the lists; null when a sign is left that could mean something. */
function wordsOf(text: string): string[] | null {
  if (/\p{Extended_Pictographic}/u.test(text) || sad.test(text)) return null;
  const plain = plainForm(text)
    .replace(/(?<!\S)\+1(?!\S)/g, ' \u0001 ')
    .replace(/[\p{P}\p{Z}~|^+=<>]+/gu, ' ')
    .replaceAll('\u0001', '+1');
  return plain.split(/\s+/u).flatMap((word) => (word === '' ? [] : splitUnspaced(word)));
}

/** The form the lists are written in: folded, without accents and apostrophes; Japanese keeps its own marks. */
export function plainForm(text: string): string {
  return foldText(text)
    .folded.normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('ł', 'l')
    .normalize('NFC')
    .replace(/['’ʼ`´]/gu, '');
}

/** Cuts a run of Japanese into the phrases it is made of; what is none stays whole, and so stays unknown. */
function splitUnspaced(word: string): string[] {
  const found: string[] = [];
  let rest = word;
  while (rest !== '') {
    const next = unspacedPhrases.find((phrase) => rest.startsWith(phrase));
    // "ありがとうー": drawn out.
    if (!next && found.length > 0 && /^[ー〜]+$/u.test(rest)) return found;
    if (!next) return found.length === 0 ? [rest] : [...found, rest];
    found.push(next);
    rest = rest.slice(next.length);
  }
  return found;
}

/**
 * Covers the words from `from` on with phrases, longest first, or says that it cannot be done. At most
 * 14 words, and the phrases of one beginning are few, so plain backtracking is enough.
 */
function cover(tokens: readonly string[], from: number, dead = new Set<number>()): Part[] | null {
  if (from === tokens.length) return [];
  if (dead.has(from)) return null;
  for (let length = Math.min(limits.phrase, tokens.length - from); length > 0; length -= 1) {
    const part = partOf(tokens.slice(from, from + length));
    const rest = part && cover(tokens, from + length, dead);
    if (rest) return [part, ...rest];
  }
  dead.add(from);
  return null;
}

/** What these words, in plain form, are when taken as one phrase. */
export function partOf(tokens: readonly string[]): Part | undefined {
  const phrase = tokens.join(' ');
  const part = phrases.get(phrase);
  if (part || !/(\p{L})\1/u.test(phrase)) return part;
  // "thaaanks", "coool", "heyyyy"
  return (
    phrases.get(phrase.replace(/(\p{L})\1{2,}/gu, '$1')) ??
    phrases.get(phrase.replace(/(\p{L})\1{2,}/gu, '$1$1')) ??
    phrases.get(phrase.replace(/(\p{L})\1+$/u, '$1'))
  );
}
