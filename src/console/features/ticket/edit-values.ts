/** A ticket's fields as the form holds them, and what of them has changed. */
import type { InputOf } from '../../../contract/endpoint.ts';
import type { Ticket, tickets } from '../../../contract/tickets.ts';

export type EditValues = {
  title: string;
  description: string;
  kind: Ticket['kind'];
  impact: 1 | 2 | 3;
  urgency: 1 | 2 | 3;
  /** Null: by the matrix. */
  priority: { value: number; reason: string } | null;
  category: string;
  tags: string[];
  calendarId: string | null;
};

export const valuesOf = (ticket: Ticket): EditValues => ({
  title: ticket.title,
  description: ticket.description,
  kind: ticket.kind,
  impact: ticket.impact,
  urgency: ticket.urgency,
  priority: ticket.priorityReason ? { value: ticket.priority, reason: ticket.priorityReason } : null,
  category: ticket.category ?? '',
  tags: ticket.tags,
  calendarId: ticket.calendarId,
});

export function editOf(start: EditValues, now: EditValues): Omit<InputOf<typeof tickets.edit>, 'number'> {
  const same = (key: keyof EditValues) => JSON.stringify(start[key]) === JSON.stringify(now[key]);
  const changed = <Key extends keyof EditValues>(key: Key) => (same(key) ? undefined : now[key]);
  const category = changed('category');
  return {
    title: changed('title'),
    description: changed('description'),
    kind: changed('kind'),
    impact: changed('impact'),
    urgency: changed('urgency'),
    priority: changed('priority'),
    category: category === undefined ? undefined : category.trim() || null,
    tags: changed('tags'),
    calendarId: changed('calendarId'),
  };
}
