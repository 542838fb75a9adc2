import { type Ctx, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { mayRun, requireRunning } from '../oncall/policy.ts';
import { requireSelf, requireStaff } from '../people/policy.ts';

type Owned = { teamId: string | null; personId: string | null };

/** Admins, and who leads a team, change its calendars; everybody their own. */
export function requireChanging(ctx: Ctx, { teamId, personId }: Owned): void {
  requireStaff(ctx);
  if (teamId) requireRunning(ctx, teamId);
  // That somebody has one is theirs to know.
  else if (ctx.actor.kind !== 'system' && requireSelf(ctx).id !== personId) {
    fail('not_found', 'There is no such calendar.');
  }
}

/** Whether the caller sees where it lies. */
export const mayChange = (ctx: Ctx, { teamId, personId }: Owned): boolean =>
  teamId ? mayRun(ctx, teamId) : personOf(ctx.actor)?.id === personId;
