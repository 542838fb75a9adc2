import { advanceRequests } from '../domain/catalogue/fulfil.ts';
import { advanceChanges } from '../domain/changes/advance.ts';
import { SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { keepLooking, type Loop } from './loop.ts';

/** Goes on with changes once those who were asked have decided, and by the clock. */
export const startChanges = (ctx: () => Ctx): Loop =>
  keepLooking({ name: 'changes', ctx, work: advanceChanges, every: 5 * SECOND, on: 'changes' });

/** Goes on with requests of the catalogue once those who were asked have decided, and with each step that is done. */
export const startRequests = (ctx: () => Ctx): Loop =>
  keepLooking({ name: 'requests', ctx, work: advanceRequests, every: 5 * SECOND, on: 'requests' });
