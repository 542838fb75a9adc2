import type { Ctx } from '../../lib/context.ts';
import { endEscalations } from '../escalation/answered.ts';
import { passOn } from './groups.ts';
import { type Happening, recordAll } from './note.ts';
import { tellTickets } from './tickets.ts';

/**
 * What follows from alerts being over: their tickets are told, whoever waits behind one goes on for it, and nobody is
 * paged any more. In the transaction in which they were resolved, with their services locked.
 */
export async function alertsOver(ctx: Ctx, happenings: readonly Happening[]): Promise<void> {
  if (happenings.length === 0) return;
  const ids = happenings.map(({ id }) => id);
  await tellTickets(ctx, ids);
  await passOn(ctx, ids);
  await endEscalations(ctx, ids);
  await recordAll(ctx, happenings);
}
