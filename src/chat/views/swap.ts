import type { Block, Button, Card, Fact } from '../../contract/card.ts';
import type { SwapState } from '../../contract/swaps.ts';
import { actingPerson } from '../../domain/people/acting.ts';
import { findSwaps, type LoadedSwap, returnOf } from '../../domain/swaps/load.ts';
import type { SwapNews } from '../../domain/swaps/news.ts';
import { verbsOn } from '../../domain/swaps/policy.ts';
import { endInWords } from '../../domain/swaps/words.ts';
import { actingAs, type Ctx } from '../../lib/context.ts';
import type { ShiftSwapCard } from '../../lib/prisma/client.ts';
import { cut, listed, visible } from '../../lib/text.ts';
import type { AskingCard } from './asking-card.ts';

const MOST_NAMES = 10;
const MOST_DECLINED = 8;
const WORD = 200;

/** What the offerer, or somebody who is asked, sees of it now. */
export async function swapCardOf(
  ctx: Ctx,
  { swapId, personId }: Pick<ShiftSwapCard, 'swapId' | 'personId'>,
  publicUrl: string,
): Promise<AskingCard | undefined> {
  const [swap] = await findSwaps(ctx, { id: swapId });
  if (!swap) return undefined;
  const person = await actingPerson(ctx, personId);
  const buttons = buttonsOf(
    actingAs(ctx, person ? { kind: 'person', person } : { kind: 'nobody' }),
    swap,
    personId,
  );
  const card = swapCard(swap, personId, titleOf(swap, personId), buttons, publicUrl);
  return { card, asks: swap.state === 'open', isEnd: swap.state !== 'open' };
}

/** The card that stands in a message; undefined: it is none of an offer. */
export async function swapCardAt(
  ctx: Ctx,
  at: { channel: string; conversation: string; message: string },
  publicUrl: string,
): Promise<Card | undefined> {
  const card = await ctx.db.shiftSwapCard.findFirst({ where: at });
  return card ? (await swapCardOf(ctx, card, publicUrl))?.card : undefined;
}

/** What the offerer, or whoever has the shift now, is told by a message of its own; undefined: it is not so any more. */
export async function swapNewsCard(
  ctx: Ctx,
  { swapId, to, what }: SwapNews,
  publicUrl: string,
): Promise<Card | undefined> {
  const [swap] = await findSwaps(ctx, { id: swapId });
  if (!swap || (what === 'reminder') !== (swap.state === 'open')) return undefined;
  const title = what === 'reminder' ? `Nobody has taken it yet: ${visible(swap.schedule.name)}` : undefined;
  return swapCard(swap, to, title ?? titleOf(swap, to), [], publicUrl);
}

const TONES: Record<SwapState, Card['tone']> = {
  open: 'waiting',
  taken: 'good',
  declined: 'bad',
  withdrawn: 'neutral',
  expired: 'bad',
  void: 'neutral',
};

function titleOf({ state, schedule, offerer, takenBy, ...swap }: LoadedSwap, reader: string): string {
  const isMine = offerer.id === reader;
  const name = visible(schedule.name);
  switch (state) {
    case 'open':
      if (isMine) return `You offer a shift: ${name}`;
      return `${visible(offerer.name)} ${returnOf(swap) ? 'would swap shifts with you' : 'offers you a shift'}: ${name}`;
    case 'taken':
      return `${takenBy?.id === reader ? 'You have taken it' : `Taken by ${visible(takenBy?.name ?? '')}`}: ${name}`;
    case 'declined':
      return `Declined by everybody: ${name}`;
    case 'withdrawn':
      return `Withdrawn: ${name}`;
    case 'expired':
      return `Nobody took it in time: ${name}`;
    case 'void':
      return `Can no longer be taken: ${name}`;
  }
}

function swapCard(
  swap: LoadedSwap,
  reader: string,
  title: string,
  buttons: readonly Button[],
  publicUrl: string,
): Card {
  const { state, note, offerer, madeBy, schedule, asks } = swap;
  const declined = asks.filter(({ declinedAt }) => declinedAt !== null);
  const hasDeclined = declined.some(({ personId }) => personId === reader);
  const isOpen = state === 'open';
  const said: Block[] = [
    ...(isOpen ? [] : [{ type: 'text' as const, text: visible(endInWords(swap)) }]),
    ...(isOpen && hasDeclined ? [context('You have declined it. You can still take it.')] : []),
  ];
  return {
    title: cut(title, 200),
    tone: TONES[state],
    blocks: [
      { type: 'facts', facts: factsOf(swap) },
      ...(note
        ? [{ type: 'quote' as const, author: visible((madeBy ?? offerer).name), text: visible(note) }]
        : []),
      ...(declined.length > 0
        ? [{ type: 'facts' as const, facts: declined.slice(-MOST_DECLINED).map(declineFact) }]
        : []),
      ...said,
      ...(buttons.length > 0 ? [{ type: 'actions' as const, buttons: [...buttons] }] : []),
      {
        type: 'link',
        text: 'The schedule in the console',
        url: `${publicUrl}/on-call?schedule=${schedule.id}`,
      },
    ],
  };
}

const context = (text: string): Block => ({ type: 'context', text });
const at = (label: string, when: Date): Fact => ({ label, value: '', at: when.toISOString() });

function factsOf(swap: LoadedSwap): Fact[] {
  const { from, to, offerer, takenBy, expiresAt, state } = swap;
  const inReturn = returnOf(swap);
  return [
    { label: 'Shift of', value: visible(offerer.name) },
    ...[at('From', from), at('Until', to)],
    ...(inReturn ? [at('In return, from', inReturn.from), at('In return, until', inReturn.to)] : []),
    { label: 'Asked', value: tallyOf(swap) },
    ...(takenBy ? [{ label: 'Taken by', value: visible(takenBy.name) }] : []),
    ...(state === 'open' ? [at('Can be taken until', expiresAt)] : []),
  ];
}

/** “Everybody (5), 2 have declined”. */
function tallyOf({ everybody, asks }: LoadedSwap): string {
  const names = asks.map(({ person }) => visible(person.name));
  const who = everybody ? `Everybody (${names.length})` : listed(names, MOST_NAMES);
  const count = asks.filter(({ declinedAt }) => declinedAt !== null).length;
  if (count === 0) return who;
  return `${who}; ${count === 1 ? 'one has' : `${count} have`} declined`;
}

const declineFact = ({ person, word }: LoadedSwap['asks'][number]): Fact => ({
  label: visible(person.name),
  value: word ? `Declined: ${cut(visible(word), WORD)}` : 'Declined',
});

/** The buttons of whose card it is; who runs the team settles in the console. */
function buttonsOf(ctx: Ctx, swap: LoadedSwap, reader: string): Button[] {
  const may = verbsOn(ctx, swap);
  const value = swap.id;
  const button = (label: string, action: string, style: Button['style'], form?: true): Button => ({
    ...{ label, action, value, style, ...(form ? { form } : {}) },
  });
  return [
    ...(may.includes('take') ? [button('Take it', 'swap_take', 'primary')] : []),
    ...(may.includes('decline') ? [button('Decline', 'swap_decline', 'default', true)] : []),
    ...(swap.offererId === reader && may.includes('withdraw')
      ? [button('Withdraw', 'swap_withdraw', 'default')]
      : []),
  ];
}
