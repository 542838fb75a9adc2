import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from '../../../src/lib/clock.ts';
import { randomNumbers } from '../../bench/stats.ts';
import type { Source } from './load.ts';
import type { World } from './world.ts';

export type Load = {
  /** Answers all that is open, and ends. */
  stop(): Promise<void>;
};

/** How much later somebody answers, at most. */
const THINKS = 4 * SECOND;

/**
 * Alerts that come at random moments, so many a second on average. Half of them are answered a little later, or are over;
 * the others, when it is stopped.
 */
export function startLoad(
  world: World,
  source: Source,
  { seed, perSecond }: { seed: number; perSecond: number },
): Load {
  const random = randomNumbers(seed + 1);
  const open = new Map<string, number>();
  const saying = new Set<Promise<void>>();
  const stopping = new AbortController();
  let count = 0;

  async function live(key: string, service: number, end: number): Promise<void> {
    await source.say('trigger', key, service);
    if (end >= 2) {
      open.set(key, service);
      return;
    }
    await sleep(end * THINKS);
    await source.say(end < 1 ? 'acknowledge' : 'resolve', key, service);
  }
  async function come(): Promise<void> {
    while (!stopping.signal.aborted) {
      const said = live(`steady ${++count}`, Math.floor(random() * world.keys.length), random() * 4);
      saying.add(said);
      void said.finally(() => saying.delete(said));
      const pause = (-Math.log(1 - random()) * SECOND) / perSecond;
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
  const coming = come();
  return {
    async stop() {
      stopping.abort();
      await coming;
      await Promise.all(saying);
      await Promise.all([...open].map(([key, service]) => source.say('resolve', key, service)));
    },
  };
}
