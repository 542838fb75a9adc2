import type { PageTarget, PagingRules } from '../../contract/escalation.ts';
import { MINUTE } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { rulesOf } from './paging.ts';
import { placeMeant } from './targets.ts';

/** A step of an escalation, and whom it pages. */
export type PagedStep = {
  id: string;
  alertId: string;
  severity: string;
  round: number;
  step: number;
  personIds: readonly string[];
  targets: readonly PageTarget[];
  /** It asks whoever has the alert whether they are still on it. */
  reminder?: boolean;
};

const RULES = statement<{ id: string; rules: unknown }>(
  'pages-rules',
  `SELECT p.id::text, g.rules FROM person p LEFT JOIN paging g ON g.person_id = p.id WHERE p.id = ANY ($1::uuid[])`,
);
/** Part of a statement that adds {@link pageRows}, which it is given as this parameter. */
export const PAGES_ADDED = (parameter: string) => `
pages_added AS (
  INSERT INTO page (id, escalation_id, alert_id, round, step, target, way, via, person_id, channel, conversation, reminder,
                    due_at, work_at, created_at)
  SELECT id, escalation, alert, round, step, target, way, via, person, channel, conversation, reminder, due_at, due_at, at
    FROM jsonb_to_recordset(${parameter}::jsonb) AS r (
      id uuid, escalation uuid, alert uuid, round int, step int, target text, way int, via text, person uuid,
      channel text, conversation text, reminder boolean, due_at timestamptz, at timestamptz)
  ON CONFLICT DO NOTHING
)`;
const ADD = statement<never>('pages-add', `WITH ${PAGES_ADDED('$1')} SELECT 1 WHERE false`);

/** Notes them by themselves. */
export async function addPages(ctx: Ctx, steps: readonly PagedStep[]): Promise<void> {
  await ADD(ctx, await pageRows(ctx, steps));
}

/** Pages for all who are meant, each by all of their ways. Who is meant twice is paged once. */
export async function pageRows(ctx: Ctx, steps: readonly PagedStep[]): Promise<string> {
  const people = await RULES(ctx, [...new Set(steps.flatMap(({ personIds }) => personIds))]);
  const rules = new Map(people.map((person) => [person.id, rulesOf(person.rules === null ? null : person)]));
  const now = ctx.now();
  const rows = steps.flatMap((step) => [
    ...step.personIds.flatMap((person) =>
      (rules.get(person)?.[urgencyOf(step.severity)] ?? []).map(({ via, afterMinutes }, way) => ({
        ...{ id: ctx.newId(), ...keyOf(step), target: person, person, way, via },
        due_at: new Date(now.getTime() + afterMinutes * MINUTE),
      })),
    ),
    ...step.targets
      .flatMap((target) => placeMeant(target) ?? [])
      .map(({ channel, conversation }) => ({
        ...{ id: ctx.newId(), ...keyOf(step), target: `${channel} ${conversation}`, channel, conversation },
        ...{ way: 0, via: channel, due_at: now },
      })),
  ]);
  return JSON.stringify(rows.map((row) => ({ ...row, at: now })));
}

const keyOf = ({ id, alertId, round, step, reminder = false }: PagedStep) => ({
  ...{ escalation: id, alert: alertId, round, step, reminder },
});

/** Which of somebody's rules holds. */
export const urgencyOf = (severity: string): keyof PagingRules =>
  severity === 'critical' || severity === 'error' ? 'urgent' : 'normal';
