import { z } from 'zod';
import { ChangeState } from './changes.ts';
import { Id, Instant, PageQuery, page, several, Text, TicketNumber, Title } from './common.ts';
import { endpoint } from './endpoint.ts';
import { PersonRef } from './people.ts';
import { CorrectedText, PublishedText, StatusUpdate } from './status-page.ts';

/**
 * A major incident: a ticket for which people come together in one place, in parts of their own. It is named by the
 * ticket's number, and its severity is the ticket's priority.
 */

/** The states in which people work on it. */
export const UnderWay = z.enum(['investigating', 'identified', 'monitoring']);
export type UnderWay = z.output<typeof UnderWay>;
export const isUnderWay = (state: IncidentState): state is UnderWay => UnderWay.safeParse(state).success;

/** `proposed`, `rejected` and `cancelled`: it is not, or no longer, a major incident. */
export const IncidentState = z.enum([
  ...(['proposed', 'rejected', 'cancelled'] as const),
  ...UnderWay.options,
  'resolved',
]);
export type IncidentState = z.output<typeof IncidentState>;

/** As people read them, in chats and in the console. */
export const incidentStateWords: Record<IncidentState, string> = {
  proposed: 'Proposed',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
};

/** One person has each of the first three; anybody may respond. */
export const IncidentRole = z.enum(['commander', 'communications', 'scribe', 'responder']);
export type IncidentRole = z.output<typeof IncidentRole>;

/** 1 is the worst. */
export const Severity = z.literal([1, 2, 3, 4, 5]);
export type Severity = z.output<typeof Severity>;

const Ref = z.object({ id: Id, name: z.string() });

export const Incident = z.object({
  /** Its ticket's. */
  id: Id,
  number: z.string(),
  title: z.string(),
  severity: Severity,
  state: IncidentState,
  services: z.array(Ref),
  /** Null: nobody has taken it. */
  commander: PersonRef.nullable(),
  declaredBy: PersonRef.nullable(),
  /** When it was declared or, until then, proposed. */
  declaredAt: Instant,
  resolvedAt: Instant.nullable(),
  /** When the next update is due; null: none is. */
  updateDueAt: Instant.nullable(),
});
export type Incident = z.output<typeof Incident>;

export const IncidentEventKind = z.enum([
  ...['proposed', 'rejected', 'declared', 'cancelled', 'state', 'severity', 'services'],
  ...['role', 'update', 'note', 'pinned', 'room', 'review', 'status', 'cause'],
  // Of the alerts that hang on its ticket.
  ...['alert', 'page'],
] as const);

/** Something on the timeline. */
export const IncidentEvent = z.object({
  id: z.string(),
  kind: IncidentEventKind,
  /** Null: the desk, or what sent the alert. */
  by: PersonRef.nullable(),
  at: Instant,
  /** What happened, in words, or what was said. */
  text: z.string(),
  /** It was written for the timeline, so it may be put right there. */
  editable: z.boolean(),
  edited: z.boolean(),
});
export type IncidentEvent = z.output<typeof IncidentEvent>;

/** The conversation in a chat that it has for itself. */
export const IncidentRoom = z.object({
  /** `failed`: `error` says why, and somebody has to ask for it once more. */
  state: z.enum(['wanted', 'made', 'failed', 'archived']),
  channel: z.string(),
  name: z.string(),
  /** Where one opens it; null: it is not made. */
  url: z.string().nullable(),
  error: z.string().nullable(),
});
export type IncidentRoom = z.output<typeof IncidentRoom>;

export const WholeIncident = z.object({
  ...Incident.shape,
  roles: z.array(z.object({ role: IncidentRole, person: PersonRef, since: Instant })),
  /** Why it was proposed, rejected or cancelled. */
  reason: z.string(),
  identifiedAt: Instant.nullable(),
  monitoringAt: Instant.nullable(),
  /** Those of its ticket, and what is open for its services. */
  alerts: z.array(
    z.object({
      ...{ id: Id, summary: z.string(), state: z.enum(['triggered', 'acknowledged', 'resolved']) },
      service: z.string().nullable(),
      /** The number of another ticket that it has, if the caller sees that. */
      ticket: z.string().nullable(),
    }),
  ),
  /** What is named as its cause, and what was changed on its services since the day before it began: causes first, then the last one first. */
  changes: z.array(
    z.object({
      ...{ number: z.string(), title: z.string(), state: ChangeState },
      /** Null: it was not begun. */
      startedAt: Instant.nullable(),
      /** It is named as the cause, by a link `caused_by`. */
      isCause: z.boolean(),
    }),
  ),
  /** Its children and what is linked to it. */
  tickets: z.array(
    z.object({ number: z.string(), title: z.string(), state: z.string(), child: z.boolean() }),
  ),
  /** Null: it has none, and none is wanted. */
  room: IncidentRoom.nullable(),
  /** The oldest first. */
  timeline: z.array(IncidentEvent),
  /** How far the review is; null: there is none. */
  review: z.enum(['draft', 'in_review', 'done']).nullable(),
  /** What the status page says of it, the oldest first. */
  statusUpdates: z.array(StatusUpdate),
  /** Whether the caller may work on it. */
  workable: z.boolean(),
});
export type WholeIncident = z.output<typeof WholeIncident>;

