import type { Ctx } from '../../lib/context.ts';
import { requireStaff } from '../people/policy.ts';
import { requireWrite } from '../tickets/policy.ts';

/** Agents and admins answer alerts, whoever was paged: who is nearest helps first. */
export function requireResponder(ctx: Ctx): void {
  requireStaff(ctx);
  requireWrite(ctx.actor);
}
