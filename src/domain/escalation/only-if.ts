import type { EscalationStep } from '../../contract/escalation.ts';
import { MINUTE } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { ALWAYS } from '../calendars/hours.ts';
import { directoryOf } from '../settings/directory.ts';

type OnlyIf = Pick<EscalationStep, 'onlyIf'>;

/** Whether a step is taken at an instant: all that it asks for holds. */
export async function isTakenAt(
  ctx: Ctx,
  step: OnlyIf,
  serviceId: string | null,
  at: Date,
): Promise<boolean> {
  return (await isHourOf(ctx, step, at)) && (await isBusy(ctx, step, serviceId, at));
}

/** Whether it lies within the hours that it asks for, or outside of them. */
export async function isHourOf(ctx: Ctx, { onlyIf: { hours } }: OnlyIf, at: Date): Promise<boolean> {
  if (!hours) return true;
  const calendar = (await directoryOf(ctx)).calendars.get(hours.calendarId)?.hours ?? ALWAYS;
  return calendar.between(at.getTime(), at.getTime() + MINUTE) > 0 === hours.within;
}

async function isBusy(
  ctx: Ctx,
  { onlyIf: { busy } }: OnlyIf,
  serviceId: string | null,
  at: Date,
): Promise<boolean> {
  if (!busy) return true;
  const since = new Date(at.getTime() - busy.minutes * MINUTE);
  return (await ctx.db.alert.count({ where: { serviceId, firstAt: { gte: since } } })) >= busy.alerts;
}
