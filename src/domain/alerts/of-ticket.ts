import type { AlertSeverity } from '../../contract/alerts.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { statement } from '../../lib/sql.ts';
import { wellFormed } from '../../lib/text.ts';
import { endEscalations, holdEscalations } from '../escalation/answered.ts';
import { lockTicket } from '../tickets/load.ts';
import { isOpen, type TicketState } from '../tickets/states.ts';
import { record } from './note.ts';
import { lockServices } from './service.ts';

/** Alerts that no source has sent: the desk itself pages for a ticket, as a rule says. */

type Wanted = { ticketId: string; serviceId: string; severity: AlertSeverity; summary: string };

/**
 * Pages for a ticket by the escalation policy of a service; once, as long as that is open. Neither maintenance nor what
 * keeps sources quiet holds it back.
 * @throws `conflict` when the ticket is over, or nobody is paged for the service
 */
export async function pageFor(
  ctx: Ctx,
  { ticketId, serviceId, severity, summary }: Wanted,
): Promise<{ opened: boolean; name: string }> {
  return inTransaction(ctx, async (ctx) => {
    const ticket = await lockTicket(ctx, ticketId);
    if (!isOpen(ticket.state))
      fail('conflict', `Nobody is paged for ${ticket.number}: it is ${ticket.state}.`);
    await lockServices(ctx, [serviceId]);
    const service = await ctx.db.service.findUnique({ where: { id: serviceId } });
    if (!service || service.archivedAt) return fail('not_found', 'There is no such service.');
    const { name, escalationPolicyId } = service;
    if (!escalationPolicyId) fail('conflict', `Nobody is paged for ${name}: it has no escalation policy.`);
    const known = { serviceId, integrationId: null, dedupKey: `ticket ${ticketId}` };
    const open = await ctx.db.alert.findFirst({ where: { ...known, state: { not: 'resolved' } } });
    if (open) return { opened: false, name };
    const now = ctx.now();
    const id = ctx.newId();
    await ctx.db.alert.create({
      data: {
        ...{ id, ...known, ticketId, severity, summary: wellFormed(summary), source: ticket.number },
        ...{ firstAt: now, lastAt: now, escalateAt: now },
      },
    });
    await record(ctx, [id], 'triggered', { ticketId, severity, summary });
    ctx.publish({ topic: 'escalations' });
    return { opened: true, name };
  });
}

const OPEN = statement<{ id: string }>(
  'alerts-of-ticket',
  `SELECT id::text FROM alert WHERE ticket_id = $1::uuid AND integration_id IS NULL AND asked_by_id IS NULL
      AND state::text = ANY ($2::text[])
    ORDER BY id FOR NO KEY UPDATE`,
);

/**
 * What a change of a ticket answers: whoever has it now has acknowledged what the desk paged for it, and once it is over,
 * that is as well. In the transaction of the change, the ticket locked.
 * @param after the fields that have changed
 */
export async function answerPagesOf(
  ctx: Ctx,
  ticketId: string,
  after: { state?: unknown; assigneeId?: unknown },
): Promise<void> {
  const isOver = after.state !== undefined && !isOpen(after.state as TicketState);
  const holder = (after.assigneeId ?? null) as string | null;
  if (ctx.replay || !(isOver || holder)) return;
  const services = await ctx.db.alert.findMany({
    where: { ticketId, integrationId: null, askedById: null, state: { not: 'resolved' } },
    select: { serviceId: true },
  });
  if (services.length === 0) return;
  await lockServices(
    ctx,
    services.flatMap(({ serviceId }) => serviceId ?? []),
  );
  const open = await OPEN(ctx, ticketId, isOver ? ['triggered', 'acknowledged'] : ['triggered']);
  const ids = open.map(({ id }) => id);
  const now = ctx.now();
  const answer = isOver
    ? { state: 'resolved' as const, resolvedAt: now, resolvedById: personOf(ctx.actor)?.id ?? null }
    : { state: 'acknowledged' as const, acknowledgedAt: now, acknowledgedById: holder };
  await ctx.db.alert.updateMany({
    where: { id: { in: ids } },
    data: { ...answer, escalateAt: null, silencedUntil: null },
  });
  await (isOver ? endEscalations : holdEscalations)(ctx, ids);
  await record(ctx, ids, answer.state, { ticketId });
}
