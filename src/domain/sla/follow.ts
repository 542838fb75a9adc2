import type { SlaAudience, SlaMetric, SlaTerms } from '../../contract/sla.ts';
import { type ActingPerson, type Ctx, inTransaction } from '../../lib/context.ts';
import type { SlaClock } from '../../lib/prisma/client.ts';
import { statement } from '../../lib/sql.ts';
import { audit } from '../audit/record.ts';
import { tellRules } from '../automation/events.ts';
import { refreshCards, relayEntry } from '../outbox/enqueue.ts';
import { actingPerson } from '../people/acting.ts';
import { type News, notify } from '../people/notify.ts';
import { sparingTheOthers } from '../sparing.ts';
import { worksOn } from '../tickets/policy.ts';
import type { Agreement } from './agreement.ts';
import { DUE, thresholdKey } from './state.ts';

const BATCH = 100;

type Passed = {
  id: string;
  ticketId: string;
  metric: SlaMetric;
  cycle: number;
  epoch: number;
  threshold: string;
};

const WAITING = statement<{ id: string }>(
  'sla-events-waiting',
  `SELECT id::text FROM sla_event WHERE handled_at IS NULL ORDER BY at, id LIMIT ${BATCH}`,
);

const TAKE = statement<Passed>(
  'sla-events-take',
  `SELECT id::text, ticket_id::text AS "ticketId", metric::text, cycle, epoch, threshold
     FROM sla_event WHERE id = ANY ($1::bigint[]) AND handled_at IS NULL ORDER BY at, id FOR UPDATE SKIP LOCKED`,
);

/**
 * Does what follows from thresholds that were passed, in the order in which they were: the timeline says so, cards
 * change their colour, and those are told whom the policy names. All of it in the transaction that notes it as done,
 * so it is done once; what one person is to be told comes in one message, however much it is. One that makes trouble
 * does not hold up the others.
 * @returns how many it was done for
 */
export async function followThresholds(ctx: Ctx): Promise<number> {
  const ids = (await WAITING(ctx)).map(({ id }) => id);
  return sparingTheOthers(ctx, ids, (ids) => follow(ctx, ids));
}

async function follow(ctx: Ctx, ids: readonly string[]): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const passed = await TAKE(ctx, ids);
    if (passed.length === 0) return 0;
    const found = await ticketsOf(ctx, passed);
    for (const { event } of found) {
      const { ticketId, metric, threshold } = event;
      await tellRules(ctx, ticketId, 'sla', { metric, threshold });
    }
    const told = await sayOnTimelines(ctx, found);
    await notify(ctx, await newsOf(ctx, told));
    const tickets = new Map(found.map(({ ticket }) => [ticket.id, ticket]));
    await refreshCards(ctx, [...tickets.keys()]);
    for (const { id, queueId, requesterId } of tickets.values()) {
      ctx.publish({ topic: 'ticket', id, queueId, requesterId });
    }
    await ctx.db.slaEvent.updateMany({
      where: { id: { in: passed.map(({ id }) => BigInt(id)) } },
      data: { handledAt: ctx.now() },
    });
    return passed.length;
  });
}

type Loaded = {
  id: string;
  agreement: Agreement | null;
  queueId: string;
  requesterId: string;
  assigneeId: string | null;
  managerId: string | null;
  queue: { teamId: string; visibility: 'open' | 'private' };
  leads: string[];
};

const TICKETS = statement<Loaded>(
  'sla-events-tickets',
  `
SELECT t.id::text, t.agreement, t.queue_id::text AS "queueId", t.requester_id::text AS "requesterId",
       t.assignee_id::text AS "assigneeId", a.manager_id::text AS "managerId",
       json_build_object('teamId', q.team_id, 'visibility', q.visibility) AS queue,
       ARRAY(SELECT person_id::text FROM team_member WHERE team_id = q.team_id AND lead) AS leads
  FROM ticket t JOIN queue q ON q.id = t.queue_id LEFT JOIN person a ON a.id = t.assignee_id
 WHERE t.id = ANY ($1::uuid[])`,
);

