import { isStaff } from '../domain/people/acting.ts';
import { loadTicket } from '../domain/tickets/load.ts';
import { resolveTicket } from '../domain/tickets/resolve.ts';
import { takeTicket } from '../domain/tickets/take.ts';
import { type Ctx, personOf } from '../lib/context.ts';
import type { Inbound, InboundEvent } from './channel.ts';
import { once } from './once.ts';
import { DONE, type Outcome } from './outcome.ts';

/** Agents take and resolve by an emoji on anything that is about a ticket; anybody else's is only an emoji. */
export async function handleReacted(
  ctx: Ctx,
  inbound: Inbound,
  event: Extract<InboundEvent, { type: 'reacted' }>,
): Promise<Outcome> {
  const person = personOf(ctx.actor);
  const ticketId = person && isStaff(person) ? await ticketBehind(ctx, inbound, event.message) : undefined;
  if (!ticketId) return DONE;
  const { number } = await loadTicket(ctx, ticketId);
  await once(ctx, inbound, (ctx) =>
    event.means === 'take'
      ? takeTicket(ctx, { number })
      : resolveTicket(ctx, { number, resolution: 'Resolved in the conversation.' }),
  );
  return { ...DONE, ticket: number };
}

/** By the message that its thread began with, as the agents' card does, or by one that joined it. */
async function ticketBehind(ctx: Ctx, { channel, conversation }: Inbound, message: string) {
  const [thread, entry] = await Promise.all([
    ctx.db.ticketThread.findFirst({
      where: { channel, conversation, thread: message },
      select: { ticketId: true },
    }),
    ctx.db.entry.findFirst({ where: { channel, conversation, message }, select: { ticketId: true } }),
  ]);
  return (thread ?? entry)?.ticketId;
}
