import { z } from 'zod';
import { ChangeState } from './changes.ts';
import {
  ApprovalState,
  HoldReason,
  Id,
  Instant,
  Level,
  LinkKind,
  PageQuery,
  page,
  QueryFlag,
  ResolutionCode,
  Source,
  several,
  Tag,
  Tags,
  Text,
  TicketKind,
  TicketNumber,
  TicketState,
  Title,
  UnassignedBecause,
} from './common.ts';
import { endpoint } from './endpoint.ts';
import { Mark } from './marks.ts';
import { PersonRef } from './people.ts';
import { SlaClock, SlaMetric } from './sla.ts';

const Priority = z.number().int().min(1).max(5);
const Category = z.string().trim().min(1).max(80);

export const TicketSummary = z.object({
  id: Id,
  number: z.string(),
  kind: TicketKind,
  state: TicketState,
  holdReason: HoldReason.nullable(),
  title: z.string(),
  priority: Priority,
  requester: PersonRef,
  assignee: PersonRef.nullable(),
  /** Why its queue could give it to nobody yet, for those who work on it; null: it was not tried, or somebody has it. */
  unassignedBecause: UnassignedBecause.nullable(),
  queue: z.object({ id: Id, name: z.string() }),
  tags: z.array(z.string()),
  category: z.string().nullable(),
  /** What is due next, for agents; null: nothing, or its clock stands still. */
  due: z
    .object({
      metric: SlaMetric,
      /** When three quarters of the time are gone. */
      warnAt: Instant.nullable(),
      at: Instant,
    })
    .nullable(),
  isProject: z.boolean(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type TicketSummary = z.output<typeof TicketSummary>;

export const Attachment = z.object({
  id: Id,
  name: z.string(),
  type: z.string(),
  /** Bytes. */
  size: z.number().int(),
});
export type Attachment = z.output<typeof Attachment>;

const Change = z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() });
export const Entry = z.object({
  id: Id,
  kind: z.enum(['reply', 'note', 'event']),
  author: PersonRef.nullable(),
  channel: z.string(),
  body: z.string(),
  /** How parts of the body look. */
  marks: z.array(Mark),
  /** For events: what happened, in the words of the verbs, and which fields changed. */
  event: z
    .object({
      action: z.string(),
      changes: z.array(Change),
      /** The ticket that it happened to, before that was merged into this one. */
      mergedFrom: z.string().optional(),
    })
    .nullable(),
  createdAt: Instant,
  editedAt: Instant.nullable(),
  deletedAt: Instant.nullable(),
  attachments: z.array(Attachment),
  /** Whether the caller may edit or delete it. */
  mine: z.boolean(),
});
export type Entry = z.output<typeof Entry>;

/** What the caller may do with a ticket now. */
export const TicketVerb = z.enum([
  'reply',
  'note',
  'edit',
  'take',
  'assign',
  'move',
  'hold',
  'resume',
  'resolve',
  'reopen',
  'close',
  'cancel',
  'merge',
  'link',
  'split',
  'watch',
  'task',
  'tick',
  'project',
  'approval',
  'rate',
]);
export type TicketVerb = z.output<typeof TicketVerb>;

/** Something that has to be done on a ticket. */
export const Task = z.object({
  id: Id,
  title: z.string(),
  owner: PersonRef.nullable(),
  dueAt: Instant.nullable(),
  /** The ticket cannot be resolved before. */
  required: z.boolean(),
  doneAt: Instant.nullable(),
  doneBy: PersonRef.nullable(),
});
export type Task = z.output<typeof Task>;

/** Of tasks and child tickets together; what was cancelled is not counted. */
export const Progress = z.object({ done: z.number().int(), total: z.number().int() });
export type Progress = z.output<typeof Progress>;

const OtherTicket = z.object({ number: z.string(), title: z.string(), state: TicketState });

export const Ticket = z.object({
  ...TicketSummary.shape,
  description: z.string(),
  impact: Level,
  urgency: Level,
  priorityReason: z.string().nullable(),
  openedBy: PersonRef,
  source: Source,
  channel: z.string(),
  resolutionCode: ResolutionCode.nullable(),
  resolution: z.string().nullable(),
  mergedInto: z.string().nullable(),
  /** Other numbers that mean this ticket: earlier kinds, merged tickets. */
  aliases: z.array(z.string()),
  routedBy: z.object({ ruleId: Id, version: z.number().int(), name: z.string() }).nullable(),
  revision: z.number().int(),
  takenAt: Instant.nullable(),
  heldAt: Instant.nullable(),
  resumedAt: Instant.nullable(),
  resolvedAt: Instant.nullable(),
  reopenedAt: Instant.nullable(),
  closedAt: Instant.nullable(),
  cancelledAt: Instant.nullable(),
  reopenUntil: Instant.nullable(),
  watchers: z.array(PersonRef),
  links: z.array(
    z.object({
      kind: LinkKind.exclude(['child_of']),
      /** `out`: this ticket is the duplicate; `in`: the other one is. */
      direction: z.enum(['out', 'in']),
      ...OtherTicket.shape,
    }),
  ),
  /** For agents, as far as they may see it. */
  parent: OtherTicket.nullable(),
  /** For agents, as far as they may see them; the oldest first, at most 200. */
  children: z.array(z.object({ ...OtherTicket.shape, assignee: PersonRef.nullable() })),
  /** In order, at most 200. For agents all of them, for others their own. */
  tasks: z.array(Task),
  /** For agents: the oldest first, at most 50. */
  approvals: z.array(
    z.object({ id: Id, policy: z.string(), state: ApprovalState, decision: z.string().nullable() }),
  ),
  /** For agents: how far it is as a planned change; null: it is none. */
  change: ChangeState.nullable(),
  /** For agents, and for everybody who sees a project. */
  progress: Progress.nullable(),
  /** Whether it asks for an item of the catalogue. */
  isCatalogueRequest: z.boolean(),
  rating: z.object({ score: z.number().int(), comment: z.string(), at: Instant }).nullable(),
  /** For agents: the calendar by which it is due, if it has one of its own. */
  calendarId: Id.nullable(),
  /** For agents: what was promised, by which policy, and how that stands. */
  sla: z
    .object({ policyId: Id, version: z.number().int(), name: z.string(), clocks: z.array(SlaClock) })
    .nullable(),
  verbs: z.array(TicketVerb),
});
export type Ticket = z.output<typeof Ticket>;

export const ListTickets = z.strictObject({
  ...PageQuery,
  /** Words to find in title, entries and number. */
  q: z.string().max(200).optional(),
  queue: Id.optional(),
  state: several(TicketState),
  /** Open: new, in progress or on hold. */
  open: QueryFlag.optional(),
  kind: TicketKind.optional(),
  /** A person's id, `me`, or `none`. */
  assignee: z.union([Id, z.enum(['me', 'none'])]).optional(),
  requester: z.union([Id, z.literal('me')]).optional(),
  priority: several(z.coerce.number().int().min(1).max(5)),
  tag: Tag.optional(),
  /** Its children. */
  parent: TicketNumber.optional(),
  /** Whether it is one. */
  project: QueryFlag.optional(),
  createdAfter: Instant.optional(),
  createdBefore: Instant.optional(),
  /** `due`: only what is due, the nearest first. */
  sort: z.enum(['newest', 'oldest', 'due']).default('newest'),
});

const number = { number: TicketNumber };
const attachmentIds = z.array(Id).max(20, 'must be at most 20').default([]);
const Reason = z.string().trim().max(2_000);

export const OpenTicket = z.strictObject({
  title: Title.optional(),
  description: Text,
  kind: TicketKind.optional(),
  impact: Level.optional(),
  urgency: Level.optional(),
  queueId: Id.optional(),
  category: Category.optional(),
  tags: Tags.default([]),
  /** Raise it on behalf of this person. */
  requesterId: Id.optional(),
  attachmentIds,
});
export const EditTicket = z.strictObject({
  ...number,
  title: Title.optional(),
  description: Text.optional(),
  kind: TicketKind.optional(),
  impact: Level.optional(),
  urgency: Level.optional(),
  /** Overrides the matrix and needs a reason; null returns to the matrix. */
  priority: z
    .strictObject({ value: Priority, reason: Reason.min(1, 'must say why') })
    .nullable()
    .optional(),
  category: Category.nullable().optional(),
  tags: Tags.optional(),
  /** By whose hours it is due; null: by its queue's, else by the policy's. */
  calendarId: Id.nullable().optional(),
  /** Refused if the ticket has changed since this revision. */
  revision: z.number().int().optional(),
});
export const AddEntry = z.strictObject({ ...number, body: Text, attachmentIds });
export const EditEntry = z.strictObject({ id: Id, body: Text });
export const AssignTicket = z.strictObject({ ...number, assigneeId: Id.nullable() });
export const MoveTicket = z.strictObject({ ...number, queueId: Id, reason: Reason.optional() });
export const HoldTicket = z.strictObject({ ...number, reason: HoldReason, comment: Reason.optional() });
export const ResolveTicket = z.strictObject({
  ...number,
  resolution: Text,
  code: ResolutionCode.default('fixed'),
  /** Even though some of its children are still open, which is refused otherwise. */
  withOpenChildren: z.boolean().default(false),
});
export const ReopenTicket = z.strictObject({ ...number, reason: Reason.optional() });
export const CancelTicket = z.strictObject({ ...number, reason: Reason.optional() });
export const MergeTicket = z.strictObject({ ...number, into: TicketNumber });
export const LinkTickets = z.strictObject({ ...number, kind: LinkKind, to: TicketNumber });
/** What is not said is as its parent has it: requester and queue. */
export const OpenChild = z.strictObject({ ...number, ...OpenTicket.shape });
export const SetParent = z.strictObject({ ...number, parent: TicketNumber.nullable() });
export const SplitEntry = z.strictObject({ ...number, entryId: Id, title: Title.optional() });
export const RateTicket = z.strictObject({
  ...number,
  score: z.number().int().min(1, 'must be 1 to 5').max(5, 'must be 1 to 5'),
  comment: z.string().max(4_000).default(''),
});
export const Just = z.strictObject(number);
export const UnwatchTicket = z.strictObject({ ...number, personId: Id });
export const WatchTicket = UnwatchTicket.extend({
  /** They get it in a chat of their own, and answer from there. */
  inChat: z.boolean().default(false),
});

const verb = <Input extends z.ZodType>(name: string, summary: string, input: Input) =>
  endpoint({
    method: 'POST',
    path: `/tickets/:number/${name}`,
    summary,
    scope: 'write',
    input,
    output: Ticket,
  });

export const tickets = {
  list: endpoint({
    method: 'GET',
    path: '/tickets',
    summary: 'Tickets that the caller may see: search, filters, newest first',
    scope: 'read',
    input: ListTickets,
    output: page(TicketSummary),
  }),
  get: endpoint({
    method: 'GET',
    path: '/tickets/:number',
    summary: 'One ticket, by any of its numbers',
    scope: 'read',
    input: Just,
    output: Ticket,
  }),
  open: endpoint({
    method: 'POST',
    path: '/tickets',
    summary: 'Open a ticket',
    scope: 'write',
    input: OpenTicket,
    output: Ticket,
    status: 201,
    idempotent: true,
  }),
  edit: endpoint({
    method: 'PATCH',
    path: '/tickets/:number',
    summary: 'Change title, kind, impact, urgency, priority, category or tags',
    scope: 'write',
    input: EditTicket,
    output: Ticket,
  }),
  entries: endpoint({
    method: 'GET',
    path: '/tickets/:number/entries',
    summary: 'The timeline, oldest first; a requester sees what is public',
    scope: 'read',
    input: z.strictObject({ ...number, ...PageQuery }),
    output: page(Entry),
  }),
  reply: endpoint({
    method: 'POST',
    path: '/tickets/:number/replies',
    summary: 'Answer in public: the requester sees it where they asked',
    scope: 'write',
    input: AddEntry,
    output: Entry,
    status: 201,
    idempotent: true,
  }),
  note: endpoint({
    method: 'POST',
    path: '/tickets/:number/notes',
    summary: 'Write an internal note: agents only',
    scope: 'write',
    input: AddEntry,
    output: Entry,
    status: 201,
    idempotent: true,
  }),
  editEntry: endpoint({
    method: 'PATCH',
    path: '/entries/:id',
    summary: 'Change what one wrote; the earlier text is kept',
    scope: 'write',
    input: EditEntry,
    output: Entry,
  }),
  deleteEntry: endpoint({
    method: 'DELETE',
    path: '/entries/:id',
    summary: 'Delete what one wrote; a mark stays',
    scope: 'write',
    input: z.strictObject({ id: Id }),
    output: Entry,
  }),
  entryEdits: endpoint({
    method: 'GET',
    path: '/entries/:id/edits',
    summary: 'What an entry said before its edits, oldest first',
    scope: 'read',
    input: z.strictObject({ id: Id }),
    output: z.object({ items: z.array(z.object({ body: z.string(), at: Instant })) }),
  }),
  take: verb('take', 'Take it: become the assignee', Just),
  assign: verb('assign', 'Give it to an agent, or to nobody (null)', AssignTicket),
  move: verb('move', 'Move it to another queue', MoveTicket),
  hold: verb('hold', 'Put it on hold', HoldTicket),
  resume: verb('resume', 'Take it off hold', Just),
  resolve: verb('resolve', 'Resolve it', ResolveTicket),
  reopen: verb('reopen', 'Reopen it within the grace period', ReopenTicket),
  close: verb('close', 'Close a resolved ticket for good', Just),
  cancel: verb('cancel', 'Cancel it: not a request', CancelTicket),
  merge: verb('merge', 'Merge it into another ticket; both numbers go on working', MergeTicket),
  link: verb('links', 'Link it to another ticket', LinkTickets),
  unlink: endpoint({
    method: 'DELETE',
    path: '/tickets/:number/links/:kind/:to',
    summary: 'Remove a link',
    scope: 'write',
    input: LinkTickets,
    output: Ticket,
  }),
  openChild: endpoint({
    method: 'POST',
    path: '/tickets/:number/children',
    summary: 'Open a child ticket; answers with the child',
    scope: 'write',
    input: OpenChild,
    output: Ticket,
    status: 201,
    idempotent: true,
  }),
  setParent: endpoint({
    method: 'PUT',
    path: '/tickets/:number/parent',
    summary: 'Make it a child of another ticket, or of none (null)',
    scope: 'write',
    input: SetParent,
    output: Ticket,
  }),
  makeProject: endpoint({
    method: 'PUT',
    path: '/tickets/:number/project',
    summary: 'Make it a project: how far its tasks and children are is shown to everybody who sees it',
    scope: 'write',
    input: Just,
    output: Ticket,
  }),
  endProject: endpoint({
    method: 'DELETE',
    path: '/tickets/:number/project',
    summary: 'Make it an ordinary ticket again; tasks and children stay',
    scope: 'write',
    input: Just,
    output: Ticket,
  }),
  split: verb(
    'split',
    'Split a message off into a ticket of its own; answers with the new ticket',
    SplitEntry,
  ),
  rate: verb('rating', 'Rate the help, once, after it was resolved', RateTicket),
  watch: endpoint({
    method: 'PUT',
    path: '/tickets/:number/watchers/:personId',
    summary: 'Let somebody follow it, or take part in it from a chat of their own',
    scope: 'write',
    input: WatchTicket,
    output: Ticket,
  }),
  unwatch: endpoint({
    method: 'DELETE',
    path: '/tickets/:number/watchers/:personId',
    summary: 'Stop somebody following it',
    scope: 'write',
    input: UnwatchTicket,
    output: Ticket,
  }),
  presence: endpoint({
    method: 'POST',
    path: '/tickets/:number/presence',
    summary: 'Say that one is looking at it; answers with the others who are',
    scope: 'write',
    input: z.strictObject({ ...number, here: z.boolean() }),
    output: z.object({ others: z.array(PersonRef) }),
  }),
};
