import type { AlertEvent } from '../../contract/alerts.ts';
import { AlertHappening } from '../../contract/automation.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { auditRow } from '../audit/record.ts';
import { listensFor, tellRules } from '../automation/events.ts';

type EventKind = (typeof AlertEvent.shape.kind.options)[number];

/** Something that has happened to an alert. */
export type Happening = {
  id: string;
  kind: EventKind;
  detail?: Record<string, unknown>;
  /** Because of whom; unset: of who acts anyway. */
  by?: Ctx;
};

/** Rows in a statement. */
const TOGETHER = 1_000;

/** Parts of a statement that write {@link recordRows}, which it is given as this parameter. */
export const RECORDED = (parameter: string) => `
happened AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(${parameter}::jsonb) AS r (
    id uuid, kind text, person uuid, at timestamptz, actor_kind text, actor_id text, channel text, request text,
    detail text, salt text, detail_hash text)
), happened_event AS (
  INSERT INTO alert_event (alert_id, kind, actor_id, at) SELECT id, kind, person, at FROM happened
), happened_audit AS (
  INSERT INTO audit_entry (at, actor_kind, actor_id, action, subject_type, subject_id, channel, request_id, detail, salt,
                           detail_hash)
  SELECT at, actor_kind, actor_id, 'alert.' || kind, 'alert', id::text, channel, request, detail,
         decode(salt, 'base64'), decode(detail_hash, 'base64') FROM happened
)`;
const RECORD = statement<never>('alert-record', `WITH ${RECORDED('$1')} SELECT 1 WHERE false`);

/** What has happened to alerts: for their timelines, and in the audit log. In the transaction in which it happens. */
export async function recordAll(ctx: Ctx, happenings: readonly Happening[]): Promise<void> {
  for (let from = 0; from < happenings.length; from += TOGETHER) {
    await RECORD(ctx, recordRows(ctx, happenings.slice(from, from + TOGETHER)));
  }
  await tellOf(ctx, happenings);
}

/** As {@link RECORDED} takes them. */
export const recordRows = (ctx: Ctx, happenings: readonly Happening[]): string =>
  JSON.stringify(happenings.map((one) => rowOf(one.by ?? ctx, one)));

/** Tells whoever listens of what has been recorded. */
export async function tellOf(ctx: Ctx, happenings: readonly Happening[]): Promise<void> {
  if (happenings.length > 0) ctx.publish({ topic: 'audit' });
  for (const [kind, some] of Map.groupBy(happenings, ({ kind }) => kind)) {
    const heard = AlertHappening.safeParse(kind);
    const ids = some.map(({ id }) => id);
    if (heard.success) await tellRulesOf(ctx, ids, heard.data);
  }
  for (const { id } of happenings) ctx.publish({ topic: 'alert', id });
}

/** The same has happened to all of them. */
export const record = (
  ctx: Ctx,
  alertIds: readonly string[],
  kind: EventKind,
  detail: Record<string, unknown> = {},
): Promise<void> =>
  recordAll(
    ctx,
    alertIds.map((id) => ({ id, kind, detail })),
  );

function rowOf(ctx: Ctx, { id, kind, detail = {} }: Happening) {
  const log = auditRow(ctx, { action: `alert.${kind}`, subject: { type: 'alert', id }, detail });
  return {
    ...{ id, kind, person: personOf(ctx.actor)?.id ?? null, at: log.at },
    ...{ actor_kind: log.actorKind, actor_id: log.actorId, channel: log.channel, request: log.requestId },
    detail: log.detail,
    salt: Buffer.from(log.salt).toString('base64'),
    detail_hash: Buffer.from(log.detailHash).toString('base64'),
  };
}

/** Rules act on the tickets of alerts. */
async function tellRulesOf(ctx: Ctx, alertIds: readonly string[], happened: AlertHappening): Promise<void> {
  if (!(await listensFor(ctx, 'alert'))) return;
  const alerts = await ctx.db.alert.findMany({
    where: { id: { in: [...alertIds] }, ticketId: { not: null } },
    select: { id: true, ticketId: true },
  });
  for (const { id, ticketId } of alerts) {
    if (ticketId) await tellRules(ctx, ticketId, 'alert', { alertId: id, happened });
  }
}
