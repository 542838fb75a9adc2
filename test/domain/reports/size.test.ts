import { afterAll, beforeAll, expect, test } from 'vitest';
import { responderReport } from '../../../src/domain/reports/responders.ts';
import { sequentialScans } from '../../bench/plans.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';

/** Alerts of three years, each with a page by two ways and an acknowledgement. */
const ALERTS = 30_000;
let desk: AlertDesk;
beforeAll(async () => {
  desk = await createAlertDesk();
  const { pool } = desk.store;
  const escalation = await desk.policy([
    { page: [{ who: 'person', personId: desk.agent.id }], waitMinutes: 5 },
  ]);
  await pool.query(
    `INSERT INTO alert (id, service_id, integration_id, dedup_key, state, severity, summary, first_at, last_at, resolved_at)
     SELECT gen_random_uuid(), $1, $2, 'key ' || n, 'resolved', 'error', 'It is down', at, at, at + interval '1 hour'
       FROM generate_series(1, $3::int) n, LATERAL (SELECT timestamptz '2023-01-01Z' + n * interval '50 minutes' AS at) t`,
    [desk.service.id, desk.door.id, ALERTS],
  );
  await pool.query(
    `INSERT INTO escalation (id, alert_id, policy_id, policy_version, state, started_at)
     SELECT gen_random_uuid(), id, $1, 1, 'ended', first_at FROM alert`,
    [escalation.id],
  );
  await pool.query(
    `INSERT INTO page (id, escalation_id, alert_id, round, step, target, way, via, person_id, due_at, state, sent_at, created_at)
     SELECT gen_random_uuid(), e.id, e.alert_id, 0, 0, $1::text, way, 'chat', $1::uuid, e.started_at, 'sent',
            e.started_at + way * interval '1 minute', e.started_at
       FROM escalation e, generate_series(0, 1) way`,
    [desk.agent.id],
  );
  await pool.query(
    `INSERT INTO alert_event (alert_id, kind, at)
     SELECT id, kind, first_at + interval '2 minutes' FROM alert, unnest(ARRAY['triggered', 'acknowledged']) kind`,
  );
  await pool.query('ANALYZE');
}, 120_000);
afterAll(() => desk?.close());

test('a report of a month reads that month alone, however much there is', async () => {
  const asked = { from: '2025-03-01T00:00:00Z', to: '2025-04-01T00:00:00Z' };
  const ctx = desk.ctxFor(desk.agent);
  const { total, people } = await responderReport(ctx, asked);
  const alerts = await desk.store.client.alert.count({
    where: { firstAt: { gte: asked.from, lt: asked.to } },
  });
  expect(total).toMatchObject({
    ...{ alerts, paged: alerts, neverAcknowledged: 0 },
    timeToAcknowledge: { mean: 120, count: alerts },
  });
  expect(people[0]?.pages).toBeGreaterThanOrEqual(alerts);
  for (const team of [undefined, desk.team.id]) {
    const scans = await sequentialScans(ctx, ['alert', 'alert_event', 'page'], (ctx) =>
      responderReport(ctx, { ...asked, ...(team ? { team } : {}) }),
    );
    expect(scans).toEqual([]);
  }
});
