import { followApprovals } from '../domain/approvals/by-clock.ts';
import { SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { keepLooking, type Loop } from './loop.ts';

/** Reminds, escalates and lets expire: a clock tells nobody that it has come somewhere. */
export const startApprovals = (ctx: () => Ctx): Loop =>
  keepLooking({ name: 'approvals', ctx, work: followApprovals, every: 5 * SECOND });
