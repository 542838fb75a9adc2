import { z } from 'zod';
import { AlertSeverity, AlertState } from '../contract/alerts.ts';
import { ChangeState, ChangeType } from '../contract/changes.ts';
import { TicketKind, TicketNumber, TicketState } from '../contract/common.ts';
import { HeartbeatState } from '../contract/heartbeats.ts';

/** Addresses that people can read: `?state=new&state=on_hold`, every value a text. */
export function stringifySearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') query.append(name, String(one));
    }
  }
  return query.size > 0 ? `?${query}` : '';
}

export function parseSearch(text: string): Record<string, string | string[]> {
  const query = new URLSearchParams(text);
  const search: Record<string, string | string[]> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    search[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return search;
}

/** One or many of the item; whatever is not one is dropped, so a mistyped address still opens. */
const someOf = <Item extends z.ZodType>(item: Item) =>
  z
    .preprocess(
      (value) =>
        (value === undefined || Array.isArray(value) ? value : [value])?.filter(
          (one: unknown) => item.safeParse(one).success,
        ),
      z.array(item).optional(),
    )
    .catch(undefined);

/** What the lists of tickets are filtered by, as in the address. Names as in `api.tickets.list`. */
export const QueuesSearch = z.object({
  q: z.string().max(200).optional().catch(undefined),
  state: someOf(TicketState),
  open: z.enum(['true', 'false']).optional().catch(undefined),
  kind: TicketKind.optional().catch(undefined),
  /** A person's id, `me` or `none`. */
  assignee: z
    .union([z.uuid(), z.enum(['me', 'none'])])
    .optional()
    .catch(undefined),
  requester: z
    .union([z.uuid(), z.literal('me')])
    .optional()
    .catch(undefined),
  priority: someOf(z.coerce.number().int().min(1).max(5)),
  tag: z.string().max(40).optional().catch(undefined),
  parent: TicketNumber.optional().catch(undefined),
  project: z.enum(['true', 'false']).optional().catch(undefined),
  show: z.literal('all').optional().catch(undefined),
  sort: z.enum(['newest', 'oldest', 'due']).optional().catch(undefined),
});
export type QueuesSearch = z.output<typeof QueuesSearch>;

/** Which major incidents are listed: those that are open unless told. */
export const IncidentsSearch = z.object({ show: z.literal('past').optional().catch(undefined) });

/** What the list of alerts is filtered by, as in the address. Names as in `api.alerts.list`. */
export const AlertsSearch = z.object({
  state: someOf(AlertState),
  severity: someOf(AlertSeverity),
  service: someOf(z.uuid()),
});
export type AlertsSearch = z.output<typeof AlertsSearch>;

/** What the list of heartbeats is filtered by, as in the address. Names as in `api.heartbeats.list`. */
export const HeartbeatsSearch = z.object({
  state: someOf(HeartbeatState),
  service: someOf(z.uuid()),
  team: someOf(z.uuid()),
  text: z.string().max(200).optional().catch(undefined),
});
export type HeartbeatsSearch = z.output<typeof HeartbeatsSearch>;

/** What the list of changes is filtered by, as in the address. Names as in `api.changes.list`. */
export const ChangesSearch = z.object({
  state: someOf(ChangeState),
  type: someOf(ChangeType),
  service: someOf(z.uuid()),
});
export type ChangesSearch = z.output<typeof ChangesSearch>;

/** Which meetings about changes: those to come, or those that are over. */
export const MeetingsSearch = z.object({ when: z.enum(['next', 'past']).optional().catch(undefined) });

/** What a new change is made of: a ticket that is there, or a template. */
export const NewChangeSearch = z.object({
  ticket: TicketNumber.optional().catch(undefined),
  template: z.uuid().optional().catch(undefined),
});

/** The days of the calendar of changes. */
export const ChangeCalendarSearch = z.object({
  /** The day that is looked at; without it: today. */
  date: z.iso.date().startsWith('20').optional().catch(undefined),
  view: z.enum(['week', 'month']).optional().catch(undefined),
  service: someOf(z.uuid()),
});
export type ChangeCalendarSearch = z.output<typeof ChangeCalendarSearch>;

/** Which schedule is shown. */
export const OnCallSearch = z.object({
  schedule: z.uuid().optional().catch(undefined),
  /** The day that is looked at; without it: today. */
  date: z.iso.date().startsWith('20').optional().catch(undefined),
  view: z.enum(['week', 'month']).optional().catch(undefined),
});

/** What is looked for in the catalogue. */
export const CatalogueSearch = z.object({ q: z.string().max(200).optional().catch(undefined) });

export const SignInSearch = z.object({
  secret: z.string().optional().catch(undefined),
  from: z.string().optional().catch(undefined),
});

export const HomeSearch = z.object({
  show: z.enum(['open', 'all']).optional().catch(undefined),
});
