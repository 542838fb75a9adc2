import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acknowledgeAlert, escalateAlert, resolveAlert } from '../../../src/domain/alerts/answer.ts';
import { getAlert, listAlerts } from '../../../src/domain/alerts/list.ts';
import {
  createMaintenance,
  endMaintenance,
  listMaintenances,
} from '../../../src/domain/maintenance/maintenances.ts';
import { ping } from '../../../src/domain/services/heartbeats.ts';
import {
  addIntegration,
  type Door,
  doorOf,
  revokeIntegration,
} from '../../../src/domain/services/integrations.ts';
import { updateService } from '../../../src/domain/services/services.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { outcome } from '../tickets/cast.ts';
import { type AlertDesk, createAlertDesk } from './alert-desk.ts';

let desk: AlertDesk;
beforeEach(async () => {
  desk = await createAlertDesk();
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const asAgent = () => desk.ctxFor(desk.agent);
const settings = (settings: object) => updateService(asAdmin(), { id: desk.service.id, settings });
const alertOf = (dedupKey: string) => desk.store.client.alert.findFirstOrThrow({ where: { dedupKey } });

/** For which alerts people are paged, or were: by key, in the order in which it began. */
async function paged(): Promise<string[]> {
  await desk.work();
  const rows = await desk.store.client.escalation.findMany({
    orderBy: [{ startedAt: 'asc' }, { alert: { id: 'asc' } }],
    include: { alert: { select: { dedupKey: true } } },
  });
  return rows.map(({ alert }) => alert.dedupKey);
}
const pagedAfter = async (milliseconds: number) => {
  desk.clock.advance(milliseconds);
  return paged();
};
const kinds = async (dedupKey: string) =>
  (await getAlert(asAgent(), { id: (await alertOf(dedupKey)).id })).events.map(({ kind }) => kind);

describe('an alert that is held', () => {
  beforeEach(() => settings({ holdSeconds: 30 }));

  test('pages nobody if it goes away by itself', async () => {
    await desk.say();
    expect(await pagedAfter(29 * SECOND)).toEqual([]);
    await desk.say({ action: 'resolve' });
    expect(await pagedAfter(HOUR)).toEqual([]);
    expect(await kinds('disk')).toEqual(['triggered', 'held', 'resolved']);
  });

  test('pages once its time is over, and is not held anew because it came again', async () => {
    await desk.say();
    desk.clock.advance(20 * SECOND);
    await desk.say();
    expect(await pagedAfter(10 * SECOND)).toEqual(['disk']);
    expect((await kinds('disk')).slice(0, 3)).toEqual(['triggered', 'held', 'released']);
  });

  test('pages nobody when somebody has it meanwhile, and at once when it is escalated', async () => {
    await desk.say();
    await acknowledgeAlert(asAgent(), await desk.last());
    expect(await pagedAfter(HOUR)).toEqual([]);
    await desk.say({ dedupKey: 'cpu' });
    await escalateAlert(asAgent(), await desk.last());
    expect(await paged()).toEqual(['cpu']);
  });
});

test('what does not come again for so long is over, and what does is not', async () => {
  await settings({ autoResolveMinutes: 10 });
  await desk.say();
  await desk.say({ dedupKey: 'cpu' });
  desk.clock.advance(9 * MINUTE);
  await desk.say();
  await pagedAfter(MINUTE);
  expect(await desk.lines()).toEqual(['disk triggered 2', 'cpu resolved 1']);
  expect(await kinds('cpu')).toContain('expired');
});

describe('alerts that group', () => {
  beforeEach(() => settings({ group: { minutes: 10, labels: ['job'] } }));
  const say = (dedupKey: string, job = 'web') => desk.say({ dedupKey, labels: { job } });

  test('page once for the same labels within the time', async () => {
    await say('a');
    await say('b');
    await say('c', 'db');
    expect(await pagedAfter(10 * MINUTE)).toEqual(['a', 'c']);
    await say('d');
    expect(await paged()).toEqual(['a', 'c', 'd']);
    // Nobody is paged for what is over.
    await desk.say({ action: 'resolve', dedupKey: 'd' });
    await say('e');
    expect(await paged()).toEqual(['a', 'c', 'd', 'e']);
    const { id } = await alertOf('a');
    expect((await listAlerts(asAgent(), { group: id })).items).toMatchObject([
      { dedupKey: 'b', groupId: id },
    ]);
  });

  test('are answered with the one that pages for them', async () => {
    for (const key of ['a', 'b', 'c']) await say(key);
    await acknowledgeAlert(asAgent(), { id: (await alertOf('a')).id });
    await resolveAlert(asAgent(), { id: (await alertOf('c')).id });
    expect(await desk.lines()).toEqual(['a acknowledged 1', 'b acknowledged 1', 'c resolved 1']);
    await resolveAlert(asAgent(), { id: (await alertOf('a')).id });
    expect(await desk.lines()).toEqual(['a resolved 1', 'b resolved 1', 'c resolved 1']);
  });

  test('are not forgotten when that one is over: the next of them pages for the rest', async () => {
    for (const key of ['a', 'b', 'c']) await say(key);
    expect(await paged()).toEqual(['a']);
    await desk.say({ action: 'resolve', dedupKey: 'a' });
    expect(await paged()).toEqual(['a', 'b']);
    expect((await alertOf('c')).groupId).toBe((await alertOf('b')).id);
    // Somebody has these; what came since is in nobody’s hands.
    await acknowledgeAlert(asAgent(), { id: (await alertOf('b')).id });
    await say('d');
    await desk.say({ action: 'resolve', dedupKey: 'b' });
    expect(await paged()).toEqual(['a', 'b', 'd']);
  });

  test('that come at once make one page', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, n) => say(`k${n}`)));
    expect(await paged()).toHaveLength(1);
    expect(await desk.store.client.alert.count({ where: { groupId: { not: null } } })).toBe(59);
  });
});

