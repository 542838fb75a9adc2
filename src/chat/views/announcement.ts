import { z } from 'zod';
import { HandoverNews } from '../../domain/oncall/handover.ts';
import { CoverageNews } from '../../domain/oncall/watch.ts';
import { Digest } from '../../domain/recurrence/digest.ts';
import { SwapNews } from '../../domain/swaps/news.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Message } from '../channel.ts';
import { digestCard } from './digest.ts';
import { coverageCard, handoverCard } from './handover.ts';
import { isStatusMail, type StatusMail, statusMessage } from './status.ts';
import { swapNewsCard } from './swap.ts';

const Text = z.object({ text: z.string() });

/**
 * What an announcement says; undefined: what it is about is gone.
 * @param mail where it goes by e-mail, for what has links of who gets it
 */
export async function announcementMessage(
  ctx: Ctx,
  id: string,
  publicUrl: string,
  mail?: StatusMail,
): Promise<Message | undefined> {
  const found = await ctx.db.announcement.findUnique({
    where: { id },
    include: { ticket: { select: { number: true } } },
  });
  if (!found) return undefined;
  if (isStatusMail(found.kind)) return mail && statusMessage(ctx, found, mail, publicUrl);
  if (found.kind === 'digest') {
    return { type: 'card', card: digestCard(Digest.parse(found.data), publicUrl) };
  }
  if (found.kind === 'swap') {
    const card = await swapNewsCard(ctx, SwapNews.parse(found.data), publicUrl);
    return card && { type: 'card', card };
  }
  if (found.kind === 'handover' || found.kind === 'coverage') {
    const card =
      found.kind === 'handover'
        ? await handoverCard(ctx, HandoverNews.parse(found.data), publicUrl)
        : await coverageCard(ctx, CoverageNews.parse(found.data), publicUrl);
    return card && { type: 'card', card };
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
