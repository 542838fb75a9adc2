import { alerts } from '../../contract/alerts.ts';
import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail, isDeskbellError, messageOf } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Alert } from '../../lib/prisma/client.ts';
import { statement } from '../../lib/sql.ts';
import { cut, shown } from '../../lib/text.ts';
import { refreshAlerts } from '../escalation/answered.ts';
import { directoryOf } from '../settings/directory.ts';
import { openTicket } from '../tickets/open.ts';
import { levelsFor } from '../tickets/priority.ts';
import { noteOnTicket } from '../tickets/reply.ts';
import { isOpen } from '../tickets/states.ts';
import { lockAlert } from './lock.ts';
import { record } from './note.ts';
import { requireResponder } from './policy.ts';
import { LEVELS, type Wanted, wantedBy, wishOf } from './ticket-wish.ts';

const BATCH = 20;
const AGAIN = MINUTE;
const MOST = { title: 300, text: 20_000 };

// Of a group the one that pages speaks. What was held and is over is no news at all.
const OVER = statement<{ id: string }>(
  'alert-tickets-over',
  `UPDATE alert SET ticket_at = CASE WHEN held_until IS NOT NULL THEN NULL
                                     WHEN ticket_id IS NOT NULL AND group_id IS NULL THEN $2::timestamptz
                                     ELSE ticket_at END
    WHERE id = ANY ($1::uuid[]) AND (ticket_at IS NOT NULL OR ticket_id IS NOT NULL) RETURNING id::text`,
);
// What came during maintenance waits for its end, unless somebody has it escalated.
const DUE = statement<{ id: string }>(
  'alert-tickets-due',
  `SELECT a.id::text FROM alert a LEFT JOIN maintenance_window m ON m.id = a.maintenance_id
    WHERE a.ticket_at <= $1::timestamptz AND a.held_until IS NULL
      AND (m.id IS NULL OR m.finished_at IS NOT NULL OR a.ticket_wish IS NOT NULL)
    ORDER BY a.ticket_at, a.first_at, a.id LIMIT ${BATCH}`,
);
const TAKE = statement<{ id: string }>(
  'alert-tickets-take',
  `SELECT id::text FROM alert WHERE id = $1::uuid AND ticket_at IS NOT NULL FOR NO KEY UPDATE SKIP LOCKED`,
);
const OF_GROUP = statement<{ ticketId: string; state: Parameters<typeof isOpen>[0] }>(
  'alert-tickets-of-group',
  `SELECT t.id::text AS "ticketId", t.state::text FROM alert a JOIN ticket t ON t.id = a.ticket_id
    WHERE a.id = $1::uuid OR a.group_id = $1::uuid ORDER BY a.first_at, a.id LIMIT 1`,
);

/** Their tickets, where they have some, are to say that they are over. In the transaction in which they are. */
export async function tellTickets(ctx: Ctx, alertIds: readonly string[]): Promise<void> {
  const told = await OVER(ctx, alertIds, ctx.now().toISOString());
  if (told.length > 0) ctx.publish({ topic: 'wishes' });
}

/**
 * Opens the tickets that services want of their alerts, or adds alerts to the one of their group, and says there what is
 * over. Apart from taking alerts in, which is never to fail because of a ticket.
 * @returns how many alerts were looked at
 */
export async function openTickets(ctx: Ctx): Promise<number> {
  const due = await DUE(ctx, ctx.now().toISOString());
  for (const { id } of due) {
    try {
      await inTransaction(ctx, (ctx) => follow(ctx, id));
    } catch (error) {
      if (isDeskbellError(error)) await giveUp(ctx, id, error.message);
      else await putOff(ctx, id, error);
    }
  }
  return due.length;
}

/** A queue that is archived, or a requester who has left: the alert says so, and an admin can see to it. */
async function giveUp(ctx: Ctx, id: string, why: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.alert.update({ where: { id }, data: { ticketAt: null } });
    await record(ctx, [id], 'unticketed', { why });
  });
  ctx.log.warn({ alert: id, why }, 'an alert got no ticket');
}

/** A fault of ours, or a database that is away: it is tried again, and does not hold up the others. */
async function putOff(ctx: Ctx, id: string, error: unknown): Promise<void> {
  ctx.log.error({ alert: id, error: messageOf(error) }, 'the ticket of an alert is left for later');
  const ticketAt = new Date(ctx.now().getTime() + AGAIN);
  await ctx.db.alert.updateMany({ where: { id, ticketAt: { not: null } }, data: { ticketAt } });
}

async function follow(ctx: Ctx, id: string): Promise<void> {
  const [taken] = await TAKE(ctx, id);
  if (!taken) return;
  const alert = await ctx.db.alert.findUniqueOrThrow({
    where: { id },
    include: { service: { select: { settings: true, name: true } } },
  });
  const wish = wishOf(alert.ticketWish);
  const wanted = wish ?? (alert.service && wantedBy(alert.service.settings));
  const isForgotten = !wish && alert.maintenanceId !== null && alert.state === 'resolved';
  await ctx.db.alert.update({ where: { id }, data: { ticketAt: null } });
  const ticketId = alert.ticketId ?? (wanted && !isForgotten ? await give(ctx, alert, wanted) : null);
  if (ticketId && alert.state === 'resolved' && alert.groupId === null) await sayOver(ctx, alert, ticketId);
}

