import { followApprovals } from '../../src/domain/approvals/by-clock.ts';
import { createApprovalPolicy } from '../../src/domain/approvals/policies.ts';
import { advanceChanges } from '../../src/domain/changes/advance.ts';
import { submitChange } from '../../src/domain/changes/agree.ts';
import { planChange } from '../../src/domain/changes/plan.ts';
import { directConversation } from '../../src/domain/outbox/enqueue.ts';
import { actingPerson } from '../../src/domain/people/acting.ts';
import { createPerson } from '../../src/domain/people/create.ts';
import { readDirectory } from '../../src/domain/settings/directory.ts';
import { updateSettings } from '../../src/domain/settings/settings.ts';
import { HOUR, MINUTE, type TestClock } from '../../src/lib/clock.ts';
import { type ActingPerson, actingAs, type Ctx } from '../../src/lib/context.ts';
import { randomNumbers } from '../bench/stats.ts';
import { type RecordingChannel, recordingChannel } from '../support/recording-channel.ts';
import { deliverWaiting } from './mortal.ts';
import { run } from './run.ts';
import type { Click, VotesOrders, VotesTold } from './votes-child.ts';

/** Who is there when changes are voted on: two of the three of the board must agree. */
export type Ballot = {
  board: ActingPerson[];
  /** The requester, who carries it out, somebody else, and a guest: they are never counted. */
  others: ActingPerson[];
  approvals: { id: string; value: string; ticketId: string; isLate: boolean }[];
  /** Where their cards stand. */
  portal: RecordingChannel;
};

const CHANNELS = ['slack', 'teams', 'web'];
const LATE_OF = 10;

/** Changes that wait for a vote, of which one in ten has waited too long. @param system of a desk without people */
export async function openBallot(system: Ctx, clock: TestClock, count: number): Promise<Ballot> {
  const acting = async (id: string) =>
    (await actingPerson(system, id)) ?? Promise.reject(new Error('there is no such person'));
  const add = async (name: string) => {
    const email = `${name.toLowerCase()}@example.com`;
    const { id } = await createPerson(system, { name, email, roles: ['requester', 'agent'] });
    return acting(id);
  };
  const board = [await add('Bea'), await add('Ben'), await add('Bo')];
  const requester = await add('Rita');
  const implementer = await add('Ida');
  const guest = await add('Gus');
  const others = [requester, implementer, await add('Otto'), guest];
  await system.db.person.update({ where: { id: guest.id }, data: { guest: true, roles: ['requester'] } });
  // The one who carries it out is on the board as well, and not counted.
  const personIds = [...board, implementer].map(({ id }) => id);
  const { id: policyId } = await createApprovalPolicy(system, {
    ...{ name: 'Board', oneRejects: false, expireHours: 1, remindHours: null, escalateHours: null },
    stages: [{ groups: [{ approvers: { who: 'people', personIds }, need: { need: 'count', count: 2 } }] }],
  });
  const { settings } = await readDirectory(system);
  const policies = { ...settings.changes.policies, emergency: policyId };
  await updateSettings(system, { changes: { ...settings.changes, policies } });
  const asRequester = actingAs(system, { kind: 'person', person: requester });
  const late = Math.floor(count / LATE_OF);
  for (let index = 0; index < count; index += 1) {
    if (index === late) clock.advance(HOUR + MINUTE);
    const at = (hours: number) => new Date(clock.now().getTime() + hours * HOUR).toISOString();
    const { number } = await planChange(asRequester, {
      ...{ title: `Change ${index}`, description: 'x', type: 'emergency', reason: 'x', plan: 'x' },
      ...{ testPlan: 'x', backoutPlan: 'x', startsAt: at(24), endsAt: at(25), implementerId: implementer.id },
    });
    await submitChange(asRequester, { number });
  }
  const rows = await system.db.approval.findMany({ orderBy: [{ askedAt: 'asc' }, { id: 'asc' }] });
  const portal = recordingChannel();
  await deliverWaiting(system, portal);
  return {
    portal,
    ...{ board, others },
    approvals: rows.map(({ id, hash, subjectId }, index) => ({
      ...{ id, ticketId: subjectId, value: `${id} ${hash}`, isLate: index < late },
    })),
  };
}

/** Clicks of everybody on everything, in any order. One in twenty is handed in twice. */
export function clicksOn({ board, others, approvals }: Ballot, each: number, seed: number): Click[] {
  const numbers = randomNumbers(seed);
  const one = <Item>(of: readonly Item[]): Item => of[Math.floor(numbers() * of.length)] as Item;
  const click = (value: string, { id }: ActingPerson): Click => ({
    ...{ personId: id, channel: one(CHANNELS), choice: numbers() < 0.6 ? 'approve' : 'reject', value },
    delivery: crypto.randomUUID(),
  });
  const clicks = approvals.flatMap(({ value }) => [
    // So that each is decided.
    ...board.map((person) => click(value, person)),
    ...Array.from({ length: each - board.length }, () => click(value, one(numbers() < 0.7 ? board : others))),
  ]);
  const twice = clicks.filter(() => numbers() < 0.05);
  return [...clicks, ...twice]
    .map((click) => ({ click, at: numbers() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ click }) => click);
}

