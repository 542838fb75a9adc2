/** An event of the timeline as a sentence that goes on after the name of who did it. */
import type { SlaMetric } from '../../../contract/sla.ts';
import type { Entry } from '../../../contract/tickets.ts';
import { durationWords } from '../../ui/duration.ts';
import { holdWords, stateWords } from '../../ui/state-badge.tsx';
import { kindWords, levelWords, linkWords, resolutionWords } from './words.ts';

type Event = NonNullable<Entry['event']>;
type Change = Event['changes'][number];

export type EventWords = {
  sentence: string;
  /** A longer text that somebody wrote, to be set apart. */
  quote: string | null;
};

/** @param who did it, so that what one does to oneself reads so */
export function eventWords(event: Event, who: string | undefined): EventWords {
  const change = (field: string) => event.changes.find((one) => one.field === field);
  const to = (field: string) => change(field)?.to ?? null;
  const say = (sentence: string, quote: string | null = null): EventWords => ({ sentence, quote });
  switch (event.action) {
    case 'open':
      return say('opened this');
    case 'take':
      return say(
        change('assigneeId')?.from ? `took this over from ${change('assigneeId')?.from}` : 'took this',
      );
    case 'assign':
      return say(
        to('assigneeId')
          ? `assigned this to ${to('assigneeId')}`
          : `put this back to unassigned${to('reason') ? `: ${to('reason')}` : ''}`,
      );
    case 'move':
      return say(moveWords(change('queueId'), change('assigneeId')));
    case 'hold':
      return say(`put this on hold: ${lowered(valueWords('holdReason', to('holdReason')))}`);
    case 'resume':
      return say('took this off hold');
    case 'resolve':
      return say(
        `resolved this: ${lowered(valueWords('resolutionCode', to('resolutionCode')))}`,
        to('resolution'),
      );
    case 'reopen':
      return say(`reopened this${letGo(change('assigneeId'))}`);
    case 'close':
      return say('closed this for good');
    case 'cancel':
      return say(`cancelled this${after(to('state'))}`);
    case 'merge':
      return say(
        to('merged') ? `merged ${to('merged')} into this` : `merged this into ${to('mergedIntoId')}`,
      );
    case 'split':
      return say(`made a ticket of its own out of a message: ${to('split')}`);
    case 'rate':
      return say(`rated the help ${to('rating')}`);
    case 'link':
      return say(linkSentence(event.changes[0]));
    case 'watch':
      return say(
        change('participant')
          ? `asked ${change('participant')?.to} to take part`
          : watchSentence(change('watcher'), who),
      );
    case 'task':
      return say(taskSentence(event.changes[0]));
    case 'tick':
      return say(
        to('taskDone') ? `did “${to('taskDone')}”` : `took back that “${change('taskDone')?.from}” is done`,
      );
    case 'approval':
      return say(to('approval') ?? '');
    case 'change':
      return say(changeSentence(to('change') ?? ''));
    case 'project':
      return say(to('isProject') === 'true' ? 'made this a project' : 'made this an ordinary ticket again');
    case 'sla':
      return say(and.format(event.changes.map(thresholdWords)));
    case 'edit':
      return say(`changed ${event.changes.map(changeWords).join(', ') || 'this'}`);
    default:
      return say([event.action.replaceAll('_', ' '), ...event.changes.map(changeWords)].join(' '));
  }
}

/** What happens to a change by itself is a sentence of its own. */
const changeSentence = (words: string): string => (words.startsWith('The change ') ? `· ${words}` : words);

const promised: Record<SlaMetric, string> = {
  first_response: 'first response',
  next_response: 'next response',
  resolution: 'resolution',
};
const and = new Intl.ListFormat('en', { type: 'conjunction' });

/** A threshold that a clock has passed: per cent of its time, or `+30`: minutes after it was due. */
function thresholdWords({ field, to }: Change): string {
  const what = promised[field as SlaMetric] ?? field;
  if (to === '100') return `noted that the time for the ${what} is over`;
  if (to?.startsWith('+'))
    return `noted that the ${what} has been overdue for ${durationWords(Number(to.slice(1)))} of working time`;
  return `warned that ${to} % of the time for the ${what} is gone`;
}

function watchSentence(change: Change | undefined, who: string | undefined): string {
  if (change?.to) return change.to === who ? 'watches this' : `added ${change.to} as a watcher`;
  return change?.from === who ? 'no longer watches this' : `removed ${change?.from} as a watcher`;
}

function taskSentence(change: Change | undefined): string {
  if (change?.field === 'taskOrder') return `put the tasks in order: ${change.to}`;
  if (!change?.from) return `added to the tasks: ${change?.to}`;
  if (!change.to) return `removed the task ${change.from}`;
  // Mostly it is the same task with other particulars, which need not say its title twice.
  const more = change.to.startsWith(`${change.from} (`) ? change.to.slice(change.from.length + 1) : null;
  return more
    ? `changed the task ${change.from}: ${more.slice(1, -1)}`
    : `changed the task ${change.from} to ${change.to}`;
}

function linkSentence(change: Change | undefined): string {
  if (change?.field === 'parent_of') {
    return change.to ? `made ${change.to} a part of this` : `took ${change.from} out of this`;
  }
  if (change?.field === 'child_of') {
    if (change.to)
      return `made this a part of ${change.to}${change.from ? ` instead of ${change.from}` : ''}`;
    return `took this out of ${change.from}`;
  }
  const words = linkWords[change?.field as keyof typeof linkWords]?.out.toLowerCase() ?? 'linked to';
  return change?.to ? `linked this: ${words} ${change.to}` : `removed a link: ${words} ${change?.from}`;
}

/** Two verbs whose words carry a reason behind the value: `cancelled: nothing to do`. */
const after = (value: string | null): string =>
  value?.includes(': ') ? value.slice(value.indexOf(': ')) : '';

function moveWords(queue: Change | undefined, assignee: Change | undefined): string {
  const from = queue?.from ? ` from ${queue.from}` : '';
  return `moved this${from} to ${queue?.to ?? 'another queue'}${letGo(assignee)}`;
}

const letGo = (assignee: Change | undefined): string =>
  assignee?.from ? `, so ${assignee.from} is no longer the assignee` : '';

const fields: Record<string, string> = {
  holdReason: 'the reason of the hold',
  priorityReason: 'the reason for the priority',
  resolutionCode: 'the outcome',
  queueId: 'the queue',
  assigneeId: 'the assignee',
  calendarId: 'the calendar',
  requesterId: 'the requester',
};

function changeWords({ field, from, to }: Change): string {
  const name = fields[field] ?? `the ${field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;
  if (field === 'description' || field === 'calendarId' || isLong(from) || isLong(to)) return name;
  if (!from && !to) return name;
  if (!from) return `${name} to ${valueWords(field, to)}`;
  if (!to) return `${name} from ${valueWords(field, from)} to nothing`;
  return `${name} from ${valueWords(field, from)} to ${valueWords(field, to)}`;
}

const isLong = (value: string | null) => value !== null && (value.length > 160 || value.includes('\n'));

const known: Record<string, Record<string, string>> = {
  state: stateWords,
  kind: kindWords,
  holdReason: holdWords,
  resolutionCode: resolutionWords,
  impact: levelWords,
  urgency: levelWords,
};

function valueWords(field: string, value: string | null): string {
  if (value === null) return 'nothing';
  if (field === 'priority') return `P${value}`;
  const [word = '', ...rest] = value.split(': ');
  const text = known[field]?.[word];
  return text === undefined ? value : [text, ...rest].join(': ');
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
