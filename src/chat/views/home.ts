import type { Button } from '../../contract/card.ts';
import type { Queue } from '../../contract/queues.ts';
import type { TicketSummary } from '../../contract/tickets.ts';
import { visible } from '../../lib/text.ts';
import { stateInWords } from '../words.ts';

/**
 * The neutral tree of somebody's own page on a channel. As in cards, all texts are plain and a channel escapes
 * them.
 */
export type Home = { text: string | null; buttons: Button[]; sections: HomeSection[] };
export type HomeSection = {
  title: string;
  lines: HomeLine[];
  /** Below the lines, or where there are none. */
  note: string | null;
};
export type HomeLine = { text: string; detail: string; link: { text: string; url: string } };

/** The newest of some tickets, and how many there are. */
export type Listed = { tickets: TicketSummary[]; total: number };
export type QueueCounts = Pick<Queue, 'id' | 'name' | 'counts'>;

export type HomeFacts = {
  publicUrl: string;
  mine: Listed;
  /** Of those who work on tickets. */
  work: { assigned: Listed; unassigned: Listed; queues: QueueCounts[]; isAway: boolean } | null;
};

const AWAY = 'You are away: no tickets are given to you. Write “available” when you are back.';

/** How many queues the home shows. */
const QUEUES = 15;

export function personalHome({ publicUrl, mine, work }: HomeFacts): Home {
  const raise: Button = {
    label: 'Raise a request',
    action: 'raise',
    value: '',
    style: 'primary',
    form: true,
  };
  const label = work ? 'Open the console' : 'Open the portal';
  return {
    text: work?.isAway ? AWAY : null,
    buttons: [
      raise,
      {
        ...{ label: 'Choose from the catalogue', action: 'request_choose' },
        value: '',
        style: 'default',
        form: true,
      },
      { label, action: 'console', value: '', style: 'default' },
    ],
    sections: [
      ...(work ? workSections(work, publicUrl) : []),
      tickets('Your open requests', mine, 'You have no open requests.', (ticket) => ({
        detail: `${stateOf(ticket)} · ${ticket.assignee ? `${nameOf(ticket.assignee)} has it` : 'nobody has it yet'}`,
        url: `${publicUrl}/requests/${ticket.number}`,
      })),
    ],
  };
}

/** For somebody who was deactivated, or whom the desk cannot tell apart. */
export const noHome: Home = {
  text: 'The desk does not know this account, or it is no longer active. Please ask whoever runs it.',
  buttons: [],
  sections: [],
};

function workSections(work: NonNullable<HomeFacts['work']>, publicUrl: string): HomeSection[] {
  const line = (ticket: TicketSummary) => ({
    detail: `${stateOf(ticket)} · P${ticket.priority} · ${ticket.queue.name} · from ${nameOf(ticket.requester)}`,
    url: `${publicUrl}/tickets/${ticket.number}`,
  });
  return [
    tickets('Assigned to you', work.assigned, 'Nothing is assigned to you.', line),
    tickets('Nobody has these yet', work.unassigned, 'Every open ticket has somebody.', line),
    {
      title: 'Queues',
      lines: work.queues.slice(0, QUEUES).map(({ id, name, counts }) => ({
        text: oneLine(name),
        detail: `${counts.new} new · ${counts.in_progress} in progress · ${counts.on_hold} on hold · ${counts.unassigned} unassigned`,
        link: { text: 'Open', url: `${publicUrl}/queues/${id}` },
      })),
      note: work.queues.length === 0 ? 'You work on no queue.' : more(work.queues.length - QUEUES),
    },
  ];
}

function tickets(
  title: string,
  { tickets, total }: Listed,
  none: string,
  line: (ticket: TicketSummary) => { detail: string; url: string },
): HomeSection {
  const lines = tickets.map((ticket) => {
    const { detail, url } = line(ticket);
    return { text: `${ticket.number} · ${oneLine(ticket.title)}`, detail, link: { text: 'Open', url } };
  });
  return { title, lines, note: lines.length === 0 ? none : more(total - lines.length) };
}

const more = (count: number) => (count > 0 ? `… and ${count} more.` : null);

const oneLine = (text: string) => visible(text).replace(/\s+/gu, ' ').trim();
const nameOf = (person: { name: string }) => oneLine(person.name);

const stateOf = ({ state, holdReason }: TicketSummary) => stateInWords(state, holdReason);