/** A threshold with its ticket, and whom its policy names. */
type Found = { event: Passed; ticket: Loaded; clock: SlaClock | undefined; tell: readonly SlaAudience[] };

async function ticketsOf(ctx: Ctx, passed: readonly Passed[]): Promise<Found[]> {
  const ids = [...new Set(passed.map(({ ticketId }) => ticketId))];
  const tickets = await TICKETS(ctx, ids);
  const clocks = await ctx.db.slaClock.findMany({ where: { ticketId: { in: ids } } });
  const agreements = tickets.flatMap(({ agreement }) => agreement ?? []);
  const versions = await ctx.db.slaPolicyVersion.findMany({
    where: {
      OR: agreements.map(({ policyId, policyVersion: version }) => ({ policyId, version })),
    },
  });
  return passed.flatMap((event) => {
    const ticket = tickets.find(({ id }) => id === event.ticketId);
    if (!ticket) return [];
    const { agreement } = ticket;
    const terms = versions.find(
      ({ policyId, version }) => policyId === agreement?.policyId && version === agreement.policyVersion,
    )?.terms as SlaTerms | undefined;
    const named = terms?.thresholds.find((threshold) => thresholdKey(threshold) === event.threshold);
    const clock = clocks.find(
      ({ ticketId, metric, cycle }) =>
        ticketId === ticket.id && metric === event.metric && cycle === event.cycle,
    );
    // What was promised anew in the meantime, or is done by now, is nothing to tell anybody.
    const isCurrent = clock?.epoch === event.epoch && clock.stoppedAt === null;
    return [{ event, ticket, clock, tell: isCurrent ? (named?.tell ?? []) : [] }];
  });
}

/** The timeline has what somebody is told, and that a time is over. @returns those that somebody is told */
async function sayOnTimelines(ctx: Ctx, found: readonly Found[]): Promise<Found[]> {
  const said = found
    .filter(({ event, tell }) => event.threshold === DUE || tell.length > 0)
    .map((one) => ({ ...one, entryId: ctx.newId() }));
  await ctx.db.entry.createMany({
    data: said.map(({ event, entryId }) => ({
      id: entryId,
      ticketId: event.ticketId,
      kind: 'event',
      channel: ctx.origin.channel,
      body: '',
      data: { action: 'sla', changes: [{ field: event.metric, from: null, to: event.threshold }] },
      createdAt: ctx.now(),
    })),
  });
  await audit(
    ctx,
    ...said.map(({ event: { ticketId, id: _, ...detail } }) => ({
      action: 'ticket.sla',
      subject: { type: 'ticket', id: ticketId },
      detail,
    })),
  );
  for (const one of said) if (isForQueue(one)) await relayEntry(ctx, one.entryId);
  return said.filter(({ tell }) => tell.length > 0);
}

/** Whom nobody stands for is told by telling where agents talk. */
const isForQueue = (found: Found): boolean =>
  found.tell.some((audience) => peopleIn(found, audience).length === 0);

function peopleIn(found: Found, audience: SlaAudience): string[] {
  const { assigneeId, managerId, leads } = found.ticket;
  switch (audience) {
    case 'assignee':
      return assigneeId ? [assigneeId] : [];
    case 'lead':
      return leads;
    case 'manager':
      return managerId ? [managerId] : leads;
    case 'queue':
      return [];
  }
}

/** Each person once for a threshold, and nobody of a ticket that they may not see. */
async function newsOf(ctx: Ctx, told: readonly Found[]): Promise<News[]> {
  const people = new Map<string, ActingPerson | undefined>();
  const news: News[] = [];
  for (const found of told) {
    const { event, ticket, clock } = found;
    for (const personId of new Set(found.tell.flatMap((audience) => peopleIn(found, audience)))) {
      if (!people.has(personId)) people.set(personId, await actingPerson(ctx, personId));
      const person = people.get(personId);
      if (!person || !worksOn(person, ticket.queue)) continue;
      const { metric, threshold } = event;
      const data = { metric, threshold, dueAt: clock?.dueAt?.toISOString() ?? null };
      news.push({ personId, ticketId: ticket.id, kind: 'sla', data });
    }
  }
  return news;
}
