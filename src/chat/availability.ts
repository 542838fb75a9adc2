import type { Availability } from '../contract/common.ts';
import { setOwnAvailability } from '../domain/assignment/availability.ts';
import { isStaff } from '../domain/people/acting.ts';
import { type Ctx, personOf } from '../lib/context.ts';
import type { Inbound } from './channel.ts';
import { once } from './once.ts';
import { type Outcome, said } from './outcome.ts';

/** What agents say of themselves by a word, and what it means. */
export const AVAILABILITY: ReadonlyMap<string, Availability> = new Map([
  ['away', 'away'],
  ['away hand back', 'handing_back'],
  ['hand back', 'handing_back'],
  ['available', 'available'],
  ['back', 'available'],
]);

const ANSWERS: Record<Availability, string> = {
  available: 'You are available. Tickets are given to you again.',
  away: 'You are away: no tickets are given to you. What you have stays with you, unless you write “hand back”. Write “available” when you are back.',
  handing_back:
    'You are away: no tickets are given to you, and your open ones are going back to their queues. Write “available” when you are back.',
};

/** Notes whether the agent is there. Others have no need to say so, and are told. */
export async function becomeAvailable(
  ctx: Ctx,
  inbound: Inbound,
  availability: Availability,
): Promise<Outcome> {
  const person = personOf(ctx.actor);
  if (!person || !isStaff(person)) {
    return said('Only agents say whether they are there. You need not: whatever you ask for is answered.');
  }
  await once(ctx, inbound, (ctx) => setOwnAvailability(ctx, { availability }));
  return said(ANSWERS[availability]);
}
