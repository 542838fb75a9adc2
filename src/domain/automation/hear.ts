import type { AutomationRule, EventKind } from '../../contract/automation.ts';
import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { directoryOf } from '../settings/directory.ts';
import { sparingTheOthers } from '../sparing.ts';
import { isOpen, type TicketState } from '../tickets/states.ts';
import { noteForWebhooks } from '../webhooks/note.ts';
import { ask } from './condition.ts';
import { type TicketEvent, triggers } from './events.ts';
import { messagesOf, type RuledTicket, ruledTickets } from './facts.ts';

const BATCH = 200;
/** A rule that acts because another rule acted, and so on: no further than this. */
const MOST_DEPTH = 5;

/** What is known of a rule to find out whether it has something to do. */
export type ListeningRule = Pick<AutomationRule, 'id' | 'version' | 'trigger' | 'condition' | 'delayMinutes'>;

export type HeardEvent = TicketEvent & { id: string; ticketId: string; cause: string[] };

const WAITING = statement<{ id: string }>(
  'automation-events-waiting',
  `SELECT id::text FROM ticket_event ORDER BY id LIMIT ${BATCH}`,
);
const TAKE = statement<Omit<HeardEvent, 'at'> & { at: Date }>(
  'automation-events-take',
  `DELETE FROM ticket_event WHERE id = ANY ($1::bigint[])
   RETURNING id::text, ticket_id::text AS "ticketId", kind, data, actor_id::text AS "actorId", cause::text[] AS cause, at`,
);
// Of several workers one hears, so that what happened to a ticket is heard in its order.
const ALONE = statement<{ alone: boolean }>(
  'automation-hear-alone',
  `SELECT pg_try_advisory_xact_lock(hashtext('deskbell automation')) AS alone`,
);

/**
 * Finds the rules that have something to do because of what has happened, and the webhooks that want to hear of it, and
 * notes that they have.
 * @returns how many events were heard
 */
export async function hearEvents(ctx: Ctx): Promise<number> {
  const ids = (await WAITING(ctx)).map(({ id }) => id);
  return sparingTheOthers(ctx, ids, (ids) => hear(ctx, ids));
}

async function hear(ctx: Ctx, ids: readonly string[]): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    if (!(await ALONE(ctx))[0]?.alone) return 0;
    const events = (await TAKE(ctx, ids)).toSorted((a, b) => Number(a.id) - Number(b.id));
    if (events.length === 0) return 0;
    const { automations } = await directoryOf(ctx);
    const tickets = await ruledTickets(
      ctx,
      events.map(({ ticketId }) => ticketId),
    );
    const messages = await messagesOf(
      ctx,
      events.flatMap(({ data }) => data.entryId ?? []),
    );
    const runs = events.flatMap((event) => {
      const ticket = tickets.get(event.ticketId);
      const message = messages.get(event.data.entryId ?? '') ?? '';
      return ticket ? runsFor(ctx.now(), automations, event, { ...ticket, message }) : [];
    });
    await ctx.db.ruleRun.createMany({ data: runs.map((run) => ({ id: ctx.newId(), ...run })) });
    await noteForWebhooks(ctx, events, messages);
    if (automations.some(({ trigger }) => trigger.on === 'idle')) await noteIdle(ctx, events, tickets);
    return events.length;
  });
}

/**
 * What rules have to do because of an event. A rule never reacts to what came of itself, and a chain of rules ends at
 * {@link MOST_DEPTH}, which is noted. Pure.
 */
export function runsFor(
  now: Date,
  rules: readonly ListeningRule[],
  { kind, data, actorId, at, ticketId, cause }: HeardEvent,
  facts: RuledTicket & { message: string },
) {
  return rules
    .filter((rule) => triggers(rule, { kind, data }) && !cause.includes(rule.id))
    .filter((rule) => ask(rule.condition, facts, now).holds)
    .map((rule) => {
      const tooDeep = cause.length >= MOST_DEPTH;
      return {
        ruleId: rule.id,
        ruleVersion: rule.version,
        ticketId,
        event: { kind, data, actorId, at: at.toISOString() } as {
          kind: EventKind;
          data: object;
          actorId: string | null;
          at: string;
        },
        cause,
        state: tooDeep ? ('stopped' as const) : ('waiting' as const),
        words: tooDeep ? `It came of ${MOST_DEPTH} rules that had acted one because of the other.` : null,
        dueAt: new Date(now.getTime() + rule.delayMinutes * MINUTE),
        createdAt: now,
        finishedAt: tooDeep ? now : null,
      };
    });
}

const IDLE = statement<never>(
  'automation-idle-note',
  `
WITH seen AS (
  SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::boolean[]) AS s (ticket_id, at, open)
), gone AS (
  DELETE FROM ticket_idle USING seen WHERE ticket_idle.ticket_id = seen.ticket_id AND NOT seen.open
)
INSERT INTO ticket_idle (ticket_id, since) SELECT ticket_id, max(at) FROM seen WHERE open GROUP BY ticket_id
ON CONFLICT (ticket_id) DO UPDATE SET since = greatest(ticket_idle.since, excluded.since)`,
);

async function noteIdle(ctx: Ctx, events: readonly HeardEvent[], tickets: ReadonlyMap<string, RuledTicket>) {
  // That it is idle is nothing that happens to a ticket.
  const happened = events.filter(({ kind, ticketId }) => kind !== 'idle' && tickets.has(ticketId));
  await IDLE(
    ctx,
    happened.map(({ ticketId }) => ticketId),
    happened.map(({ at }) => at.toISOString()),
    happened.map(({ ticketId }) => isOpen((tickets.get(ticketId)?.state ?? 'closed') as TicketState)),
  );
}
