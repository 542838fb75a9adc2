import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { setAvailability } from '../../../src/domain/assignment/availability.ts';
import { giveTicket } from '../../../src/domain/assignment/give.ts';
import { handBack } from '../../../src/domain/assignment/hand-back.ts';
import { giveWaiting } from '../../../src/domain/assignment/round.ts';
import { updateQueue } from '../../../src/domain/queues/save.ts';
import { moveTicket } from '../../../src/domain/tickets/move.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { takeTicket } from '../../../src/domain/tickets/take.ts';
import type { ActingPerson, Ctx } from '../../../src/lib/context.ts';
import { assignAll } from '../../support/worker.ts';
import { outcome } from '../tickets/cast.ts';
import { type AssignmentScene, createAssignmentScene, type Team } from './scene.ts';

let scene: AssignmentScene;
let system: Ctx;
beforeAll(async () => {
  scene = await createAssignmentScene();
  system = scene.ctxFor('system');
});
afterAll(() => scene?.close());

const WORKERS = 4;
/** Several processes at work at the same time. */
const workTogether = (...alongside: (() => Promise<unknown>)[]) =>
  Promise.all([
    ...Array.from({ length: WORKERS }, async () => {
      while ((await giveWaiting(system)) > 0);
    }),
    ...alongside.map((work) => work()),
  ]);
const openMany = (queue: { id: string }, count: number) =>
  Promise.all(Array.from({ length: count }, () => scene.open(queue)));
/** How many open tickets everybody has. */
async function counts(agents: ActingPerson[]): Promise<number[]> {
  const { rows } = await scene.store.pool.query(
    `SELECT count(t.id)::int AS open FROM unnest($1::uuid[]) WITH ORDINALITY p (id, place)
       LEFT JOIN ticket t ON t.assignee_id = p.id AND t.state IN ('new', 'in_progress', 'on_hold')
      GROUP BY p.id, p.place ORDER BY p.place`,
    [agents.map(({ id }) => id)],
  );
  return rows.map(({ open }) => open);
}
/** How often each of these was given to somebody. */
async function timesGiven(numbers: string[]): Promise<number[]> {
  const rows = await scene.store.client.entry.findMany({
    where: { ticket: { number: { in: numbers } }, kind: 'event' },
    select: { ticket: { select: { number: true } }, data: true },
  });
  const given = rows.filter(({ data }) =>
    (data as { changes: { field: string; to: string | null }[] }).changes.some(
      ({ field, to }) => field === 'assigneeId' && to !== null,
    ),
  );
  return numbers.map((number) => given.filter(({ ticket }) => ticket.number === number).length);
}

test('many tickets, several workers: each is given once, and everybody gets as much as they can take', async () => {
  const { queue, agents } = await scene.teamOf(
    {},
    { capacity: 3 },
    { capacity: 5 },
    { capacity: 7 },
    { capacity: 0 },
  );
  const numbers = await openMany(queue, 40);
  await workTogether();
  expect(await counts(agents)).toEqual([3, 5, 7, 0]);
  const given = await timesGiven(numbers);
  expect(Math.max(...given)).toBe(1);
  expect(given.filter((times) => times === 1)).toHaveLength(15);
});

test('turns stay fair when several workers give at once', async () => {
  const { queue, agents } = await scene.teamOf({}, {}, {}, {});
  await openMany(queue, 30);
  await workTogether();
  expect(await counts(agents)).toEqual([10, 10, 10]);
});

test('a person in several teams is given no more than they can take by all of them together', async () => {
  const first = await scene.teamOf({}, { capacity: 6 }, { capacity: 6 });
  const second = await scene.addTeam();
  const queue = await scene.addQueue({ team: second, assignment: 'fewest_open' });
  for (const { id } of first.agents) {
    await scene.store.client.teamMember.create({ data: { teamId: second.id, personId: id } });
  }
  await Promise.all([openMany(first.queue, 15), openMany(queue, 15)]);
  await workTogether();
  expect(await counts(first.agents)).toEqual([6, 6]);
});

test('while agents take tickets by hand nothing is given twice, and what they took counts', async () => {
  const { queue, agents } = await scene.teamOf({}, { capacity: 4 }, { capacity: 4 });
  const numbers = await openMany(queue, 12);
  const [eager] = agents as [ActingPerson];
  const take = async () => {
    for (const number of numbers.toReversed()) await outcome(takeTicket(scene.ctxFor(eager), { number }));
  };
  await workTogether(take);
  const [ofEager, ofOther] = await counts(agents);
  // Nobody is refused by hand, so the eager one has all that the desk had not given to the other one.
  expect(ofOther).toBeLessThanOrEqual(4);
  expect((ofEager ?? 0) + (ofOther ?? 0)).toBe(12);
  expect(await timesGiven(numbers)).toEqual(numbers.map(() => 1));
});

test('who goes away while tickets are given gets none after that, and hands back all that they had', async () => {
  const { queue, agents } = await scene.teamOf({}, {}, {});
  const [leaving] = agents as [ActingPerson];
  const numbers = await openMany(queue, 30);
  await workTogether(
    () => setAvailability(scene.ctxFor(leaving), { id: leaving.id, availability: 'handing_back' }),
    () => handBack(system),
    () => handBack(system),
  );
  await Promise.all([assignAll(scene), assignAll(scene)]);
  expect(await counts(agents)).toEqual([0, 30]);
  const { availability } = await scene.store.client.person.findUniqueOrThrow({ where: { id: leaving.id } });
  expect(availability).toBe('away');
  const given = await timesGiven(numbers);
  expect(Math.min(...given)).toBe(1);
  expect(Math.max(...given)).toBeLessThanOrEqual(2);
});

