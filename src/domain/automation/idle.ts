import { HOUR } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { ALWAYS, type Hours } from '../calendars/hours.ts';
import { type Directory, directoryOf } from '../settings/directory.ts';
import type { Agreement } from '../sla/agreement.ts';
import { noteWalked, walkUnderWay } from '../walks.ts';
import type { ListeningRule } from './hear.ts';

/** How many tickets are looked at for a rule in one go; those that have waited longest come first. */
const BATCH = 1_000;

type Idle = {
  ticketId: string;
  since: Date;
  queueId: string;
  calendarId: string | null;
  agreement: Agreement | null;
};

// An hour of a calendar is never shorter than an hour, so nothing else can be idle for so long.
const CANDIDATES = statement<Idle>(
  'automation-idle',
  `
SELECT i.ticket_id::text AS "ticketId", i.since, t.queue_id::text AS "queueId", t.calendar_id::text AS "calendarId",
       t.agreement
  FROM ticket_idle i
  JOIN ticket t ON t.id = i.ticket_id
  LEFT JOIN rule_idle r ON r.rule_id = $1::uuid AND r.ticket_id = i.ticket_id
 WHERE i.since <= $2::timestamptz AND (r.since IS NULL OR r.since < i.since)
 ORDER BY i.since, i.ticket_id LIMIT ${BATCH}`,
);

const ACTED = statement<{ ticketId: string }>(
  'automation-idle-acted',
  `
INSERT INTO rule_idle (rule_id, ticket_id, since)
SELECT $1::uuid, ticket_id, since FROM unnest($2::uuid[], $3::timestamptz[]) AS i (ticket_id, since)
ON CONFLICT (rule_id, ticket_id) DO UPDATE SET since = excluded.since WHERE rule_idle.since < excluded.since
RETURNING ticket_id::text AS "ticketId"`,
);

const EVENTS = statement<never>(
  'automation-idle-events',
  `INSERT INTO ticket_event (ticket_id, kind, data, cause, at)
   SELECT ticket_id, 'idle', jsonb_build_object('ruleId', $2::text), '{}', $3::timestamptz
     FROM unnest($1::uuid[]) AS i (ticket_id)`,
);

/**
 * Tells rules of open tickets to which nothing has happened for as long as they ask, in hours of the ticket's calendar:
 * each rule once, until something happens. Any number of workers may look.
 * @returns how many tickets rules were told of
 */
export async function findIdle(ctx: Ctx): Promise<number> {
  const directory = await directoryOf(ctx);
  let found = 0;
  for (const rule of directory.automations) {
    if (rule.trigger.on === 'idle') found += await findIdleFor(ctx, rule, rule.trigger.hours, directory);
  }
  return found;
}

async function findIdleFor(
  ctx: Ctx,
  rule: ListeningRule,
  hours: number,
  directory: Directory,
): Promise<number> {
  const now = ctx.now();
  const before = new Date(now.getTime() - hours * HOUR);
  const candidates = await CANDIDATES(ctx, rule.id, before.toISOString());
  const idle = candidates.filter(
    (one) => calendarOf(directory, one).between(one.since.getTime(), now.getTime()) >= hours * HOUR,
  );
  if (idle.length === 0) return 0;
  return inTransaction(ctx, async (ctx) => {
    const acted = await ACTED(
      ctx,
      rule.id,
      idle.map(({ ticketId }) => ticketId),
      idle.map(({ since }) => since.toISOString()),
    );
    await EVENTS(
      ctx,
      acted.map(({ ticketId }) => ticketId),
      rule.id,
      now.toISOString(),
    );
    ctx.publish({ topic: 'events' });
    return acted.length;
  });
}

/** By which it is due or, where nothing is promised, that of its own or of its queue. */
function calendarOf({ calendars, queues }: Directory, { agreement, calendarId, queueId }: Idle): Hours {
  const id = agreement?.calendarId ?? calendarId ?? queues.get(queueId)?.calendarId;
  return (id && calendars.get(id)?.hours) || ALWAYS;
}

const FILL = statement<{ ticketId: string }>(
  'automation-idle-fill',
  `
WITH open AS (
  SELECT id, updated_at FROM ticket
   WHERE state IN ('new', 'in_progress', 'on_hold') AND id > $1::uuid ORDER BY id LIMIT ${BATCH}
), noted AS (
  INSERT INTO ticket_idle (ticket_id, since) SELECT id, updated_at FROM open ON CONFLICT DO NOTHING
)
SELECT id::text AS "ticketId" FROM open ORDER BY id`,
);

/** Goes on with taking open tickets into account, once there is a rule that asks for idle ones. */
export async function walkIdle(ctx: Ctx): Promise<number> {
  const under = await walkUnderWay(ctx, 'idle');
  if (!under) return 0;
  const filled = await FILL(ctx, under.after);
  await noteWalked(ctx, under.walk, filled.length < BATCH ? undefined : filled.at(-1)?.ticketId);
  return filled.length;
}
