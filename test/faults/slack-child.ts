import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createSlack } from '../../src/channels/slack/platform.ts';
import { localBus } from '../../src/lib/bus.ts';
import { testClock } from '../../src/lib/clock.ts';
import { createContext, systemActor } from '../../src/lib/context.ts';
import { silentLog } from '../../src/lib/log.ts';
import { deliverWaiting, mortalChannel, mortalStore, type Point } from './mortal.ts';

/**
 * A Deskbell in a process of its own with Slack as its platform. It takes in what Slack sends, delivers or reads back
 * when it is told to, by the clock of who tells it, and dies at its point.
 */
export type SlackOrders = {
  databaseUrl: string;
  dataDir: string;
  slack: { botToken: string; signingSecret: string; apiUrl: string };
  point: Point;
  /** The one conversation in which a post or an edit is deadly; unset: all of them. */
  only?: string;
  now: string;
};
export type Order = { what: 'deliver' | 'read back'; now: string };
/** First where it listens; then, for each order, how many notices were delivered. */
export type Told = { url: string } | { delivered: number };

const orders = JSON.parse(process.argv[2] ?? '{}') as SlackOrders;
const store = mortalStore(orders.databaseUrl, orders.point);
const clock = testClock(orders.now);
const around = { store, bus: localBus(), clock, log: silentLog };
const config = { ...orders.slack, appToken: undefined, client: undefined };
const platform = createSlack(config, around, orders.dataDir, {
  publicUrl: () => 'https://desk.example.com',
  secretKey: 'a secret key of this test alone',
  caller: () => Promise.reject(new Error('nobody asks for a page')),
});
const channel = mortalChannel(platform.channel, orders.point, orders.only);
const ctx = createContext(around, systemActor('test'), { channel: 'job', requestId: 'test' });
const tell = (told: Told) => process.send?.(told);

const app = express();
if (platform.routes) app.use(platform.routes);
const server = createServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');

process.on('message', async ({ what, now }: Order) => {
  clock.set(new Date(now));
  if (what === 'read back') await platform.catchUp?.(ctx);
  tell({ delivered: what === 'deliver' ? await deliverWaiting(ctx, channel) : 0 });
});
process.once('disconnect', async () => {
  server.closeAllConnections();
  server.close();
  await platform.stop?.();
  await store.close();
});
tell({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` });
