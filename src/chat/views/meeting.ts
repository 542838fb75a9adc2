import type { Approval } from '../../contract/approvals.ts';
import type { Block, Card, Fact } from '../../contract/card.ts';
import { type MeetingItem, type MeetingState, meetingStateWords } from '../../contract/change-meetings.ts';
import { type Change, changeStateWords } from '../../contract/changes.ts';
import { STATE_WORDS } from '../../domain/approvals/words.ts';
import { RISK_WORDS, TYPE_WORDS, windowInWords } from '../../domain/changes/words.ts';
import { itemViews } from '../../domain/meetings/list.ts';
import { itemsOf, type LoadedItem, type LoadedMeeting, loadMeeting } from '../../domain/meetings/load.ts';
import type { Ctx } from '../../lib/context.ts';
import type { ChangeMeetingCard } from '../../lib/prisma/client.ts';
import { cut, visible } from '../../lib/text.ts';
import { voteButtons } from './approval.ts';
import type { AskingCard } from './asking-card.ts';

/** So many lines of an agenda stand on its card; all of it is behind the link. */
const MOST_LINES = 15;
const TITLE = 90;

/** What the conversation of a board sees of a meeting now, or of a change on its agenda: the same for everybody. */
export async function meetingCardOf(
  ctx: Ctx,
  { meetingId, itemId }: Pick<ChangeMeetingCard, 'meetingId' | 'itemId'>,
  publicUrl: string,
): Promise<AskingCard | undefined> {
  const meeting = await loadMeeting(ctx, meetingId);
  const { items, removed } = await itemsOf(ctx, meetingId);
  const link: Block = {
    ...{ type: 'link', text: 'Open in the console', url: `${publicUrl}/changes/meetings/${meetingId}` },
  };
  if (!itemId) {
    return { card: agendaCard(meeting, items, link), asks: true, isEnd: isOver(meeting.state) };
  }
  const off = removed.find(({ id }) => id === itemId);
  if (off) return { card: removedCard(off, link), asks: false };
  const item = items.find(({ id }) => id === itemId);
  const [shown] = item ? await itemViews(ctx, [item]) : [];
  return shown && itemCard(meeting, shown, link);
}

/** The card that stands in a message; undefined: it is none of a meeting. */
export async function meetingCardAt(
  ctx: Ctx,
  at: { channel: string; conversation: string; message: string },
  publicUrl: string,
): Promise<Card | undefined> {
  const card = await ctx.db.changeMeetingCard.findFirst({ where: at });
  return card ? (await meetingCardOf(ctx, card, publicUrl))?.card : undefined;
}

/** “1. CHG-12 · Renew the certificate · Waits for approval”. */
export const agendaLine = (
  { number, title, state }: Pick<Change, 'number' | 'title' | 'state'>,
  index: number,
): string => `${index + 1}. ${number} · ${cut(visible(title), TITLE)} · ${changeStateWords[state]}`;

const isOver = (state: MeetingState) => state === 'held' || state === 'cancelled';

const TONES: Record<MeetingState, Card['tone']> = {
  planned: 'waiting',
  under_way: 'active',
  held: 'good',
  cancelled: 'neutral',
};

function agendaCard(meeting: LoadedMeeting, items: readonly LoadedItem[], link: Block): Card {
  const { board, state, reason, missedSince } = meeting;
  const lines = items
    .slice(0, MOST_LINES)
    .map(({ change }, index) => agendaLine({ ...change, ...change.ticket }, index));
  const more = items.length - lines.length;
  return {
    title: `${visible(board.name)} · ${whenOf(meeting)}`,
    tone: TONES[state],
    blocks: [
      { type: 'facts', facts: agendaFacts(meeting, items) },
      ...(reason ? [{ type: 'text' as const, text: visible(reason) }] : []),
      ...(missedSince && missedSince < meeting.at
        ? [context('It stands for all meetings that were missed.')]
        : []),
      ...(lines.length > 0 ? [{ type: 'text' as const, text: lines.join('\n') }] : []),
      ...(more > 0 ? [context(`And ${more} more, in the console.`)] : []),
      link,
    ],
  };
}

function agendaFacts({ state, board }: LoadedMeeting, items: readonly LoadedItem[]): Fact[] {
  const without = items.filter(({ minutes }) => minutes === '').map(({ change }) => change.ticket.number);
  const many = items.length === 1 ? 'one change' : `${items.length} changes`;
  return [
    { label: 'Meeting', value: meetingStateWords[state] },
    { label: 'Chair', value: visible(board.chair.name) },
    { label: 'Agenda', value: items.length === 0 ? 'nothing yet' : many },
    ...(state === 'under_way' && items.length > 0
      ? [{ label: 'Minutes', value: `of ${items.length - without.length} of ${items.length}` }]
      : []),
    ...(state === 'held' && without.length > 0
      ? [{ label: 'Without minutes', value: cut(without.join(', '), 500) }]
      : []),
  ];
}

function itemCard(meeting: LoadedMeeting, item: MeetingItem, link: Block): AskingCard {
  const { change, approvals, minutes, minutedBy } = item;
  const { number, title, type } = change;
  const open = meeting.state === 'under_way' ? approvals.find(({ state }) => state === 'pending') : undefined;
  return {
    card: {
      title: `${number} · ${TYPE_WORDS[type]} · ${cut(visible(title), 150)}`,
      tone: open ? 'waiting' : 'neutral',
      blocks: [
        context(`${visible(meeting.board.name)} · ${whenOf(meeting)}`),
        { type: 'facts', facts: [...changeFacts(change), ...approvals.map(approvalFact)] },
        ...(minutes
          ? [
              {
                type: 'quote' as const,
                author: `Minutes by ${minutedBy?.name ?? 'the desk'}`,
                text: visible(minutes),
              },
            ]
          : []),
        ...(open
          ? [
              context('Whoever is asked votes here, in their own card, or in the console.'),
              { type: 'actions' as const, buttons: voteButtons(open) },
            ]
          : []),
        link,
      ],
    },
    asks: minutes !== '' || open !== undefined,
  };
}

const removedCard = ({ change, removedReason }: LoadedItem, link: Block): Card => ({
  title: `${change.ticket.number} · ${cut(visible(change.ticket.title), 150)}`,
  tone: 'neutral',
  blocks: [{ type: 'text', text: `Taken off the agenda: ${visible(removedReason)}` }, link],
});

function changeFacts({ state, risk, startsAt, endsAt, timeZone, services }: Change): Fact[] {
  const names = services.map(({ name }) => name).join(', ');
  return [
    { label: 'Change', value: changeStateWords[state] },
    { label: 'Risk', value: RISK_WORDS[risk] },
    {
      label: 'Window',
      value:
        startsAt && endsAt
          ? windowInWords(new Date(startsAt), new Date(endsAt), timeZone)
          : 'Not planned yet',
    },
    ...(names ? [{ label: 'Services', value: cut(visible(names), 300) }] : []),
  ];
}

/** “Board: waits for approval, 1 of 2 approved”. */
function approvalFact({ policy, state, stages, stage }: Approval): Fact {
  const groups = state === 'pending' ? (stages[stage]?.groups ?? []) : [];
  const tallies = groups.map(({ approved, needed }) => `${approved} of ${needed} approved`);
  return { label: visible(policy.name), value: [STATE_WORDS[state], ...tallies].join(', ') };
}

const whenOf = ({ at, endsAt, board }: LoadedMeeting) => windowInWords(at, endsAt, board.timeZone);
const context = (text: string): Block => ({ type: 'context', text });
