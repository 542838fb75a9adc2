import type { TicketVerb } from '../../contract/tickets.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { wellFormed } from '../../lib/text.ts';
import { answerPagesOf } from '../alerts/of-ticket.ts';
import { followTicket } from '../approvals/follow.ts';
import { endOfWaiting } from '../assignment/waiting.ts';
import { audit } from '../audit/record.ts';
import { tellRules } from '../automation/events.ts';
import { followRequest } from '../catalogue/fulfil.ts';
import { followChange } from '../changes/follow.ts';
import { followIncident } from '../incidents/follow.ts';
import { type CardKind, type Place, refreshCards } from '../outbox/enqueue.ts';
import { concernsClocks, keepClocks } from '../sla/keep.ts';
import { parentOf } from './family.ts';
import { type LoadedTicket, lockTicket } from './load.ts';
import { authorise } from './policy.ts';

/** What a verb decides: the fields that change, and what is to be said about it. */
export type Change = {
  set?: Omit<Prisma.TicketUncheckedUpdateInput, 'revision' | 'updatedAt'>;
  /** What people read in the timeline: for fields whose value is an id, and for what is not a field. */
  words?: Record<string, { from: string | null; to: string | null }>;
  /** Cards at places where there were none. */
  cards?: (Place & { kind: CardKind })[];
  /** More for the audit entry than before and after. */
  detail?: Record<string, unknown>;
};

/** Fields whose changes the timeline does not spell out: the event's action says it. */
const SILENT = new Set([
  'takenAt',
  'heldAt',
  'resumedAt',
  'resolvedAt',
  'reopenedAt',
  'closedAt',
  'cancelledAt',
  'awaitsAssignment',
  'unassignedBecause',
]);

/**
 * The one way in which a ticket changes: its row locked, the actor authorised, the verb's decision written
 * with an event for the timeline, an audit entry and fresh cards, all in one transaction. A decision without
 * changes writes nothing.
 */
export async function changeTicket(
  ctx: Ctx,
  reference: string,
  verb: TicketVerb,
  decide: (ticket: LoadedTicket, ctx: Ctx) => Change | Promise<Change>,
): Promise<LoadedTicket> {
  return inTransaction(ctx, async (ctx) => {
    const ticket = await lockTicket(ctx, reference);
    authorise(ctx.actor, verb, ticket);
    const change = await decide(ticket, ctx);
    const before: Record<string, unknown> = {};
    const after: Record<string, unknown> = {};
    const set = { ...change.set, ...endOfWaiting({ ...ticket, ...change.set } as LoadedTicket) };
    for (const [field, wanted] of Object.entries(set)) {
      const value = storable(wanted);
      const old = ticket[field as keyof LoadedTicket];
      if (JSON.stringify(old) === JSON.stringify(value)) continue;
      before[field] = old;
      after[field] = value;
    }
    if (Object.keys(after).length === 0 && !change.words && !change.detail) return ticket;
    const now = ctx.now();
    await ctx.db.ticket.update({
      where: { id: ticket.id },
      data: { ...(after as Prisma.TicketUncheckedUpdateInput), revision: { increment: 1 }, updatedAt: now },
    });
    const id = ctx.newId();
    await ctx.db.entry.create({
      data: {
        id,
        ticketId: ticket.id,
        kind: 'event',
        authorId: personOf(ctx.actor)?.id ?? null,
        channel: ctx.origin.channel,
        body: '',
        data: { action: verb, changes: changesInWords(before, after, change.words ?? {}) },
        createdAt: now,
      },
    });
    await tellRules(ctx, ticket.id, 'changed', { changes: changesFor(before, after) });
    if (concernsClocks(Object.keys(after))) await keepClocks(ctx, ticket);
    await followTicket(ctx, ticket.id, Object.keys(after));
    await answerPagesOf(ctx, ticket.id, after);
    await followIncident(ctx, ticket, after);
    await followChange(ctx, ticket, after);
    await followRequest(ctx, ticket, after);
    await audit(ctx, {
      action: `ticket.${verb}`,
      subject: { type: 'ticket', id: ticket.id },
      detail: { before, after, ...change.words, ...change.detail },
    });
    // How far its parent is follows from its state.
    const parent = after.state ? await parentOf(ctx, ticket.id) : null;
    await refreshCards(ctx, [ticket.id, ...(parent ? [parent.id] : [])], change.cards);
    if (parent) {
      const { id, queueId, requesterId } = parent;
      ctx.publish({ topic: 'ticket', id, queueId, requesterId });
    }
    ctx.publish({ topic: 'ticket', id: ticket.id, queueId: ticket.queueId, requesterId: ticket.requesterId });
    if (after.queueId) {
      ctx.publish({
        topic: 'ticket',
        id: ticket.id,
        queueId: after.queueId as string,
        requesterId: ticket.requesterId,
      });
    }
    return lockTicket(ctx, ticket.id);
  });
}

/** What rules are told of a change. */
const changesFor = (before: Record<string, unknown>, after: Record<string, unknown>) =>
  Object.fromEntries(Object.keys(after).map((field) => [field, { from: before[field], to: after[field] }]));

function changesInWords(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  words: NonNullable<Change['words']>,
) {
  return Object.keys({ ...after, ...words })
    .filter((field) => !SILENT.has(field))
    .map((field) => ({
      field,
      from: inWords(words[field] ? words[field].from : before[field]),
      to: inWords(words[field] ? words[field].to : after[field]),
    }));
}

function inWords(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return wellFormed(Array.isArray(value) ? value.join(', ') : String(value));
}

/** Texts as the database can hold them, whichever way they came in. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  return Array.isArray(value) ? value.map(storable) : value;
}
