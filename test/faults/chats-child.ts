import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import express from 'express';
import type { Platform } from '../../src/channels/platform.ts';
import { createSlack } from '../../src/channels/slack/platform.ts';
import type { Cloud } from '../../src/channels/teams/clouds.ts';
import { createTeams } from '../../src/channels/teams/platform.ts';
import { localBus } from '../../src/lib/bus.ts';
import { testClock } from '../../src/lib/clock.ts';
import { createContext, systemActor } from '../../src/lib/context.ts';
import { silentLog } from '../../src/lib/log.ts';
import { deliverWaiting, mortalChannel, mortalFetch, mortalStore, type Point } from './mortal.ts';

/**
 * A Deskbell in a process of its own with its chats. It takes in what they send, delivers or reads back when it is told
 * to, by the clock of who tells it, and dies at its point.
 */
export type ChatsOrders = {
  databaseUrl: string;
  dataDir: string;
  slack: { botToken: string; signingSecret: string; apiUrl: string };
  teams?: { appId: string; tenant: string; cloud: Cloud; token: string };
  point: Point;
  /** The one conversation in which a post or an edit is deadly; unset: all of them. */
  only?: string;
  now: string;
};
export type Order =
  | { what: 'deliver' | 'read back' }
  /** From now on it dies there. */
  | { what: 'be mortal'; point: Point };
/** First where it listens; then, each time, that an order was carried out. */
export type Told = { url: string } | { done: Order['what'] };

const orders = (await json(process.stdin)) as ChatsOrders;
const fate = { point: orders.point, only: orders.only };
mortalFetch(fate);
const store = mortalStore(orders.databaseUrl, fate);
const clock = testClock(orders.now);
const around = { store, bus: localBus(), clock, log: silentLog };
const publicUrl = () => 'https://desk.example.com';

const { slack, teams } = orders;
const platforms: Platform[] = [
  createSlack({ ...slack, appToken: undefined, client: undefined }, around, orders.dataDir, {
    publicUrl,
    secretKey: 'a secret key of this test alone',
    caller: () => Promise.reject(new Error('nobody asks for a page')),
  }),
];
if (teams) {
  const { appId, tenant, cloud, token } = teams;
  const credentials = { type: 'secret' as const, tenantId: tenant, secret: 'none' };
  const config = { appId, tenants: [tenant], insecureLocal: false, cloud: 'public' as const, credentials };
  const instead = { cloud, tokens: async () => token };
  platforms.push(createTeams(config, around, orders.dataDir, { publicUrl }, instead));
}
const channels = platforms.map(({ channel }) => mortalChannel(channel, fate));
const ctx = createContext(around, systemActor('test'), { channel: 'job', requestId: 'test' });
const tell = (told: Told) => process.send?.(told);

const app = express();
for (const { routes } of platforms) if (routes) app.use(routes);
const server = createServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');
/** What is in flight ends; they go on listening. */
const settle = () => Promise.all(platforms.map((platform) => platform.stop?.()));

process.on('message', async (order: Order & { now: string }) => {
  clock.set(new Date(order.now));
  if (order.what === 'be mortal') fate.point = order.point;
  if (order.what === 'read back') for (const { catchUp } of platforms) await catchUp?.(ctx);
  if (order.what === 'deliver') {
    await settle();
    await deliverWaiting(ctx, ...channels);
  }
  tell({ done: order.what });
});
process.once('disconnect', async () => {
  server.closeAllConnections();
  server.close();
  await settle();
  await store.close();
});
tell({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
