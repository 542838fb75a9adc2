import type { Ctx } from '../../lib/context.ts';
import { sha256 } from '../../lib/crypto.ts';
import type { Prisma, TicketKind } from '../../lib/prisma/client.ts';
import { statement } from '../../lib/sql.ts';
import { noSuchTicket } from '../tickets/load.ts';
import type { TicketFacts } from '../tickets/policy.ts';
import { noSuchApproval } from './load.ts';

/** What an approval is about: a ticket, with the change that it may be. */
export type Subject = {
  kind: 'ticket';
  id: string;
  title: string;
  description: string;
  /** Null: it is no planned change. */
  change: PlannedChange | null;
  /** Of all that people vote on: once it is another, their votes were about something else. */
  hash: string;
  /** Who asked for it, on whose behalf, and who does it: none of them approves it. */
  involved: ReadonlySet<string>;
  requester: Row['requester'];
  ticket: TicketFacts & { id: string; queueId: string };
};

const CHANGE = {
  select: {
    ...{ type: true, reason: true, plan: true, testPlan: true, backoutPlan: true, answers: true },
    ...{ risk: true, riskBecause: true, startsAt: true, endsAt: true, timeZone: true },
    services: {
      select: { service: { select: { id: true, name: true } } },
      orderBy: { service: { name: 'asc' } },
    },
  },
} as const satisfies { select: Prisma.ChangeSelect };
export type PlannedChange = Prisma.ChangeGetPayload<typeof CHANGE>;

type Row = TicketFacts & {
  id: string;
  kind: TicketKind;
  queueId: string;
  title: string;
  description: string;
  assigneeId: string | null;
  requester: { id: string; name: string; managerId: string | null };
};

const LOAD = statement<Row>(
  'approval-subjects',
  `
SELECT t.id::text, t.number, t.kind::text, t.state::text, t.title, t.description, t.queue_id::text AS "queueId",
       t.requester_id::text AS "requesterId", t.opened_by_id::text AS "openedById", t.assignee_id::text AS "assigneeId",
       jsonb_build_object('teamId', q.team_id, 'visibility', q.visibility) AS queue,
       coalesce((SELECT jsonb_agg(jsonb_build_object('personId', w.person_id))
                   FROM ticket_watcher w WHERE w.ticket_id = t.id), '[]') AS watchers,
       jsonb_build_object('id', p.id, 'name', p.name, 'managerId', p.manager_id) AS requester
  FROM ticket t JOIN queue q ON q.id = t.queue_id JOIN person p ON p.id = t.requester_id
 WHERE t.id = ANY ($1::uuid[])`,
);

/** By id. */
export async function subjectsOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Subject>> {
  const rows = await LOAD(ctx, [...new Set(ids)]);
  const planned = rows.flatMap(({ id, kind }) => (kind === 'change' ? [id] : []));
  const changes =
    planned.length > 0
      ? await ctx.db.change.findMany({
          where: { ticketId: { in: planned } },
          select: { ticketId: true, ...CHANGE.select },
        })
      : [];
  const changeOf = new Map(changes.map(({ ticketId, ...change }) => [ticketId, change]));
  return new Map(rows.map((row) => [row.id, subjectOf(row, changeOf.get(row.id) ?? null)]));
}

/**
 * With its row locked, before anything of its approvals is read to be changed: whoever changes it, or one of them, or
 * votes, comes one after another.
 */
export async function lockSubject(ctx: Ctx, id: string): Promise<Subject> {
  await ctx.db.$queryRaw`SELECT 1 FROM ticket WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return (await subjectsOf(ctx, [id])).get(id) ?? noSuchTicket();
}

const LOCK = statement<{ id: string }>(
  'approval-lock-subject',
  'SELECT id::text FROM ticket WHERE id = (SELECT subject_id FROM approval WHERE id = $1::uuid) FOR NO KEY UPDATE',
);

/** As {@link lockSubject}, what an approval is about. */
export async function lockSubjectOf(ctx: Ctx, approvalId: string): Promise<Subject> {
  const [locked] = await LOCK(ctx, approvalId);
  return (locked && (await subjectsOf(ctx, [locked.id])).get(locked.id)) ?? noSuchApproval();
}

function subjectOf(ticket: Row, change: PlannedChange | null): Subject {
  const { id, title, description, requester, requesterId, openedById, assigneeId } = ticket;
  return {
    ...{ kind: 'ticket', id, title, description, requester, ticket, change },
    hash: sha256(JSON.stringify(['ticket', id, title, description, ...plannedIn(change)])).toString(
      'base64url',
    ),
    involved: new Set([requesterId, openedById, ...(assigneeId ? [assigneeId] : [])]),
  };
}

/** What of a change is voted on: its plan, its window and what it touches. How risky that is follows from it. */
const plannedIn = (change: PlannedChange | null): unknown[] => {
  if (!change) return [];
  const { risk: _, riskBecause: __, timeZone: ___, services, ...planned } = change;
  return [planned, services.map(({ service }) => service.id).sort()];
};
