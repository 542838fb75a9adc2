import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { startApp } from '../../src/app.ts';
import type { Config } from '../../src/config.ts';
import { databaseBus } from '../../src/lib/bus.ts';
import { silentLog } from '../../src/lib/log.ts';
import { type Fate, mortalStore } from './mortal.ts';
import { sharedClock } from './shared-clock.ts';

/**
 * All of Deskbell in a process of its own, put together as in production. It begins once it is told its fate, and dies or
 * stops by it.
 */
export type DeskOrders = {
  config: Config & { databaseUrl: string };
  secretKey: string;
  /** By which its clock goes. */
  clockFile: string;
};
/** First where it listens; then, each time, that it has heard of its new fate. */
export type DeskTold = { url: string } | { fate: Fate['point'] };

const CONNECTIONS = 16;

const orders = (await json(process.stdin)) as DeskOrders;
const { config } = orders;
const tell = (told: DeskTold) => process.send?.(told);
process.once('disconnect', () => process.exit());
const [fate] = (await once(process, 'message')) as [Fate];

const store = mortalStore(config.databaseUrl, fate, CONNECTIONS);
const bus = databaseBus(config.databaseUrl, silentLog);
const clock = sharedClock(orders.clockFile);
const app = await startApp(config, orders.secretKey, { store, bus, clock, log: silentLog });

process.on('message', (next: Fate) => {
  // What it does not say holds no more.
  Object.assign(fate, { only: undefined, spared: undefined, of: undefined, signal: undefined }, next);
  tell({ fate: fate.point });
});
process.removeAllListeners('disconnect').once('disconnect', async () => {
  await app.stop();
  await bus.close();
  await store.close();
  process.exit();
});
tell({ url: app.url ?? '' });
