import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Candidate, chooseAgent } from '../../../src/domain/assignment/choose.ts';

const agent = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  availability: 'available',
  open: 0,
  load: 0,
  capacity: null,
  skills: [],
  turn: null,
  ...more,
});
const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 9, minute));
const ticket = (tags: string[] = []) => ({ requesterId: 'grace', tags });
type Policy = Parameters<typeof chooseAgent>[2];
const inTurn: Policy = { assignment: 'round_robin', bySkill: false };
const byLoad: Policy = { assignment: 'fewest_open', bySkill: false };
const bySkill: Policy = { ...inTurn, bySkill: true };

/** The id of who is chosen, or why nobody is. */
function chosen(team: Candidate[], policy: Policy, tags?: string[]): string {
  const choice = chooseAgent(team, ticket(tags), policy);
  return 'agent' in choice ? choice.agent.id : choice.because;
}

describe('taking turns', () => {
  test.each<[string, Candidate[], string]>([
    ['who waited longest', [agent('a', { turn: at(2) }), agent('b', { turn: at(1) })], 'b'],
    ['who never got one', [agent('a', { turn: at(1) }), agent('b')], 'b'],
    ['of those who never got one the first by id', [agent('b'), agent('a')], 'a'],
    ['at the same instant the first by id', [agent('b', { turn: at(1) }), agent('a', { turn: at(1) })], 'a'],
    ['however much they have', [agent('a', { load: 90, open: 40 }), agent('b', { turn: at(1) })], 'a'],
  ])('%s', (_, team, expected) => {
    expect(chosen(team, inTurn)).toBe(expected);
  });
});

describe('by what they have to do', () => {
  test.each<[string, Candidate[], string]>([
    ['who has least', [agent('a', { load: 5 }), agent('b', { load: 4 })], 'b'],
    ['weight counts, not number', [agent('a', { load: 5, open: 1 }), agent('b', { load: 3, open: 3 })], 'b'],
    [
      'with as much, whose turn it is',
      [agent('a', { load: 5, turn: at(2) }), agent('b', { load: 5, turn: at(1) })],
      'b',
    ],
  ])('%s', (_, team, expected) => {
    expect(chosen(team, byLoad)).toBe(expected);
  });
});

describe('whoever is on call', () => {
  const onCall = (...ids: string[]): Policy => ({ assignment: 'on_call', bySkill: false, onCall: ids });

  test.each<[string, Candidate[], Policy, string]>([
    ['alone, however much they have', [agent('a', { load: 9 }), agent('b')], onCall('a'), 'a'],
    ['of several who has least', [agent('a', { load: 9 }), agent('b')], onCall('a', 'b'), 'b'],
    ['is nobody', [agent('a')], onCall(), 'nobody_on_call'],
    ['is in another team', [agent('a')], onCall('z'), 'nobody_on_call'],
    ['asks themselves', [agent('a'), agent('grace')], onCall('grace'), 'nobody_on_call'],
    ['is away', [agent('a', { availability: 'away' }), agent('b')], onCall('a'), 'nobody_available'],
    ['has no room', [agent('a', { open: 1, capacity: 1 }), agent('b')], onCall('a'), 'all_at_capacity'],
    ['nobody is, for want of a team', [], onCall('a'), 'nobody_in_team'],
  ])('%s', (_, team, policy, expected) => {
    expect(chosen(team, policy)).toBe(expected);
  });

  test('knows the requester', () => {
    const team = [agent('a'), agent('b', { load: 9 })];
    expect(chosen(team, { ...onCall('a', 'b'), preferredId: 'b' })).toBe('b');
    expect(chosen(team, { ...onCall('a'), preferredId: 'b' })).toBe('a');
  });
});

