import { json } from 'node:stream/consumers';
import { sendPages } from '../../src/chat/pages.ts';
import { takeEvents } from '../../src/domain/alerts/take.ts';
import { doorOf } from '../../src/domain/services/integrations.ts';
import { escalate } from '../../src/jobs/page.ts';
import { localBus } from '../../src/lib/bus.ts';
import { testClock } from '../../src/lib/clock.ts';
import { createContext, systemActor } from '../../src/lib/context.ts';
import { silentLog } from '../../src/lib/log.ts';
import { type Fate, mortalChannel, mortalStore } from './mortal.ts';
import { ask, platformChannel } from './platform.ts';

/** A Deskbell in a process of its own that takes one alert in, pages whom it has to, and dies as it is told. */
export type PageOrders = Fate & {
  databaseUrl: string;
  platformUrl: string;
  now: string;
  findable: boolean;
  key: string;
  dedupKey: string;
};

const orders = (await json(process.stdin)) as PageOrders;
const store = mortalStore(orders.databaseUrl, orders);
const around = { store, bus: localBus(), clock: testClock(orders.now), log: silentLog };
const ctx = createContext(around, systemActor('test'), { channel: 'test', requestId: 'test' });
const door = await doorOf(ctx, orders.key);
if (!door) throw new Error('the key opens nothing');
await takeEvents(ctx, door, [
  {
    ...{ action: 'trigger', dedupKey: orders.dedupKey, summary: 'The disk is full', severity: 'critical' },
    ...{ source: null, labels: {}, links: [] },
  },
]);
// The 202: a source repeats what was not acknowledged.
await ask(orders.platformUrl, '/acknowledge', { key: '' });
const channel = mortalChannel(platformChannel('web', orders.platformUrl, orders.findable), orders);
const deps = {
  channels: new Map([['web', channel]]),
  publicUrl: () => 'https://desk.example.com',
  linkKey: Buffer.alloc(32, 3),
};
while ((await escalate(ctx)) + (await sendPages(ctx, deps)) > 0);
await store.close();
