import type { Approval, Approvers } from '../../contract/approvals.ts';
import { type Actor, type Ctx, personOf } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { listed } from '../../lib/text.ts';
import { plannedInWords } from '../changes/words.ts';
import { sight, worksOn } from '../tickets/policy.ts';
import { delegatedTo } from './delegates.ts';
import { contentOf, factsOf, type LoadedApproval } from './load.ts';
import { outcomeOf } from './outcome.ts';
import { standingOf } from './standing.ts';
import { type Subject, subjectsOf } from './subject.ts';

const ref = ({ id, name }: { id: string; name: string }) => ({ id, name });

/** Approvals as the caller sees them, in a few statements however many they are. */
export async function showApprovals(ctx: Ctx, rows: readonly LoadedApproval[]): Promise<Approval[]> {
  if (rows.length === 0) return [];
  const subjects = await subjectsOf(
    ctx,
    rows.map(({ subjectId }) => subjectId),
  );
  const me = personOf(ctx.actor);
  const isOpen = rows.some(({ state }) => state === 'pending');
  const delegations = me && isOpen ? await delegatedTo(ctx, me.id) : [];
  const nameOf = await groupNames(ctx, rows);
  return rows.flatMap((row) => {
    const subject = subjects.get(row.subjectId);
    if (!subject) return [];
    const standing = me && row.state === 'pending' ? standingOf(row, subject, me, delegations) : undefined;
    return {
      ...approvalView(row, subject, nameOf),
      votesFor: standing?.may === 'vote' ? ref(standing.seat.person) : null,
      cancellable: row.state === 'pending' && asksFor(ctx.actor, subject),
    };
  });
}

export async function showApproval(ctx: Ctx, row: LoadedApproval): Promise<Approval> {
  const [shown] = await showApprovals(ctx, [row]);
  if (!shown) throw new Error('an approval without its subject');
  return shown;
}

/** Whether the actor may ask, and take it back. */
function asksFor(actor: Actor, { ticket }: Subject): boolean {
  const person = personOf(actor);
  return person !== undefined && sight(actor, ticket) === 'all' && worksOn(person, ticket.queue);
}

function approvalView(
  row: LoadedApproval,
  subject: Subject,
  nameOf: (approvers: Approvers) => string,
): Omit<Approval, 'votesFor' | 'cancellable'> {
  const facts = factsOf(row, subject);
  const outcome = outcomeOf(facts);
  const { stages } = contentOf(row);
  const people = new Map(row.seats.map(({ person }) => [person.id, person]));
  const votes = row.votes.filter(({ round }) => round === row.round);
  const { id, state, policy, reason, askedBy, round, stage } = row;
  return {
    ...{ id, state, reason, askedBy, round, stage },
    fingerprint: row.hash,
    policy: { id: row.policyId, name: policy.name, version: row.policyVersion },
    subject: {
      kind: 'ticket',
      number: subject.ticket.number,
      title: subject.title,
      description: subject.description,
      requester: ref(subject.requester),
      planned: subject.change ? plannedInWords(subject.change) : [],
    },
    askedAt: row.askedAt.toISOString(),
    changesWanted: outcome.stages.some(({ changesWanted }) => changesWanted),
    stages: outcome.stages.map(({ state, groups, missing }, index) => ({
      state,
      groups: groups.map((tally, group) => {
        const approvers = stages[index]?.groups[group]?.approvers;
        return { name: approvers ? nameOf(approvers) : '', ...tally };
      }),
      missing: missing.flatMap((personId) => people.get(personId) ?? []).map(ref),
      waiting: row.seats
        .filter(
          (seat) =>
            seat.round === round &&
            seat.stage === index &&
            !facts.barred.has(seat.personId) &&
            !votes.some((vote) => vote.stage === index && vote.seatId === seat.personId),
        )
        .map(({ person }) => ref(person)),
    })),
    votes: row.votes.map((vote) => ({
      ...{ round: vote.round, stage: vote.stage, choice: vote.choice, comment: vote.comment },
      channel: vote.channel,
      person: ref(vote.seat),
      castBy: vote.voterId === vote.seatId ? null : ref(vote.voter),
      at: vote.at.toISOString(),
      counted: vote.round === round && !facts.barred.has(vote.voterId) && !facts.barred.has(vote.seatId),
    })),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decision: row.decision,
    edited: row.state !== 'pending' && row.hash !== subject.hash,
  };
}

/** Ids of a kind are found in one table alone. */
const NAMES = statement<{ id: string; name: string }>(
  'approval-names',
  ['person', 'team', 'service', 'schedule']
    .map((table) => `SELECT id::text, name FROM ${table} WHERE id = ANY ($1::uuid[])`)
    .join(' UNION ALL '),
);

/** The ids of all that is called by its name in {@link groupNames}. */
function namedBy(approvers: Approvers): string[] {
  switch (approvers.who) {
    case 'people':
      return approvers.personIds;
    case 'team':
      return [approvers.teamId];
    case 'service_owner':
      return approvers.serviceId ? [approvers.serviceId] : [];
    case 'schedule':
      return [approvers.scheduleId];
    default:
      return [];
  }
}

/** Whom a group asks, in words. */
async function groupNames(
  ctx: Ctx,
  rows: readonly LoadedApproval[],
): Promise<(approvers: Approvers) => string> {
  const all = rows.flatMap((row) =>
    contentOf(row).stages.flatMap(({ groups }) => groups.map(({ approvers }) => approvers)),
  );
  const found = await NAMES(ctx, [...new Set(all.flatMap(namedBy))]);
  const names = new Map(found.map(({ id, name }) => [id, name]));
  const name = (id: string) => names.get(id) ?? 'somebody who is gone';
  return (approvers) => {
    switch (approvers.who) {
      case 'people':
        return listed(approvers.personIds.map(name));
      case 'team':
        return name(approvers.teamId);
      case 'role':
        return approvers.role === 'admin' ? 'Admins' : 'Agents';
      case 'manager':
        return 'The requester’s manager';
      case 'service_owner':
        return approvers.serviceId ? `Owner of ${name(approvers.serviceId)}` : 'Owner of the service';
      case 'schedule':
        return `On call: ${name(approvers.scheduleId)}`;
    }
  };
}
