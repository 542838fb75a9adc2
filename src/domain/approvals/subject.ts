import type { Ctx } from '../../lib/context.ts';
import { sha256 } from '../../lib/crypto.ts';
import { lockTicket } from '../tickets/load.ts';
import type { TicketFacts } from '../tickets/policy.ts';

/**
 * What an approval is about. There is one kind of it so far, the ticket; another one has what is here: who has a part
 * in it, and a hash of what is voted on.
 */
export type Subject = {
  kind: 'ticket';
  id: string;
  title: string;
  description: string;
  /** Of all that people vote on: once it is another, their votes were about something else. */
  hash: string;
  /** Who asked for it, on whose behalf, and who does it: none of them approves it. */
  involved: ReadonlySet<string>;
  requester: { id: string; name: string; managerId: string | null };
  ticket: TicketFacts & { id: string; queueId: string };
};

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
} as const;

/** By id. */
export async function subjectsOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Subject>> {
  const rows = await ctx.db.ticket.findMany({ where: { id: { in: [...new Set(ids)] } }, select: TICKET });
  return new Map(rows.map((row) => [row.id, subjectOf(row, row.requester)]));
}

/** With its row locked, before anything of its approvals is: so a change of it and a vote never cross. */
export async function lockSubject(ctx: Ctx, id: string): Promise<Subject> {
  const row = await lockTicket(ctx, id);
  const where = { id: row.requesterId };
  return subjectOf(row, await ctx.db.person.findUniqueOrThrow({ where, ...REQUESTER }));
}

function subjectOf(ticket: Row, requester: Subject['requester']): Subject {
  const { id, title, description, requesterId, openedById, assigneeId } = ticket;
  return {
    ...{ kind: 'ticket', id, title, description, requester, ticket },
    hash: sha256(JSON.stringify(['ticket', id, title, description])).toString('base64url'),
    involved: new Set([requesterId, openedById, ...(assigneeId ? [assigneeId] : [])]),
  };
}
