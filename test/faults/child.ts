import { type Channel, ChannelError } from '../../src/chat/channel.ts';
import { handle } from '../../src/chat/handle.ts';
import { localBus } from '../../src/lib/bus.ts';
import { testClock } from '../../src/lib/clock.ts';
import { createContext, systemActor } from '../../src/lib/context.ts';
import { silentLog } from '../../src/lib/log.ts';
import { deliverWaiting, mortalChannel, mortalStore, type Point } from './mortal.ts';

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

const orders = JSON.parse(process.argv[2] ?? '{}') as Orders;
const store = mortalStore(orders.databaseUrl, orders);

async function ask(path: string, body: object): Promise<{ message?: string }> {
  const answer = await fetch(`${orders.platformUrl}${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new ChannelError('later', `the platform answered ${answer.status}`);
  return (await answer.json()) as { message?: string };
}

const channel: Channel = {
  name: 'test',
  can: { edit: true, forms: true, pause: 0 },
  async post(to, message, key) {
    const { message: id } = await ask('/post', { to, message, key });
    return { message: id ?? '' };
  },
  async edit(at, message) {
    await ask('/edit', { at, message });
  },
  async remove() {},
  ...(orders.findable
    ? { find: async (_to: unknown, key: string) => (await ask('/find', { key })).message }
    : {}),
};

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
await ask('/acknowledge', { ticket: outcome.ticket });
await deliverWaiting(ctx, mortalChannel(channel, orders));
await store.close();
