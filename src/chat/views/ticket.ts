import type { Block, Button, Card, Fact } from '../../contract/card.ts';
import type { SlaMetric } from '../../contract/sla.ts';
import type { Progress } from '../../contract/tickets.ts';
import type { Likely } from '../../domain/catalogue/likely.ts';
import { isOpen, type TicketState } from '../../domain/tickets/states.ts';
import { visible } from '../../lib/text.ts';
import {
  BECAUSE_WORDS,
  CODE_WORDS,
  type HOLD_WORDS,
  KIND_WORDS,
  METRIC_WORDS,
  stateInWords,
} from '../words.ts';

/** What the cards of a ticket show. */
export type TicketCardFacts = {
  id: string;
  number: string;
  kind: keyof typeof KIND_WORDS;
  state: TicketState;
  holdReason: keyof typeof HOLD_WORDS | null;
  title: string;
  description: string;
  priority: number;
  requester: string;
  assignee: string | null;
  unassignedBecause: keyof typeof BECAUSE_WORDS | null;
  queueName: string;
  resolution: string | null;
  resolutionCode: keyof typeof CODE_WORDS | null;
  mergedInto: string | null;
  rating: number | null;
  reopenable: boolean;
  /** What is due next: `late` when it was, `soon` when three quarters of the time are gone. */
  due: { metric: SlaMetric; at: string; how: 'in_time' | 'soon' | 'late' } | null;
  /** Its clocks stand still. */
  paused: boolean;
  isProject: boolean;
  /** A form of the catalogue has asked for it. */
  isItem: boolean;
  /** Nothing is begun before somebody has agreed. */
  waitsForApproval: boolean;
  progress: Progress;
  /** Something has to be done before it can be resolved. */
  unfinished: boolean;
  /** The page of the ticket: in the portal on the requester's card, in the console on the agents'. */
  url: string;
};

/** What of a description fits on a card; the whole is behind the link. */
const QUOTED = 600;

const TONES: Record<TicketState, Card['tone']> = {
  new: 'neutral',
  in_progress: 'active',
  on_hold: 'waiting',
  resolved: 'good',
  closed: 'good',
  cancelled: 'bad',
};

/** Whose buttons a card has. */
export type Buttons = 'requester' | 'agent' | 'nobody';

/** The card that a requester has in their thread. @param likely the item of the catalogue that it looks like */
export function requesterCard(
  ticket: TicketCardFacts,
  buttons: Buttons = 'requester',
  likely?: Likely,
): Card {
  const blocks: Block[] = [
    {
      type: 'facts',
      facts: [
        { label: 'State', value: stateOf(ticket) },
        { label: 'Queue', value: ticket.queueName },
        { label: 'Who has it', value: ticket.assignee ?? 'Nobody yet' },
        ...projectOf(ticket),
      ],
    },
    ...outcomeOf(ticket),
    ...actions([
      ...BUTTONS[buttons](ticket),
      ...(likely && buttons === 'requester' ? [instead(ticket, likely)] : []),
    ]),
    { type: 'link', text: 'Open in the portal', url: ticket.url },
  ];
  return { title: titleOf(ticket), tone: TONES[ticket.state], blocks };
}

/** What was said on a ticket before somebody came to it. */
export type History = { author: string; text: string }[];

/** The card of somebody who was asked to take part, in a conversation of their own. */
export function participantCard(ticket: TicketCardFacts, history: History): Card {
  const blocks: Block[] = [
    {
      type: 'facts',
      facts: [
        { label: 'State', value: stateOf(ticket) },
        { label: 'Requester', value: ticket.requester },
        { label: 'Who has it', value: ticket.assignee ?? 'Nobody yet' },
        ...projectOf(ticket),
      ],
    },
    ...history.map(
      ({ author, text }): Block => ({ type: 'quote', author, text: shorten(visible(text), QUOTED) }),
    ),
    ...outcomeOf(ticket),
    ...actions(
      isOpen(ticket.state) && !ticket.mergedInto ? [button(ticket, 'Answer', 'add_details', 'primary')] : [],
    ),
    { type: 'link', text: 'Open in the portal', url: ticket.url },
    {
      type: 'context',
      text: 'You were asked to take part. What you write about it here is read by the requester and the agents.',
    },
  ];
  return { title: titleOf(ticket), tone: TONES[ticket.state], blocks };
}

/** What is left for somebody who takes part no more. */
export function partedCard(ticket: { number: string }): Card {
  return {
    title: ticket.number,
    tone: 'neutral',
    blocks: [{ type: 'context', text: 'You no longer take part in this.' }],
  };
}

/** The card that agents have in the triage conversation of the ticket's queue. */
export function triageCard(ticket: TicketCardFacts): Card {
  const blocks: Block[] = [
    {
      type: 'facts',
      facts: [
        { label: 'State', value: stateOf(ticket) },
        { label: 'Priority', value: `P${ticket.priority}` },
        { label: 'Kind', value: KIND_WORDS[ticket.kind] },
        { label: 'Requester', value: ticket.requester },
        { label: 'Assignee', value: ticket.assignee ?? nobodyYet(ticket) },
        ...dueOf(ticket),
        ...progressOf(ticket),
      ],
    },
    ...quoteOf(ticket),
    ...outcomeOf(ticket),
    ...actions(triageButtons(ticket)),
    { type: 'link', text: 'Open in the console', url: ticket.url },
    {
      type: 'context',
      text:
        isOpen(ticket.state) && !ticket.mergedInto
          ? 'Messages in this thread are internal. The requester reads what “Reply” sends, and how it is resolved.'
          : 'Messages in this thread are internal.',
    },
  ];
  const tone = ticket.due ? DUE_TONES[ticket.due.how] : undefined;
  return { title: titleOf(ticket), tone: tone ?? TONES[ticket.state], blocks };
}

