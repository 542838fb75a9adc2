import { z } from 'zod';
import { AssignmentPolicy, Id, Level, Name, TicketKind } from './common.ts';
import { endpoint } from './endpoint.ts';

const ChannelName = z.string().regex(/^[a-z][a-z0-9_]{0,29}$/, 'must be a channel such as web or slack');
const ConversationId = z.string().min(1, 'must not be empty').max(200);

export const IntakeConversation = z.strictObject({
  channel: ChannelName,
  conversation: ConversationId,
  name: z.string().max(120).default(''),
  rule: z.enum(['every_thread', 'on_request']).default('every_thread'),
});
/** Where agents get a queue's cards: each shows the same, on whatever channel it is. */
export const Triage = z.strictObject({ channel: ChannelName, conversation: ConversationId });

const settings = {
  name: Name,
  teamId: Id,
  visibility: z.enum(['open', 'private']),
  guestsAllowed: z.boolean(),
  defaultKind: TicketKind,
  defaultImpact: Level,
  defaultUrgency: Level,
  intake: z.array(IntakeConversation).max(100),
  triage: z.array(Triage).max(10),
  /** By whose hours its tickets are due; null: as the SLA policy says. */
  calendarId: Id.nullable(),
  assignment: AssignmentPolicy,
  /** By which schedule its team is on call; needed where tickets are given to whoever is. */
  scheduleId: Id.nullable(),
  /** Only to agents who know about each tag of the ticket that anybody in the team knows about. */
  bySkill: z.boolean(),
  /** First to the agent who was last given a ticket of the same requester. */
  byAffinity: z.boolean(),
};

export const Queue = z.object({
  id: Id,
  ...settings,
  teamName: z.string(),
  archived: z.boolean(),
  /** Whether the caller may work its tickets. */
  mine: z.boolean(),
  counts: z.object({
    new: z.number().int(),
    in_progress: z.number().int(),
    on_hold: z.number().int(),
    unassigned: z.number().int(),
  }),
});
export type Queue = z.output<typeof Queue>;

export const CreateQueue = z.strictObject({
  ...settings,
  visibility: settings.visibility.default('open'),
  guestsAllowed: settings.guestsAllowed.default(false),
  defaultKind: settings.defaultKind.default('request'),
  defaultImpact: settings.defaultImpact.default(3),
  defaultUrgency: settings.defaultUrgency.default(2),
  intake: settings.intake.default([]),
  triage: settings.triage.default([]),
  calendarId: settings.calendarId.default(null),
  assignment: settings.assignment.default('manual'),
  scheduleId: settings.scheduleId.default(null),
  bySkill: settings.bySkill.default(false),
  byAffinity: settings.byAffinity.default(false),
});
export const UpdateQueue = z.strictObject({
  ...z.object(settings).partial().shape,
  id: Id,
  archived: z.boolean().optional(),
});

export const queues = {
  list: endpoint({
    method: 'GET',
    path: '/queues',
    summary: 'The queues that the caller may see, with counts of open tickets',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(Queue) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/queues',
    summary: 'Add a queue',
    scope: 'admin',
    input: CreateQueue,
    output: Queue,
    status: 201,
    idempotent: true,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/queues/:id',
    summary: 'Change or archive a queue',
    scope: 'admin',
    input: UpdateQueue,
    output: Queue,
  }),
};
