import type { CatalogueContent } from '../../contract/catalogue.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { actingPeople } from '../people/acting.ts';
import { type FoldedText, firstWord, foldText } from '../routing/words.ts';
import { isOffered } from './offered.ts';

/** What somebody has asked for in their own words, and where. */
export type Asked = { ticketId: string; requesterId: string; channel: string; text: string };
export type Likely = { id: string; name: string };

type Item = Likely & Pick<CatalogueContent, 'audience' | 'channels'>;
const ITEMS = statement<Item>(
  'catalogue-likely',
  `SELECT id::text, name, content->'audience' AS audience, content->'channels' AS channels
     FROM catalogue_item WHERE archived_at IS NULL ORDER BY name`,
);

/** Words that say nothing of what is wanted, and what is shorter than a word of its own. */
const EMPTY = new Set(['and', 'for', 'from', 'the', 'with']);
const SHORTEST = 3;

/**
 * The item of which a text says every word of the name, whatever their order: the longest name, where several are meant.
 * Pure.
 */
export function likelyItem<One extends Likely>(items: readonly One[], text: FoldedText): One | undefined {
  const said = items.filter(({ name }) => {
    const words = wordsOf(name);
    return words.length > 0 && firstWord(text, words, false) === undefined;
  });
  return said.toSorted((a, b) => wordsOf(b.name).length - wordsOf(a.name).length)[0];
}

const wordsOf = (name: string): string[] =>
  (name.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).filter(
    (word) => [...word].length >= SHORTEST && !EMPTY.has(word),
  );

/** Which item of the catalogue each of these looks like, if it is offered to who asks there. */
export async function likelyItems(ctx: Ctx, asked: readonly Asked[]): Promise<Map<string, Likely>> {
  const found = new Map<string, Likely>();
  const items = asked.length === 0 ? [] : await ITEMS(ctx);
  const guessed = asked.flatMap((one) => {
    const text = foldText(one.text);
    return items.some((item) => likelyItem([item], text)) ? [{ ...one, text }] : [];
  });
  if (guessed.length === 0) return found;
  const people = await actingPeople(ctx, [...new Set(guessed.map(({ requesterId }) => requesterId))]);
  for (const { ticketId, requesterId, channel, text } of guessed) {
    const person = people.find(({ id }) => id === requesterId);
    const offered = person ? items.filter((item) => isOffered(item, person, channel)) : [];
    const item = likelyItem(offered, text);
    if (item) found.set(`${ticketId}\n${channel}`, { id: item.id, name: item.name });
  }
  return found;
}
