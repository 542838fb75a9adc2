import { Severity } from '../../contract/incidents.ts';
import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { isDeskbellError, messageOf } from '../../lib/errors.ts';
import { statement } from '../../lib/sql.ts';
import { incidentWishOf } from '../alerts/incident-wish.ts';
import { lockAlert } from '../alerts/lock.ts';
import { record } from '../alerts/note.ts';
import { giveAlertTo, makeTicket } from '../alerts/tickets.ts';
import { isOpen } from '../tickets/states.ts';
import { declareByDesk, join, openFor } from './by-desk.ts';
import { oneAfterAnother } from './declare.ts';

const BATCH = 20;
const AGAIN = MINUTE;

const DUE = statement<{ id: string }>(
  'alert-incidents-due',
  `SELECT id::text FROM alert WHERE incident_at <= $1::timestamptz ORDER BY incident_at, id LIMIT ${BATCH}`,
);

/**
 * Declares the major incidents that escalation steps want of alerts. Where one is open for the service, the alert belongs
 * to that one instead.
 * @returns how many alerts were looked at
 */
export async function declareWished(ctx: Ctx): Promise<number> {
  const due = await DUE(ctx, ctx.now().toISOString());
  for (const { id } of due) {
    try {
      await inTransaction(ctx, (ctx) => follow(ctx, id));
    } catch (error) {
      await putOff(ctx, id, error);
    }
  }
  return due.length;
}

/** A refusal stays one; a fault of ours, or a database that is away, is tried again and does not hold up the others. */
async function putOff(ctx: Ctx, id: string, error: unknown): Promise<void> {
  ctx.log.error({ alert: id, error: messageOf(error) }, 'an alert was not declared a major incident');
  const isRefused = isDeskbellError(error) && error.code !== 'unavailable';
  const incidentAt = isRefused ? null : new Date(ctx.now().getTime() + AGAIN);
  await inTransaction(ctx, async (ctx) => {
    const { count } = await ctx.db.alert.updateMany({
      where: { id, incidentAt: { not: null } },
      data: { incidentAt },
    });
    if (isRefused && count > 0) await record(ctx, [id], 'unticketed', { why: error.message });
  });
}

async function follow(ctx: Ctx, id: string): Promise<void> {
  await oneAfterAnother(ctx);
  const alert = await lockAlert(ctx, id);
  if (!alert.incidentAt) return;
  await ctx.db.alert.update({ where: { id }, data: { incidentAt: null } });
  const wish = incidentWishOf(alert.incidentWish);
  if (!wish || alert.state === 'resolved') return;
  const services = alert.serviceId ? [alert.serviceId] : [];
  const ticket = alert.ticketId ? await ctx.db.ticket.findUnique({ where: { id: alert.ticketId } }) : null;
  const open = ticket && isOpen(ticket.state) ? ticket : null;
  const other = await openFor(ctx, services);
  if (other && open?.id !== other.id) {
    if (open) await join(ctx, open.number, other.number);
    else await giveAlertTo(ctx, id, other.id);
    return;
  }
  const severity = Severity.parse(wish.severity);
  const { ticket: number } = await makeTicket(ctx, { id }, { ...wish, priority: severity });
  await declareByDesk(ctx, { number, severity, services });
}
