import { findingsOf } from '../../src/domain/changes/agree.ts';
import { changesBeside, servicesTouched } from '../../src/domain/changes/facts.ts';
import { loadChange } from '../../src/domain/changes/load.ts';
import type { Ctx } from '../../src/lib/context.ts';
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
    const conflicts: number[][] = [];
    const everything: number[][] = [];
    let beside = 0;
    for (let round = -1; round < bench.rounds; round += 1) {
      const [some, all]: [number[], number[]] = [[], []];
      for (const { number } of rows) {
        const ctx = desk.system();
        const locked = await loadChange(ctx, number);
        const began = performance.now();
        beside += (await conflictsOf(ctx, locked)).length;
        const between = performance.now();
        await findingsOf(ctx, locked);
        some.push(between - began);
        all.push(performance.now() - between);
      }
      // The first one only warms up.
      if (round < 0) continue;
      conflicts.push(some);
      everything.push(all);
    }
    if (beside === 0) throw new Error('No change was found beside another one.');
    const of = (name: string, rounds: number[][], part: number, limit = {}) => {
      const values = rounds.map((times) => percentile(times, part));
      return result(`changes: ${name}, p${part * 100}`, 'ms', values, median(values), limit);
    };
    return [
      of('others at the same time on the same or dependent services', conflicts, 0.5),
      of('others at the same time on the same or dependent services', conflicts, 0.99, { atMost: LIMIT }),
      of('everything that is checked before', everything, 0.5),
      of('everything that is checked before', everything, 0.99),
    ];
  } finally {
    await desk.close();
    await database.drop();
  }
}

async function conflictsOf(ctx: Ctx, { change, ticket }: Awaited<ReturnType<typeof loadChange>>) {
  const touched = await servicesTouched(
    ctx,
    change.services.map(({ serviceId }) => serviceId),
  );
  const { startsAt: from, endsAt: to } = change;
  if (!from || !to) throw new Error('A change without a window was to be checked.');
  return changesBeside(
    ctx,
    ticket.id,
    touched.map(({ id }) => id),
    from,
    to,
  );
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
SELECT DISTINCT a.id, b.id
  FROM made a CROSS JOIN LATERAL (VALUES (a.i / 10), (a.i / 7)) AS needed (i) JOIN made b ON b.i = needed.i
 WHERE b.i <> a.i`;

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
SELECT DISTINCT m.id, s.id
  FROM (SELECT id, row_number() OVER () AS i, (SELECT count(*) FROM service) AS count FROM made) m
 CROSS JOIN LATERAL (VALUES (1 + m.i * 7919 % m.count), (1 + m.i * 104729 % m.count)) AS touched (i)
  JOIN (SELECT id, row_number() OVER () AS i FROM service) s ON s.i = touched.i`;

const CHECKED = `
SELECT t.number FROM change c JOIN ticket t ON t.id = c.ticket_id
 WHERE c.state = 'scheduled' AND c.starts_at > now() ORDER BY c.id LIMIT $1::int`;
