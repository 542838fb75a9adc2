import type { z } from 'zod';
import type { Message } from '../../chat/channel.ts';
import { Card } from '../../contract/card.ts';
import { portal, type WebMessage } from '../../contract/portal.ts';
import { directConversation } from '../../domain/outbox/enqueue.ts';
import { requirePerson } from '../../domain/people/policy.ts';
import { DAY } from '../../lib/clock.ts';
import type { ActingPerson, Ctx } from '../../lib/context.ts';
import { pageOf, readCursor } from '../../lib/cursor.ts';
import { parse } from '../../lib/parse.ts';
import type { WebMessage as Row } from '../../lib/prisma/client.ts';
import { statement } from '../../lib/sql.ts';
import { conversationFor } from './portal.ts';

const MOST_NEWS = 20;
const NEWS_AGE = 14 * DAY;

/** Messages of a conversation (those that begin threads) or of one thread, oldest first. */
export async function readMessages(ctx: Ctx, input: z.input<typeof portal.messages.input>) {
  const person = requirePerson(ctx);
  const { cursor, limit, thread, ...from } = parse(portal.messages.input, input);
  const conversation = await conversationFor(ctx, person, from.conversation);
  const mark = cursor === undefined ? undefined : readCursor(cursor);
  const rows = await ctx.db.webMessage.findMany({
    where: {
      conversation,
      AND: [
        thread ? { OR: [{ id: thread }, { thread }] } : { thread: null },
        ...(mark ? [{ seq: { gt: BigInt(mark.id) } }] : []),
      ],
    },
    orderBy: { seq: 'asc' },
    take: limit + 1,
  });
  const views = await viewsOf(ctx, person, conversation, rows);
  return pageOf(
    rows,
    limit,
    (row) => ({ at: row.createdAt, id: String(row.seq) }),
    (row) => views.get(row.id) as WebMessage,
  );
}

// What begins the thread of a ticket is shown with the ticket.
const NEWS = statement<{ id: string }>(
  'web-news',
  `
SELECT m.id::text FROM web_message m
 WHERE m.conversation = $1 AND m.thread IS NULL AND m.author_id IS NULL AND m.deleted_at IS NULL
   AND m.content ->> 'type' <> 'removed' AND m.created_at > $2::timestamptz
   AND NOT EXISTS (SELECT 1 FROM view v WHERE v.channel = 'web' AND v.conversation = m.conversation AND v.message = m.id::text)
 ORDER BY m.seq DESC LIMIT ${MOST_NEWS}`,
);

/** What the desk has told somebody of its own accord in the last two weeks, newest first. */
export async function readNews(ctx: Ctx): Promise<{ items: WebMessage[] }> {
  const person = requirePerson(ctx);
  const conversation = directConversation(person.id);
  const since = new Date(ctx.now().getTime() - NEWS_AGE);
  const ids = (await NEWS(ctx, conversation, since.toISOString())).map(({ id }) => id);
  const rows = await ctx.db.webMessage.findMany({ where: { id: { in: ids } }, orderBy: { seq: 'desc' } });
  const views = await viewsOf(ctx, person, conversation, rows);
  return { items: rows.flatMap(({ id }) => views.get(id) ?? []) };
}

/** Messages as somebody sees them, by their ids. */
async function viewsOf(
  ctx: Ctx,
  person: ActingPerson,
  conversation: string,
  rows: readonly Row[],
): Promise<Map<string, WebMessage>> {
  const [authors, entries] = await Promise.all([
    ctx.db.person.findMany({
      where: { id: { in: rows.flatMap((row) => row.authorId ?? []) } },
      select: { id: true, name: true },
    }),
    ctx.db.entry.findMany({
      where: { channel: 'web', conversation, message: { in: rows.map((row) => row.id) } },
      select: { message: true, kind: true, attachments: { orderBy: { createdAt: 'asc' } } },
    }),
  ]);
  const nameOf = new Map(authors.map((author) => [author.id, author]));
  const entryOf = new Map(entries.map((entry) => [entry.message, entry]));
  const view = (row: Row): WebMessage => {
    const times = {
      createdAt: row.createdAt.toISOString(),
      deletedAt: row.deletedAt?.toISOString() ?? null,
    };
    const base = { id: row.id, thread: row.thread, ...times };
    const entry = entryOf.get(row.id);
    if (row.authorId) {
      return {
        ...base,
        author: nameOf.get(row.authorId) ?? null,
        text: row.text,
        marks: [],
        card: null,
        attachments: (entry?.attachments ?? []).map(({ id, name, type, size }) => ({
          id,
          name,
          type,
          size,
        })),
        editedAt: row.editedAt?.toISOString() ?? null,
        mine: row.authorId === person.id,
        internal: entry?.kind === 'note',
      };
    }
    return {
      ...base,
      ...posted(row.content as Message | { type: 'removed' } | null, row.editedAt),
      mine: false,
    };
  };
  return new Map(rows.map((row) => [row.id, view(row)]));
}

/** What the desk posted, as its reader sees it. A card is edited with every change; that is no news. */
function posted(
  content: Message | { type: 'removed' } | null,
  editedAt: Date | null,
): Pick<WebMessage, 'author' | 'text' | 'marks' | 'card' | 'attachments' | 'editedAt' | 'internal'> {
  const nothing = {
    ...{ author: null, text: '', marks: [], card: null, attachments: [] },
    ...{ editedAt: null, internal: false },
  };
  if (content?.type === 'card') return { ...nothing, card: Card.parse(content.card) };
  if (content?.type !== 'said') return nothing;
  const { author, text, marks = [], attachments, edited, internal } = content;
  return {
    author,
    text,
    marks,
    card: null,
    attachments,
    internal,
    editedAt: edited ? (editedAt?.toISOString() ?? null) : null,
  };
}
