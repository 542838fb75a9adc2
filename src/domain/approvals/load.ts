import type { PolicyContent } from '../../contract/approvals.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import type { OutcomeFacts } from './outcome.ts';
import type { Subject } from './subject.ts';

const PERSON = {
  select: { id: true, name: true, active: true, guest: true, external: true, managerId: true },
} as const;

const WITH = {
  policy: true,
  askedBy: { select: { id: true, name: true } },
} satisfies Prisma.ApprovalInclude;
const SEAT = { person: PERSON } satisfies Prisma.ApprovalSeatInclude;
const VOTE = { seat: PERSON, voter: PERSON } satisfies Prisma.ApprovalVoteInclude;

/** An approval with who was asked and how they voted, in all rounds. */
export type LoadedApproval = Prisma.ApprovalGetPayload<{ include: typeof WITH }> & {
  seats: Prisma.ApprovalSeatGetPayload<{ include: typeof SEAT }>[];
  votes: Prisma.ApprovalVoteGetPayload<{ include: typeof VOTE }>[];
};

export const noSuchApproval = (): never =>
  fail('not_found', 'There is no such approval, or you are not asked about it.');

/** In three statements one after another, since those of a transaction share a connection. */
export async function findApprovals(
  ctx: Ctx,
  where: Prisma.ApprovalWhereInput,
  more: Pick<Prisma.ApprovalFindManyArgs, 'orderBy' | 'take'> = {},
): Promise<LoadedApproval[]> {
  const rows = await ctx.db.approval.findMany({ where, include: WITH, ...more });
  const of = { where: { approvalId: { in: rows.map(({ id }) => id) } } };
  const seats = await ctx.db.approvalSeat.findMany({
    ...of,
    include: SEAT,
    orderBy: { person: { name: 'asc' } },
  });
  const votes = await ctx.db.approvalVote.findMany({ ...of, include: VOTE, orderBy: { id: 'asc' } });
  return rows.map((row) => ({
    ...row,
    seats: seats.filter(({ approvalId }) => approvalId === row.id),
    votes: votes.filter(({ approvalId }) => approvalId === row.id),
  }));
}

export async function loadApproval(ctx: Ctx, id: string): Promise<LoadedApproval> {
  return (await findApprovals(ctx, { id }))[0] ?? noSuchApproval();
}

/** With its row locked. Its subject is locked before. */
export async function lockApproval(ctx: Ctx, id: string): Promise<LoadedApproval> {
  await ctx.db.$queryRaw`SELECT 1 FROM approval WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return loadApproval(ctx, id);
}

export const contentOf = (approval: Pick<LoadedApproval, 'policy'>): PolicyContent =>
  approval.policy.content as PolicyContent;

type Standing = { id: string; active: boolean; guest: boolean; external: boolean };

/** Why somebody is not counted; undefined: they are. Guests never are, whatever a policy says. */
export function barredBecause(
  approval: Pick<LoadedApproval, 'policy' | 'askedById'>,
  subject: Pick<Subject, 'involved'>,
  person: Standing,
): 'inactive' | 'guest' | 'involved' | undefined {
  if (!person.active) return 'inactive';
  if (person.guest || person.external) return 'guest';
  const isInvolved = subject.involved.has(person.id) || approval.askedById === person.id;
  return isInvolved && contentOf(approval).selfApproval === null ? 'involved' : undefined;
}

/** Of the current round, with the people as they are now. */
export function factsOf(
  approval: LoadedApproval,
  subject: Pick<Subject, 'involved'>,
): OutcomeFacts & { barred: Set<string> } {
  const isCurrent = ({ round }: { round: number }) => round === approval.round;
  const people = [
    ...approval.seats.map(({ person }) => person),
    ...approval.votes.flatMap(({ seat, voter }) => [seat, voter]),
  ];
  const { stages, oneRejects } = contentOf(approval);
  return {
    policy: { oneRejects, stages: stages.map(({ groups }) => ({ groups: groups.map(({ need }) => need) })) },
    seats: approval.seats.filter(isCurrent),
    votes: approval.votes.filter(isCurrent),
    barred: new Set(people.filter((person) => barredBecause(approval, subject, person)).map(({ id }) => id)),
    begun: approval.stage + 1,
  };
}
