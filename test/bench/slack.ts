import { setTimeout as sleep } from 'node:timers/promises';
import { measureBeside } from './beside.ts';
import { query } from './database.ts';
import { withDatabaseStopped } from './database-cpu.ts';
import { type Bench, type Result, result } from './measure.ts';
import { eventClient, startBolt, startDesk } from './slack-sides.ts';

/** To the bare app's, at 16 at once. */
const LIMITS = { rate: 0.35, cpu: 2.5, p99: 4 };
/** Milliseconds: Slack's own patience. */
const LATE = 3_000;
const STANDSTILL = 2_000;

/** Signed events to committed tickets in the process that people run, beside an app of Bolt that only acknowledges. */
export async function measureSlack(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const sides = { desk: await startDesk(database.url), bare: await startBolt() };
  try {
    const of = { name: 'slack', bare: 'bare Bolt', client: eventClient, limits: LIMITS };
    const { figures, tickets: expected } = await measureBeside(bench, sides, of);
    const [tickets] = await query(database.url, 'SELECT count(*) AS n FROM ticket');
    if (Number(tickets?.n) < expected) throw new Error('An event was acknowledged without its ticket.');
    const slowest = await slowestWhileStill(database.url, sides.desk.url);
    return [
      ...figures,
      result('slack: slowest acknowledgement, database still for 2 s', 'ms', slowest, Math.max(...slowest), {
        atMost: LATE,
      }),
    ];
  } finally {
    await sides.bare.stop();
    await sides.desk.stop();
    await database.drop();
  }
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
