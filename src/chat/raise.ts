import { openTicket } from '../domain/tickets/open.ts';
import type { Ctx } from '../lib/context.ts';
import { visible } from '../lib/text.ts';
import type { Inbound } from './channel.ts';
import type { Outcome } from './outcome.ts';
import { titleOf } from './title.ts';

/** A ticket from a form or a command: it has no message; its card begins a thread in its requester's own conversation. */
export async function openFromForm(
  ctx: Ctx,
  inbound: Inbound,
  fields: { title?: string; description: string; queueId?: string },
  attachmentIds: string[],
  source: 'form' | 'command',
): Promise<Outcome> {
  const title = fields.title?.trim() || titleOf(visible(fields.description));
  const { channel, conversation, direct } = inbound;
  const opened = await openTicket(
    ctx,
    {
      title,
      description: fields.description,
      ...(fields.queueId ? { queueId: fields.queueId } : {}),
      attachmentIds,
    },
    {
      ...{ source, delivery: inbound.delivery, from: null },
      home: direct ? { channel, conversation } : undefined,
    },
  );
  if (!opened) return { answer: { type: 'said', text: 'This was sent already.' }, ticket: null };
  return {
    answer: {
      type: 'said',
      text: `${opened.number} is open. You will be answered in your conversation with the desk.`,
    },
    ticket: opened.number,
  };
}
