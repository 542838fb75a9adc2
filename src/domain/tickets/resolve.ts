import type { z } from 'zod';
import { Just, ReopenTicket, ResolveTicket } from '../../contract/tickets.ts';
import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { afterReopening } from '../assignment/reopened.ts';
import { requireReviewed } from '../incidents/reviewed.ts';
import { directoryOf } from '../settings/directory.ts';
import { changeTicket } from './change.ts';
import { requireNothingLeft } from './nothing-left.ts';
import { move, withinGrace } from './states.ts';
import { tellRequester } from './write-entry.ts';

/**
 * Resolves the ticket; the requester reads how, and can reopen it within the grace period.
 * @throws `conflict` while something has to be done before
 */
export async function resolveTicket(ctx: Ctx, input: z.input<typeof ResolveTicket>) {
  const { number, resolution, code, withOpenChildren } = parse(ResolveTicket, input);
  return changeTicket(ctx, number, 'resolve', async (ticket, ctx) => {
    const state = move(ticket.state, 'resolve');
    if (!ctx.replay) await requireNothingLeft(ctx, ticket, { withOpenChildren });
    await tellRequester(ctx, ticket, resolution);
    return {
      set: {
        state,
        holdReason: null,
        resolution: wellFormed(resolution),
        resolutionCode: code,
        resolvedAt: ctx.now(),
      },
    };
  });
}

/**
 * Reopens a resolved ticket. It goes on with whoever had it; if they are not there, and its queue gives its tickets, it
 * waits for somebody else.
 * @throws `conflict` once the grace period is over
 */
export async function reopenTicket(ctx: Ctx, input: z.input<typeof ReopenTicket>) {
  const { number, reason } = parse(ReopenTicket, input);
  const { settings } = await directoryOf(ctx);
  return changeTicket(ctx, number, 'reopen', async (ticket, ctx) => {
    const state = move(ticket.state, 'reopen');
    if (!ticket.resolvedAt || !withinGrace(ticket.resolvedAt, settings.graceDays, ctx.now())) {
      fail(
        'conflict',
        `${ticket.number} was resolved more than ${settings.graceDays} days ago, so it cannot be reopened. Please open a new ticket.`,
      );
    }
    const again = await afterReopening(ctx, ticket);
    return {
      set: { state, reopenedAt: ctx.now(), ...again.set },
      words: { ...again.words, ...(reason ? { reason: { from: null, to: reason } } : {}) },
    };
  });
}

/**
 * Closes a resolved ticket for good.
 * @throws `conflict` while people have to look back at it first
 */
export async function closeTicket(ctx: Ctx, input: z.input<typeof Just>) {
  const { number } = parse(Just, input);
  return changeTicket(ctx, number, 'close', async (ticket, ctx) => {
    const state = move(ticket.state, 'close');
    await requireReviewed(ctx, ticket);
    return { set: { state, closedAt: ctx.now() } };
  });
}

/** Until when a ticket can be reopened; null: it cannot. */
export function reopenUntil(
  ticket: { state: string; resolvedAt: Date | null },
  graceDays: number,
): Date | null {
  if (ticket.state !== 'resolved' || !ticket.resolvedAt) return null;
  return new Date(ticket.resolvedAt.getTime() + graceDays * DAY);
}
