import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type Choice,
  type Need,
  type OutcomeFacts,
  outcomeOf,
  type Seat,
  type Vote,
} from '../../../src/domain/approvals/outcome.ts';
import { naiveState } from './naive-outcome.ts';

/** One group of one stage: `votes` as letters, a–z, in capitals `A`pprove `R`eject `-` abstain `C`hanges `.` nothing yet. */
function one(need: Need, votes: string, more: Partial<OutcomeFacts> = {}): OutcomeFacts {
  const seats = [...votes].map((_, index) => seat(`p${index}`));
  const cast = [...votes].flatMap((letter, index) => {
    const choice = LETTERS[letter];
    return choice ? [vote(`p${index}`, choice)] : [];
  });
  return {
    policy: { oneRejects: false, stages: [{ groups: [need] }] },
    ...{ seats, votes: cast, barred: new Set(), begun: 1 },
    ...more,
  };
}
const LETTERS: Record<string, Choice> = { A: 'approve', R: 'reject', '-': 'abstain', C: 'changes' };
const seat = (personId: string, more: Partial<Seat> = {}): Seat => ({
  ...{ stage: 0, personId, groups: [0], mandatory: false },
  ...more,
});
const vote = (seatId: string, choice: Choice, more: Partial<Vote> = {}): Vote => ({
  ...{ stage: 0, seatId, voterId: seatId, choice },
  ...more,
});
const any: Need = { need: 'any' };
const all: Need = { need: 'all' };
const count = (count: number): Need => ({ need: 'count', count });
const percent = (percent: number): Need => ({ need: 'percent', percent });

describe('what becomes of an approval', () => {
  test.each<[string, Need, string, string]>([
    ['nobody has voted', any, '...', 'pending'],
    ['one is enough', any, '.A.', 'approved'],
    ['one of several has rejected', any, '.R.', 'pending'],
    ['all have rejected', any, 'RRR', 'rejected'],
    ['nobody is asked', any, '', 'rejected'],
    ['all have abstained', any, '--', 'rejected'],
    ['all are needed', all, 'AA.', 'pending'],
    ['all have approved', all, 'AAA', 'approved'],
    ['all but who abstained', all, 'AA-', 'approved'],
    ['all, and one rejects', all, 'AAR', 'rejected'],
    ['two of three', count(2), 'A.A', 'approved'],
    ['two of three cannot be any more', count(2), 'R.R', 'rejected'],
    ['two of one', count(2), '.', 'rejected'],
    ['half of three is two', percent(50), 'A..', 'pending'],
    ['half of three', percent(50), 'AA.', 'approved'],
    ['half of two, since one abstained', percent(50), 'A.-', 'approved'],
    ['a hundred per cent', percent(100), 'AAA.', 'pending'],
    ['a third of a hundred rounds up', percent(34), 'A..', 'pending'],
    ['a third of three', percent(33), 'A..', 'approved'],
    ['changes hold it up', any, 'AC.', 'pending'],
    ['changes wanted by all', all, 'CC', 'pending'],
  ])('%s', (_, need, votes, expected) => {
    expect(outcomeOf(one(need, votes)).state).toBe(expected);
  });

  it('is rejected by one where the policy says so', () => {
    const facts = one(any, '.R.', { policy: { oneRejects: true, stages: [{ groups: [any] }] } });
    expect(outcomeOf(facts).state).toBe('rejected');
  });

  it('needs each group of a stage, and who is in both counts in both', () => {
    const policy = { oneRejects: true, stages: [{ groups: [count(1), count(2)] }] };
    const seats = [seat('s'), seat('both', { groups: [0, 1] }), seat('o', { groups: [1] })];
    const facts = { policy, seats, barred: new Set<string>(), begun: 1 };
    expect(outcomeOf({ ...facts, votes: [vote('both', 'approve')] })).toMatchObject({
      state: 'pending',
      stages: [{ groups: [{ state: 'met' }, { state: 'open', approved: 1, needed: 2 }] }],
    });
    expect(outcomeOf({ ...facts, votes: [vote('both', 'approve'), vote('o', 'approve')] }).state).toBe(
      'approved',
    );
  });

  it('does not go without who is mandatory', () => {
    const seats = [seat('a'), seat('boss', { groups: [], mandatory: true })];
    const facts = one(any, '', { seats });
    expect(outcomeOf({ ...facts, votes: [vote('a', 'approve')] })).toMatchObject({
      state: 'pending',
      stages: [{ missing: ['boss'] }],
    });
    expect(outcomeOf({ ...facts, votes: [vote('a', 'approve'), vote('boss', 'abstain')] }).state).toBe(
      'rejected',
    );
    expect(outcomeOf({ ...facts, votes: [vote('a', 'approve'), vote('boss', 'approve')] }).state).toBe(
      'approved',
    );
  });

  it('goes on to the next stage, where nobody was looked for yet', () => {
    const policy = { oneRejects: true, stages: [{ groups: [any] }, { groups: [any] }] };
    const facts = one(any, 'A', { policy });
    expect(outcomeOf(facts)).toMatchObject({
      state: 'pending',
      stage: 1,
      stages: [{ state: 'approved' }, { state: 'waiting' }],
    });
    expect(outcomeOf({ ...facts, begun: 2 }).state).toBe('rejected');
  });

  it('counts nobody who is barred, by a vote of their own, for others, or cast for them', () => {
    const barred = new Set(['p0']);
    expect(outcomeOf(one(any, 'A.', { barred })).state).toBe('pending');
    const forOther = [vote('p1', 'approve', { voterId: 'p0' })];
    expect(outcomeOf(one(any, '..', { barred, votes: forOther })).state).toBe('pending');
    const forBarred = [vote('p0', 'approve', { voterId: 'p9' })];
    expect(outcomeOf(one(any, '..', { barred, votes: forBarred })).state).toBe('pending');
  });

  it('counts a person once, for whomever they vote', () => {
    const votes = [vote('p0', 'approve', { voterId: 'x' }), vote('p1', 'approve', { voterId: 'x' })];
    expect(outcomeOf(one(count(2), '...', { votes })).stages[0]?.groups[0]?.approved).toBe(1);
  });

  it('expires and is cancelled only while nothing is decided', () => {
    expect(outcomeOf(one(any, '.', { expired: true })).state).toBe('expired');
    expect(outcomeOf(one(any, '.', { cancelled: true })).state).toBe('cancelled');
    expect(outcomeOf(one(any, 'A', { cancelled: true, expired: true })).state).toBe('approved');
  });
});

