import { isStaff } from '../domain/people/acting.ts';
import { loadTicket } from '../domain/tickets/load.ts';
import { resolveTicket } from '../domain/tickets/resolve.ts';
import { takeTicket } from '../domain/tickets/take.ts';
import { type Ctx, personOf } from '../lib/context.ts';
import { isDeskbellError } from '../lib/errors.ts';
import type { Inbound, InboundEvent } from './channel.ts';
import { once } from './once.ts';
import { DONE, type Outcome } from './outcome.ts';

type Reacted = Extract<InboundEvent, { type: 'reacted' }>;

/** Agents take and resolve by an emoji on anything that is about a ticket they work on; any other is only an emoji. */
export async function handleReacted(ctx: Ctx, inbound: Inbound, event: Reacted): Promise<Outcome> {
  const person = personOf(ctx.actor);
  const ticketId =
    person && isStaff(person) ? await ticketBehind(ctx, inbound, event.message, event) : undefined;
  if (!ticketId) return DONE;
  try {
    const { number } = await loadTicket(ctx, ticketId);
    await once(ctx, inbound, (ctx) =>
      event.means === 'take'
        ? takeTicket(ctx, { number })
        : resolveTicket(ctx, { number, resolution: 'Resolved in the conversation.' }),
    );
    return { ...DONE, ticket: number };
  } catch (error) {
    const notTheirs = isDeskbellError(error) && (error.code === 'forbidden' || error.code === 'not_found');
    if (notTheirs) return DONE;
    throw error;
  }
}

/** By the message that its thread began with, by one that joined it, or by one that shows something of it. */
export async function ticketBehind(
  ctx: Ctx,
  { channel, conversation }: Inbound,
  message: string,
  { onOurs = false }: { onOurs?: boolean } = {},
) {
  const [thread, entry] = await Promise.all([
    ctx.db.ticketThread.findFirst({
      where: { channel, conversation, thread: message },
      select: { ticketId: true },
    }),
    ctx.db.entry.findFirst({ where: { channel, conversation, message }, select: { ticketId: true } }),
  ]);
  const shown = { where: { channel, conversation, message }, select: { ticketId: true } };
  return (thread ?? entry ?? (onOurs ? await ctx.db.view.findFirst(shown) : undefined))?.ticketId;
}
