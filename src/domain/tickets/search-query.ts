/** What was typed into the search box: numbers, or words that must all occur. `undefined`: nothing to look for. */
export type SearchQuery = { number: string[] } | { words: string } | undefined;

const KINDS = ['INC', 'REQ', 'CHG', 'PRB'];
/** From how many characters on the last word counts as the beginning of one; shorter ones match too much. */
const PREFIX_FROM = 3;

/** Enough words to find a text by; PostgreSQL refuses a tsvector of more than 1 MB. */
export const SEARCHED_CHARACTERS = 20_000;

/** A longer one is cut into such; PostgreSQL takes none of 2 kB. */
const WORD = /[\p{L}\p{N}\p{M}]{1,100}/gu;

/**
 * A text as it is indexed: the same words that {@link searchQuery} makes of what is typed, each once. Left to
 * PostgreSQL, `srv01.corp.local`, `grace@example.com` and `10.0.19045` would be one word each, found by nothing shorter.
 */
export function searchedWords(text: string): string[] {
  const folded = fold(text.slice(0, SEARCHED_CHARACTERS)).slice(0, SEARCHED_CHARACTERS);
  return [...new Set(folded.match(WORD))];
}

/** Case and width do not matter; PostgreSQL would fold only what its locale knows. */
const fold = (text: string) => text.normalize('NFKC').toLowerCase();

/**
 * Reads a search as people type it. `INC-12` and `inc 12` are a number, `12` the four numbers it may mean; all
 * else is words, the last of which may be unfinished.
 * @returns `words` in the syntax of PostgreSQL's tsquery, every word quoted
 */
export function searchQuery(typed: string): SearchQuery {
  const text = fold(typed).trim();
  const number = /^(?:(inc|req|chg|prb)[-\s]?)?([1-9]\d{0,11})$/i.exec(text);
  if (number) {
    const [, kind, digits] = number;
    return { number: (kind ? [kind.toUpperCase()] : KINDS).map((prefix) => `${prefix}-${digits}`) };
  }
  const words = text.match(WORD)?.slice(0, 20) ?? [];
  if (words.length === 0) return undefined;
  const unfinished = /[\p{L}\p{N}\p{M}]$/u.test(text);
  return {
    words: words
      .map((word, index) =>
        unfinished && index === words.length - 1 && [...word].length >= PREFIX_FROM
          ? `'${word}':*`
          : `'${word}'`,
      )
      .join(' & '),
  };
}
