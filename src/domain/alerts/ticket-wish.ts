import type { z } from 'zod';
import { PageTarget } from '../../contract/escalation.ts';
import { ServiceSettings } from '../../contract/services.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import type { Level, Priority } from '../tickets/priority.ts';

type TicketTarget = Extract<z.output<typeof PageTarget>, { who: 'ticket' }>;

/** Where a ticket of an alert goes, and in whose name. */
export type Wanted = { queueId: string; requesterId: string; priority?: Priority | null };

const LOCK = statement<{ wants: boolean }>(
  'alert-ticket-wish-lock',
  `SELECT ticket_id IS NULL AND ticket_at IS NULL AND ticket_wish IS NULL AS wants FROM alert
    WHERE id = $1::uuid FOR NO KEY UPDATE SKIP LOCKED`,
);

/**
 * An escalation step wants a ticket for an alert, which is opened apart: nothing of it keeps anybody from being paged.
 * An alert that has one, or was to have one, gets no other.
 * @returns whether there will be one because of this; `locked`: somebody is changing the alert
 */
export async function wantTicket(
  ctx: Ctx,
  alertId: string,
  { queueId, requesterId, priority }: TicketTarget,
): Promise<boolean | 'locked'> {
  // The escalation is locked by now, and whoever answers the alert locks them the other way round.
  const [alert] = await LOCK(ctx, alertId);
  if (!alert) return 'locked';
  if (!alert.wants) return false;
  const ticketWish = { who: 'ticket', queueId, requesterId, priority };
  await ctx.db.alert.update({ where: { id: alertId }, data: { ticketAt: ctx.now(), ticketWish } });
  ctx.publish({ topic: 'wishes' });
  return true;
}

/** What an escalation step has asked for; null: none has. */
export function wishOf(ticketWish: unknown): Wanted | null {
  const wish = PageTarget.safeParse(ticketWish).data;
  return wish?.who === 'ticket' ? { ...wish, priority: wish.priority as Priority | null } : null;
}

/** What the settings of its service say. */
export const wantedBy = (settings: unknown): Wanted | null => ServiceSettings.parse(settings).tickets;

/** Impact and urgency of an alert that is so bad. */
export const LEVELS = {
  critical: [1, 1],
  error: [2, 2],
  warning: [3, 2],
  info: [3, 3],
} as const satisfies Record<string, readonly [Level, Level]>;
