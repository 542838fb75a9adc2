import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE } from '../../src/lib/clock.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { type Ballot, clickAll, clickApart, clicksOn, faultsOf, openBallot, settleBallot } from './votes.ts';

const LONG = 3 * MINUTE;
const APPROVALS = 20;

let desk: Desk;
let ballot: Ballot;
beforeAll(async () => {
  desk = await createDesk();
  ballot = await openBallot(desk.ctxFor('system'), desk.clock, APPROVALS);
}, LONG);
afterAll(() => desk?.close());

test('clicked on by everybody at once, from three processes, each is decided once', {
  timeout: LONG,
}, async () => {
  const clicks = clicksOn(ballot, 15, 1);
  const orders = { databaseUrl: desk.store.url, now: desk.clock.now().toISOString(), atOnce: 4 };
  expect(await clickAll(orders, clicks, 3)).toBe(clicks.length);
  await settleBallot(desk.ctxFor('system'), ballot);
  expect(await faultsOf(desk.ctxFor('system'), ballot)).toEqual([]);
  const states = await desk.store.client.approval.groupBy({ by: ['state'], _count: true });
  // Otherwise nothing was seen.
  expect(states.map(({ state }) => state).sort()).toEqual(['approved', 'expired', 'rejected']);
});

test('the check sees what is wrong', async () => {
  const system = desk.ctxFor('system');
  const [late, first, second] = [0, 5, 6].map((at) => ballot.approvals[at]?.id ?? '');
  await desk.store.client.approval.update({ where: { id: late }, data: { state: 'approved' } });
  const vote = await desk.store.client.approvalVote.findFirstOrThrow({ where: { approvalId: first } });
  await desk.store.client.approvalVote.update({
    where: { id: vote.id },
    data: { voterId: ballot.others[0]?.id ?? '' },
  });
  await desk.store.client.change.updateMany({
    where: { ticketId: ballot.approvals[6]?.ticketId ?? '' },
    data: { state: 'assess' },
  });
  const faults = await faultsOf(system, ballot);
  for (const id of [late, first, second]) expect(faults.join('\n')).toContain(id);
});

test.each(['before commit', 'after commit'] as const)(
  'killed %s of each vote, what is handed in again counts once, and has one effect',
  { timeout: LONG },
  async (point) => {
    await desk.close();
    desk = await createDesk();
    const system = desk.ctxFor('system');
    ballot = await openBallot(system, desk.clock, 3);
    const { board } = ballot;
    const clicks = ballot.approvals.flatMap(({ value }) =>
      board.slice(0, 2).map(({ id }) => ({
        ...{ personId: id, channel: 'slack', choice: 'approve' as const, value, delivery: `${id} ${value}` },
      })),
    );
    const orders = { databaseUrl: desk.store.url, now: desk.clock.now().toISOString(), atOnce: 1, clicks };
    for (let vote = 0; vote < clicks.length; vote += 1) {
      // What was committed before is known by now, and only told again.
      const fate = {
        point,
        of: 'INSERT INTO "public"."approval_vote"',
        spared: point === 'before commit' && vote > 0 ? 1 : 0,
      };
      const end = await clickApart({ ...orders, fate });
      expect(end.signal).toBe('SIGKILL');
    }
    expect((await clickApart(orders)).answers).not.toBeNull();
    await settleBallot(system, ballot);
    expect(await faultsOf(system, ballot)).toEqual([]);
    expect(await desk.store.client.approval.count({ where: { state: 'approved' } })).toBe(3);
  },
);
