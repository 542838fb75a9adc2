import { json } from 'node:stream/consumers';
import { runNextExport } from '../../src/domain/exports/run.ts';
import { localBus } from '../../src/lib/bus.ts';
import { testClock } from '../../src/lib/clock.ts';
import { createContext, systemActor } from '../../src/lib/context.ts';
import { silentLog } from '../../src/lib/log.ts';
import { openStore } from '../../src/lib/store.ts';

/** A worker in a process of its own that writes the next export, and dies before the page that it is told. */
export type ExportOrders = {
  databaseUrl: string;
  dataDir: string;
  now: string;
  /** Counted from 1; 0: it lives. `noting`: it dies when the file is whole, before that is noted. */
  dies: number | 'noting';
};

const orders = (await json(process.stdin)) as ExportOrders;
const store = openStore(orders.databaseUrl, silentLog, { connections: 4 });
let pages = 0;
const die = () => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise<never>(() => {});
};
store.pool.on('connect', (client) => {
  const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
  client.query = (async (...args: unknown[]) => {
    const text = String((args[0] as { text?: string })?.text ?? args[0]);
    if (text.startsWith('FETCH') && ++pages === orders.dies) {
      return die();
    }
    if (orders.dies === 'noting' && /^UPDATE .*"export" SET .*"size" = /s.test(text)) return die();
    return query(...args);
  }) as typeof client.query;
});
const around = { store, bus: localBus(), clock: testClock(orders.now), log: silentLog };
const ctx = createContext(around, systemActor('test'), { channel: 'test', requestId: 'test' });
await runNextExport(ctx, { dataDir: orders.dataDir, stopping: new AbortController().signal });
await store.close();
