import type { Ctx } from '../../lib/context.ts';
import { sha256 } from '../../lib/crypto.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { lockTicket } from '../tickets/load.ts';
import type { TicketFacts } from '../tickets/policy.ts';

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
  requester: { id: string; name: string; managerId: string | null };
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
  queueId: string;
  title: string;
  description: string;
  assigneeId: string | null;
};

const REQUESTER = { select: { id: true, name: true, managerId: true } } as const;
const TICKET = {
  ...{ id: true, number: true, state: true, title: true, description: true, queueId: true },
  ...{ requesterId: true, openedById: true, assigneeId: true },
  queue: { select: { teamId: true, visibility: true } },
  watchers: { select: { personId: true } },
  requester: REQUESTER,
  change: CHANGE,
} as const;

/** By id. */
export async function subjectsOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Subject>> {
  const rows = await ctx.db.ticket.findMany({ where: { id: { in: [...new Set(ids)] } }, select: TICKET });
  return new Map(rows.map((row) => [row.id, subjectOf(row, row.requester, row.change)]));
}

/** With its row locked, before anything of its approvals is: so a change of it and a vote never cross. */
export async function lockSubject(ctx: Ctx, id: string): Promise<Subject> {
  const row = await lockTicket(ctx, id);
  const where = { id: row.requesterId };
  const requester = await ctx.db.person.findUniqueOrThrow({ where, ...REQUESTER });
  const change =
    row.kind === 'change' ? await ctx.db.change.findUnique({ where: { ticketId: row.id }, ...CHANGE }) : null;
  return subjectOf(row, requester, change);
}

function subjectOf(ticket: Row, requester: Subject['requester'], change: PlannedChange | null): Subject {
  const { id, title, description, requesterId, openedById, assigneeId } = ticket;
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