type Serviced = Alert & { service: { name: string } | null };

/**
 * Gives an alert a ticket by hand, as its service would: the open one that it has, or that its group has, or a new one.
 * Where the service does not say in whose name and where, it is of whoever asks, in a queue of the service's team; without
 * a service, of theirs.
 * @param wish where a new one goes and in whose name, whatever the service says
 */
export async function makeTicket(
  ctx: Ctx,
  input: { id: string },
  wish?: Wanted,
): Promise<{ id: string; ticket: string }> {
  requireResponder(ctx);
  const { id } = parse(alerts.get.input, input);
  return inTransaction(ctx, async (ctx) => {
    await lockAlert(ctx, id);
    const alert = await ctx.db.alert.findUniqueOrThrow({
      where: { id },
      include: { service: { select: { settings: true, name: true, teamId: true } }, ticket: true },
    });
    if (alert.ticket && isOpen(alert.ticket.state)) return { id, ticket: alert.ticket.number };
    const wanted =
      wish ?? (alert.service && wantedBy(alert.service.settings)) ?? (await ownWish(ctx, alert.service));
    const ticketId = await give(ctx, alert, wanted);
    await ctx.db.alert.update({ where: { id }, data: { ticketAt: null } });
    const { number } = await ctx.db.ticket.findUniqueOrThrow({
      where: { id: ticketId },
      select: { number: true },
    });
    return { id, ticket: number };
  });
}

async function ownWish(ctx: Ctx, service: { teamId: string } | null): Promise<Wanted> {
  const person = personOf(ctx.actor);
  const teamIds = service ? [service.teamId] : [...(person?.teamIds ?? [])];
  const queue = await ctx.db.queue.findFirst({
    where: { teamId: { in: teamIds }, archivedAt: null },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  if (queue && person) return { queueId: queue.id, requesterId: person.id };
  return fail(
    'conflict',
    service
      ? 'The team of this service has no queue. Say in the settings of the service where its tickets go.'
      : 'You are in no team that has a queue, so nobody knows where the ticket belongs.',
  );
}

/** The open ticket of its group, or a new one. */
async function give(ctx: Ctx, alert: Serviced, wanted: Wanted): Promise<string> {
  const [known] = alert.groupId ? await OF_GROUP(ctx, alert.groupId) : [];
  const ticketId = known && isOpen(known.state) ? known.ticketId : await open(ctx, alert, wanted);
  await giveAlertTo(ctx, alert.id, ticketId);
  return ticketId;
}

/** It belongs to this ticket from now on. The alert is locked. */
export async function giveAlertTo(ctx: Ctx, id: string, ticketId: string): Promise<void> {
  await ctx.db.alert.update({ where: { id }, data: { ticketId } });
  await record(ctx, [id], 'ticketed', { ticketId });
  await refreshAlerts(ctx, [id]);
}

async function open(ctx: Ctx, alert: Serviced, { queueId, requesterId, priority }: Wanted): Promise<string> {
  const { settings } = await directoryOf(ctx);
  const [impact, urgency] = priority ? levelsFor(settings.priorityMatrix, priority) : LEVELS[alert.severity];
  const opened = await openTicket(ctx, {
    ...{ kind: 'incident', impact, urgency, queueId, requesterId },
    title: cut(
      shown(alert.summary).replace(/\s+/g, ' ').trim() || `An alert of ${alert.service?.name ?? 'the desk'}`,
      MOST.title,
    ),
    description: cut(inWords(alert), MOST.text),
  });
  // Only what came by a delivery may be there already.
  if (!opened) throw new Error('the ticket was not opened');
  return opened.id;
}

function inWords({ service, summary, severity, source, labels, links }: Serviced): string {
  const facts = { Service: service?.name ?? '', Severity: severity, Source: source ?? '' };
  const lines = (pairs: [string, unknown][]) =>
    pairs.flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${String(value)}`])).join('\n');
  return [
    summary,
    lines(Object.entries(facts)),
    lines(Object.entries(labels as Record<string, string>)),
    lines((links as { text: string; url: string }[]).map(({ text, url }) => [text, url])),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

async function sayOver(ctx: Ctx, alert: Serviced, ticketId: string): Promise<void> {
  const { number, state } = await ctx.db.ticket.findUniqueOrThrow({
    where: { id: ticketId },
    select: { number: true, state: true },
  });
  if (!isOpen(state)) return;
  const body = `The alert is over: ${cut(shown(alert.summary), MOST.title)}`;
  await noteOnTicket(ctx, { number, body });
}
