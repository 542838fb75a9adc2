import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type SourceEvent, takeEvents } from '../../../src/domain/alerts/take.ts';
import { takeSteps } from '../../../src/domain/escalation/advance.ts';
import { updateService } from '../../../src/domain/services/services.ts';
import { randomNumbers } from '../../bench/stats.ts';
import { type AlertDesk, createAlertDesk } from './alert-desk.ts';

/** Many things that are said, or fall due, at the same moment. */
let desk: AlertDesk;
beforeEach(async () => {
  desk = await createAlertDesk();
});
afterEach(() => desk.close());

const ctx = () => desk.ctxFor('system');
const event = (dedupKey: string, action: SourceEvent['action'] = 'trigger'): SourceEvent => ({
  ...{ action, dedupKey, summary: `${dedupKey} is wrong`, severity: 'info' },
  ...{ source: null, labels: { job: `job ${dedupKey.charCodeAt(0) % 2}` }, links: [] },
});

test.each([1, 2, 3])('what is said in one call is as if it were said one by one (%i)', async (seed) => {
  const random = randomNumbers(seed);
  const some = <One>(of: readonly One[]) => of[Math.floor(random() * of.length)] as One;
  const begins = ['trigger', 'trigger', 'acknowledge'] as const;
  // Never two that end in a row: of those none goes on for the other in between.
  const events = Array.from({ length: 60 }, (_, index) =>
    event(
      some(['a', 'b', 'c', 'd', 'e']),
      some(index % 2 === 0 ? begins : [...begins, 'resolve', 'resolve']),
    ),
  );
  const settings = { stormPerMinute: 6, group: { minutes: 10, labels: ['job'] } };
  const doors = [await desk.serviceBy(null), await desk.serviceBy(null)] as const;
  for (const { serviceId } of doors)
    await updateService(desk.ctxFor(desk.admin), { id: serviceId, settings });
  await takeEvents(ctx(), doors[0], events);
  for (const one of events) await takeEvents(ctx(), doors[1], [one]);
  const told = await Promise.all(
    doors.map(async ({ serviceId }) => {
      const alerts = await desk.store.client.alert.findMany({
        where: { serviceId },
        orderBy: { number: 'asc' },
        include: { group: true, events: { orderBy: { id: 'asc' } } },
      });
      return alerts.map(({ dedupKey, state, count, group, events }) =>
        [dedupKey, state, count, group?.dedupKey, ...events.map(({ kind }) => kind)].join(' '),
      );
    }),
  );
  expect(told[0]).toEqual(told[1]);
  expect(told[0]?.length).toBeGreaterThan(5);
});

test('five hundred alerts end in a few statements, and each has its page taken back', async () => {
  const keys = Array.from({ length: 500 }, (_, index) => `k${index}`);
  await takeEvents(
    ctx(),
    desk.door,
    keys.map((key) => event(key)),
  );
  while ((await takeSteps(ctx())) > 0);
  const { client } = desk.store;
  expect(await client.page.count({ where: { state: 'waiting' } })).toBe(500);
  const sent = vi.spyOn(pg.Client.prototype, 'query');
  await takeEvents(
    ctx(),
    desk.door,
    keys.map((key) => event(key, 'resolve')),
  );
  expect(sent.mock.calls.length).toBeLessThan(25);
  sent.mockRestore();
  expect(await client.alert.count({ where: { state: 'resolved' } })).toBe(500);
  expect(await client.page.count({ where: { state: 'cancelled' } })).toBe(500);
  expect(await client.escalation.count({ where: { state: 'ended' } })).toBe(500);
  expect(await client.auditEntry.count({ where: { action: 'alert.resolved' } })).toBe(500);
});

test('steps that are due at once page a team in turn', async () => {
  const policy = await desk.policy([
    { page: [{ who: 'round_robin', teamId: desk.team.id }], waitMinutes: 5 },
  ]);
  const door = await desk.serviceBy(policy);
  await takeEvents(
    ctx(),
    door,
    ['a', 'b', 'c', 'd'].map((key) => event(key)),
  );
  while ((await takeSteps(ctx())) > 0);
  const pages = await desk.store.client.page.groupBy({ by: ['personId', 'alertId'] });
  const times = [desk.agent, desk.second].map(
    ({ id }) => pages.filter(({ personId }) => personId === id).length,
  );
  expect(times).toEqual([2, 2]);
});
