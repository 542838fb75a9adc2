import type { Channel } from '../../src/chat/channel.ts';
import { type DeliveryDeps, deliverOnce } from '../../src/chat/deliver.ts';
import type { Ctx } from '../../src/lib/context.ts';
import { silentLog } from '../../src/lib/log.ts';
import { openStore, type Store } from '../../src/lib/store.ts';

/**
 * Where a process dies by `kill -9`. The hooks stand here, around the store and the channel, and nowhere in the
 * application.
 */
export type Point =
  | 'before commit'
  | 'after commit'
  | 'before send'
  | 'after send'
  | 'before edit'
  | 'after edit'
  | 'before mark'
  | 'before fetch'
  | 'never';

/**
 * Where it dies, which may change while it lives; `only`: in which conversation, unset: in all of them; `spared`: how many
 * commits pass before it dies at one; `of`: it dies at commits of this statement alone, by words that stand in it;
 * `signal`: what becomes of it there, `SIGKILL` unless told otherwise. One that is only stopped goes on once it is woken.
 */
export type Fate = {
  point: Point;
  only?: string | undefined;
  spared?: number | undefined;
  of?: string | undefined;
  signal?: 'SIGKILL' | 'SIGSTOP' | undefined;
};

function die(fate: Fate): Promise<void> {
  const { signal = 'SIGKILL' } = fate;
  fate.point = 'never';
  process.kill(process.pid, signal);
  return signal === 'SIGSTOP' ? Promise.resolve() : new Promise(() => {});
}

/** Statements by which it is noted that something was sent. */
const MARKS: readonly unknown[] = ['outbox-settle', 'pages-sent'];

export function mortalStore(url: string, fate: Fate, connections = 4): Store {
  const store = openStore(url, silentLog, { connections });
  async function committing(does: boolean, work: () => Promise<unknown>): Promise<unknown> {
    const { point } = fate;
    const isFatal = does && point.endsWith(' commit') && (fate.spared ?? 0) === 0;
    if (isFatal && point === 'before commit') await die(fate);
    const result = await work();
    if (does && fate.spared) fate.spared -= 1;
    if (isFatal && point === 'after commit') await die(fate);
    return result;
  }
  const isMeant = (text: unknown) => fate.of !== undefined && String(text).includes(fate.of);
  const query = store.pool.query.bind(store.pool) as (...args: unknown[]) => Promise<unknown>;
  const watched = async (...args: unknown[]) => {
    const name = (args[0] as { name?: string })?.name;
    const intake = name?.startsWith('insert-ticket') ?? false;
    if (MARKS.includes(name) && fate.point === 'before mark') await die(fate);
    return committing(fate.of === undefined ? intake : isMeant(textOf(args[0])), () => query(...args));
  };
  store.pool.query = watched as typeof store.pool.query;
  store.pool.on('connect', (client) => {
    const run = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    /** Whether the transaction has done what is deadly. */
    let deadly = false;
    // Transactions alone wait for their connection's promises.
    const inTransaction = (...args: unknown[]) => {
      const text = textOf(args[0]);
      if (text === 'BEGIN') deadly = false;
      deadly ||= isMeant(text);
      const does = fate.of === undefined || deadly;
      return text === 'COMMIT' ? committing(does, () => run(...args)) : run(...args);
    };
    client.query = inTransaction as typeof client.query;
  });
  return store;
}

const textOf = (query: unknown): unknown =>
  typeof query === 'object' && query !== null ? (query as { text?: unknown }).text : query;

export function mortalChannel(channel: Channel, fate: Fate): Channel {
  const deadly = (here: Point, { conversation }: { conversation: string }) =>
    here === fate.point && (fate.only === undefined || fate.only === conversation);
  return {
    ...channel,
    async post(to, ...what) {
      if (deadly('before send', to)) await die(fate);
      const posted = await channel.post(to, ...what);
      if (deadly('after send', to)) await die(fate);
      return posted;
    },
    async edit(at, ...what) {
      if (deadly('before edit', at)) await die(fate);
      await channel.edit(at, ...what);
      if (deadly('after edit', at)) await die(fate);
    },
    async remove(at) {
      if (deadly('before edit', at)) await die(fate);
      await channel.remove(at);
      if (deadly('after edit', at)) await die(fate);
    },
  };
}

/** Files are fetched after their message was acknowledged. */
export function mortalFetch(fate: Fate): void {
  const { fetch } = globalThis;
  globalThis.fetch = async (...args) => {
    if (fate.point === 'before fetch' && String(args[0]).includes('/files/')) await die(fate);
    return fetch(...args);
  };
}

/** Delivers what may be sent now. */
export async function deliverWaiting(ctx: Ctx, ...channels: Channel[]): Promise<void> {
  const deps: DeliveryDeps = {
    channels: new Map(channels.map((channel) => [channel.name, channel])),
    publicUrl: () => 'https://desk.example.com',
    signInMessage: () => Promise.reject(new Error('nobody asked for a link')),
  };
  while ((await deliverOnce(ctx, deps)) > 0);
}
