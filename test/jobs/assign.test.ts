import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setAvailability } from '../../src/domain/assignment/availability.ts';
import { updateQueue } from '../../src/domain/queues/save.ts';
import { startAssignment } from '../../src/jobs/assign.ts';
import type { Loop } from '../../src/jobs/loop.ts';
import { type AssignmentScene, createAssignmentScene } from '../domain/assignment/scene.ts';

let scene: AssignmentScene;
let jobs: Loop[] = [];
beforeEach(async () => {
  scene = await createAssignmentScene();
  jobs = [1, 2].map(() => startAssignment(() => scene.ctxFor('system')));
});
afterEach(async () => {
  for (const job of jobs) await job.stop();
  await scene.close();
});

const becomes = (number: string, holder: string) =>
  vi.waitFor(async () => expect(await scene.holder(number)).toBe(holder), { timeout: 10_000, interval: 20 });

test('what comes in is given without anybody asking for it, also in several processes', async () => {
  const { queue, agents } = await scene.teamOf({}, { name: 'Ada' }, { name: 'Ben' });
  const numbers: string[] = [];
  for (let count = 0; count < 10; count += 1) numbers.push(await scene.open(queue));
  await vi.waitFor(
    async () => {
      const holders = await Promise.all(numbers.map(scene.holder));
      expect(holders.filter((name) => name === 'Ada')).toHaveLength(5);
      expect(holders.filter((name) => name === 'Ben')).toHaveLength(5);
    },
    { timeout: 10_000, interval: 20 },
  );
  const [, ben] = agents;
  await setAvailability(scene.ctxFor('system'), { id: ben?.id ?? '', availability: 'handing_back' });
  for (const number of numbers) await becomes(number, 'Ada');
});

test('a queue that is switched is followed', async () => {
  const { queue } = await scene.teamOf({ assignment: 'manual' }, { name: 'Ada' });
  const number = await scene.open(queue);
  await updateQueue(scene.ctxFor('system'), { id: queue.id, assignment: 'fewest_open' });
  await becomes(number, 'Ada');
});

test('what no news tells of is found by the clock', async () => {
  const { queue, agents } = await scene.teamOf({}, { name: 'Ada', availability: 'away' });
  const number = await scene.open(queue);
  await becomes(number, 'nobody_available');
  const [ada] = agents;
  await scene.store.client.person.update({
    where: { id: ada?.id ?? '' },
    data: { availability: 'available' },
  });
  await becomes(number, 'Ada');
});