test('a storm pages a few times, whatever comes, and nothing of it is lost', async () => {
  await settings({ stormPerMinute: 7 });
  await Promise.all(Array.from({ length: 500 }, (_, n) => desk.say({ dedupKey: `k${n}` })));
  expect(await paged()).toHaveLength(7);
  expect(await desk.store.client.alert.count()).toBe(500);
  // What flaps in a storm is held, and pages nobody if it is over.
  await Promise.all(
    Array.from({ length: 500 }, (_, n) => desk.say({ action: 'resolve', dedupKey: `k${n}` })),
  );
  await desk.say({ dedupKey: 'flap' });
  expect((await alertOf('flap')).heldUntil).not.toBeNull();
  await desk.say({ action: 'resolve', dedupKey: 'flap' });
  const before = await paged();
  expect(await pagedAfter(2 * MINUTE)).toEqual(before);
  await desk.say({ dedupKey: 'calm' });
  expect(await paged()).toContain('calm');
});

describe('a heartbeat', () => {
  let door: Door;
  beforeEach(async () => {
    const { key } = await addIntegration(asAdmin(), {
      ...{
        id: desk.service.id,
        name: 'nightly backup',
        source: 'heartbeat',
        settings: { everySeconds: 600 },
      },
    });
    const found = await doorOf(desk.ctxFor('system'), key);
    if (!found) throw new Error('the key opens nothing');
    door = found;
  });
  const beat = () => ping(desk.ctxFor('system'), door);

  test('is waited for once it was heard, is missing once, and is over with the next', async () => {
    expect(await pagedAfter(HOUR)).toEqual([]);
    await beat();
    expect(await pagedAfter(10 * MINUTE - SECOND)).toEqual([]);
    await beat();
    expect(await pagedAfter(10 * MINUTE)).toEqual([`heartbeat:${door.id}`]);
    expect(await alertOf(`heartbeat:${door.id}`)).toMatchObject({
      summary: 'No heartbeat of nightly backup for 10 min',
    });
    await pagedAfter(HOUR);
    await beat();
    expect(await desk.lines()).toEqual([`heartbeat:${door.id} resolved 1`]);
    expect(await pagedAfter(10 * MINUTE)).toHaveLength(2);
  });

  test('that is not waited for any more is not missed', async () => {
    await beat();
    await revokeIntegration(asAdmin(), { id: door.id });
    expect(await pagedAfter(HOUR)).toEqual([]);
    await beat();
    expect(await pagedAfter(HOUR)).toEqual([]);
  });
});

