import type { z } from 'zod';
import { Id } from '../../contract/common.ts';
import {
  COVERAGE_DAYS,
  type Coverage,
  type CoverageFinding,
  type CoverageQuery,
} from '../../contract/coverage.ts';
import { schedules } from '../../contract/schedules.ts';
import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { requireStaff } from '../people/policy.ts';
import { type Checked, check, findingsIn, schedulesAsked, spanAhead } from './check.ts';
import { newlyFound } from './coverage.ts';
import { type Rules, rotasBy } from './rules.ts';

/** What must be known of the desk: its channels that are set up. */
type Channels = ReadonlySet<string>;

/**
 * Whether somebody who can be reached is on call at every minute of the days to come, by every schedule or by one.
 * @throws `conflict` where that is not so and it is asked to, with all of it as `data`
 */
export async function proveCoverage(
  ctx: Ctx,
  input: z.input<typeof CoverageQuery>,
  channels: Channels,
): Promise<Coverage> {
  requireStaff(ctx);
  const { days, schedule, fail: isToFail } = parse(schedules.coverage.input, input);
  const span = spanAhead(ctx, days * DAY);
  const asked = await schedulesAsked(ctx, schedule ? { id: schedule } : {}, span);
  if (schedule && asked.length === 0) return fail('not_found', 'There is no such schedule.');
  const checked = await check(ctx, asked, span, channels);
  const findings = await findingsIn(ctx, checked);
  const items = checked.map(({ schedule, usedBy }, index) => ({
    ...{ schedule, usedBy, findings: findings[index] ?? [] },
  }));
  const bad = items.filter(({ findings }) => findings.some(({ severity }) => severity === 'error'));
  const coverage = {
    ...{ from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() },
    ...{ ok: bad.length === 0, items },
  };
  if (isToFail && bad.length > 0) {
    const names = bad.map(({ schedule }) => schedule.name).join(', ');
    fail('conflict', `Not covered for the next ${days} days: ${names}. What is missing is in data.`, {
      data: coverage,
    });
  }
  return coverage;
}

/** What is found in a schedule, or in one that is thought of; and what of that is not so now. */
type Breaking = { findings: CoverageFinding[]; breaks: CoverageFinding[] };

/**
 * Saves something of a schedule, and says what that breaks.
 * @param scheduleId null: it is a new one
 */
export async function saveProving<Saved extends { id: string; scheduleId?: string }>(
  ctx: Ctx,
  channels: Channels,
  scheduleId: string | null,
  save: () => Promise<Saved>,
): Promise<Saved & Pick<Breaking, 'breaks'>> {
  requireStaff(ctx);
  const now = async (id: string | undefined) => {
    // From this instant on: new rules are not valid earlier.
    const span = spanAhead(ctx, COVERAGE_DAYS * DAY);
    return id ? (await check(ctx, await schedulesAsked(ctx, { id }, span), span, channels))[0] : undefined;
  };
  // What saving refuses is looked at there.
  const before = await now(Id.safeParse(scheduleId).data);
  const saved = await save();
  const after = await now(saved.scheduleId ?? saved.id);
  const { breaks } = await breaking(ctx, before, after);
  return { ...saved, breaks };
}

/** What a schedule would break by rules that are only being thought of. Its overrides stay as they are. */
export async function foresee(
  ctx: Ctx,
  channels: Channels,
  id: string | null,
  wantedTeamId: string | null,
  rules: Omit<Rules['versions'][number], 'from'>,
): Promise<Breaking> {
  const span = spanAhead(ctx, COVERAGE_DAYS * DAY);
  const [present] = id ? await schedulesAsked(ctx, { id }, span) : [];
  const teamId = wantedTeamId ?? present?.schedule.teamId;
  const wanted = { versions: [{ ...rules, from: span.from }], overrides: present?.rota.overrides ?? [] };
  const rotas = await rotasBy(ctx, [wanted], new Date(span.from), new Date(span.to), { withAbsences: true });
  const schedule = { id: id ?? ctx.newId(), name: '', teamId: teamId ?? '', timeZone: rules.timeZone };
  const asked = [...rotas.map((rota) => ({ schedule, rota })), ...(present ? [present] : [])];
  const [after, before] = await check(ctx, asked, span, channels);
  // Whose team is not said yet is in it.
  const found = after?.found.filter(({ kind }) => teamId || kind !== 'outside');
  return breaking(ctx, before, after && { ...after, found: found ?? [] });
}

async function breaking(
  ctx: Ctx,
  before: Checked | undefined,
  after: Checked | undefined,
): Promise<Breaking> {
  if (!after) return { findings: [], breaks: [] };
  const { to } = spanAhead(ctx, COVERAGE_DAYS * DAY);
  const known = { found: before?.found ?? [], until: to };
  const fresh = newlyFound(after.found, known, after.schedule.timeZone, to);
  const [findings = [], breaks = []] = await findingsIn(ctx, [after, { ...after, found: fresh }]);
  return { findings, breaks };
}
