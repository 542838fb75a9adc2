import { z } from 'zod';
import { Approval, PeopleOrTeam } from './approvals.ts';
import { Change, ChangeRisk, ChangeType, ServiceIds } from './changes.ts';
import { Id, Instant, Name, PageQuery, page, TicketNumber, TimeZone } from './common.ts';
import { endpoint } from './endpoint.ts';
import { PersonRef } from './people.ts';
import { Triage } from './queues.ts';
import { Cron } from './recurrences.ts';

/** Change advisory boards, and their meetings: the changes on the agenda, and the minutes of each. */

/** Who is on the board, beside its chair. */
export const BoardMembers = PeopleOrTeam;
export type BoardMembers = z.output<typeof BoardMembers>;

/** Which changes come onto the agenda by themselves. Empty lists mean all. */
export const AgendaFilter = z.strictObject({
  states: z
    .array(z.enum(['assess', 'authorize', 'scheduled']))
    .min(1, 'must name a state')
    .transform((states) => [...new Set(states)]),
  types: z.array(ChangeType).transform((types) => [...new Set(types)]),
  leastRisk: ChangeRisk,
  serviceIds: ServiceIds,
  /** Whose queues they are in. */
  teamIds: z
    .array(Id)
    .max(50)
    .transform((ids) => [...new Set(ids)]),
  /** Their window starts at most so many days after the meeting; null: whenever it does, also if none is planned. */
  withinDays: z.number().int().min(1, 'must be at least a day').max(365).nullable(),
});
export type AgendaFilter = z.output<typeof AgendaFilter>;

const CONTENT = {
  name: Name,
  enabled: z.boolean(),
  cron: Cron,
  timeZone: TimeZone,
  /** How long a meeting takes. */
  minutes: z.number().int().min(5, 'must be at least 5').max(480, 'must be at most 8 hours'),
  /** How long before a meeting its agenda is drawn up. */
  leadHours: z.number().int().min(1, 'must be at least 1').max(168, 'must be at most a week'),
  /** Where agendas and minutes are posted. */
  conversation: Triage,
  chairId: Id,
  members: BoardMembers,
  filter: AgendaFilter,
};

export const ChangeBoard = z.object({
  id: Id,
  ...CONTENT,
  chair: PersonRef,
  /** Counts the edits. */
  version: z.number().int(),
  /** The next meeting whose agenda is still to be drawn up; null: it is off, or never meets again. */
  nextAt: Instant.nullable(),
});
export type ChangeBoard = z.output<typeof ChangeBoard>;

export const CreateBoard = z.strictObject({ ...CONTENT, enabled: CONTENT.enabled.default(true) });
export const UpdateBoard = z.strictObject({ id: Id, ...CONTENT });

export const MeetingState = z.enum(['planned', 'under_way', 'held', 'cancelled']);
export type MeetingState = z.output<typeof MeetingState>;

/** As people read them. */
export const meetingStateWords: Record<MeetingState, string> = {
  planned: 'Planned',
  under_way: 'Under way',
  held: 'Held',
  cancelled: 'Cancelled',
};

export const ChangeMeeting = z.object({
  id: Id,
  board: z.object({ id: Id, name: z.string() }),
  chair: PersonRef,
  at: Instant,
  endsAt: Instant,
  /** By which its time is read. */
  timeZone: z.string(),
  state: MeetingState,
  /** Why it was cancelled. */
  reason: z.string(),
  /** The first of the meetings for which it stands, since the desk was down; null: it is one. */
  missedSince: Instant.nullable(),
  beganAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  /** How many changes are on its agenda, and how many of them have minutes. */
  items: z.number().int(),
  minuted: z.number().int(),
});
export type ChangeMeeting = z.output<typeof ChangeMeeting>;

export const MeetingItem = z.object({
  id: Id,
  change: Change,
  /** Null: by the filter of the board. */
  addedBy: PersonRef.nullable(),
  minutes: z.string(),
  /** Counts the edits of its minutes. */
  version: z.number().int(),
  minutedBy: PersonRef.nullable(),
  minutedAt: Instant.nullable(),
  /** What its change waits for, or was decided last. */
  approvals: z.array(Approval),
});
export type MeetingItem = z.output<typeof MeetingItem>;

