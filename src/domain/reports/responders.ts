import type { z } from 'zod';
import { AskResponderReport, type ResponderReport } from '../../contract/reports.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { statement } from '../../lib/sql.ts';
import { zoneOr } from '../calendars/zone.ts';
import { requireStaff } from '../people/policy.ts';
import { figuresOf, interruptionsOf } from './figures.ts';

/** More would have to be read at once than is good for anybody. */
const MOST_ALERTS = 200_000;

/** Of an instant, epoch milliseconds. */
const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

// A page of an alert is told by several ways; it was acknowledged by somebody, or by its source.
const ALERTS = statement<{
  serviceId: string;
  service: string;
  firstAt: number;
  resolvedAt: number | null;
  pagedAt: number | null;
  acknowledgedAt: number | null;
}>(
  'report-alerts',
  `
SELECT a.service_id::text AS "serviceId", s.name AS service, ${ms('a.first_at')} AS "firstAt",
       ${ms('a.resolved_at')} AS "resolvedAt", ${ms('p.at')} AS "pagedAt", ${ms('k.at')} AS "acknowledgedAt"
  FROM alert a
  JOIN service s ON s.id = a.service_id
  LEFT JOIN LATERAL (
    SELECT min(g.sent_at) AS at FROM page g WHERE g.alert_id = a.id AND g.sent_at IS NOT NULL AND NOT g.reminder
  ) p ON true
  LEFT JOIN LATERAL (
    SELECT min(e.at) AS at FROM alert_event e WHERE e.alert_id = a.id AND e.kind = 'acknowledged' AND e.at >= p.at
  ) k ON true
 WHERE a.first_at >= $1::timestamptz AND a.first_at < $2::timestamptz AND ($3::uuid IS NULL OR s.team_id = $3::uuid)
 LIMIT ${MOST_ALERTS + 1}`,
);

// To the quarter of an hour in which the first of the ways reached them.
const PAGES = statement<{ personId: string; name: string; timeZone: string; at: number; pages: number }>(
  'report-pages',
  `
SELECT r.id::text AS "personId", r.name, r.time_zone AS "timeZone", q.at, q.pages
  FROM (
    SELECT person_id, (floor(extract(epoch FROM sent_at) / 900) * 900000)::float8 AS at, count(*)::int AS pages
      FROM (
        SELECT g.person_id, min(g.sent_at) AS sent_at
          FROM page g
         WHERE g.sent_at >= $1::timestamptz AND g.sent_at < $2::timestamptz AND g.person_id IS NOT NULL
           AND g.alert_id IS NOT NULL AND ($3::uuid IS NULL OR $3::uuid = (
             SELECT s.team_id FROM alert a JOIN service s ON s.id = a.service_id WHERE a.id = g.alert_id))
         GROUP BY g.escalation_id, g.round, g.step, g.person_id
      ) page
     GROUP BY 1, 2
  ) q
  JOIN person r ON r.id = q.person_id
 ORDER BY r.name, r.id, q.at`,
);

/** How alerts of a time were answered, and how often people were paged in it. */
export async function responderReport(
  ctx: Ctx,
  input: z.input<typeof AskResponderReport>,
): Promise<ResponderReport> {
  requireStaff(ctx);
  const { from, to, team = null } = parse(AskResponderReport, input);
  const alerts = await ALERTS(ctx, from, to, team);
  if (alerts.length > MOST_ALERTS) {
    failField(
      'to',
      `There are more than ${MOST_ALERTS.toLocaleString('en')} alerts; ask for a shorter time.`,
    );
  }
  const pages = await PAGES(ctx, from, to, team);
  const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name, 'en');
  return {
    ...{ from, to, total: figuresOf(alerts) },
    services: [...Map.groupBy(alerts, ({ serviceId }) => serviceId)]
      .map(([id, own]) => ({ service: { id, name: own[0]?.service ?? '' }, ...figuresOf(own) }))
      .sort((one, other) => byName(one.service, other.service)),
    people: [...Map.groupBy(pages, ({ personId }) => personId)].flatMap(([id, own]) => {
      const [first] = own;
      if (!first) return [];
      const { name } = first;
      const timeZone = zoneOr(first.timeZone);
      return [{ person: { id, name }, timeZone, ...interruptionsOf(own, timeZone) }];
    }),
  };
}
