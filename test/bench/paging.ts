import { loadavg } from 'node:os';
import { missing } from '../support/prometheus.ts';
import { query } from './database.ts';
import { openLoop } from './load.ts';
import { type Bench, type Result, result } from './measure.ts';
import {
  type PagingDesk,
  type PagingSide,
  type Sink,
  startDesk,
  startPeer,
  startSink,
} from './paging-sides.ts';
import { median, percentile } from './stats.ts';

const PER_SECOND = 100;
/** To Alertmanager’s: how long an alert takes, and how fast a flood is drained; milliseconds that a step may be late. */
const LIMITS = { delay: 3, rate: 0.5, late: 5_000 };

/** From an alert to the page that somebody has, beside what Alertmanager takes to tell a webhook of the same alert. */
export async function measurePaging(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const sink = await startSink();
  const desk = await startDesk(database.url, sink);
  const why = missing('alertmanager');
  if (why) bench.say(`paging: beside Alertmanager it cannot be judged: that is ${why}`);
  const peer = why ? undefined : await startPeer(sink);
  const sides = { desk, ...(peer ? { peer } : {}) };
  try {
    const delays = await inTurn(bench, sides, (side) =>
      arriveAtRate(sink, side, bench.quick ? 100 : 10 * PER_SECOND),
    );
    bench.say('paging: alerts one after another, done');
    const floods = await inTurn(bench, sides, (side) => drainFlood(sink, side, bench.quick ? 300 : 3_000));
    bench.say('paging: floods, done');
    const late = [await escalateAll(database.url, sink, desk, bench.quick ? 500 : 10_000)];
    bench.say(`paging: escalations, done; load of the last minute ${(loadavg()[0] ?? 0).toFixed(1)}`);
    const double = [...sink.arrivals.values()].filter(({ times }) => times > 1).length;
    return [
      ...beside('alert to page at 100/s, p50', 'ms', delays, (round) => percentile(round, 0.5), {
        atMost: LIMITS.delay,
      }),
      ...beside('alert to page at 100/s, p99', 'ms', delays, (round) => percentile(round, 0.99)),
      ...beside('flood of 3,000 drained', 'pages/s', floods, (rate) => rate, { atLeast: LIMITS.rate }),
      result('paging: pages sent twice', 'pages', [double], double, { atMost: 0 }),
      result(
        'paging: step late, 10,000 escalations, p50',
        'ms',
        ...ofRounds(late, (round) => percentile(round, 0.5)),
      ),
      result(
        'paging: step late, 10,000 escalations, p99',
        'ms',
        ...ofRounds(late, (round) => percentile(round, 0.99)),
        {
          atMost: LIMITS.late,
        },
      ),
    ];
  } finally {
    await peer?.stop();
    await desk.stop();
    sink.close();
    await database.drop();
  }
}

type Rounds<Round> = { desk: Round[]; peer?: Round[] };

async function inTurn<Round>(
  bench: Bench,
  sides: { desk: PagingSide; peer?: PagingSide },
  measure: (side: PagingSide) => Promise<Round>,
): Promise<Rounds<Round>> {
  const rounds: { desk: Round[]; peer: Round[] } = { desk: [], peer: [] };
  for (let round = -1; round < bench.rounds; round += 1) {
    for (const name of ['desk', 'peer'] as const) {
      const side = sides[name];
      if (!side) continue;
      const measured = await measure(side);
      // The first one only warms up.
      if (round >= 0) rounds[name].push(measured);
    }
  }
  return sides.peer ? rounds : { desk: rounds.desk };
}

const ofRounds = <Round>(rounds: Round[], of: (round: Round) => number): [number[], number] => {
  const values = rounds.map(of);
  return [values, median(values)];
};

function beside<Round>(
  what: string,
  unit: string,
  { desk, peer }: Rounds<Round>,
  of: (round: Round) => number,
  limit = {},
): Result[] {
  if (!peer) return [result(`paging: ${what}`, unit, ...ofRounds(desk, of))];
  const ratio = median(desk.map((round, index) => of(round) / of(peer[index] as Round)));
  return [
    result(`paging: ${what}`, unit, ...ofRounds(desk, of), { ratio, ...limit }),
    result(`paging: ${what}, Alertmanager`, unit, ...ofRounds(peer, of)),
  ];
}

let alerts = 0;
const fresh = (count: number) => {
  alerts += count;
  return Array.from({ length: count }, (_, index) => alerts - count + index);
};
const arrivedAt = ({ arrivals }: Sink, alert: number) => arrivals.get(alert)?.at ?? Number.NaN;

/** @returns milliseconds from each POST to when its page was handed over */
async function arriveAtRate(sink: Sink, side: PagingSide, count: number): Promise<number[]> {
  const [all, began] = [fresh(count), [] as number[]];
  await openLoop(count, PER_SECOND, async (index) => {
    began[index] = performance.now();
    await side.post(all[index] ?? 0);
  });
  await sink.waitFor(all);
  return all.map((alert, index) => arrivedAt(sink, alert) - (began[index] ?? Number.NaN));
}

/** @returns pages a second, from the first POST to the last page */
async function drainFlood(sink: Sink, side: PagingSide, count: number): Promise<number> {
  const all = fresh(count);
  const began = performance.now();
  await Promise.all(all.map((alert) => side.post(alert)));
  await sink.waitFor(all);
  const ended = Math.max(...all.map((alert) => arrivedAt(sink, alert)));
  return count / ((ended - began) / 1_000);
}

/** Longer than it takes to write them. */
const AHEAD = 30_000;
const WITHIN = 60_000;

/** @returns by how many milliseconds each of their second steps was late, all of them due within a minute */
async function escalateAll(
  databaseUrl: string,
  sink: Sink,
  desk: PagingDesk,
  count: number,
): Promise<number[]> {
  const all = fresh(count);
  const begin = Date.now() + AHEAD;
  const dueAt = (index: number) => begin + Math.floor((index * WITHIN) / count);
  await query(databaseUrl, escalationsOf(all[0] ?? 0, count, begin, desk));
  await query(databaseUrl, 'ANALYZE alert, escalation, page');
  if (Date.now() > begin) throw new Error('They were not written before the first one was due.');
  // Wall time and the time of arrivals, set side by side.
  const offset = Date.now() - performance.now();
  await new Promise((resolve) => setTimeout(resolve, begin + WITHIN - Date.now()));
  await sink.waitFor(all);
  return all.map((alert, index) => arrivedAt(sink, alert) + offset - dueAt(index));
}

const escalationsOf = (first: number, count: number, begin: number, { serviceIds, policyId }: PagingDesk) => `
WITH numbered AS (
  SELECT gen_random_uuid() AS id, i, to_timestamp(${begin / 1_000}::float8) + i * interval '${WITHIN / count} ms' AS due
    FROM generate_series(0, ${count - 1}) i
), alerts AS (
  INSERT INTO alert (id, service_id, dedup_key, severity, summary, first_at, last_at)
  SELECT id, '${serviceIds[0]}', 'escalating ' || i, 'warning', 'benchalert' || ${first} + i || 'end', now(), now() FROM numbered
)
INSERT INTO escalation (id, alert_id, policy_id, policy_version, round, step, state, next_at, started_at)
SELECT gen_random_uuid(), n.id, p.id, p.version, 0, 1, 'running', n.due, now()
  FROM numbered n, escalation_policy p WHERE p.id = '${policyId}'`;
