import { json } from 'node:stream/consumers';
import { handle } from '../../src/chat/handle.ts';
import { localBus } from '../../src/lib/bus.ts';
import { testClock } from '../../src/lib/clock.ts';
import { createContext, systemActor } from '../../src/lib/context.ts';
import { silentLog } from '../../src/lib/log.ts';
import { deliverWaiting, mortalChannel, mortalStore, type Point } from './mortal.ts';
import { ask, platformChannel } from './platform.ts';

/**
 * A Deskbell in a process of its own that takes one message in, delivers what waits, and dies at the point it is told.
 */
export type Orders = {
  databaseUrl: string;
  platformUrl: string;
  point: Point;
  now: string;
  /** Whether the platform can be asked for a message by its key. */
  findable: boolean;
  message: { delivery: string; text: string; account: string; email: string };
};

const orders = (await json(process.stdin)) as Orders;
const store = mortalStore(orders.databaseUrl, orders);

const channel = platformChannel('test', orders.platformUrl, orders.findable);

const around = { store, bus: localBus(), clock: testClock(orders.now), log: silentLog };
const ctx = createContext(around, systemActor('test'), { channel: 'test', requestId: 'test' });
const { delivery, text, account, email } = orders.message;
const outcome = await handle(ctx, {
  channel: 'test',
  delivery,
  sender: {
    account,
    bot: false,
    profile: async () => ({ name: 'Grace', verifiedEmail: email, guest: false, external: false }),
  },
  conversation: `direct:${account}`,
  direct: true,
  event: { type: 'message', message: delivery, thread: delivery, text, mentioned: false, attachmentIds: [] },
});
// The acknowledgement: the platform repeats what was not acknowledged.
await ask(orders.platformUrl, '/acknowledge', { ticket: outcome.ticket });
await deliverWaiting(ctx, mortalChannel(channel, orders));
await store.close();
