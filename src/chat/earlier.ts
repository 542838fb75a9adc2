import { importEarlier } from '../domain/tickets/import.ts';
import { actingAs, type Ctx, systemActor } from '../lib/context.ts';
import type { Inbound, Sender } from './channel.ts';
import { personBehind } from './people.ts';

export type Earlier = { message: string; sender: Sender; at: Date; text: string };

/** Where the desk was called into a thread, what was said there before belongs to the ticket. */
export function callsIntoThread({ event, direct }: Inbound): string | undefined {
  const called = event.type === 'message' && event.mentioned && !direct && event.thread !== event.message;
  return called ? event.thread : undefined;
}

/**
 * Imports the earlier messages of a thread. It is done again with every repeat of the event that called the desk, and
 * what was imported before stays as it is.
 */
export async function importConversation(
  ctx: Ctx,
  { channel, conversation }: Pick<Inbound, 'channel' | 'conversation'>,
  number: string,
  earlier: Earlier[],
): Promise<void> {
  const messages = [];
  for (const { message, sender, at, text } of earlier) {
    const author = sender.bot ? undefined : await personBehind(ctx, channel, sender);
    if (author) messages.push({ channel, conversation, message, authorId: author.id, at, text });
  }
  if (messages.length === 0) return;
  await importEarlier(actingAs(ctx, systemActor(channel)), { number, messages });
}
