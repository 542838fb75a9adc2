import type { z } from 'zod';
import { type Approval, approvals, ListApprovals } from '../../contract/approvals.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { olderThan, readCursor, writeCursor } from '../../lib/cursor.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { requirePerson } from '../people/policy.ts';
import { loadTicket } from '../tickets/load.ts';
import { sight } from '../tickets/policy.ts';
import { delegatedTo } from './delegates.ts';
import { findApprovals, loadApproval, noSuchApproval } from './load.ts';
import { wasAsked } from './standing.ts';
import { subjectsOf } from './subject.ts';
import { showApproval, showApprovals } from './view.ts';

/** So many of a ticket are shown. */
const MOST = 50;

/** Those that wait for the caller's vote, or in which they have voted. */
export async function listApprovals(
  ctx: Ctx,
  input: z.input<typeof ListApprovals>,
): Promise<{ items: Approval[]; next: string | null }> {
  const { id } = requirePerson(ctx);
  const { which, cursor, limit } = parse(ListApprovals, input);
  const mark = cursor === undefined ? undefined : readCursor(cursor);
  const rows = await findApprovals(
    ctx,
    {
      ...(which === 'voted' ? { votes: { some: { voterId: id } } } : await waitingFor(ctx, id)),
      AND: olderThan('askedAt', mark),
    },
    { orderBy: [{ askedAt: 'desc' }, { id: 'desc' }], take: limit + 1 },
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const items = await showApprovals(ctx, page);
  return {
    // Who was asked in an earlier stage, or has a part in it by now, is not waited for.
    items: which === 'voted' ? items : items.filter(({ votesFor }) => votesFor !== null),
    next: rows.length > limit && last ? writeCursor({ at: last.askedAt, id: last.id }) : null,
  };
}

async function waitingFor(ctx: Ctx, id: string): Promise<Prisma.ApprovalWhereInput> {
  const principals = (await delegatedTo(ctx, id)).map(({ personId }) => personId);
  return {
    state: 'pending',
    seats: { some: { OR: [{ personId: { in: [id, ...principals] } }, { substituteId: id }] } },
  };
}

/** For agents of its ticket, and who is or was asked. */
export async function getApproval(ctx: Ctx, input: { id: string }): Promise<Approval> {
  if (ctx.actor.kind !== 'system') requirePerson(ctx);
  const { id } = parse(approvals.get.input, input);
  const row = await loadApproval(ctx, id);
  const subject = (await subjectsOf(ctx, [row.subjectId])).get(row.subjectId);
  const me = personOf(ctx.actor);
  const isAsked = me !== undefined && wasAsked(row, me.id, await delegatedTo(ctx, me.id));
  if (!subject || (!isAsked && sight(ctx.actor, subject.ticket) !== 'all')) return noSuchApproval();
  return showApproval(ctx, row);
}

/** Those of a ticket, the oldest first. */
export async function approvalsOfTicket(ctx: Ctx, input: { number: string }): Promise<{ items: Approval[] }> {
  const { number } = parse(approvals.ofTicket.input, input);
  const ticket = await loadTicket(ctx, number);
  if (sight(ctx.actor, ticket) !== 'all') fail('forbidden', 'Only agents may do this.');
  const rows = await findApprovals(
    ctx,
    { subjectKind: 'ticket', subjectId: ticket.id },
    { orderBy: [{ askedAt: 'desc' }, { id: 'desc' }], take: MOST },
  );
  return { items: await showApprovals(ctx, rows.reverse()) };
}
