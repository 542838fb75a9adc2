import { z } from 'zod';
import { Digest } from '../../domain/recurrence/digest.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Message } from '../channel.ts';
import { digestCard } from './digest.ts';

const Text = z.object({ text: z.string() });

/** What an announcement says; undefined: it is gone with its ticket. */
export async function announcementMessage(
  ctx: Ctx,
  id: string,
  publicUrl: string,
): Promise<Message | undefined> {
  const found = await ctx.db.announcement.findUnique({
    where: { id },
    include: { ticket: { select: { number: true } } },
  });
  if (!found) return undefined;
  if (found.kind === 'digest') {
    return { type: 'card', card: digestCard(Digest.parse(found.data), publicUrl) };
  }
  const { ticket } = found;
  return {
    type: 'said',
    author: null,
    text: Text.parse(found.data).text,
    ...(ticket ? { ticket: { number: ticket.number, url: `${publicUrl}/tickets/${ticket.number}` } } : {}),
    edited: false,
    internal: false,
    attachments: [],
  };
}
