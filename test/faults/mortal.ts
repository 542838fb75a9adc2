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

const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
};

/**
 * Where it dies, which may change while it lives; `only`: in which conversation, unset: in all of them; `spared`: how many
 * commits pass before it dies at one.
 */
export type Fate = { point: Point; only?: string | undefined; spared?: number | undefined };

/** Statements by which it is noted that something was sent. */
const MARKS: readonly unknown[] = ['outbox-settle', 'pages-sent'];

export function mortalStore(url: string, fate: Fate): Store {
  const store = openStore(url, silentLog, { connections: 4 });
  async function committing(does: boolean, work: () => Promise<unknown>): Promise<unknown> {
    const isFatal = does && fate.point.endsWith(' commit') && (fate.spared ?? 0) === 0;
    if (isFatal && fate.point === 'before commit') return die();
    const result = await work();
    if (does && fate.spared) fate.spared -= 1;
    return isFatal ? die() : result;
  }
  const query = store.pool.query.bind(store.pool) as (...args: unknown[]) => Promise<unknown>;
  const watched = async (...args: unknown[]) => {
    const name = (args[0] as { name?: string })?.name;
    const intake = name?.startsWith('insert-ticket') ?? false;
    if (MARKS.includes(name) && fate.point === 'before mark') return die();
    return committing(intake, () => query(...args));
  };
  store.pool.query = watched as typeof store.pool.query;
  store.pool.on('connect', (client) => {
    const run = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    // Transactions alone wait for their connection's promises.
    const inTransaction = (...args: unknown[]) =>
      textOf(args[0]) === 'COMMIT' ? committing(true, () => run(...args)) : run(...args);
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
      if (deadly('before send', to)) return die();
      const posted = await channel.post(to, ...what);
      return deadly('after send', to) ? die() : posted;
    },
    async edit(at, ...what) {
      if (deadly('before edit', at)) return die();
      await channel.edit(at, ...what);
      if (deadly('after edit', at)) return die();
    },
    async remove(at) {
      if (deadly('before edit', at)) return die();
      await channel.remove(at);
      if (deadly('after edit', at)) return die();
    },
  };
}

/** Files are fetched after their message was acknowledged. */
export function mortalFetch(fate: Fate): void {
  const { fetch } = globalThis;
  globalThis.fetch = async (...args) =>
    fate.point === 'before fetch' && String(args[0]).includes('/files/') ? die() : fetch(...args);
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
