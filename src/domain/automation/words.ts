import type { Comparison } from '../../contract/automation.ts';
import type { EventData, TicketEvent } from './events.ts';

/** What rules react to and ask, in plain words. */

const said = (data: EventData) =>
  data.by === 'requester' ? 'The requester' : data.by === 'agent' ? 'An agent' : 'Somebody';

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
    case 'idle':
      return 'Nothing happened for long.';
  }
}

/** A comparison that decided, and how. */
export function comparisonInWords({ field, op, value }: Comparison, holds: boolean): string {
  const values = Array.isArray(value) ? value.slice(0, 5).join(', ') : String(value);
  return `${spoken(field)} ${spoken(op)} ${values}: ${holds ? 'yes' : 'no'}`;
}

/** `holdReason`, `hold_reason`: hold reason. */
const spoken = (name: string): string =>
  name
    .replace(/Id$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
