import { setTimeout as sleep } from 'node:timers/promises';
import { query } from './database.ts';
import { withDatabaseStopped } from './database-cpu.ts';
import { closedLoop, type Load } from './load.ts';
import { type Bench, type Result, result } from './measure.ts';
import { eventClient, startBolt, startDesk } from './slack-sides.ts';
import { median } from './stats.ts';

const AT_ONCE = [1, 16, 64];
/** To the bare app's, at so many at once. Milliseconds for `late`: Slack's own patience. */
const LIMITS = { atOnce: 16, rate: 0.35, cpu: 2.5, p99: 4, late: 3_000 };
const STANDSTILL = 2_000;
/** Rounds: V8 compiles for the first ten thousand events or so, and these processes run for weeks. */
const WARM_UP = 6;

type Side = Load & { server: number };

/** Signed events to committed tickets in the process that people run, beside an app of Bolt that only acknowledges. */
export async function measureSlack(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const sides = { desk: await startDesk(database.url), bolt: await startBolt() };
  const milliseconds = bench.quick ? 300 : 2_000;
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
    for (let round = 0; round < WARM_UP; round += 1) {
      for (const side of ['desk', 'bolt'] as const) await measure(side, LIMITS.atOnce);
    }
    for (const atOnce of AT_ONCE) {
      const all = [];
      for (let round = 0; round < bench.rounds; round += 1) {
        all.push({ desk: await measure('desk', atOnce), bolt: await measure('bolt', atOnce) });
      }
      rounds.set(atOnce, all);
      bench.say(`slack, ${atOnce} at once: done`);
    }
    const expected = [...rounds.values()].flat().reduce((sum, { desk }) => sum + desk.count, 0);
    const [tickets] = await query(database.url, 'SELECT count(*) AS n FROM ticket');
    if (Number(tickets?.n) < expected) throw new Error('An event was acknowledged without its ticket.');
    const slowest = await slowestWhileStill(database.url, sides.desk.url);
    return [
      ...[...rounds].flatMap(([atOnce, all]) => figures(atOnce, all)),
      result('slack: slowest acknowledgement, database still for 2 s', 'ms', slowest, Math.max(...slowest), {
        atMost: LIMITS.late,
      }),
    ];
  } finally {
    await sides.bolt.stop();
    await sides.desk.stop();
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
