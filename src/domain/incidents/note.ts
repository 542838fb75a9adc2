import type { IncidentEvent } from '../../contract/incidents.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { refreshCards } from '../outbox/enqueue.ts';
import type { LoadedTicket } from '../tickets/load.ts';

export type Happened = {
  kind: Exclude<IncidentEvent['kind'], 'alert' | 'page'>;
  /** What the timeline says, behind the name of who did it. */
  text: string;
  /** Unset: now. */
  at?: Date;
  detail?: Record<string, unknown>;
  /** The message that was pinned. */
  from?: { channel: string; conversation: string; message: string };
};

/**
 * What has happened, on the timeline and in the audit log, and on every card. In the transaction in which it happens,
 * the ticket locked.
 * @returns the event's id
 */
export async function noteIncident(
  ctx: Ctx,
  incidentId: string,
  ticket: Pick<LoadedTicket, 'id' | 'queueId' | 'requesterId'>,
  { kind, text, at, detail, from }: Happened,
): Promise<string> {
  const id = ctx.newId();
  await ctx.db.majorIncidentEvent.create({
    data: {
      ...{ id, incidentId, kind, actorId: personOf(ctx.actor)?.id ?? null },
      ...{ at: at ?? ctx.now(), text: wellFormed(text), data: (detail ?? {}) as object, ...from },
    },
  });
  await auditIncident(ctx, ticket, kind, { text, ...detail });
  return id;
}

/** The audit entry of a change, and fresh cards and pages. */
export async function auditIncident(
  ctx: Ctx,
  ticket: Pick<LoadedTicket, 'id' | 'queueId' | 'requesterId'>,
  what: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await audit(ctx, { action: `incident.${what}`, subject: { type: 'ticket', id: ticket.id }, detail });
  await refreshCards(ctx, [ticket.id]);
  ctx.publish({ topic: 'ticket', id: ticket.id, queueId: ticket.queueId, requesterId: ticket.requesterId });
}