describe('who can', () => {
  test.each<[string, Candidate[], Policy, string[], string]>([
    ['nobody is in the team', [], inTurn, [], 'nobody_in_team'],
    ['the requester alone is', [agent('grace')], inTurn, [], 'nobody_in_team'],
    ['nobody gets their own ticket', [agent('grace'), agent('h', { turn: at(9) })], inTurn, [], 'h'],
    ['all are away', [agent('a', { availability: 'away' })], inTurn, [], 'nobody_available'],
    ['or handing back', [agent('a', { availability: 'handing_back' })], inTurn, [], 'nobody_available'],
    [
      'the requester is there, but nobody else',
      [agent('grace'), agent('a', { availability: 'away' })],
      inTurn,
      [],
      'nobody_available',
    ],
    ['all have enough', [agent('a', { open: 2, capacity: 2 })], inTurn, [], 'all_at_capacity'],
    ['or more than enough', [agent('a', { open: 3, capacity: 2 })], inTurn, [], 'all_at_capacity'],
    ['room for one more', [agent('a', { open: 1, capacity: 2 })], inTurn, [], 'a'],
    ['no limit', [agent('a', { open: 999 })], inTurn, [], 'a'],
    ['a capacity of nothing', [agent('a', { capacity: 0 })], inTurn, [], 'all_at_capacity'],
    [
      'who is there has enough, who has room is away',
      [agent('a', { open: 1, capacity: 1 }), agent('b', { availability: 'away' })],
      inTurn,
      [],
      'all_at_capacity',
    ],
    [
      'skills, where they are asked for',
      [agent('a'), agent('b', { skills: ['vpn'] })],
      bySkill,
      ['vpn'],
      'b',
    ],
    ['not elsewhere', [agent('a'), agent('b', { skills: ['vpn'] })], inTurn, ['vpn'], 'a'],
    [
      'every one of them',
      [agent('a', { skills: ['vpn'] }), agent('b', { skills: ['vpn', 'mac'] })],
      bySkill,
      ['vpn', 'mac'],
      'b',
    ],
    ['a tag that nobody knows about', [agent('a'), agent('b')], bySkill, ['coffee'], 'a'],
    [
      'who knows is away',
      [agent('a'), agent('b', { skills: ['vpn'], availability: 'away' })],
      bySkill,
      ['vpn'],
      'nobody_skilled',
    ],
    [
      'who knows has enough',
      [agent('a'), agent('b', { skills: ['vpn'], open: 1, capacity: 1 })],
      bySkill,
      ['vpn'],
      'nobody_skilled',
    ],
    [
      'the requester alone knows',
      [agent('grace', { skills: ['vpn'] }), agent('a')],
      bySkill,
      ['vpn'],
      'nobody_skilled',
    ],
  ])('%s', (_, team, policy, tags, expected) => {
    expect(chosen(team, policy, tags)).toBe(expected);
  });
});

describe('who goes first', () => {
  const known = { ...inTurn, preferredId: 'b' };
  test.each<[string, Candidate[], string]>([
    ['whose turn it is not', [agent('a'), agent('b', { turn: at(5) })], 'b'],
    ['unless they are away', [agent('a'), agent('b', { availability: 'away' })], 'a'],
    ['unless they have enough', [agent('a'), agent('b', { open: 1, capacity: 1 })], 'a'],
    ['unless they are in the team no more', [agent('a')], 'a'],
  ])('%s', (_, team, expected) => {
    expect(chosen(team, known)).toBe(expected);
  });
});

const SKILLS = ['vpn', 'mac', 'sap'];
const someTags = fc.subarray([...SKILLS, 'coffee']);
const candidates = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('grace', 'a', 'b', 'c', 'd', 'e', 'f'),
    availability: fc.constantFrom<Candidate['availability']>(
      'available',
      'available',
      'away',
      'handing_back',
    ),
    open: fc.nat(4),
    load: fc.nat(20),
    capacity: fc.option(fc.nat(4)),
    skills: fc.subarray(SKILLS),
    turn: fc.option(fc.nat(5).map(at)),
  }),
  { selector: ({ id }) => id },
);
const policies = fc.record({
  assignment: fc.constantFrom<Policy['assignment']>('round_robin', 'fewest_open'),
  bySkill: fc.boolean(),
  preferredId: fc.option(fc.constantFrom('a', 'b', 'grace')),
});

describe('whatever the team, the ticket and the queue', () => {
  test('somebody gets it exactly if somebody can, and it is one of those', () => {
    fc.assert(
      fc.property(candidates, someTags, policies, (team, tags, policy) => {
        const known = tags.filter((tag) => team.some(({ skills }) => skills.includes(tag)));
        const can = team.filter(
          (one) =>
            one.id !== 'grace' &&
            one.availability === 'available' &&
            one.open < (one.capacity ?? Infinity) &&
            (!policy.bySkill || known.every((tag) => one.skills.includes(tag))),
        );
        const choice = chooseAgent(team, ticket(tags), policy);
        if ('agent' in choice) expect(can).toContain(choice.agent);
        else expect(can).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('the order in which the team is read makes no difference', () => {
    const shuffled = candidates.chain((team) =>
      fc.tuple(fc.constant(team), fc.shuffledSubarray(team, { minLength: team.length })),
    );
    fc.assert(
      fc.property(shuffled, someTags, policies, ([team, other], tags, policy) => {
        expect(chosen(other, policy, tags)).toBe(chosen(team, policy, tags));
      }),
    );
  });

  test('while nobody is at capacity, turns give to everybody as much, within one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 30 }), (size, count) => {
        const team = Array.from({ length: size }, (_, index) => agent(`agent ${index}`));
        for (let minute = 0; minute < count; minute += 1) {
          const choice = chooseAgent(team, ticket(), inTurn);
          if (!('agent' in choice)) return expect.fail('nobody was chosen');
          choice.agent.open += 1;
          choice.agent.turn = at(minute);
        }
        const counts = team.map(({ open }) => open);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
