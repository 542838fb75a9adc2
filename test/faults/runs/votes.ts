import { firstStart } from '../../../src/domain/setup/first-start.ts';
import { localBus } from '../../../src/lib/bus.ts';
import { testClock } from '../../../src/lib/clock.ts';
import { createContext, systemActor } from '../../../src/lib/context.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { openStore } from '../../../src/lib/store.ts';
import { mortalDatabase } from '../paging/database.ts';
import { count } from '../paging/finding.ts';
import { clickAll, clicksOn, faultsOf, openBallot, settleBallot } from '../votes.ts';
import type { Run } from './run.ts';

const PROCESSES = 3;
const CLICKS = 100;

/** Everybody clicks on everything at once, from three processes, before and after it is decided and expired. */
export const votes: Run = async ({ seed, quick, times = 200, say }) => {
  const database = await mortalDatabase();
  const clock = testClock();
  const store = openStore(database.url, silentLog, { connections: 4 });
  const around = { store, bus: localBus(), clock, log: silentLog };
  const system = createContext(around, systemActor('test'), { channel: 'job', requestId: 'test' });
  try {
    await firstStart(system);
    const ballot = await openBallot(system, clock, quick ? 10 : times);
    const clicks = clicksOn(ballot, quick ? 10 : CLICKS, seed);
    say(`votes: ${ballot.approvals.length} approvals, ${clicks.length} clicks`);
    const orders = { databaseUrl: database.url, now: clock.now().toISOString(), atOnce: 4 };
    const answered = await clickAll(orders, clicks, PROCESSES);
    await settleBallot(system, ballot);
    const silent = answered === clicks.length ? [] : [`${clicks.length - answered} clicks got no answer`];
    return [
      count(
        'one person, one vote',
        'approvals and cards that are not as they must be',
        await faultsOf(system, ballot),
      ),
      count('one person, one vote', 'clicks without an answer', silent),
    ];
  } finally {
    await store.close();
    await database.close();
  }
};