const people = ['a', 'b', 'c', 'd', 'e', 'f'];
const anyNeed: fc.Arbitrary<Need> = fc.oneof(
  fc.constant(any),
  fc.constant(all),
  fc.integer({ min: 1, max: 4 }).map(count),
  fc.integer({ min: 1, max: 100 }).map(percent),
);
const anyChoice = fc.constantFrom<Choice>('approve', 'reject', 'abstain', 'changes');

/** Whatever there can be: several stages, people in several groups, votes of strangers and for others. */
const anyFacts: fc.Arbitrary<OutcomeFacts> = fc
  .record({
    stages: fc.array(fc.array(anyNeed, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
    oneRejects: fc.boolean(),
    begun: fc.integer({ min: 1, max: 3 }),
  })
  .chain(({ stages, oneRejects, begun }) => {
    const stage = fc.integer({ min: 0, max: stages.length - 1 });
    return fc.record({
      policy: fc.constant({ oneRejects, stages: stages.map((groups) => ({ groups })) }),
      begun: fc.constant(Math.min(begun, stages.length)),
      seats: fc.uniqueArray(
        fc.record({
          stage,
          personId: fc.constantFrom(...people),
          groups: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }),
          mandatory: fc.boolean(),
        }),
        { maxLength: 12, selector: (seat) => `${seat.stage} ${seat.personId}` },
      ),
      votes: fc.array(
        fc.record({
          stage,
          seatId: fc.constantFrom(...people, 'stranger'),
          voterId: fc.constantFrom(...people, 'stranger'),
          choice: anyChoice,
        }),
        { maxLength: 12 },
      ),
      barred: fc.subarray(people).map((some) => new Set(some)),
      cancelled: fc.boolean(),
      expired: fc.boolean(),
    });
  });

/** Votes as the database holds them: in a stage one a seat and one a voter. */
const storable = (facts: OutcomeFacts): OutcomeFacts => {
  const [seats, voters] = [new Set<string>(), new Set<string>()];
  const votes = facts.votes.filter(({ stage, seatId, voterId }) => {
    if (seats.has(`${stage} ${seatId}`) || voters.has(`${stage} ${voterId}`)) return false;
    seats.add(`${stage} ${seatId}`);
    voters.add(`${stage} ${voterId}`);
    return true;
  });
  return { ...facts, votes };
};

describe('whatever the policy and the votes', () => {
  test('a second implementation agrees', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        expect(outcomeOf(facts).state).toBe(naiveState(facts));
      }),
      { numRuns: 2_000 },
    );
  });

  test('the order of votes does not matter', () => {
    fc.assert(
      fc.property(anyFacts.map(storable), fc.infiniteStream(fc.nat()), (facts, numbers) => {
        const votes = facts.votes
          .map((one) => ({ one, key: numbers.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(outcomeOf({ ...facts, votes })).toEqual(outcomeOf(facts));
      }),
    );
  });

  test('one approval more never takes an approval away, and one rejection more never brings one', () => {
    fc.assert(
      fc.property(anyFacts.map(storable), fc.constantFrom(...people), (facts, personId) => {
        const before = outcomeOf(facts);
        const add = (choice: Choice): OutcomeFacts =>
          storable({ ...facts, votes: [...facts.votes, vote(personId, choice, { stage: before.stage })] });
        if (before.state === 'approved') expect(outcomeOf(add('approve')).state).toBe('approved');
        if (before.state !== 'approved') expect(outcomeOf(add('reject')).state).not.toBe('approved');
        // It may bring it on to a stage in which nobody is left.
        const here = (outcome: ReturnType<typeof outcomeOf>) => outcome.stages[before.stage]?.state;
        if (here(before) !== 'rejected') expect(here(outcomeOf(add('approve')))).not.toBe('rejected');
      }),
    );
  });

  test('who is not asked, or is barred, changes nothing', () => {
    fc.assert(
      fc.property(anyFacts.map(storable), anyChoice, (facts, choice) => {
        const { stage } = outcomeOf(facts);
        const strangers = [...facts.barred, 'nobody at all'].map((id) => vote(id, choice, { stage }));
        const more = storable({ ...facts, votes: [...facts.votes, ...strangers] });
        expect(outcomeOf(more)).toEqual(outcomeOf(facts));
      }),
    );
  });
});
