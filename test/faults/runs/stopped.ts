import { setTimeout as sleep } from 'node:timers/promises';
import type { PagingRules } from '../../../src/contract/escalation.ts';
import { MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { randomNumbers } from '../../bench/stats.ts';
import type { Fate } from '../mortal.ts';
import { settle } from '../paging/drain.ts';
import type { DeskLife } from '../paging/life.ts';
import { createSource, type Source } from '../paging/load.ts';
import { startLoad } from '../paging/steady.ts';
import type { World } from '../paging/world.ts';
import { COMMITS } from './points.ts';
import { inWorld, type Run } from './run.ts';

/** Where a worker is stopped in the midst of its work. */
const POINTS: Fate[] = [
  // It knows whom to page where, and why: it only has to do it.
  { point: 'after commit', of: '"public"."phone"' },
  { point: 'after commit', of: COMMITS['pages are claimed'] },
  { point: 'before commit', of: COMMITS['pages are claimed'] },
  { point: 'before mark' },
  { point: 'after commit', of: COMMITS['a step is taken'] },
];
const WAYS: PagingRules['urgent'] = [
  { via: 'chat', afterMinutes: 0 },
  { via: 'sms', afterMinutes: 0 },
];
const STOPPED = 2 * MINUTE;

/**
 * Of two workers one stands still for two minutes and goes on as if nothing had been. Once each time an alert is answered
 * meanwhile, and once the other one pages in its place.
 */
export const stops: Run = ({ seed, quick, times = 5, say }) =>
  inWorld({ people: 4, ways: { urgent: WAYS, normal: WAYS } }, async (world) => {
    const random = randomNumbers(seed);
    const source = createSource(world);
    const one = await world.start();
    const other = await world.start();
    const points = quick ? POINTS.slice(0, 1) : Array.from({ length: times }, () => POINTS).flat();
    for (const fate of points) {
      for (const isAnswered of [true, false]) {
        const service = Math.floor(random() * world.keys.length);
        const key = await stopAt(world, source, { one, other }, { ...fate, signal: 'SIGSTOP' }, service);
        if (isAnswered) await source.say('acknowledge', key, service);
        // Nothing else is being done, so nobody takes this for a delay of theirs.
        await sleep(SECOND);
        world.jump(STOPPED);
        await sleep(2 * SECOND);
        one.wake();
        // It has begun to go on; what it takes for due it does now.
        await one.beMortal({ point: 'never' });
        await sleep(2 * SECOND);
        await settle(world);
        await source.say('resolve', key, service);
      }
    }
    if (!quick) {
      say('stops: two minutes under load');
      const load = startLoad(world, source, { seed, perSecond: 4 });
      await sleep(5 * SECOND);
      one.stop();
      await sleep(STOPPED);
      one.wake();
      await sleep(5 * SECOND);
      await load.stop();
    }
    await settle(world);
    return [];
  });

const LOOK = 20;
const TRIES = 50;

/** Alerts come until it is this one that works on one, and is stopped there. @returns the key of the alert */
async function stopAt(
  world: World,
  source: Source,
  { one, other }: { one: DeskLife; other: DeskLife },
  fate: Fate,
  service: number,
): Promise<string> {
  await one.beMortal(fate);
  for (let time = 0; time < TRIES; time += 1) {
    const key = `stopped ${crypto.randomUUID()}`;
    // Whoever takes it in is the first to know.
    source.at(one.url);
    const said = source.say('trigger', key, service);
    // Either this one stops, or the other one does it all.
    const done = { value: false };
    const settled = said
      .then(() => settle(world, () => done.value))
      .then(() => {
        done.value = true;
      });
    while (!done.value) {
      if (await one.isStopped()) {
        done.value = true;
        source.at(other.url);
        world.ledger.note({ what: 'stopped' });
        await settled;
        return key;
      }
      await sleep(LOOK);
    }
    await source.say('resolve', key, service);
  }
  throw new Error('it does not stop');
}
