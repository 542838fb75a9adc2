import type { z } from 'zod';
import { CreateOverride, type ScheduleOverride, schedules } from '../../contract/schedules.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { ScheduleOverride as Row } from '../../lib/prisma/client.ts';
import { audit } from '../audit/record.ts';
import { requireStaff } from '../people/policy.ts';
import { checkPeople, requireOverriding } from './policy.ts';
import { lockSchedule } from './schedules.ts';

/** How many that have not ended a schedule has at most. */
const MOST = 500;

/** Those that have not ended, by their beginning. */
export async function listOverrides(ctx: Ctx, input: { id: string }): Promise<{ items: ScheduleOverride[] }> {
  requireStaff(ctx);
  const { id } = parse(schedules.overrides.input, input);
  const rows = await ctx.db.scheduleOverride.findMany({
    where: { scheduleId: id, to: { gt: ctx.now() } },
    orderBy: [{ from: 'asc' }, { id: 'asc' }],
    take: MOST,
  });
  return { items: rows.map(view) };
}

/** Lets others be on call for some time. The past stays as it was. */
export async function createOverride(
  ctx: Ctx,
  input: z.input<typeof CreateOverride>,
): Promise<ScheduleOverride> {
  requireStaff(ctx);
  const { id: scheduleId, personIds, replacesId, insteadOf, ...span } = parse(CreateOverride, input);
  return inTransaction(ctx, async (ctx) => {
    const { teamId } = await lockSchedule(ctx, scheduleId);
    requireOverriding(ctx, teamId, { personIds, replacesId });
    await checkPeople(ctx, personIds, 'personIds');
    if (insteadOf) await takeBack(ctx, await overrideOf(ctx, insteadOf, scheduleId), teamId);
    const now = ctx.now();
    const [from, to] = [new Date(Math.max(Date.parse(span.from), now.getTime())), new Date(span.to)];
    if (to <= now) failField('to', 'must not be over already');
    return addOverride(ctx, { scheduleId, from, to, personIds, replacesId });
  });
}

/** Within the transaction that has locked its schedule, and after it was asked who may. */
export async function addOverride(
  ctx: Ctx,
  { scheduleId, ...wanted }: Pick<Row, 'scheduleId' | 'from' | 'to' | 'personIds' | 'replacesId'>,
): Promise<ScheduleOverride> {
  const now = ctx.now();
  const count = await ctx.db.scheduleOverride.count({ where: { scheduleId, to: { gt: now } } });
  if (count >= MOST) fail('conflict', `A schedule has ${MOST} overrides at most. Take some back before.`);
  const row = await ctx.db.scheduleOverride.create({
    data: { id: ctx.newId(), scheduleId, ...wanted, createdAt: now },
  });
  await audit(ctx, {
    action: 'schedule.override',
    subject: { type: 'schedule', id: scheduleId },
    detail: { after: view(row) },
  });
  ctx.publish({ topic: 'directory' });
  return view(row);
}

/**
 * Takes an override back; of one that is under way, what is still to come.
 * @throws `conflict` when it is over
 */
export async function removeOverride(ctx: Ctx, input: { id: string }): Promise<void> {
  requireStaff(ctx);
  const { id } = parse(schedules.removeOverride.input, input);
  const found = await overrideOf(ctx, id);
  await inTransaction(ctx, async (ctx) => {
    const { teamId } = await lockSchedule(ctx, found.scheduleId);
    await takeBack(ctx, await overrideOf(ctx, id), teamId);
  });
}

async function overrideOf(ctx: Ctx, id: string, scheduleId?: string): Promise<Row> {
  const row = await ctx.db.scheduleOverride.findUnique({ where: { id, scheduleId } });
  return row ?? fail('not_found', 'There is no such override.');
}

/** Within the transaction that has locked its schedule. */
async function takeBack(ctx: Ctx, row: Row, teamId: string): Promise<void> {
  const { id, scheduleId } = row;
  requireOverriding(ctx, teamId, row);
  const now = ctx.now();
  if (row.to <= now) fail('conflict', 'It is over already.');
  if (row.from < now) await ctx.db.scheduleOverride.update({ where: { id }, data: { to: now } });
  else await ctx.db.scheduleOverride.delete({ where: { id } });
  await audit(ctx, {
    action: 'schedule.override_removed',
    subject: { type: 'schedule', id: scheduleId },
    detail: { before: view(row) },
  });
  ctx.publish({ topic: 'directory' });
}

const view = ({ id, scheduleId, from, to, personIds, replacesId }: Row): ScheduleOverride => ({
  ...{ id, scheduleId, personIds, replacesId },
  ...{ from: from.toISOString(), to: to.toISOString() },
});
