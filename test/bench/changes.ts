import { findingsOf } from '../../src/domain/changes/agree.ts';
import { loadChange } from '../../src/domain/changes/load.ts';
import { openDesk } from './desk.ts';
import { fillTickets } from './fill.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median, percentile } from './stats.ts';

const SIZES = { full: { changes: 100_000, services: 10_000 }, quick: { changes: 2_000, services: 200 } };
const LIMIT = 20;
const CHECKS = 200;

/** What it takes to find what is in the way of a change, among many changes of many services. */
export async function measureChanges(bench: Bench): Promise<Result[]> {
  const { changes, services } = bench.quick ? SIZES.quick : SIZES.full;
  const database = await bench.server.create();
  const desk = await openDesk(database.url);
  try {
    const { pool } = desk.store;
    await fillTickets(database.url, changes);
    await pool.query(SERVICES, [services]);
    await pool.query(CHANGES, []);
    await pool.query('VACUUM (ANALYZE) service, service_dependency, change, change_service');
    bench.say(`changes: ${changes} changes of ${services} services written`);
    const { rows } = await pool.query<{ number: string }>(CHECKED, [CHECKS]);
    const found: number[] = [];
    const [p50, p99]: [number[], number[]] = [[], []];
    for (let round = -1; round < bench.rounds; round += 1) {
      const times: number[] = [];
      for (const { number } of rows) {
        const ctx = desk.system();
        const locked = await loadChange(ctx, number);
        const began = performance.now();
        const findings = await findingsOf(ctx, locked);
        times.push(performance.now() - began);
        found.push(findings.filter(({ kind }) => kind === 'overlap').length);
      }
      // The first one only warms up.
      if (round < 0) continue;
      p50.push(percentile(times, 0.5));
      p99.push(percentile(times, 0.99));
    }
    if (!found.some((count) => count > 0)) throw new Error('No change was found beside another one.');
    return [
      result('changes: looking for conflicts, p50', 'ms', p50, median(p50)),
      result('changes: looking for conflicts, p99', 'ms', p99, median(p99), { atMost: LIMIT }),
    ];
  } finally {
    await desk.close();
    await database.drop();
  }
}

/** $1 services, of which each but the first ones needs two of those before it, all of them a few common ones in the end. */
const SERVICES = `
WITH made AS (
  INSERT INTO service (id, name, team_id, tier, created_at, updated_at)
  SELECT gen_random_uuid(), 'Service ' || i, (SELECT id FROM team LIMIT 1), 1 + i % 4, now(), now()
    FROM generate_series(1, $1::int) i
  RETURNING id, substr(name, 9)::int AS i
)
INSERT INTO service_dependency (service_id, depends_on_id)
SELECT DISTINCT a.id, b.id FROM made a JOIN made b ON b.i IN (a.i / 10, a.i / 7) AND b.i <> a.i`;

/** A change of each ticket, with two services and a window of half a day within a year; what is past is closed. */
const CHANGES = `
WITH numbered AS (
  SELECT id, now() + (random() - 0.5) * interval '1 year' AS at FROM ticket
), kinds AS (
  UPDATE ticket SET kind = 'change'
), made AS (
  INSERT INTO change (id, ticket_id, change_type, state, risk, risk_because, starts_at, ends_at, time_zone, created_at,
                      started_at, ended_at, outcome)
  SELECT gen_random_uuid(), id, 'normal', (CASE WHEN at < now() THEN 'closed' ELSE 'scheduled' END)::change_state, 'low', '',
         at, at + interval '12 hours', 'UTC', least(at, now()), CASE WHEN at < now() THEN at END,
         CASE WHEN at < now() THEN at + interval '1 hour' END, CASE WHEN at < now() THEN 'successful'::change_outcome END
    FROM numbered
  RETURNING id
)
INSERT INTO change_service (change_id, service_id)
SELECT m.id, s.id
  FROM (SELECT id, row_number() OVER () AS i FROM made) m
  JOIN (SELECT id, row_number() OVER () AS i, count(*) OVER () AS count FROM service) s
    ON s.i IN (1 + m.i * 7919 % s.count, 1 + m.i * 104729 % s.count)`;

const CHECKED = `
SELECT t.number FROM change c JOIN ticket t ON t.id = c.ticket_id
 WHERE c.state = 'scheduled' AND c.starts_at > now() ORDER BY c.id LIMIT $1::int`;