/** While somebody else has this in an open transaction, which then is committed. */
async function meanwhile(sql: [string, unknown[]][], work: () => Promise<unknown>): Promise<void> {
  const other = await scene.store.pool.connect();
  try {
    await other.query('BEGIN');
    for (const [text, values] of sql) await other.query(text, values);
    await work();
    await other.query('COMMIT');
  } finally {
    other.release();
  }
}

test('what somebody is just changing is not waited for', async () => {
  const { queue } = await scene.teamOf({}, {});
  const [first, second] = [await scene.open(queue), await scene.open(queue)];
  await meanwhile([['SELECT 1 FROM ticket WHERE number = $1 FOR UPDATE', [first]]], () =>
    giveWaiting(system),
  );
  expect(await scene.row(first)).toMatchObject({ assigneeId: null, awaitsAssignment: true });
  expect((await scene.row(second)).assigneeId).not.toBeNull();
  // A statement that waits is ended after thirty seconds.
}, 10_000);

test('of a ticket that several workers give at once one does', async () => {
  const { queue } = await scene.teamOf({}, {}, {});
  const { id } = await scene.row(await scene.open(queue));
  const results = await Promise.all(Array.from({ length: 8 }, () => giveTicket(system, id)));
  expect(results.filter((result) => result && 'agent' in result)).toHaveLength(1);
  expect(results.filter((result) => result === undefined)).toHaveLength(7);
});

test.each<[string, (queue: { id: string }) => Promise<string>]>([
  ['comes in', (queue) => scene.open(queue)],
  [
    'is moved',
    async (queue) => {
      const number = await scene.open(scene.queue);
      await moveTicket(system, { number, queueId: queue.id });
      return number;
    },
  ],
])('a ticket that %s at the moment in which its queue is switched waits', async (_, act) => {
  const { queue } = await scene.teamOf({ assignment: 'manual' });
  let acting: Promise<string> | undefined;
  const switching: [string, unknown[]][] = [
    ['SELECT 1 FROM queue WHERE id = $1 FOR UPDATE', [queue.id]],
    [`UPDATE queue SET assignment = 'round_robin' WHERE id = $1`, [queue.id]],
  ];
  await meanwhile(switching, async () => {
    acting = act(queue);
    const waiting = `SELECT count(*)::int AS count FROM pg_stat_activity
                      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    const isWaiting = async () => (await scene.store.pool.query(waiting)).rows[0].count > 0;
    await vi.waitFor(async () => expect(await isWaiting()).toBe(true), { timeout: 10_000 });
  });
  expect(await scene.row((await acting) ?? '')).toMatchObject({ awaitsAssignment: true });
});

test('tickets that come in while their queue is switched are none of them forgotten', async () => {
  const { queue, agents } = await scene.teamOf({ assignment: 'manual' }, {});
  const opening = openMany(queue, 40);
  const switching = updateQueue(system, { id: queue.id, assignment: 'round_robin' });
  await Promise.all([opening, switching]);
  await workTogether(() => assignAll(scene));
  expect(await counts(agents)).toEqual([40]);
});

describe('whatever happens in whatever order', () => {
  type Step =
    | { do: 'open'; count: number }
    | { do: 'away' | 'handing_back' | 'available' | 'resolve'; who: number };
  const steps = fc.array<Step>(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constant('open' as const), count: fc.integer({ min: 1, max: 4 }) }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constantFrom('away', 'handing_back', 'available', 'available', 'resolve'),
          who: fc.nat(2),
        }) as fc.Arbitrary<Step>,
      },
    ),
    { minLength: 3, maxLength: 12 },
  );

  async function take({ queue, agents }: Team, step: Step): Promise<unknown> {
    if (step.do === 'open') return openMany(queue, step.count);
    const { id } = agents[step.who] as ActingPerson;
    if (step.do !== 'resolve') return setAvailability(system, { id, availability: step.do });
    const ticket = await scene.store.client.ticket.findFirst({
      where: { assigneeId: id, state: 'in_progress' },
    });
    return ticket && outcome(resolveTicket(system, { number: ticket.number, resolution: 'Charged.' }));
  }

  test('nobody has more than they can take, and nothing waits while somebody could take it', async () => {
    const capacities = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3));
    await fc.assert(
      fc.asyncProperty(capacities, steps, async (limits, steps) => {
        const team = await scene.teamOf({}, ...limits.map((capacity) => ({ capacity })));
        for (const step of steps) {
          // What is done, and what the desk makes of it, at the same time.
          await Promise.all([take(team, step), giveWaiting(system), handBack(system)]);
          const now = await counts(team.agents);
          for (const [index, limit] of limits.entries()) expect(now[index]).toBeLessThanOrEqual(limit);
        }
        await assignAll(scene);
        const now = await counts(team.agents);
        const people = await scene.store.client.person.findMany({
          where: { id: { in: team.agents.map(({ id }) => id) } },
        });
        const free = team.agents.filter(
          ({ id }, index) =>
            (now[index] ?? 0) < (limits[index] ?? 0) &&
            people.find((person) => person.id === id)?.availability === 'available',
        );
        const waiting = { queueId: team.queue.id, awaitsAssignment: true };
        const left = await scene.store.client.ticket.count({ where: waiting });
        if (free.length > 0) expect(left).toBe(0);
        const open = await scene.store.client.ticket.count({
          where: { queueId: team.queue.id, state: { in: ['new', 'in_progress', 'on_hold'] } },
        });
        expect(left + now.reduce((sum, count) => sum + count)).toBe(open);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});
