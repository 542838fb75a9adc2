import type { PolicyContent } from '../../contract/approvals.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type {
  Approval,
  ApprovalPolicyVersion,
  ApprovalSeat,
  ApprovalVote,
  Prisma,
} from '../../lib/prisma/client.ts';
import { statement } from '../../lib/sql.ts';
import type { OutcomeFacts } from './outcome.ts';
import type { Subject } from './subject.ts';

type Person = {
  id: string;
  name: string;
  active: boolean;
  guest: boolean;
  external: boolean;
  managerId: string | null;
};
type Seat = Pick<ApprovalSeat, 'round' | 'stage' | 'personId' | 'groups' | 'mandatory' | 'substituteId'>;
type Vote = Pick<
  ApprovalVote,
  'id' | 'round' | 'stage' | 'seatId' | 'voterId' | 'choice' | 'comment' | 'channel'
>;
type Row<At> = Approval & {
  policy: Pick<ApprovalPolicyVersion, 'name' | 'content'>;
  /** Null: the desk. */
  askedBy: { id: string; name: string } | null;
  /** By the names of the people. */
  seats: (Seat & { person: Person })[];
  /** The oldest first. */
  votes: (Vote & { at: At; seat: Person; voter: Person })[];
};

/** An approval with who was asked and how they voted, in all rounds. */
export type LoadedApproval = Row<Date>;

export const noSuchApproval = (): never =>
  fail('not_found', 'There is no such approval, or you are not asked about it.');

const person = (of: string) =>
  `jsonb_build_object('id', ${of}.id, 'name', ${of}.name, 'active', ${of}.active, 'guest', ${of}.guest,
                      'external', ${of}.external, 'managerId', ${of}.manager_id)`;
const LOAD = statement<Row<string>>(
  'approval-load',
  `
SELECT a.id::text, a.subject_kind AS "subjectKind", a.subject_id::text AS "subjectId", a.policy_id::text AS "policyId",
       a.policy_version AS "policyVersion", a.state::text, a.round, a.stage, a.hash, a.reason,
       a.asked_by_id::text AS "askedById", a.asked_at AS "askedAt", a.stage_at AS "stageAt",
       a.reminded_at AS "remindedAt", a.escalated_at AS "escalatedAt", a.expires_at AS "expiresAt",
       a.work_at AS "workAt", a.decided_at AS "decidedAt", a.decision,
       jsonb_build_object('name', v.name, 'content', v.content) AS policy,
       (SELECT jsonb_build_object('id', p.id, 'name', p.name) FROM person p WHERE p.id = a.asked_by_id) AS "askedBy",
       coalesce((SELECT jsonb_agg(jsonb_build_object(
                          'round', s.round, 'stage', s.stage, 'personId', s.person_id, 'groups', s.groups,
                          'mandatory', s.mandatory, 'substituteId', s.substitute_id, 'person', ${person('p')})
                        ORDER BY p.name, p.id)
                   FROM approval_seat s JOIN person p ON p.id = s.person_id
                  WHERE s.approval_id = a.id), '[]') AS seats,
       coalesce((SELECT jsonb_agg(jsonb_build_object(
                          'id', o.id, 'round', o.round, 'stage', o.stage, 'seatId', o.seat_id, 'voterId', o.voter_id,
                          'choice', o.choice, 'comment', o.comment, 'channel', o.channel, 'at', o.at,
                          'seat', ${person('s')}, 'voter', ${person('p')})
                        ORDER BY o.id)
                   FROM approval_vote o JOIN person s ON s.id = o.seat_id JOIN person p ON p.id = o.voter_id
                  WHERE o.approval_id = a.id), '[]') AS votes
  FROM approval a
  JOIN approval_policy_version v ON v.policy_id = a.policy_id AND v.version = a.policy_version
 WHERE a.id = ANY ($1::uuid[])`,
);

/** In the order of the ids. */
async function loadAll(ctx: Ctx, ids: readonly string[]): Promise<LoadedApproval[]> {
  if (ids.length === 0) return [];
  const rows = new Map((await LOAD(ctx, ids)).map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = rows.get(id);
    return row ? [{ ...row, votes: row.votes.map((vote) => ({ ...vote, at: new Date(vote.at) })) }] : [];
  });
}

export async function findApprovals(
  ctx: Ctx,
  where: Prisma.ApprovalWhereInput,
  more: Pick<Prisma.ApprovalFindManyArgs, 'orderBy' | 'take'> = {},
): Promise<LoadedApproval[]> {
  const found = await ctx.db.approval.findMany({ where, ...more, select: { id: true } });
  return loadAll(
    ctx,
    found.map(({ id }) => id),
  );
}

export async function findApproval(ctx: Ctx, id: string): Promise<LoadedApproval | undefined> {
  return (await loadAll(ctx, [id]))[0];
}

export async function loadApproval(ctx: Ctx, id: string): Promise<LoadedApproval> {
  return (await findApproval(ctx, id)) ?? noSuchApproval();
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
