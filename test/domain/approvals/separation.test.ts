import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsOf, type LoadedApproval } from '../../../src/domain/approvals/load.ts';
import { type Choice, type Need, outcomeOf } from '../../../src/domain/approvals/outcome.ts';
import { standingOf } from '../../../src/domain/approvals/standing.ts';
import type { Subject } from '../../../src/domain/approvals/subject.ts';
import type { Delegation } from '../../../src/lib/prisma/client.ts';

/**
 * Nobody approves their own, whichever account they use, whoever votes for them and for whomever they vote: over random
 * companies of people with accounts, groups and delegations, and random clicks.
 */

const PEOPLE = 8;
const person = fc.integer({ min: 0, max: PEOPLE - 1 });
const company = fc.record({
  /** Whose each account is. */
  accounts: fc.array(person, { minLength: 4, maxLength: 16 }),
  /** Requester, who opened it, who carries it out. */
  involved: fc.array(person, { minLength: 1, maxLength: 3 }),
  asker: fc.option(person),
  guests: fc.array(person, { maxLength: 2 }),
  seats: fc.array(
    fc.record({ who: person, group: fc.integer({ min: 0, max: 1 }), instead: fc.option(person) }),
    {
      minLength: 1,
      maxLength: 8,
    },
  ),
  needs: fc.tuple(
    fc.constantFrom<Need>(
      { need: 'any' },
      { need: 'all' },
      { need: 'count', count: 2 },
      { need: 'percent', percent: 50 },
    ),
    fc.constantFrom<Need>({ need: 'any' }, { need: 'all' }),
  ),
  delegations: fc.array(fc.record({ from: person, to: person }), { maxLength: 8 }),
  clicks: fc.array(
    fc.record({
      account: fc.integer({ min: 0, max: 15 }),
      choice: fc.constantFrom<Choice>('approve', 'reject', 'abstain'),
    }),
    { maxLength: 24 },
  ),
});
type Company = typeof company extends fc.Arbitrary<infer One> ? One : never;

const idOf = (who: number) => `person ${who}`;

/** Lets everybody click in turn, as the desk does it. */
function play({ accounts, involved, asker, guests, seats, needs, delegations, clicks }: Company) {
  const personOf = (who: number) => ({
    ...{ id: idOf(who), name: idOf(who), active: true, guest: guests.includes(who), external: false },
    managerId: null,
  });
  const asked = [...Map.groupBy(seats, ({ who }) => who)].map(([who, all]) => ({
    ...{ round: 1, stage: 0, personId: idOf(who), person: personOf(who), mandatory: false },
    groups: [...new Set(all.map(({ group }) => group))],
    substituteId: all[0]?.instead == null ? null : idOf(all[0].instead),
  }));
  const content = {
    ...{ oneRejects: false, selfApproval: null },
    stages: [{ groups: needs.map((need) => ({ need })) }],
  };
  const approval = {
    ...{ id: 'a', policyId: 'p', state: 'pending', round: 1, stage: 0, votes: [], seats: asked },
    ...{ askedById: asker === null ? null : idOf(asker), policy: { content } },
  } as unknown as LoadedApproval;
  const subject = { involved: new Set(involved.map(idOf)) } as unknown as Subject;
  for (const { account, choice } of clicks) {
    const who = accounts[account % accounts.length] ?? 0;
    const theirs = delegations
      .filter(({ to }) => to === who)
      .map(
        ({ from, to }) => ({ personId: idOf(from), toId: idOf(to), policyIds: [] }) as unknown as Delegation,
      );
    const standing = standingOf(approval, subject, personOf(who), theirs);
    if (standing.may !== 'vote') continue;
    const { seat } = standing;
    approval.votes.push({
      ...{ round: 1, stage: 0, seatId: seat.personId, voterId: idOf(who), choice },
      ...{ seat: seat.person, voter: personOf(who) },
    } as LoadedApproval['votes'][number]);
  }
  return { approval, outcome: outcomeOf(factsOf(approval, subject)) };
}

test('no path leads to a vote of whoever has a part in it', () => {
  fc.assert(
    fc.property(company, (one) => {
      const { approval, outcome } = play(one);
      const barred = new Set(
        [...one.involved, ...(one.asker === null ? [] : [one.asker]), ...one.guests].map(idOf),
      );
      for (const { voterId, seatId } of approval.votes) {
        expect(barred.has(voterId)).toBe(false);
        expect(barred.has(seatId)).toBe(false);
      }
      // One person, one vote, and one vote a seat.
      const voters = approval.votes.map(({ voterId }) => voterId);
      expect(new Set(voters).size).toBe(voters.length);
      expect(new Set(approval.votes.map(({ seatId }) => seatId)).size).toBe(voters.length);
      // It is as if they had never clicked.
      const isFree = ({ account }: Company['clicks'][number]) =>
        !barred.has(idOf(one.accounts[account % one.accounts.length] ?? 0));
      expect(play({ ...one, clicks: one.clicks.filter(isFree) }).outcome).toEqual(outcome);
    }),
    { numRuns: 10_000 },
  );
});