/** The colour of a card whose time runs out. */
const DUE_TONES = { in_time: undefined, soon: 'waiting', late: 'bad' } as const;

function dueOf({ due, paused }: TicketCardFacts): Fact[] {
  if (due) {
    const label = due.how === 'late' ? 'Overdue since' : 'Due';
    return [{ label, value: `${METRIC_WORDS[due.metric]} ·`, at: due.at }];
  }
  return paused ? [{ label: 'Due', value: 'The clock stands still' }] : [];
}

/** What everybody sees: of an ordinary ticket, what the desk has to do for it is its own affair. */
const projectOf = (ticket: TicketCardFacts): Fact[] =>
  ticket.isProject || ticket.isItem ? progressOf(ticket) : [];

function progressOf({
  isProject,
  isItem,
  waitsForApproval,
  progress: { done, total },
}: TicketCardFacts): Fact[] {
  if (waitsForApproval) return [{ label: 'Approval', value: 'Not decided yet' }];
  const label = isProject && !isItem ? 'Project' : 'Progress';
  if (total > 0) return [{ label, value: `${done} of ${total} done` }];
  return isProject ? [{ label, value: 'Nothing to do yet' }] : [];
}

/** What is left where a ticket was triaged before it moved on: nothing that its new queue keeps to itself. */
export function movedCard(ticket: { number: string }): Card {
  return {
    title: ticket.number,
    tone: 'neutral',
    blocks: [{ type: 'context', text: 'Moved to another queue.' }],
  };
}

const titleOf = (ticket: TicketCardFacts) =>
  `${ticket.number} · ${visible(ticket.title).replace(/\s+/gu, ' ').trim()}`;

function nobodyYet({ unassignedBecause }: TicketCardFacts): string {
  return unassignedBecause ? `Nobody yet: ${BECAUSE_WORDS[unassignedBecause]}` : 'Nobody yet';
}

/** None for a description that was taken back. */
function quoteOf({ requester, description }: TicketCardFacts): Block[] {
  const text = shorten(visible(description), QUOTED);
  return text.trim() === '' ? [] : [{ type: 'quote', author: requester, text }];
}

function requesterButtons(ticket: TicketCardFacts): Button[] {
  if (ticket.mergedInto) return [];
  if (isOpen(ticket.state)) {
    return [
      button(ticket, 'Add details', 'add_details'),
      ...(ticket.unfinished ? [] : [button(ticket, 'It’s solved', 'solved', 'primary')]),
      {
        ...button(ticket, 'Cancel', 'cancel', 'danger'),
        confirm: {
          title: `Cancel ${ticket.number}?`,
          text: 'Nobody will work on it any more. A cancelled ticket cannot be opened again.',
          yes: 'Cancel the ticket',
        },
      },
    ];
  }
  const after: Button[] = [];
  if (ticket.reopenable) after.push(button(ticket, 'Reopen', 'reopen'));
  if (ticket.state !== 'cancelled' && ticket.rating === null) {
    after.push(button(ticket, 'Rate the help', 'rate', 'primary'));
  }
  return after;
}

/** It may be what the catalogue has a form for. */
const instead = (ticket: TicketCardFacts, { id, name }: Likely): Button => ({
  ...button(ticket, `This looks like “${visible(name)}”`, 'request_instead'),
  ...{ value: `${ticket.id} ${id}`, form: true },
});

function triageButtons(ticket: TicketCardFacts): Button[] {
  if (ticket.mergedInto) return [];
  if (!isOpen(ticket.state)) return ticket.reopenable ? [button(ticket, 'Reopen', 'reopen')] : [];
  return [
    ...(ticket.assignee ? [] : [button(ticket, 'Take', 'take', 'primary')]),
    button(ticket, 'Assign', 'assign'),
    button(ticket, 'Reply', 'reply'),
    button(ticket, 'More', 'more'),
  ];
}

/** What asks by a form before it acts. */
const ASKING = new Set(['add_details', 'rate', 'assign', 'reply', 'more']);

const BUTTONS: Record<Buttons, (ticket: TicketCardFacts) => Button[]> = {
  requester: requesterButtons,
  agent: triageButtons,
  nobody: () => [],
};

function button(
  ticket: TicketCardFacts,
  label: string,
  action: string,
  style: Button['style'] = 'default',
): Button {
  return { label, action, value: ticket.id, style, ...(ASKING.has(action) ? { form: true } : {}) };
}

const actions = (buttons: Button[]): Block[] => (buttons.length === 0 ? [] : [{ type: 'actions', buttons }]);

function stateOf(ticket: TicketCardFacts): string {
  if (ticket.mergedInto) return `Merged into ${ticket.mergedInto}`;
  return stateInWords(ticket.state, ticket.holdReason);
}

function outcomeOf(ticket: TicketCardFacts): Block[] {
  const blocks: Block[] = [];
  if (ticket.resolution && (ticket.state === 'resolved' || ticket.state === 'closed')) {
    const code = ticket.resolutionCode ? `${CODE_WORDS[ticket.resolutionCode]}: ` : '';
    blocks.push({ type: 'text', text: shorten(code + visible(ticket.resolution), QUOTED) });
  }
  if (ticket.rating !== null)
    blocks.push({ type: 'context', text: `Rated ${ticket.rating} of 5. Thank you.` });
  return blocks;
}

/** At most `length` UTF-16 units, never cut inside a character. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  return `${cut.toWellFormed() === cut ? cut : cut.slice(0, -1)}…`;
}