/** In a process of its own. @returns how it ended, and how often each answer was given; null: it died before it could say */
export async function clickApart(orders: VotesOrders) {
  const { child, ended } = run('votes-child.ts', orders);
  let answers: VotesTold['answers'] | null = null;
  child.once('message', (told: VotesTold) => {
    answers = told.answers;
  });
  const end = await ended;
  return { ...end, answers: answers as VotesTold['answers'] | null };
}

/** All at once, from several processes. @returns how many were answered */
export async function clickAll(
  orders: Omit<VotesOrders, 'clicks'>,
  clicks: Click[],
  processes: number,
): Promise<number> {
  const ends = await Promise.all(
    Array.from({ length: processes }, (_, index) =>
      clickApart({ ...orders, clicks: clicks.filter((_, at) => at % processes === index) }),
    ),
  );
  return ends.reduce((sum, { signal, errors, answers }) => {
    if (!answers) throw new Error(`a process ended: ${signal} ${errors}`);
    return Object.values(answers).reduce((sum, count) => sum + count, sum);
  }, 0);
}

/** Whatever is still to be done after the clicks. */
export async function settleBallot(system: Ctx, { portal }: Ballot): Promise<void> {
  while ((await followApprovals(system)) + (await advanceChanges(system)) > 0);
  await deliverWaiting(system, portal);
}

/** What is audited of a change that goes on, or back. */
const EFFECTS = ['change.state', 'change.return'];

/** What is not as it must be, in words. */
export async function faultsOf(system: Ctx, ballot: Ballot): Promise<string[]> {
  const faults: string[] = [];
  const ids = ballot.approvals.map(({ id }) => id);
  const approvals = await system.db.approval.findMany({
    where: { id: { in: ids } },
    include: { votes: { orderBy: { at: 'asc' } } },
  });
  const changes = await system.db.change.findMany({ include: { ticket: { select: { id: true } } } });
  const audited = await system.db.auditEntry.findMany({
    where: { OR: [{ action: { startsWith: 'approval.' } }, { action: { in: [...EFFECTS] } }] },
  });
  const cards = ballot.board.flatMap(({ id }) =>
    ballot.portal.shown(directConversation(id)).map(({ content }) => JSON.stringify(content)),
  );
  const board = new Set(ballot.board.map(({ id }) => id));
  for (const { id, ticketId, isLate } of ballot.approvals) {
    const bad = (words: string) => faults.push(`${id}: ${words}`);
    const approval = approvals.find((one) => one.id === id);
    if (!approval) {
      bad('is gone');
      continue;
    }
    const { state, votes } = approval;
    if (votes.some(({ voterId }) => !board.has(voterId))) bad('somebody was counted who may not be');
    if (new Set(votes.map(({ voterId }) => voterId)).size < votes.length) bad('somebody has voted twice');
    const of = (choice: string) => votes.filter((vote) => vote.choice === choice).length;
    const wanted = isLate
      ? 'expired'
      : of('approve') >= 2
        ? 'approved'
        : of('reject') >= 2
          ? 'rejected'
          : 'pending';
    if (state !== wanted) bad(`is ${state}, and not ${wanted}`);
    if (isLate && votes.length > 0) bad('was voted on after it had expired');
    if (Math.max(of('approve'), of('reject')) > 2) bad('was voted on after it was decided');
    const decisions = audited.filter(
      ({ detail, action }) =>
        ['approval.approved', 'approval.rejected', 'approval.expired'].includes(action) &&
        detail?.includes(id),
    );
    if (state !== 'pending' && decisions.length !== 1) bad(`was decided ${decisions.length} times`);
    const change = changes.find((one) => one.ticketId === ticketId);
    const becomes = { approved: 'scheduled', rejected: 'new', expired: 'new', pending: 'authorize' }[
      state as 'pending'
    ];
    if (change?.state !== becomes) bad(`its change is ${change?.state}, and not ${becomes}`);
    const effects = audited.filter(
      ({ action, subjectId, detail }) =>
        EFFECTS.includes(action) &&
        subjectId === ticketId &&
        JSON.parse(detail ?? '{}').before === 'authorize',
    );
    if (state !== 'pending' && effects.length !== 1) bad(`had ${effects.length} effects`);
    const own = cards.filter((card) => card.includes(id));
    if (own.length < board.size) bad(`has ${own.length} cards`);
    const decision = JSON.stringify(approval.decision ?? '').slice(1, -1);
    const untrue = own.filter((card) => !card.includes(decision) || card.includes('approval_approve'));
    if (state !== 'pending' && untrue.length > 0) bad(`${untrue.length} of its cards do not say how it is`);
  }
  return faults;
}
