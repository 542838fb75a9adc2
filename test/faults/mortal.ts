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
  | 'never';

const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
};

export function mortalStore(url: string, point: Point): Store {
  const store = openStore(url, silentLog, { connections: 4 });
  const query = store.pool.query.bind(store.pool) as (...args: unknown[]) => Promise<unknown>;
  const watched = async (...args: unknown[]) => {
    const name = (args[0] as { name?: string })?.name;
    const intake = name?.startsWith('insert-ticket');
    if (intake && point === 'before commit') return die();
    if (name === 'outbox-settle' && point === 'before mark') return die();
    const result = await query(...args);
    if (intake && point === 'after commit') return die();
    return result;
  };
  store.pool.query = watched as typeof store.pool.query;
  return store;
}

/** @param only the one conversation in which it is deadly; unset: all of them */
export function mortalChannel(channel: Channel, point: Point, only?: string): Channel {
  const deadly = (here: Point, { conversation }: { conversation: string }) =>
    here === point && (only === undefined || only === conversation);
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
  };
}

/** Delivers what may be sent now. */
export async function deliverWaiting(ctx: Ctx, channel: Channel): Promise<number> {
  const deps: DeliveryDeps = {
    channels: new Map([[channel.name, channel]]),
    publicUrl: () => 'https://desk.example.com',
    signInMessage: () => Promise.reject(new Error('nobody asked for a link')),
  };
  let count = 0;
  for (;;) {
    const delivered = await deliverOnce(ctx, deps);
    if (delivered === 0) return count;
    count += delivered;
  }
}
