import { z } from 'zod';
import type { Ctx } from '../../lib/context.ts';
import { announce } from '../outbox/announce.ts';
import { homeOf } from '../people/home.ts';

/** What is announced of an offer: to somebody, that it has ended, or that nobody has taken it yet. */
export const SwapNews = z.object({ swapId: z.string(), to: z.string(), what: z.enum(['end', 'reminder']) });
export type SwapNews = z.output<typeof SwapNews>;

export const tellOfSwap = async (ctx: Ctx, news: SwapNews): Promise<void> =>
  announce(ctx, await homeOf(ctx, news.to), { kind: 'swap', ticketId: null, data: news });
