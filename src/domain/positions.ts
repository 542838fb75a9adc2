import type { Ctx } from '../lib/context.ts';
import { fail, failField } from '../lib/errors.ts';
import { Prisma } from '../lib/prisma/client.ts';
import { audit } from './audit/record.ts';

/** How lists that are asked in order are read. */
export const IN_ORDER = { orderBy: [{ position: 'asc' as const }, { id: 'asc' as const }] };

/** A list in which records have a place. */
type OrderedList = {
  table: 'routing_rule' | 'sla_policy' | 'automation_rule';
  /** As the audit log calls one of them. */
  subject: string;
  words: { one: string; all: string };
};

/** The place behind all others. Inside the transaction that adds a row there. */
export async function lastPosition(ctx: Ctx, { table }: OrderedList): Promise<number> {
  const [row] = await ctx.db.$queryRaw<{ next: number }[]>`
    SELECT coalesce(max(position), 0)::int + 1 AS next FROM ${Prisma.raw(table)}`;
  return row?.next ?? 1;
}

/**
 * Puts all rows of a list into this order, with an audit entry. Inside a transaction.
 * @throws `conflict` when the ids are not those of all rows: somebody added or removed one in the meantime
 */
export async function putInOrder(
  ctx: Ctx,
  { table, subject, words }: OrderedList,
  ids: string[],
): Promise<void> {
  if (new Set(ids).size < ids.length) failField('ids', `A ${words.one} is here twice.`);
  const rows = Prisma.raw(table);
  await ctx.db.$queryRaw`SELECT 1 FROM ${rows} ORDER BY id FOR UPDATE`;
  const known = await ctx.db.$queryRaw<{ id: string }[]>`SELECT id::text FROM ${rows} ORDER BY position, id`;
  const before = known.map(({ id }) => id);
  if (ids.length !== before.length || ids.some((id) => !before.includes(id))) {
    fail('conflict', `The ${words.all} have changed in the meantime. Please look again.`);
  }
  await ctx.db.$executeRaw`
    UPDATE ${rows} r SET position = o.place
      FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS o (id, place) WHERE o.id = r.id`;
  await audit(ctx, {
    action: `${subject}.order`,
    subject: { type: subject, id: 'all' },
    detail: { before, after: ids },
  });
}
