import type { z } from 'zod';
import { DeclineSwap, type Swap, swaps, type TakenSwap, TakeSwap } from '../../contract/swaps.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { namesOnCall, rotasOf } from '../oncall/now.ts';
import { addOverride } from '../oncall/overrides.ts';
import { lockSchedule } from '../oncall/schedules.ts';
import { requireStaff } from '../people/policy.ts';
import { refreshSwap } from './cards.ts';
import { type Handing, handed, holds, isLess, onCallIn, reachedOf, rotaAround } from './check.ts';
import { endSwap } from './end.ts';
import { type LoadedSwap, loadSwap, lockSwap, returnOf } from './load.ts';
import { requireAnswering, requireOpenSwap, requireWithdrawing } from './policy.ts';
import { showSwap } from './view.ts';

type Ask = LoadedSwap['asks'][number];

/**
 * Takes a shift that was offered: whoever comes first has it, by overrides that are made in the same transaction. An offer
 * that has become pointless ends by this: `state` says so.
 * @throws `conflict` when it has ended, or the taker is on call then or would leave fewer people on call
 */
export async function takeSwap(ctx: Ctx, input: z.input<typeof TakeSwap>): Promise<TakenSwap> {
  requireStaff(ctx);
  const { id, personId } = parse(TakeSwap, input);
  const { scheduleId } = await loadSwap(ctx, id);
  return inTransaction(ctx, async (ctx) => {
    await lockSchedule(ctx, scheduleId);
    const swap = await lockSwap(ctx, id);
    const ask = requireAnswering(ctx, swap, personId);
    requireOpenSwap(swap);
    const ended = await take(ctx, swap, ask);
    const alsoOnCall = ended.state === 'taken' ? await otherSchedulesOf(ctx, ended, ask.personId) : [];
    return { ...showSwap(ctx, ended), alsoOnCall };
  });
}

async function take(ctx: Ctx, swap: LoadedSwap, { personId, person }: Ask): Promise<LoadedSwap> {
  const { scheduleId, offererId, offerer } = swap;
  if (swap.expiresAt <= ctx.now()) return endSwap(ctx, swap, { state: 'expired' });
  if (!(await namesOnCall(ctx, [personId])).has(personId)) {
    fail('conflict', `${person.name} cannot be on call: agents and admins can.`);
  }
  const handings = handingsOf(ctx, swap, personId);
  const rota = await rotaAround(ctx, scheduleId, handings);
  const lost = handings.find((one) => !holds(rota, one.giver, one));
  if (lost) {
    const whose = lost.giver === offererId ? offerer : person;
    const what = lost.giver === offererId ? 'the shift' : 'the shift in return';
    return endSwap(ctx, swap, { state: 'void', reason: `${what} is not ${whose.name}’s any more` });
  }
  const twice = handings.find((one) => onCallIn(rota, one).has(one.taker));
  if (twice) {
    const whom = twice.taker === personId ? person : offerer;
    fail(
      'conflict',
      `${whom.name} is on call by this schedule already at that time, so nothing has changed.`,
    );
  }
  const after = handed(rota, handings);
  const reached = await reachedOf(ctx, [offererId, personId]);
  const counts = (id: string) => reached.has(id) || (id !== offererId && id !== personId);
  if (handings.some((one) => isLess(rota, after, one, counts))) {
    fail(
      'conflict',
      `Fewer people whom a page can reach would be on call then, so nothing has changed. Deskbell has to know a chat, a phone or a mail of ${person.name} first.`,
    );
  }
  const overrides = [];
  for (const { from, to, giver, taker } of handings) {
    const span = { from: new Date(from), to: new Date(to) };
    overrides.push(await addOverride(ctx, { scheduleId, ...span, personIds: [taker], replacesId: giver }));
  }
  const detail = { overrides: overrides.map(({ id }) => id) };
  return endSwap(ctx, swap, { state: 'taken', takenById: personId, detail });
}

/** What changes hands: of a shift that is under way what is left. */
function handingsOf(ctx: Ctx, swap: LoadedSwap, takerId: string): Handing[] {
  const { offererId, from, to } = swap;
  const inReturn = returnOf(swap);
  const begins = Math.max(from.getTime(), ctx.now().getTime());
  return [
    { from: begins, to: to.getTime(), giver: offererId, taker: takerId },
    ...(inReturn
      ? [
          {
            ...{ from: inReturn.from.getTime(), to: inReturn.to.getTime() },
            ...{ giver: takerId, taker: offererId },
          },
        ]
      : []),
  ];
}

/** By which somebody is on call at the same time, by name. */
async function otherSchedulesOf(ctx: Ctx, { scheduleId, from, to }: LoadedSwap, personId: string) {
  const { rotas } = await rotasOf(ctx, { id: { not: scheduleId } }, from, to);
  const span = { from: from.getTime(), to: to.getTime() };
  return rotas.filter(({ rota }) => onCallIn(rota, span).has(personId)).map(({ schedule }) => schedule.name);
}

/**
 * Declines a shift that was offered, with a word. Once everybody has, the offer has ended.
 * @throws `conflict` when it has ended, or they have declined it already
 */
export async function declineSwap(ctx: Ctx, input: z.input<typeof DeclineSwap>): Promise<Swap> {
  requireStaff(ctx);
  const { id, personId: whom, word } = parse(DeclineSwap, input);
  return inTransaction(ctx, async (ctx) => {
    const swap = await lockSwap(ctx, id);
    const { personId, declinedAt } = requireAnswering(ctx, swap, whom);
    requireOpenSwap(swap);
    if (declinedAt) fail('conflict', 'It is declined already.');
    const where = { swapId_personId: { swapId: id, personId } };
    await ctx.db.shiftSwapAsk.update({ where, data: { declinedAt: ctx.now(), word: wellFormed(word) } });
    await audit(ctx, {
      action: 'schedule.swap_decline',
      subject: { type: 'schedule', id: swap.scheduleId },
      detail: { swap: id, personId, word },
    });
    const isLast = swap.asks.every((one) => one.declinedAt !== null || one.personId === personId);
    if (isLast) return showSwap(ctx, await endSwap(ctx, swap, { state: 'declined' }));
    await refreshSwap(ctx, id);
    ctx.publish({ topic: 'directory' });
    return showSwap(ctx, await loadSwap(ctx, id));
  });
}

/** Takes an offer back. @throws `conflict` when it has ended */
export async function withdrawSwap(ctx: Ctx, input: { id: string }): Promise<Swap> {
  requireStaff(ctx);
  const { id } = parse(swaps.withdraw.input, input);
  return inTransaction(ctx, async (ctx) => {
    const swap = await lockSwap(ctx, id);
    requireWithdrawing(ctx, swap);
    requireOpenSwap(swap);
    return showSwap(ctx, await endSwap(ctx, swap, { state: 'withdrawn' }));
  });
}
