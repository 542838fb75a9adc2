import { MINUTE } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { directoryOf } from '../settings/directory.ts';

/** When those who wait are to be told again how it stands; null: at this severity they are told when there is news. */
export async function nextUpdate(ctx: Ctx, severity: number): Promise<Date | null> {
  const { settings } = await directoryOf(ctx);
  return inMinutes(ctx, settings.incidents.updateMinutes[severity - 1] ?? null);
}

/** When people are told that nobody commands it. */
export async function nextClaim(ctx: Ctx): Promise<Date | null> {
  const { settings } = await directoryOf(ctx);
  return inMinutes(ctx, settings.incidents.claimMinutes);
}

const inMinutes = (ctx: Ctx, minutes: number | null) =>
  minutes === null ? null : new Date(ctx.now().getTime() + minutes * MINUTE);
