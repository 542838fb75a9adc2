import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { cut, visible } from '../../lib/text.ts';
import { record } from '../alerts/note.ts';
import { lockServices } from '../alerts/service.ts';
import { audit } from '../audit/record.ts';
import { announce } from '../outbox/announce.ts';
import { homeOf } from '../people/home.ts';

const BATCH = 20;

const OVER = statement<{ id: string }>(
  'maintenance-over',
  `SELECT id::text FROM maintenance_window WHERE finished_at IS NULL AND ends_at <= $1::timestamptz
    ORDER BY ends_at LIMIT ${BATCH}`,
);
// What is silenced pages when that is over. Of each service the oldest one pages for all of them: what lasted through a maintenance is one thing to look at.
const RELEASE = statement<{ id: string; head: boolean }>(
  'maintenance-release',
  `
WITH open AS (
  SELECT id, first_value(id) OVER (PARTITION BY service_id ORDER BY first_at, id) AS head
    FROM alert WHERE maintenance_id = $1::uuid AND state = 'triggered' AND escalate_at IS NULL
     AND silenced_until IS NULL
)
UPDATE alert SET escalate_at = CASE WHEN open.id = open.head THEN $2::timestamptz END,
       group_id = CASE WHEN open.id <> open.head THEN open.head END
  FROM open WHERE alert.id = open.id
RETURNING alert.id::text, open.id = open.head AS head`,
);

/**
 * Sums up what came during maintenance that is over; what is still open pages now.
 * @returns how many were over
 */
export async function finishMaintenances(ctx: Ctx): Promise<number> {
  const over = await OVER(ctx, ctx.now().toISOString());
  for (const { id } of over) await inTransaction(ctx, (ctx) => finish(ctx, id));
  return over.length;
}

async function finish(ctx: Ctx, id: string): Promise<void> {
  const now = ctx.now();
  const found = await ctx.db.maintenanceWindow.findUniqueOrThrow({ where: { id } });
  // Nothing comes in meanwhile, and who is at it as well finds it done.
  await lockServices(ctx, found.serviceIds);
  const { count } = await ctx.db.maintenanceWindow.updateMany({
    where: { id, finishedAt: null, endsAt: { lte: now } },
    data: { finishedAt: now },
  });
  if (count === 0) return;
  const came = await ctx.db.alert.count({ where: { maintenanceId: id } });
  const released = await RELEASE(ctx, id, now.toISOString());
  const heads = released.filter(({ head }) => head).map(({ id }) => id);
  const others = released.filter(({ head }) => !head).map(({ id }) => id);
  await record(ctx, heads, 'released');
  await record(ctx, others, 'grouped');
  const summary = inWords(came, released.length);
  await ctx.db.maintenanceWindow.update({ where: { id }, data: { summary } });
  await audit(ctx, {
    ...{ action: 'maintenance.finish', subject: { type: 'maintenance', id }, detail: { summary } },
  });
  ctx.publish({ topic: 'directory' });
  if (found.createdById) {
    const text = `The maintenance “${cut(visible(found.name), 120)}” is over. ${summary}`;
    await announce(ctx, await homeOf(ctx, found.createdById), {
      kind: 'text',
      ticketId: null,
      data: { text },
    });
  }
  ctx.publish({ topic: 'escalations' });
  ctx.publish({ topic: 'wishes' });
}

function inWords(came: number, open: number): string {
  const alerts = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'alert' : 'alerts'}`;
  if (came === 0) return 'No alerts came meanwhile.';
  if (open === 0) return `${alerts(came)} came meanwhile; nothing is open that nobody has seen.`;
  return `${alerts(came)} came meanwhile; ${open.toLocaleString('en')} of them ${open === 1 ? 'is' : 'are'} still open and ${open === 1 ? 'pages' : 'page'} now.`;
}
