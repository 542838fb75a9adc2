import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import type { Place } from '../outbox/enqueue.ts';
import { homeOf } from './home.ts';

/** Something that a person is to be told about a ticket. */
export type News = {
  personId: string;
  ticketId: string;
  /** `sla`: a threshold of a clock; `rule`: what a rule says; `task`: one that is theirs to do; `incident`, `change`: their part in it. */
  kind: 'sla' | 'rule' | 'task' | 'incident' | 'change';
  data: Record<string, unknown>;
};

// DO UPDATE, though it changes nothing: it waits for a delivery that is just claiming the row and then finds none
// waiting, so that what commits during a delivery is told by the next one.
const WAKE = statement<never>(
  'notify-wake',
  `
  INSERT INTO notice (kind, channel, conversation, person_id, due_at, created_at)
  SELECT 'notifications', channel, conversation, person, $4::timestamptz, $4::timestamptz
    FROM unnest($1::text[], $2::text[], $3::uuid[]) AS w (channel, conversation, person)
   ORDER BY channel, conversation
  ON CONFLICT (channel, conversation) WHERE kind = 'notifications' AND state = 'pending'
  DO UPDATE SET due_at = notice.due_at`,
);

/** They have been told, and where they could not be told before matters no more. */
export async function noteTold(ctx: Ctx, personId: string, ids: string[]): Promise<void> {
  await ctx.db.notification.updateMany({ where: { id: { in: ids } }, data: { toldAt: ctx.now() } });
  await ctx.db.notice.deleteMany({ where: { kind: 'notifications', personId, state: 'failed' } });
}

/** People are told in a conversation of their own; all that waits for one of them comes in one message. */
export async function notify(ctx: Ctx, news: readonly News[]): Promise<void> {
  if (news.length === 0) return;
  const createdAt = ctx.now();
  await ctx.db.notification.createMany({
    data: news.map(({ data, ...one }) => ({ id: ctx.newId(), ...one, data: data as object, createdAt })),
  });
  const homes: (Place & { personId: string })[] = [];
  for (const personId of new Set(news.map((one) => one.personId))) {
    homes.push({ personId, ...(await homeOf(ctx, personId)) });
  }
  await tellAt(ctx, homes);
}

/** What waits for these people will be told there. */
export async function tellAt(ctx: Ctx, homes: readonly (Place & { personId: string })[]): Promise<void> {
  await WAKE(
    ctx,
    homes.map(({ channel }) => channel),
    homes.map(({ conversation }) => conversation),
    homes.map(({ personId }) => personId),
    ctx.now().toISOString(),
  );
  ctx.publish({ topic: 'outbox' });
}
