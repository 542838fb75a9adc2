import { SECOND } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import type { Place } from '../outbox/enqueue.ts';
import { placesOf } from '../people/home.ts';
import type { ClaimedPage } from './claim.ts';

/** What is needed of a page to go on from it. */
type PlacedPage = Pick<
  ClaimedPage,
  ('id' | 'alertId' | 'escalationId' | 'round' | 'step') | ('target' | 'way' | 'personId' | 'reminder')
>;

// What its platform has said meanwhile, that it did not arrive, stays so.
// Whoever changed the alert while it was sent has marked it: then it is looked at once more.
// Past the lease somebody else may have sent it, too: what they noted stands.
const SENT = statement<never>(
  'pages-sent',
  `
UPDATE page
   SET state = 'sent', channel = r.channel, conversation = r.conversation, message = r.message, shown = r.shown,
       sent_at = coalesce(sent_at, $6::timestamptz), error = NULL, work_at = CASE WHEN stale THEN $6::timestamptz END
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $7::boolean[])
         AS r (id, channel, conversation, message, shown, late)
 WHERE page.id = r.id AND page.state <> 'failed' AND NOT (r.late AND page.state = 'sent')`,
);

/** A page that stands somewhere now, and what it shows. */
export type SentPage = Place & { page: ClaimedPage; message: string; shown: string };

/** They stand there now, and show this. */
export async function settleSent(ctx: Ctx, sent: readonly SentPage[]): Promise<void> {
  try {
    await SENT(
      ctx,
      sent.map(({ page }) => page.id),
      sent.map(({ channel }) => channel),
      sent.map(({ conversation }) => conversation),
      sent.map(({ message }) => message),
      sent.map(({ shown }) => shown),
      ctx.now().toISOString(),
      sent.map(({ page }) => page.leaseEnd <= ctx.now()),
    );
  } catch (error) {
    // Who changes many alerts may be in the way of many pages, and never of one.
    if (sent.length === 1) throw error;
    for (const one of sent) await settleSent(ctx, [one]);
    return;
  }
  for (const { page } of sent) tellOf(ctx, page);
}

/** Somebody has answered before it was sent. */
export async function settleCancelled(ctx: Ctx, page: ClaimedPage): Promise<void> {
  await ctx.db.page.updateMany({
    where: { id: page.id, state: 'waiting' },
    data: { state: 'cancelled', workAt: null },
  });
  tellOf(ctx, page);
}

/**
 * It could not be sent now, and is tried again. Meanwhile the person's next way is taken at once: an alert does not wait
 * for a platform.
 */
export async function settleLater(
  ctx: Ctx,
  page: ClaimedPage,
  error: string,
  seconds: number,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const workAt = new Date(ctx.now().getTime() + seconds * SECOND);
    await ctx.db.page.updateMany({
      where: { id: page.id, state: 'waiting' },
      data: { workAt, error: error.slice(0, 1_000) },
    });
    if (page.escalationId) await bringForward(ctx, page);
  });
  tellOf(ctx, page);
}

/** What it shows could not be brought up to date; it is tried again. */
export async function settleStale(ctx: Ctx, page: ClaimedPage, seconds: number): Promise<void> {
  const workAt = new Date(ctx.now().getTime() + seconds * SECOND);
  await ctx.db.page.updateMany({ where: { id: page.id }, data: { workAt } });
}

/**
 * It cannot be sent, and stays visible as failed. The person's next way is taken at once; has every way to everybody of
 * this step failed, the next step is.
 */
export async function settleFailed(
  ctx: Ctx,
  page: PlacedPage,
  error: string,
  channels: ReadonlySet<string>,
  from: ('waiting' | 'sent')[] = ['waiting'],
): Promise<void> {
  const { id, escalationId, round, step } = page;
  await inTransaction(ctx, async (ctx) => {
    if (escalationId) {
      await ctx.db.$queryRaw`SELECT 1 FROM escalation WHERE id = ${escalationId}::uuid FOR NO KEY UPDATE`;
    }
    const { count } = await ctx.db.page.updateMany({
      where: { id, state: { in: from } },
      data: { state: 'failed', workAt: null, error: error.slice(0, 1_000) },
    });
    if (count === 0 || !escalationId) return;
    if (await bringForward(ctx, page)) return;
    if (await takeAnotherWay(ctx, page, channels)) return;
    const others = await ctx.db.page.count({
      where: { escalationId, round, step, state: { in: ['waiting', 'sent'] } },
    });
    if (others > 0) return;
    await ctx.db.escalation.updateMany({
      where: { id: escalationId, state: 'running', nextAt: { gt: ctx.now() } },
      data: { nextAt: ctx.now() },
    });
    ctx.publish({ topic: 'escalations' });
  });
  tellOf(ctx, page);
  ctx.publish({ topic: 'pages' });
}

/** Who looks at its alert sees what became of it. */
function tellOf(ctx: Ctx, { alertId }: Pick<ClaimedPage, 'alertId'>): void {
  if (alertId) ctx.publish({ topic: 'alert', id: alertId });
}

/** @returns whether they have another way that is still to come, or under way */
async function bringForward(
  ctx: Ctx,
  { escalationId, round, step, target, way }: PlacedPage,
): Promise<boolean> {
  const ahead = { escalationId, round, step, target, way: { gt: way } };
  const next = await ctx.db.page.findFirst({
    where: { ...ahead, state: { in: ['waiting', 'sent'] } },
    orderBy: { way: 'asc' },
  });
  if (next?.state === 'waiting' && next.attempts === 0) {
    await ctx.db.page.updateMany({
      where: { id: next.id, state: 'waiting', attempts: 0, workAt: { gt: ctx.now() } },
      data: { workAt: ctx.now() },
    });
    ctx.publish({ topic: 'pages' });
  }
  return next !== null;
}

/** A way that the person did not name, but where they can be written to and were not tried in this step. */
async function takeAnotherWay(ctx: Ctx, page: PlacedPage, channels: ReadonlySet<string>): Promise<boolean> {
  const { escalationId, alertId, round, step, target, personId, reminder } = page;
  if (!personId) return false;
  const tried = await ctx.db.page.findMany({
    where: { escalationId, round, step, target },
    select: { via: true, channel: true, way: true },
  });
  const names = new Set(tried.flatMap(({ via, channel }) => [via, channel]));
  // Where they are written to first has been tried as `chat`.
  const places = await placesOf(ctx, personId);
  const home = places.find(({ channel }) => channel !== 'email');
  const next = places.find(
    (place) =>
      channels.has(place.channel) &&
      !names.has(place.channel) &&
      !(names.has('chat') && place.channel === home?.channel),
  );
  if (!next) return false;
  const now = ctx.now();
  await ctx.db.page.create({
    data: {
      ...{
        id: ctx.newId(),
        escalationId,
        alertId,
        round,
        step,
        target,
        personId,
        via: next.channel,
        reminder,
      },
      way: Math.max(...tried.map(({ way }) => way)) + 1,
      ...{ dueAt: now, workAt: now, createdAt: now },
    },
  });
  return true;
}
