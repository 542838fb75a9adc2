/**
 * What a list of tickets shows, as it stands in the address bar: shareable, and the same after going back.
 * Anything unreadable in the address is dropped rather than shown as an error.
 */
import { z } from 'zod';
import { Id, Tag, TicketKind, TicketNumber, TicketState } from '../../../contract/common.ts';
import type { InputOf } from '../../../contract/endpoint.ts';
import type { tickets } from '../../../contract/tickets.ts';

const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).min(1).max(10).optional(),
  );
const optional = <Item extends z.ZodType>(item: Item) => item.optional().catch(undefined);

export const Filters = z.object({
  q: optional(z.string().trim().min(1).max(200)),
  /** `all`: in any state. Without this and without `state` or `open`: open tickets. */
  show: optional(z.literal('all')),
  state: optional(list(TicketState)),
  open: optional(z.enum(['true', 'false'])),
  kind: optional(TicketKind),
  assignee: optional(z.union([Id, z.enum(['me', 'none'])])),
  requester: optional(z.union([Id, z.literal('me')])),
  priority: optional(list(z.coerce.number().int().min(1).max(5))),
  tag: optional(Tag),
  /** Its children. */
  parent: optional(TicketNumber),
  project: optional(z.enum(['true', 'false'])),
  /** Days, both inclusive, in the reader's own time zone. */
  from: optional(z.iso.date()),
  to: optional(z.iso.date()),
  /** `due`: only what is due, the nearest first. */
  sort: optional(z.enum(['newest', 'oldest', 'due'])),
});
export type Filters = z.output<typeof Filters>;

export const readFilters = (search: unknown): Filters => withoutGaps(Filters.parse(search));

export function listInput(filters: Filters, queueId: string | undefined): InputOf<typeof tickets.list> {
  const { show, open, from, to, sort, ...rest } = filters;
  const isAny = show === 'all' || filters.state !== undefined;
  return withoutGaps({
    ...rest,
    queue: queueId,
    // What words find is in order of its age.
    sort: sort === 'due' && filters.q ? undefined : sort,
    open: isAny ? undefined : (open ?? 'true'),
    createdAfter: from && dayStart(from, 0),
    createdBefore: to && dayStart(to, 1),
  });
}

export const isPerson = (assignee: string): boolean => assignee !== 'me' && assignee !== 'none';

/** What remains when filters are cleared: the view that was chosen in the list of queues, and its order. */
export const clearedFilters = ({ assignee, sort }: Filters): Filters =>
  withoutGaps({ assignee: assignee && !isPerson(assignee) ? assignee : undefined, sort });

/** Whether anything narrows the list beyond that view. */
export const isNarrowed = (filters: Filters): boolean =>
  Object.keys(withoutGaps(filters)).length > Object.keys(clearedFilters(filters)).length;

/** When a day begins, or one so many days later, in the reader's own time zone. */
export function dayStart(day: string, offset: number): string {
  const start = new Date(`${day}T00:00:00`);
  start.setDate(start.getDate() + offset);
  return start.toISOString();
}

function withoutGaps<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Value;
}
