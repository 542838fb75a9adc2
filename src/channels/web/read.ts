import type { z } from 'zod';
import type { Message } from '../../chat/channel.ts';
import { Card } from '../../contract/card.ts';
import { portal, type WebMessage } from '../../contract/portal.ts';
import { requirePerson } from '../../domain/people/policy.ts';
import type { Ctx } from '../../lib/context.ts';
import { pageOf, readCursor } from '../../lib/cursor.ts';
import { parse } from '../../lib/parse.ts';
import { conversationFor } from './portal.ts';

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
  return pageOf(
    rows,
    limit,
    (row) => ({ at: row.createdAt, id: String(row.seq) }),
    (row): WebMessage => {
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
    },
  );
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