const Services = z
  .array(Id)
  .max(50)
  .transform((ids) => [...new Set(ids)]);
const Reason = z.string().trim().min(1, 'must say why').max(1_000);
const Note = z.string().trim().min(1, 'must not be empty').max(3_000, 'must have at most 3000 characters');

export const DeclareIncident = z.strictObject({
  /** What is to be a major incident; unset: a new ticket. */
  ticket: TicketNumber.optional(),
  /** Needed for a new ticket. */
  title: Title.optional(),
  description: Text.optional(),
  severity: Severity,
  services: Services.default([]),
  /** The alert that shows it: its ticket, its service. */
  alert: Id.optional(),
  /** Declare it although another one is open that may be the same. */
  anyway: z.boolean().default(false),
});
export const ProposeIncident = z.strictObject({ ticket: TicketNumber, reason: Reason });
export const ListIncidents = z.strictObject({
  ...PageQuery,
  /** Unset: those that are open or proposed. */
  state: several(IncidentState),
  service: several(Id),
});

const number = { number: TicketNumber };
const Just = z.strictObject(number);
const verb = <Input extends z.ZodType>(name: string, summary: string, input: Input) =>
  endpoint({
    method: 'POST',
    path: `/incidents/:number/${name}`,
    summary,
    scope: 'write',
    input,
    output: WholeIncident,
  });

export const incidents = {
  list: endpoint({
    method: 'GET',
    path: '/incidents',
    summary: 'Major incidents, the newest first',
    scope: 'read',
    input: ListIncidents,
    output: page(Incident),
  }),
  get: endpoint({
    method: 'GET',
    path: '/incidents/:number',
    summary: 'A major incident with its timeline',
    scope: 'read',
    input: Just,
    output: WholeIncident,
  }),
  declare: endpoint({
    method: 'POST',
    path: '/incidents',
    summary: 'Declare a major incident: of a new ticket, of one that is there, or of an alert',
    scope: 'write',
    input: DeclareIncident,
    output: WholeIncident,
    status: 201,
    idempotent: true,
  }),
  propose: endpoint({
    method: 'POST',
    path: '/incidents/proposals',
    summary: 'Propose a ticket as a major incident',
    scope: 'write',
    input: ProposeIncident,
    output: WholeIncident,
    status: 201,
    idempotent: true,
  }),
  accept: verb(
    'accept',
    'Make a major incident of what was proposed',
    z.strictObject({ ...number, severity: Severity.optional() }),
  ),
  reject: verb('reject', 'Say why it is no major incident', z.strictObject({ ...number, reason: Reason })),
  cancel: verb(
    'cancel',
    'Say that it is no major incident after all; its ticket goes on',
    z.strictObject({ ...number, reason: Reason }),
  ),
  move: verb('state', 'Say how far it is', z.strictObject({ ...number, state: UnderWay })),
  resolve: verb(
    'resolve',
    'Say that it is over; its open children are resolved with it',
    z.strictObject({ ...number, resolution: Text }),
  ),
  edit: verb(
    'edit',
    'Change its severity or services',
    z.strictObject({ ...number, severity: Severity.optional(), services: Services.optional() }),
  ),
  room: verb('room', 'Give it a room of its own, or try once more to make it', Just),
  take: verb(
    'roles',
    'Give somebody a role, or take one; who had it before is told',
    z.strictObject({ ...number, role: IncidentRole, personId: Id.optional() }),
  ),
  leave: verb(
    'roles/leave',
    'Give a role back',
    z.strictObject({ ...number, role: IncidentRole, personId: Id.optional() }),
  ),
  update: verb(
    'updates',
    'Tell those who wait: the requesters of its tickets and its stakeholders, and in words of its own the status page',
    z.strictObject({
      ...number,
      text: Note,
      state: UnderWay.optional(),
      /** Also on the status page, in words of its own; unset: it says nothing there. */
      status: PublishedText.optional(),
    }),
  ),
  note: verb(
    'timeline',
    'Add to the timeline',
    z.strictObject({
      ...number,
      text: Note,
      /** When it happened; unset: now. */
      at: Instant.optional(),
    }),
  ),
  editNote: endpoint({
    method: 'PATCH',
    path: '/incidents/:number/timeline/:id',
    summary: 'Put right what somebody has added to the timeline',
    scope: 'write',
    input: z.strictObject({ ...number, id: Id, text: Note.optional(), at: Instant.optional() }),
    output: WholeIncident,
  }),
  removeNote: endpoint({
    method: 'DELETE',
    path: '/incidents/:number/timeline/:id',
    summary: 'Take back what somebody has added to the timeline',
    scope: 'write',
    input: z.strictObject({ ...number, id: Id }),
    output: WholeIncident,
  }),
  editStatus: endpoint({
    method: 'PATCH',
    path: '/incidents/:number/status-updates/:id',
    summary: 'Put right what the status page says',
    scope: 'write',
    input: z.strictObject({ ...number, id: Id, ...CorrectedText }),
    output: WholeIncident,
  }),
  removeStatus: endpoint({
    method: 'DELETE',
    path: '/incidents/:number/status-updates/:id',
    summary: 'Take an update off the status page, and what it said of services with it',
    scope: 'write',
    input: z.strictObject({ ...number, id: Id }),
    output: WholeIncident,
  }),
};
