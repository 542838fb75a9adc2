import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hmac } from '../../src/lib/crypto.ts';
import { freePort, type RunningApp, startMain } from './app.ts';
import { withDatabaseStopped } from './database-cpu.ts';
import { openDesk } from './desk.ts';
import { inTurn } from './intake.ts';
import { closedLoop, type Load } from './load.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median } from './stats.ts';
import { textMaker } from './texts.ts';

const AT_ONCE = [1, 16, 64];
/** To the bare app's, at so many at once. Milliseconds for `late`: Slack's own patience. */
const LIMITS = { atOnce: 16, rate: 0.35, cpu: 2.5, p99: 4, late: 3_000 };
const STANDSTILL = 2_000;
const SECRET = 'a signing secret of the benchmark';
const TEAM = 'T1';

type Side = Load & { server: number };
type Bolt = { url: string; cpu(): Promise<number>; stop(): void };

/** Signed events to committed tickets in the process that people run, beside an app of Bolt that only acknowledges. */
export async function measureSlack(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const desk = await openDesk(database.url);
  await desk.store.pool.query(
    `INSERT INTO identity (id, person_id, channel, external_id, created_at)
     SELECT gen_random_uuid(), id, 'slack', $1 || ':U' || row_number() OVER (), now() FROM person`,
    [TEAM],
  );
  const api = await startApi();
  const app = await startMain({
    ...{ ROLE: 'web', DATABASE_URL: database.url, SECRET_KEY: 'a secret key of the benchmark alone' },
    ...{ SLACK_BOT_TOKEN: 'xoxb-bench', SLACK_SIGNING_SECRET: SECRET, SLACK_API_URL: urlOf(api, '/api/') },
  });
  const bolt = await startBolt();
  const milliseconds = bench.quick ? 300 : 2_000;
  const sides = {
    desk: { url: `${app.url}/slack/events`, cpu: () => cpuOf(app) },
    bolt,
  };
  const rounds = new Map<number, { desk: Side; bolt: Side }[]>();
  try {
    const measure = async (side: keyof typeof sides, atOnce: number): Promise<Side> => {
      const { url, cpu } = sides[side];
      const client = eventClient(url, atOnce);
      const before = await cpu();
      const load = await closedLoop(milliseconds, atOnce, client.send);
      client.close();
      return { ...load, server: ((await cpu()) - before) / load.count };
    };
    for (const side of ['desk', 'bolt'] as const) await measure(side, 16);
    for (const atOnce of AT_ONCE) {
      const all = [];
      for (let round = 0; round < bench.rounds; round += 1) {
        all.push({ desk: await measure('desk', atOnce), bolt: await measure('bolt', atOnce) });
      }
      rounds.set(atOnce, all);
      bench.say(`slack, ${atOnce} at once: done`);
    }
    const expected = [...rounds.values()].flat().reduce((sum, { desk }) => sum + desk.count, 0);
    const { rows } = await desk.store.pool.query(`SELECT count(*)::int AS n FROM ticket`);
    if (rows[0].n < expected) throw new Error('An event was acknowledged without its ticket.');
    const slowest = await slowestWhileStill(desk.url, sides.desk.url);
    return [
      ...[...rounds].flatMap(([atOnce, all]) => figures(atOnce, all)),
      result('slack: slowest acknowledgement, database still for 2 s', 'ms', slowest, Math.max(...slowest), {
        atMost: LIMITS.late,
      }),
    ];
  } finally {
    bolt.stop();
    await app.stop();
    api.close();
    await desk.close();
    await database.drop();
  }
}

function figures(atOnce: number, all: { desk: Side; bolt: Side }[]): Result[] {
  const told = (what: string, unit: string, of: (side: Side) => number, limit = {}) => {
    const own = all.map(({ desk }) => of(desk));
    const ratio = median(all.map(({ desk, bolt }) => of(desk) / of(bolt)));
    return result(`slack: ${what}, ${atOnce} at once`, unit, own, median(own), { ratio, ...limit });
  };
  const judged = atOnce === LIMITS.atOnce;
  const bare = all.map(({ bolt }) => bolt.perSecond);
  return [
    told('events to tickets', 'events/s', (side) => side.perSecond, judged ? { atLeast: LIMITS.rate } : {}),
    result(`slack: bare Bolt, ${atOnce} at once`, 'events/s', bare, median(bare)),
    told('acknowledgement, p50', 'ms', (side) => side.p50),
    told('acknowledgement, p99', 'ms', (side) => side.p99, judged ? { atMost: LIMITS.p99 } : {}),
    told('CPU of the server', 'ms/event', (side) => side.server, judged ? { atMost: LIMITS.cpu } : {}),
  ];
}

/** Milliseconds that each of many events waited while the database stood still. */
async function slowestWhileStill(databaseUrl: string, url: string): Promise<number[]> {
  const client = eventClient(url, 16);
  const waits: number[] = [];
  const one = async () => {
    const began = performance.now();
    await client.send();
    waits.push(performance.now() - began);
  };
  await withDatabaseStopped(databaseUrl, async () => {
    const sent = Promise.all(Array.from({ length: 16 }, one));
    await sleep(STANDSTILL);
    return () => sent;
  });
  client.close();
  return waits;
}

/** Sends messages of many people to the desk, each signed as Slack does. */
function eventClient(url: string, atOnce: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const [text, person] = [textMaker(6), inTurn(Array.from({ length: 5_000 }, (_, index) => index + 1))];
  return {
    send(): Promise<void> {
      const body = JSON.stringify(eventOf(person(), text()));
      const timestamp = Math.floor(Date.now() / 1000);
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': `v0=${hmac(Buffer.from(SECRET), `v0:${timestamp}:${body}`).toString('hex')}`,
      };
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const sent = request(url, { method: 'POST', agent, headers }, (response) => {
        response.resume();
        response.once('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`An event was answered with ${response.statusCode}.`));
        });
      });
      sent.once('error', reject);
      sent.end(body);
      return promise;
    },
    close: () => agent.destroy(),
  };
}

let count = 0;
function eventOf(person: number, text: string) {
  count += 1;
  const ts = `${Math.floor(Date.now() / 1000)}.${String(count % 1_000_000).padStart(6, '0')}`;
  const at = { channel: `D${person}`, channel_type: 'im', user: `U${person}`, ts, event_ts: ts };
  return {
    ...{ type: 'event_callback', team_id: TEAM, api_app_id: 'A1', event_id: `Ev${count}` },
    event_time: Number(ts.split('.')[0]),
    authorizations: [{ team_id: TEAM, user_id: 'U0BOT', is_bot: true }],
    event: { type: 'message', ...at, text, client_msg_id: crypto.randomUUID(), team: TEAM },
  };
}

/** Of the Web API only what is asked at the start: whose token it is. */
async function startApi(): Promise<Server> {
  const identity = { ok: true, team_id: TEAM, team: 'Bench', user_id: 'U0BOT', bot_id: 'B1' };
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(identity));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const urlOf = (server: Server, path: string) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

async function startBolt(): Promise<Bolt> {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'bare-bolt.ts')], {
    env: { ...process.env, PORT: String(port), SLACK_SIGNING_SECRET: SECRET },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  process.once('exit', () => child.kill());
  await once(child, 'message');
  return {
    url: `http://127.0.0.1:${port}/slack/events`,
    async cpu() {
      const answer = once(child, 'message');
      child.send('used');
      return ((await answer) as [{ cpu: number }])[0].cpu;
    },
    stop: () => void child.kill(),
  };
}

/** Milliseconds of CPU, by the process's own metrics. */
async function cpuOf({ url }: RunningApp): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]) * 1000;
}
