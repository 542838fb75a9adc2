import { setTimeout as sleep } from 'node:timers/promises';
import { PAGE_LEASE } from '../../../src/domain/escalation/claim.ts';
import { SECOND } from '../../../src/lib/clock.ts';
import { randomNumbers } from '../../bench/stats.ts';
import { settle } from '../paging/drain.ts';
import { createSource } from '../paging/load.ts';
import { startLoad } from '../paging/steady.ts';
import { inWorld, type Run } from './run.ts';

/** `kill -9` at any moment, again and again, under load. */
export const random: Run = ({ seed, quick, times = 200, say }) =>
  inWorld({ people: quick ? 4 : 20 }, async (world) => {
    const kills = quick ? 2 : times;
    const numbers = randomNumbers(seed);
    const source = createSource(world);
    const load = startLoad(world, source, { seed, perSecond: quick ? 5 : 4 });
    for (let kill = 1; kill <= kills; kill += 1) {
      const life = await world.start();
      source.at(life.url);
      await sleep(SECOND / 2 + numbers() * (quick ? 1.5 : 4.5) * SECOND);
      await life.kill();
      // In short, nobody waits for leases to run out.
      if (quick) world.jump(PAGE_LEASE + SECOND);
      if (kill % 20 === 0) say(`random: ${kill} kills`);
    }
    const last = await world.start();
    source.at(last.url);
    await load.stop();
    await settle(world);
    return [];
  });
