import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { requireRunning } from '../oncall/policy.ts';
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
