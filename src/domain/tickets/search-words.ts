import type { Ctx } from '../../lib/context.ts';
import { SEARCHED_CHARACTERS, searchedWords } from './search-query.ts';

/** Above this size in bytes a ticket's index grows no further: at 1 MB PostgreSQL would refuse to. */
const MOST_BYTES = 500_000;

/** Makes the words of a new entry findable. */
export async function indexEntry(ctx: Ctx, ticketId: string, text: string): Promise<void> {
  const words = searchedWords(text);
  await ctx.db.$executeRaw`
    UPDATE ticket_search SET words = words || array_to_tsvector(${words}::text[])
     WHERE ticket_id = ${ticketId}::uuid AND octet_length(words::text) < ${MOST_BYTES}`;
}

/**
 * Builds a ticket's words anew from what it says now, so that edited and deleted text is found no more.
 * @param instead texts that are just being written and do not stand in the row yet
 */
export async function reindexTicket(
  ctx: Ctx,
  ticketId: string,
  instead: { title?: string | undefined; description?: string | undefined } = {},
): Promise<void> {
  const ticket = await ctx.db.ticket.findUniqueOrThrow({ where: { id: ticketId } });
  const entries = await ctx.db.entry.findMany({
    where: { ticketId, kind: { not: 'event' }, deletedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { body: true },
  });
  const texts = [
    instead.title ?? ticket.title,
    instead.description ?? ticket.description,
    ...entries.map((entry) => entry.body),
  ];
  const words = new Set<string>();
  let room = 10 * SEARCHED_CHARACTERS;
  for (const word of texts.flatMap(searchedWords)) {
    if (words.has(word)) continue;
    room -= word.length;
    if (room < 0) break;
    words.add(word);
  }
  await ctx.db.$executeRaw`
    UPDATE ticket_search SET words = array_to_tsvector(${[...words]}::text[]) WHERE ticket_id = ${ticketId}::uuid`;
}
