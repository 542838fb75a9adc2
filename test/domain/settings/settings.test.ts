import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_SEVERITY_TREE } from '../../../src/contract/severity.ts';
import { defaultChangeSettings } from '../../../src/domain/changes/default-settings.ts';
import { updateQueue } from '../../../src/domain/queues/save.ts';
import { directoryOf } from '../../../src/domain/settings/directory.ts';
import { getSettings, updateSettings } from '../../../src/domain/settings/settings.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

let desk: Desk;
let ctx: Ctx;
beforeAll(async () => {
  desk = await createDesk();
  ctx = desk.ctxFor(await desk.person({ roles: ['admin'] }));
});
afterAll(() => desk?.close());

it('has defaults until somebody changes them', async () => {
  expect(await getSettings(ctx)).toEqual({
    priorityMatrix: [
      [1, 2, 3],
      [2, 3, 4],
      [3, 4, 5],
    ],
    graceDays: 5,
    defaultQueueId: desk.queue.id,
    allowedHosts: [],
    capacity: null,
    changes: defaultChangeSettings,
    incidents: {
      ...{ updateMinutes: [30, 60, null, null, null], claimMinutes: 10, stakeholders: [], reviewDays: 3 },
      ...{ severityTree: DEFAULT_SEVERITY_TREE, cost: null },
      candidates: { p1: true, children: 10, minutes: 60 },
      rooms: { severity: 2, place: null, archiveDays: 14 },
    },
    statusPage: { title: 'Status', public: false, components: [] },
  });
});

it('changes what is given, for every copy, and says so', async () => {
  await directoryOf(ctx);
  expect((await updateSettings(ctx, { graceDays: 7 })).graceDays).toBe(7);
  expect((await directoryOf(ctx)).settings.graceDays).toBe(7);
  expect((await getSettings(ctx)).priorityMatrix[0]).toEqual([1, 2, 3]);
  const entry = await desk.store.client.auditEntry.findFirstOrThrow({ where: { action: 'settings.update' } });
  expect(JSON.parse(entry.detail ?? '')).toEqual({ before: { graceDays: 5 }, after: { graceDays: 7 } });
  await updateSettings(ctx, { graceDays: 7 });
  expect(await desk.store.client.auditEntry.count({ where: { action: 'settings.update' } })).toBe(1);
});

it('keeps a limit on open tickets until there is none again', async () => {
  expect((await updateSettings(ctx, { capacity: 12 })).capacity).toBe(12);
  expect((await directoryOf(ctx)).settings.capacity).toBe(12);
  expect((await updateSettings(ctx, { capacity: null })).capacity).toBeNull();
  expect((await getSettings(ctx)).capacity).toBeNull();
  const last = await desk.store.client.auditEntry.findFirst({ orderBy: { id: 'desc' } });
  expect(last?.detail).toBe('{"before":{"capacity":12},"after":{"capacity":null}}');
  for (const capacity of [-1, 1.5, 1_001]) {
    await expect(updateSettings(ctx, { capacity })).rejects.toMatchObject({ code: 'invalid' });
  }
});

it('sends what nothing claims to a queue that is there', async () => {
  const queue = await desk.addQueue();
  await expect(updateSettings(ctx, { defaultQueueId: ctx.newId() })).rejects.toMatchObject({
    code: 'invalid',
  });
  await updateQueue(ctx, { id: queue.id, archived: true });
  await expect(updateSettings(ctx, { defaultQueueId: queue.id })).rejects.toMatchObject({ code: 'invalid' });
});

it('never archives the queue that is being made the default at the same moment', async () => {
  for (let round = 0; round < 5; round += 1) {
    const queue = await desk.addQueue();
    await Promise.allSettled([
      updateSettings(ctx, { defaultQueueId: queue.id }),
      updateQueue(ctx, { id: queue.id, archived: true }),
    ]);
    const { defaultQueueId } = await getSettings(ctx);
    const chosen = await desk.store.client.queue.findUniqueOrThrow({ where: { id: defaultQueueId } });
    expect(chosen.archivedAt).toBeNull();
  }
});

it('keeps what is not named of how incidents are led, also if two admins change it at once', async () => {
  await desk.store.client.setting.create({
    // As it was stored before there was more to say.
    data: {
      name: 'incidents',
      value: { claimMinutes: 5, stakeholders: [], updateMinutes: [1, 2, 3, 4, 5] },
      updatedAt: ctx.now(),
    },
  });
  expect((await getSettings(ctx)).incidents).toMatchObject({ claimMinutes: 5, reviewDays: 3 });
  await Promise.all([
    updateSettings(ctx, { incidents: { reviewDays: 7 } }),
    updateSettings(ctx, { incidents: { claimMinutes: 20 } }),
  ]);
  expect((await getSettings(ctx)).incidents).toMatchObject({
    ...{ claimMinutes: 20, reviewDays: 7, updateMinutes: [1, 2, 3, 4, 5] },
  });
});
