import type { SwapVerb } from '../../contract/swaps.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { mayRun } from '../oncall/policy.ts';
import { isAdmin } from '../people/acting.ts';
import { requireSelf } from '../people/policy.ts';
import { type LoadedSwap, noSuchSwap } from './load.ts';
import { endInWords } from './words.ts';

/**
 * Who may do what with an offer of a shift. Who offers it, who was asked, and who runs the team see it; nobody else is
 * told why somebody wants to be rid of a shift.
 */
export function sees(ctx: Ctx, { schedule, offererId, madeById, asks }: LoadedSwap): boolean {
  if (mayRun(ctx, schedule.teamId)) return true;
  const me = personOf(ctx.actor)?.id;
  return me !== undefined && [offererId, madeById, ...asks.map(({ personId }) => personId)].includes(me);
}

/** Those that the caller sees. */
export function seenBy(ctx: Ctx): Prisma.ShiftSwapWhereInput {
  const person = personOf(ctx.actor);
  if (!person || isAdmin(person)) return {};
  const { id, leadOf } = person;
  return {
    OR: [
      { offererId: id },
      { madeById: id },
      { asks: { some: { personId: id } } },
      { schedule: { teamId: { in: [...leadOf] } } },
    ],
  };
}

export function verbsOn(ctx: Ctx, swap: LoadedSwap): SwapVerb[] {
  if (swap.state !== 'open') return [];
  const me = personOf(ctx.actor)?.id;
  const ask = swap.asks.find(({ personId }) => personId === me);
  const isRun = mayRun(ctx, swap.schedule.teamId);
  return [
    ...(ask ? ['take' as const] : []),
    ...(ask && !ask.declinedAt ? ['decline' as const] : []),
    ...(isRun || swap.offererId === me ? ['withdraw' as const] : []),
    ...(isRun ? ['settle' as const] : []),
  ];
}

/** Who answers: they themselves or, by name, whoever runs the team. */
export function requireAnswering(
  ctx: Ctx,
  swap: LoadedSwap,
  personId: string | null,
): LoadedSwap['asks'][number] {
  const me = ctx.actor.kind === 'system' ? undefined : requireSelf(ctx);
  if (!sees(ctx, swap)) return noSuchSwap();
  const id = personId ?? me?.id;
  if (id !== me?.id && !mayRun(ctx, swap.schedule.teamId)) {
    fail('forbidden', 'Only an admin, or who leads the team, may answer for somebody else.');
  }
  const ask = swap.asks.find((one) => one.personId === id);
  return ask ?? fail('forbidden', 'Only who was asked can answer.');
}

export function requireWithdrawing(ctx: Ctx, swap: LoadedSwap): void {
  const me = ctx.actor.kind === 'system' ? undefined : requireSelf(ctx);
  if (!sees(ctx, swap)) noSuchSwap();
  if (swap.offererId === me?.id || mayRun(ctx, swap.schedule.teamId)) return;
  fail('forbidden', 'Only who offers it, an admin, or who leads the team may withdraw it.');
}

/** Refuses, in words for who clicked, what has ended. */
export function requireOpenSwap(swap: LoadedSwap): void {
  if (swap.state !== 'open') fail('conflict', `${endInWords(swap)} Nothing has changed.`);
}
