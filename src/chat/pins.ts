import { ticketOfRoom } from '../domain/incidents/room.ts';
import { pinMessage, unpinMessage } from '../domain/incidents/timeline.ts';
import { type TicketFacts, worksOn } from '../domain/tickets/policy.ts';
import { type Ctx, personOf } from '../lib/context.ts';
import type { Inbound, InboundEvent } from './channel.ts';
import { once } from './once.ts';
import { DONE, type Outcome, said } from './outcome.ts';
import { personBehind } from './people.ts';

type Pinned = Extract<InboundEvent, { type: 'pinned' }>;
type Unpinned = Extract<InboundEvent, { type: 'unpinned' }>;

/** A message of a room goes onto the timeline, in the name of who wrote it. An emoji of others is only an emoji. */
export async function handlePinned(ctx: Ctx, inbound: Inbound, event: Pinned): Promise<Outcome> {
  const asked = event.source === 'shortcut';
  const ticket = await ticketOfRoom(ctx, inbound);
  if (!ticket) return asked ? said('That works in the room of a major incident.') : DONE;
  if (!asked && !worksHere(ctx, ticket)) return DONE;
  const { number } = ticket;
  const author = event.author.bot ? undefined : await personBehind(ctx, inbound.channel, event.author);
  const pinned = {
    ...{ number, from: placeOf(inbound, event.message), at: event.at, authorId: author?.id ?? null },
    text: event.text.trim() || 'A message without words',
  };
  let isNew = false;
  await once(ctx, inbound, async (ctx) => {
    isNew = await pinMessage(ctx, pinned);
  });
  if (!asked) return DONE;
  return said(`It is on the timeline of ${number}${isNew ? '' : ' already'}.`);
}

export async function handleUnpinned(ctx: Ctx, inbound: Inbound, { message }: Unpinned): Promise<Outcome> {
  const ticket = await ticketOfRoom(ctx, inbound);
  if (ticket && worksHere(ctx, ticket)) {
    const { number } = ticket;
    await once(ctx, inbound, (ctx) => unpinMessage(ctx, { number, from: placeOf(inbound, message) }));
  }
  return DONE;
}

const placeOf = ({ channel, conversation }: Inbound, message: string) => ({ channel, conversation, message });

function worksHere(ctx: Ctx, { queue }: Pick<TicketFacts, 'queue'>): boolean {
  const person = personOf(ctx.actor);
  return person !== undefined && worksOn(person, queue);
}
