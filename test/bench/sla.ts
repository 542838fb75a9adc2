import { sweepThresholds } from '../../src/domain/sla/sweep.ts';
import { runClocks } from '../../src/jobs/sla.ts';
import { type BenchDesk, openDesk } from './desk.ts';
import { fillTickets } from './fill.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median, percentile } from './stats.ts';

const LIMITS = { sweepToRaw: 0.5, swept: 20_000, idleGrowth: 3 };
/** So many clocks come to their due time at once. */
const DUE = 100_000;
const SIZES = { full: [10_000, 1_000_000], quick: [1_000, 20_000] };
const TICKS = 200;

/** The sweep of what is due beside the same in bare SQL, and what it costs to find that nothing is. */
export async function measureSla(bench: Bench): Promise<Result[]> {
  return [...(await measureSweep(bench)), ...(await measureIdle(bench))];
}

async function measureSweep(bench: Bench): Promise<Result[]> {
  const due = bench.quick ? 5_000 : DUE;
  const database = await bench.server.create();
  const desk = await openDesk(database.url);
  try {
    await fillTickets(database.url, due);
    await desk.store.pool.query(RAW_TABLES);
    const [swept, raw]: [number[], number[]] = [[], []];
    for (let round = -1; round < bench.rounds; round += 1) {
      await desk.store.pool.query('TRUNCATE sla_clock, sla_event');
      await desk.store.pool.query(CLOCKS, ["now() - interval '1 hour'"]);
      const ours = await perSecond(due, () => sweepThresholds(desk.system()));
      await desk.store.pool.query(RAW_CLOCKS);
      const bare = await perSecond(due, async () => {
        const { rows } = await desk.store.pool.query<{ count: number }>({ name: 'raw', text: RAW_SWEEP });
        return rows[0]?.count ?? 0;
      });
      // The first one only warms up.
      if (round < 0) continue;
      swept.push(ours);
      raw.push(bare);
    }
    const ratio = median(swept.map((value, index) => value / (raw[index] ?? Number.NaN)));
    return [
      result('sla: sweep of due clocks', 'clocks/s', swept, median(swept), { atLeast: LIMITS.swept }),
      result('sla: sweep in bare SQL', 'clocks/s', raw, median(raw)),
      result('sla: sweep to bare SQL', 'clocks/s', swept, median(swept), {
        ...{ ratio, atLeast: LIMITS.sweepToRaw },
      }),
    ];
  } finally {
    await desk.close();
    await database.drop();
  }
}

async function perSecond(due: number, sweep: () => Promise<number>): Promise<number> {
  const began = performance.now();
  let count = 0;
  for (let found = 1; found > 0; count += found) found = await sweep();
  if (count !== due) throw new Error(`${count} of ${due} clocks were swept.`);
  return count / ((performance.now() - began) / 1_000);
}

/** Two clocks of each open ticket, three of four thresholds ahead: nothing is due for a day. */
async function measureIdle(bench: Bench): Promise<Result[]> {
  const desks: { size: number; desk: BenchDesk; close(): Promise<void> }[] = [];
  try {
    for (const size of bench.quick ? SIZES.quick : SIZES.full) {
      const database = await bench.server.create();
      const desk = await openDesk(database.url);
      desks.push({
        size,
        desk,
        async close() {
          await desk.close();
          await database.drop();
        },
      });
      await fillTickets(database.url, size);
      await desk.store.pool.query(CLOCKS, ["now() + interval '1 day'"]);
      await desk.store.pool.query('VACUUM ANALYZE sla_clock');
      bench.say(`sla: ${size} tickets written`);
    }
    const rounds: number[][] = desks.map(() => []);
    for (let round = -1; round < bench.rounds; round += 1) {
      const times = desks.map((): number[] => []);
      for (let tick = 0; tick < TICKS; tick += 1) {
        for (const [index, { desk }] of desks.entries()) {
          const began = performance.now();
          await runClocks(desk.system());
          times[index]?.push(performance.now() - began);
        }
      }
      if (round >= 0) for (const [index, one] of times.entries()) rounds[index]?.push(percentile(one, 0.5));
    }
    const [small = [], large = []] = rounds;
    const ratio = median(large.map((value, index) => value / (small[index] ?? Number.NaN)));
    return [
      ...desks.map(({ size }, index) =>
        result(
          `sla: idle tick, ${size} tickets, p50`,
          'ms',
          rounds[index] ?? [],
          median(rounds[index] ?? []),
        ),
      ),
      result('sla: idle tick, the large desk to the small one', 'ms', large, median(large), {
        ...{ ratio, atMost: LIMITS.idleGrowth },
      }),
    ];
  } finally {
    for (const { close } of desks) await close();
  }
}

/** A clock for each ticket, with $1 as the time of its last threshold. */
const CLOCKS = `
INSERT INTO sla_clock (ticket_id, metric, cycle, state, target_minutes, started_at, due_at, next_at, upcoming, thresholds)
SELECT id, 'resolution', 1, 'running', 60, created_at, at, at, ARRAY[at], ARRAY['100']
  FROM ticket, (SELECT CASE WHEN $1::text LIKE '%+%' THEN now() + interval '1 day' ELSE now() - interval '1 hour' END AS at) AS due`;

const RAW_TABLES = `
CREATE TABLE raw_clock (id uuid PRIMARY KEY, due_at timestamptz, breached boolean NOT NULL);
CREATE INDEX raw_clock_due ON raw_clock (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE raw_event (clock_id uuid PRIMARY KEY, at timestamptz NOT NULL)`;
const RAW_CLOCKS = `
TRUNCATE raw_clock, raw_event;
INSERT INTO raw_clock SELECT id, now() - interval '1 hour', false FROM ticket`;
const RAW_SWEEP = `
WITH due AS MATERIALIZED (
  SELECT id, due_at FROM raw_clock WHERE due_at <= now() ORDER BY due_at LIMIT 2000 FOR UPDATE SKIP LOCKED
), told AS (
  INSERT INTO raw_event SELECT id, due_at FROM due ON CONFLICT DO NOTHING
), moved AS (
  UPDATE raw_clock c SET breached = true, due_at = NULL FROM due WHERE c.id = due.id
)
SELECT count(*)::int AS count FROM due`;
