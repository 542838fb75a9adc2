import type { z } from 'zod';
import { ListSwaps, type Swap, swaps } from '../../contract/swaps.ts';
import type { Ctx } from '../../lib/context.ts';
import { olderThan, pageOf, readCursor } from '../../lib/cursor.ts';
import { parse } from '../../lib/parse.ts';
import { requireStaff } from '../people/policy.ts';
import { findSwaps, type LoadedSwap, loadSwap, noSuchSwap, returnOf } from './load.ts';
import { seenBy, sees, verbsOn } from './policy.ts';

/** As the caller sees it. */
export function showSwap(ctx: Ctx, swap: LoadedSwap): Swap {
  const { id, schedule, offerer, madeBy, madeById, offererId, note, state, everybody } = swap;
  const inReturn = returnOf(swap);
  return {
    ...{ id, schedule, offerer, madeBy: madeById === offererId ? null : madeBy, note, state, everybody },
    ...spanOf(swap),
    inReturn: inReturn && spanOf(inReturn),
    asked: swap.asks.map(({ person, declinedAt, word }) => ({
      ...{ person, declinedAt: declinedAt?.toISOString() ?? null, word },
    })),
    ...{ takenBy: swap.takenBy, reason: swap.reason, expiresAt: swap.expiresAt.toISOString() },
    ...{ createdAt: swap.createdAt.toISOString(), endedAt: swap.endedAt?.toISOString() ?? null },
    may: verbsOn(ctx, swap),
  };
}

const spanOf = ({ from, to }: { from: Date; to: Date }) => ({
  ...{ from: from.toISOString(), to: to.toISOString() },
});

/** Offers by the caller, to the caller, and of teams that they run, the newest first. */
export async function listSwaps(
  ctx: Ctx,
  input: z.input<typeof ListSwaps>,
): Promise<{ items: Swap[]; next: string | null }> {
  requireStaff(ctx);
  const { open, schedule, cursor, limit } = parse(ListSwaps, input);
  const rows = await findSwaps(
    ctx,
    {
      ...(open === undefined ? {} : { state: open ? 'open' : { not: 'open' } }),
      ...(schedule ? { scheduleId: schedule } : {}),
      AND: [seenBy(ctx), olderThan('createdAt', cursor === undefined ? undefined : readCursor(cursor))],
    },
    { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: limit + 1 },
  );
  return pageOf(
    rows,
    limit,
    ({ createdAt, id }) => ({ at: createdAt, id }),
    (row) => showSwap(ctx, row),
  );
}

export async function getSwap(ctx: Ctx, input: { id: string }): Promise<Swap> {
  requireStaff(ctx);
  const { id } = parse(swaps.get.input, input);
  const swap = await loadSwap(ctx, id);
  return sees(ctx, swap) ? showSwap(ctx, swap) : noSuchSwap();
}
