import { type Channel, ChannelError } from '../../src/chat/channel.ts';
import { deliverOnce } from '../../src/chat/deliver.ts';
import { handle } from '../../src/chat/handle.ts';
import { localBus } from '../../src/lib/bus.ts';
import { testClock } from '../../src/lib/clock.ts';
import { createContext, systemActor } from '../../src/lib/context.ts';
import { silentLog } from '../../src/lib/log.ts';
import { openStore } from '../../src/lib/store.ts';

/**
 * A Deskbell in a process of its own that takes one message in, delivers what waits, and dies by `kill -9` at the
 * point it is told. The hooks stand here, around the store and the channel, and nowhere in the application.
 */
export type Point = 'before commit' | 'after commit' | 'before send' | 'after send' | 'before mark' | 'never';
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
const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
};

const store = openStore(orders.databaseUrl, silentLog, { connections: 4 });
const query = store.pool.query.bind(store.pool) as (...args: unknown[]) => Promise<unknown>;
const watched = async (...args: unknown[]) => {
  const name = (args[0] as { name?: string })?.name;
  if (name === 'insert-ticket' && orders.point === 'before commit') return die();
  if (name === 'outbox-settle' && orders.point === 'before mark') return die();
  const result = await query(...args);
  if (name === 'insert-ticket' && orders.point === 'after commit') return die();
  return result;
};
store.pool.query = watched as typeof store.pool.query;

async function ask(path: string, body: object): Promise<{ message?: string }> {
  const answer = await fetch(`${orders.platformUrl}${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new ChannelError('later', `the platform answered ${answer.status}`);
  return (await answer.json()) as { message?: string };
}

const channel: Channel = {
  name: 'test',
  can: { edit: true, forms: true, pause: 0 },
  async post(to, message, key) {
    if (orders.point === 'before send') return die();
    const { message: id } = await ask('/post', { to, message, key });
    if (orders.point === 'after send') return die();
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
const deps = {
  channels: new Map([[channel.name, channel]]),
  publicUrl: () => 'https://desk.example.com',
  signInMessage: () => Promise.reject(new Error('nobody asked for a link')),
};
while ((await deliverOnce(ctx, deps)) > 0);
await store.close();
