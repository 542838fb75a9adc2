import type { Comparison } from '../../contract/automation.ts';
import type { EventData, TicketEvent } from './events.ts';

/** What rules react to and ask, in plain words. */

const said = (data: EventData) =>
  data.by === 'requester' ? 'The requester' : data.by === 'agent' ? 'An agent' : 'Somebody';

const ALERT_WORDS: Record<string, string> = {
  ticketed: 'An alert got this ticket.',
  acknowledged: 'Its alert was acknowledged.',
  resolved: 'Its alert was resolved.',
  exhausted: 'Nobody answered its alert.',
};

export function eventInWords({ kind, data }: Pick<TicketEvent, 'kind' | 'data'>): string {
  switch (kind) {
    case 'opened':
      return 'It was opened.';
    case 'changed':
      return `Changed: ${Object.keys(data.changes ?? {})
        .map(spoken)
        .join(', ')}.`;
    case 'replied':
      return `${said(data)} replied.`;
    case 'noted':
      return `${said(data)} wrote a note.`;
    case 'sla':
      return `Threshold ${data.threshold} of ${spoken(data.metric ?? '')} was passed.`;
    case 'approval':
      return `An approval was decided: ${data.decided}.`;
    case 'alert':
      return ALERT_WORDS[data.happened ?? ''] ?? 'Something became of its alert.';
    case 'idle':
      return 'Nothing happened for long.';
    case 'schedule':
      return 'Its time had come.';
  }
}

const operators: Record<Comparison['op'], string> = {
  is: 'is',
  is_not: 'is not',
  at_least: 'is at least',
  at_most: 'is at most',
  contains: 'contains',
  contains_not: 'does not contain',
};

/**
 * A comparison that decided, and how.
 * @param nameOf what stands for an id
 */
export function comparisonInWords(
  { field, op, value }: Comparison,
  holds: boolean,
  nameOf: (id: string) => string,
): string {
  const values = Array.isArray(value) ? some(value.map(nameOf)) : String(value);
  return `${spoken(field)} ${operators[op]} ${values}: ${holds ? 'yes' : 'no'}`;
}

const MOST = 5;
const or = new Intl.ListFormat('en', { type: 'disjunction' });
const some = (names: readonly string[]): string =>
  or.format(names.length > MOST ? [...names.slice(0, MOST), `${names.length - MOST} more`] : names);

/** `holdReason`, `hold_reason`: hold reason. */
const spoken = (name: string): string =>
  name
    .replace(/Id$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
