import { sweepThresholds } from '../../src/domain/sla/sweep.ts';
import { runClocks } from '../../src/jobs/sla.ts';
import { type BenchDesk, openDesk } from './desk.ts';
import { fillTickets } from './fill.ts';
import { measureIdleTick } from './idle.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median } from './stats.ts';

const LIMITS = { sweepToRaw: 0.5, swept: 20_000, idleGrowth: 3 };
/** So many clocks come to their due time at once. */
const DUE = 100_000;

/** The sweep of what is due beside the same in bare SQL, and what it costs to find that nothing is. */
export async function measureSla(bench: Bench): Promise<Result[]> {
  const idle = { name: 'sla', prepare: prepareIdle, tick: runClocks, growth: LIMITS.idleGrowth };
  return [...(await measureSweep(bench)), ...(await measureIdleTick(bench, idle))];
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

/** A clock for each ticket, its threshold ahead: nothing is due for a day. */
async function prepareIdle({ store }: BenchDesk): Promise<void> {
  await store.pool.query(CLOCKS, ["now() + interval '1 day'"]);
  await store.pool.query('VACUUM ANALYZE sla_clock');
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