export const MeetingVerb = z.enum(['add', 'remove', 'order', 'minutes', 'begin', 'end', 'cancel']);
export type MeetingVerb = z.output<typeof MeetingVerb>;

export const WholeMeeting = z.object({
  ...ChangeMeeting.shape,
  /** In order. */
  agenda: z.array(MeetingItem),
  /** What was taken off it, and is not put there again by the filter. */
  removed: z.array(z.object({ number: z.string(), title: z.string(), reason: z.string() })),
  /** What the caller may do with it now. */
  verbs: z.array(MeetingVerb),
});
export type WholeMeeting = z.output<typeof WholeMeeting>;

export const ListMeetings = z.strictObject({
  ...PageQuery,
  /** `next`: planned or under way, the nearest first; `past`: held or cancelled, the newest first. */
  when: z.enum(['next', 'past']).default('next'),
  board: Id.optional(),
});

const Reason = z.string().trim().min(1, 'must say why').max(1_000);
const id = { id: Id };
const Just = z.strictObject(id);
const item = { ...id, itemId: Id };
/** No longer than what a form in a chat holds. */
export const Minutes = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(3_000, 'must have at most 3000 characters');

const verb = <Input extends z.ZodType>(
  path: string,
  summary: string,
  input: Input,
  method: 'POST' | 'PUT' = 'POST',
) =>
  endpoint({
    ...{ method, path: `/change-meetings/:id/${path}`, summary, scope: 'write' },
    ...{ input, output: WholeMeeting },
  });

export const changeBoards = {
  list: endpoint({
    method: 'GET',
    path: '/change-boards',
    summary: 'Change advisory boards, by name',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(ChangeBoard) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/change-boards',
    summary: 'Add a board',
    scope: 'admin',
    input: CreateBoard,
    output: ChangeBoard,
    status: 201,
    idempotent: true,
  }),
  update: endpoint({
    method: 'PUT',
    path: '/change-boards/:id',
    summary: 'Change a board, or switch it on or off; meetings that are drawn up already stay as they are',
    scope: 'admin',
    input: UpdateBoard,
    output: ChangeBoard,
  }),
};

export const changeMeetings = {
  list: endpoint({
    method: 'GET',
    path: '/change-meetings',
    summary: 'Meetings of change advisory boards that are to come, or those that are over',
    scope: 'read',
    input: ListMeetings,
    output: page(ChangeMeeting),
  }),
  get: endpoint({
    method: 'GET',
    path: '/change-meetings/:id',
    summary: 'A meeting with its agenda and minutes, and with the approvals that its changes wait for',
    scope: 'read',
    input: Just,
    output: WholeMeeting,
  }),
  add: verb(
    'items',
    'Put a change on the agenda, the last one: chair, admins and members',
    z.strictObject({ ...id, change: TicketNumber }),
  ),
  remove: verb(
    'items/:itemId/remove',
    'Take a change without minutes off the agenda: chair and admins',
    z.strictObject({ ...item, reason: Reason }),
  ),
  order: verb(
    'order',
    'Put the agenda in order: chair and admins',
    z.strictObject({ ...id, itemIds: z.array(Id).max(200) }),
    'PUT',
  ),
  minutes: verb(
    'items/:itemId/minutes',
    'Write or correct the minutes of a change: chair, admins and members, once the meeting has begun',
    z.strictObject({
      ...item,
      minutes: Minutes,
      /** Those that are corrected. */
      version: z.number().int().min(0),
    }),
    'PUT',
  ),
  begin: verb('begin', 'Begin the meeting: chair and admins', Just),
  end: verb('end', 'End the meeting: chair and admins', Just),
  cancel: verb(
    'cancel',
    'Cancel a meeting that has not begun: chair and admins',
    z.strictObject({ ...id, reason: Reason }),
  ),
};