describe('maintenance', () => {
  const plan = (from: number, to: number) => {
    const at = (milliseconds: number) => new Date(desk.clock.now().getTime() + milliseconds).toISOString();
    return createMaintenance(asAgent(), {
      ...{ name: 'New disks', serviceIds: [desk.service.id], startsAt: at(from), endsAt: at(to) },
    });
  };

  test('records, pages nobody, and sums up; what is still open then pages once', async () => {
    await plan(0, HOUR);
    await desk.say({ dedupKey: 'gone' });
    await desk.say({ action: 'resolve', dedupKey: 'gone' });
    await desk.say({ dedupKey: 'a' });
    desk.clock.advance(SECOND);
    await desk.say({ dedupKey: 'b' });
    expect(await pagedAfter(HOUR - 2 * SECOND)).toEqual([]);
    expect((await alertOf('a')).maintenanceId).not.toBeNull();
    expect(await pagedAfter(2 * SECOND)).toEqual(['a']);
    expect((await listMaintenances(asAgent(), {})).items).toMatchObject([
      { summary: '3 alerts came meanwhile; 2 of them are still open and page now.' },
    ]);
    expect(await desk.store.client.announcement.count()).toBe(1);
    await desk.say({ dedupKey: 'c' });
    expect(await paged()).toEqual(['a', 'c']);
  });

  test('begins when it is to begin, and ends when somebody ends it', async () => {
    const { id } = await plan(MINUTE, HOUR);
    await desk.say({ dedupKey: 'before' });
    expect(await pagedAfter(MINUTE)).toEqual(['before']);
    await desk.say({ dedupKey: 'during' });
    expect(await paged()).toEqual(['before']);
    await endMaintenance(asAgent(), { id });
    expect(await paged()).toEqual(['before', 'during']);
    expect(await outcome(endMaintenance(asAgent(), { id }))).toBe('conflict');
  });

  test('of others is no concern, and an alert of it can be escalated', async () => {
    const other = await desk.serviceBy(null);
    await createMaintenance(asAgent(), {
      ...{ name: 'Elsewhere', serviceIds: [other.serviceId], endsAt: '2026-01-05T10:00:00Z' },
    });
    await desk.say({ dedupKey: 'here' });
    expect(await paged()).toEqual(['here']);
    await plan(0, HOUR);
    await desk.say({ dedupKey: 'urgent' });
    await escalateAlert(asAgent(), await desk.last());
    expect(await paged()).toEqual(['here', 'urgent']);
  });

  test('is of services that there are, and in the future', async () => {
    const make = (more: object) =>
      outcome(
        createMaintenance(asAgent(), {
          ...{ name: 'x', serviceIds: [desk.service.id], endsAt: '2026-01-05T10:00:00Z', ...more },
        }),
      );
    expect(await make({})).toBe('done');
    expect(await make({ serviceIds: [asAgent().newId()] })).toBe('invalid');
    expect(await make({ endsAt: '2026-01-05T08:00:00Z' })).toBe('invalid');
    expect(await make({ startsAt: '2026-01-05T11:00:00Z' })).toBe('invalid');
    expect(await make({ serviceIds: [] })).toBe('invalid');
  });
});

test('alerts are found by words of their summary', async () => {
  await desk.say({ dedupKey: 'a', summary: 'The Disk of db-1 is full' });
  await desk.say({ dedupKey: 'b', summary: '100 % CPU' });
  const found = async (text: string) =>
    (await listAlerts(asAgent(), { text })).items.map(({ dedupKey }) => dedupKey);
  expect([await found('disk'), await found('0 % c'), await found('%'), await found('none')]).toEqual([
    ...[['a'], ['b'], ['b'], []],
  ]);
});
