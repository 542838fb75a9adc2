import { setTimeout as sleep } from 'node:timers/promises';
import { PAGE_LEASE } from '../../../src/domain/escalation/claim.ts';
import { MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { randomNumbers } from '../../bench/stats.ts';
import { settle } from '../paging/drain.ts';
import { createSource } from '../paging/load.ts';
import { startLoad } from '../paging/steady.ts';
import type { World } from '../paging/world.ts';
import { inWorld, type Run } from './run.ts';

/** PostgreSQL is started anew under load, in order or after a crash in turn. */
export const restarts: Run = ({ seed, quick, times: wanted = 50, say }) =>
  inWorld({ people: quick ? 4 : 20 }, async (world) => {
    const times = quick ? 2 : wanted;
    const random = randomNumbers(seed);
    const source = createSource(world);
    const life = await world.start();
    source.at(life.url);
    const load = startLoad(world, source, { seed, perSecond: 4 });
    for (let time = 0; time < times; time += 1) {
      await sleep(SECOND + random() * (quick ? 1 : 4) * SECOND);
      await outage(world, time % 2 === 0 ? 'fast' : 'at once', async () => {
        // In short, nobody waits until leases of what was being sent have run out.
        if (quick) world.jump(PAGE_LEASE + SECOND);
      });
    }
    await load.stop();
    say(`restarts: ${times} times`);
    await settle(world);
    return [];
  });

/** PostgreSQL is gone for ten minutes, in which the next step of everything falls due. */
export const outages: Run = ({ quick, say }) =>
  inWorld({ people: quick ? 4 : 20 }, async (world) => {
    const alerts = quick ? 20 : 200;
    const source = createSource(world);
    const life = await world.start();
    source.at(life.url);
    const keys = Array.from({ length: alerts }, (_, index) => ({ key: `due ${index}`, service: index }));
    await Promise.all(keys.map(({ key, service }) => source.say('trigger', key, service)));
    await settle(world);
    say(`outages: ${alerts} escalations wait for their next step`);
    let meanwhile: Promise<unknown> = Promise.resolve();
    await outage(world, 'fast', async () => {
      // The ten minutes are the clock's; as long as that who watches is told, it is away in truth.
      world.jump(10 * MINUTE);
      meanwhile = Promise.all([0, 1, 2].map((index) => source.say('trigger', `meanwhile ${index}`, index)));
      await sleep(quick ? SECOND : 80 * SECOND);
    });
    await meanwhile;
    await settle(world);
    await Promise.all(keys.map(({ key, service }) => source.say('acknowledge', key, service)));
    await settle(world);
    return [];
  });

async function outage(world: World, how: 'fast' | 'at once', meanwhile: () => Promise<void>): Promise<void> {
  world.ledger.note({ what: 'down', why: 'database' });
  await world.database.stop(how);
  await meanwhile();
  await world.database.start();
  world.ledger.note({ what: 'up' });
}
