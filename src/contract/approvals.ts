import { z } from 'zod';
import { Condition } from './automation.ts';
import { ApprovalState, Email, Id, Instant, Name, PageQuery, page, Role, TicketNumber } from './common.ts';
import { endpoint } from './endpoint.ts';
import { PersonRef } from './people.ts';

/** Who must agree before something is done, and what became of that. */

const Comment = z.string().trim().max(3_000, 'must have at most 3000 characters');

const SomePeople = z.strictObject({
  who: z.literal('people'),
  personIds: z.array(Id).min(1, 'must name somebody').max(50),
});
/** All members. */
const SomeTeam = z.strictObject({ who: z.literal('team'), teamId: Id });
export const PeopleOrTeam = z.discriminatedUnion('who', [SomePeople, SomeTeam]);

/** Who is asked: looked up at the moment in which their stage begins. Guests and people from outside never are. */
export const Approvers = z.discriminatedUnion('who', [
  SomePeople,
  SomeTeam,
  z.strictObject({ who: z.literal('role'), role: Role.exclude(['requester']) }),
  /** Of the requester. */
  z.strictObject({ who: z.literal('manager') }),
  /** Who leads the team that owns the service: this one, or without one those whose alerts hang on the ticket. */
  z.strictObject({ who: z.literal('service_owner'), serviceId: Id.nullable().default(null) }),
  /** All who are on call by it at that moment. */
  z.strictObject({ who: z.literal('schedule'), scheduleId: Id }),
]);
export type Approvers = z.output<typeof Approvers>;

/** How many of them must approve. Who abstains is not one of those of whom `all` or a percentage are meant. */
export const Need = z.discriminatedUnion('need', [
  z.strictObject({ need: z.literal('any') }),
  z.strictObject({ need: z.literal('all') }),
  z.strictObject({ need: z.literal('count'), count: z.number().int().min(1).max(50) }),
  /** Rounds up. */
  z.strictObject({ need: z.literal('percent'), percent: z.number().int().min(1).max(100) }),
]);
export type Need = z.output<typeof Need>;

export const ApprovalStage = z.strictObject({
  /** All of them must be met. */
  groups: z
    .array(z.strictObject({ approvers: Approvers, need: Need }))
    .min(1, 'must ask somebody')
    .max(10),
  /** Nothing is approved without them. */
  mandatory: z.array(Id).max(20).default([]),
});
export type ApprovalStage = z.output<typeof ApprovalStage>;

/** Whole hours, of every day. */
const Hours = z.number().int().min(1, 'must be at least an hour').max(2_000).nullable();

const content = {
  /** One after another. */
  stages: z.array(ApprovalStage).min(1, 'must have a stage').max(10),
  /** One rejection is enough; otherwise it is rejected once too few are left who could approve. */
  oneRejects: z.boolean(),
  /** Decided at once, without anybody: by the first condition that holds. */
  auto: z.array(z.strictObject({ decide: z.enum(['approve', 'reject']), condition: Condition })).max(10),
  /** Who has not voted is reminded after so many hours of a stage, once. */
  remindHours: Hours,
  /** After so many hours the managers of those who have not voted may vote in their place. */
  escalateHours: Hours,
  /** After so many hours it expires. */
  expireHours: Hours,
  /** Why requester and assignee may vote on their own; null: they may not. */
  selfApproval: z.string().trim().min(1, 'must say why').max(500).nullable(),
};
export const PolicyContent = z.object(content);
export type PolicyContent = z.output<typeof PolicyContent>;

export const ApprovalPolicy = z.object({
  id: Id,
  name: Name,
  ...content,
  /** Counts the changes. An approval goes on by the version by which it was asked for. */
  version: z.number().int(),
  updatedAt: Instant,
});
export type ApprovalPolicy = z.output<typeof ApprovalPolicy>;

export const CreateApprovalPolicy = z.strictObject({
  name: Name,
  ...content,
  oneRejects: content.oneRejects.default(true),
  auto: content.auto.default([]),
  remindHours: Hours.default(null),
  escalateHours: Hours.default(null),
  expireHours: Hours.default(null),
  selfApproval: content.selfApproval.default(null),
});
export const UpdateApprovalPolicy = z.strictObject({
  ...z.object({ name: Name, ...content }).partial().shape,
  id: Id,
});

/** `changes`: something is to be changed first. */
export const ApprovalChoice = z.enum(['approve', 'reject', 'abstain', 'changes']);
export type ApprovalChoice = z.output<typeof ApprovalChoice>;

const Tally = z.object({
  /** Whom it asks, in words. */
  name: z.string(),
  state: z.enum(['open', 'met', 'out_of_reach']),
  /** How many must approve, as it is now. */
  needed: z.number().int(),
  approved: z.number().int(),
  rejected: z.number().int(),
  abstained: z.number().int(),
  changes: z.number().int(),
  /** Who have not voted. */
  waiting: z.number().int(),
});

export const Approval = z.object({
  id: Id,
  state: ApprovalState,
  policy: z.object({ id: Id, name: z.string(), version: z.number().int() }),
  /** What is voted on. */
  subject: z.object({
    kind: z.literal('ticket'),
    number: z.string(),
    title: z.string(),
    description: z.string(),
    requester: PersonRef,
    /** What is planned of a change, in words, by its parts; empty: it is none. */
    planned: z.array(z.object({ label: z.string(), value: z.string() })),
  }),
  /** Of what is voted on: comes with each vote. */
  fingerprint: z.string(),
  /** Why it is asked for. */
  reason: z.string(),
  askedBy: PersonRef.nullable(),
  askedAt: Instant,
  /** Counts how often it was asked, since what is voted on was edited. */
  round: z.number().int(),
  /** From 0. */
  stage: z.number().int(),
  /** Somebody wants something changed first. */
  changesWanted: z.boolean(),
  /** Of this round. Nobody is asked yet in those behind the one where it is. */
  stages: z.array(
    z.object({
      state: z.enum(['waiting', 'open', 'approved', 'rejected']),
      groups: z.array(Tally),
      /** Whose approval it does not go without, and is not there. */
      missing: z.array(PersonRef),
      /** Who has not voted. */
      waiting: z.array(PersonRef),
    }),
  ),
  /** Of all rounds, the oldest first. */
  votes: z.array(
    z.object({
      round: z.number().int(),
      stage: z.number().int(),
      /** Whose vote it is. */
      person: PersonRef,
      /** Who cast it for them; null: they themselves. */
      castBy: PersonRef.nullable(),
      choice: ApprovalChoice,
      comment: z.string(),
      channel: z.string(),
      at: Instant,
      /** Whether it is counted: not once what it was about was edited, or once the voter has a part in it. */
      counted: z.boolean(),
    }),
  ),
  expiresAt: Instant.nullable(),
  decidedAt: Instant.nullable(),
  /** How it was decided, in words. */
  decision: z.string().nullable(),
  /** For whom the caller may vote now: themselves, or somebody else; null: for nobody. */
  votesFor: PersonRef.nullable(),
  /** What it was about was edited since it was decided. */
  edited: z.boolean(),
  /** Whether the caller may take the question back. */
  cancellable: z.boolean(),
});
export type Approval = z.output<typeof Approval>;

export const AskForApproval = z.strictObject({
  number: TicketNumber,
  policyId: Id,
  reason: Comment.default(''),
});
export const CastVote = z.strictObject({
  id: Id,
  choice: ApprovalChoice,
  /** Needed to reject and to ask for changes. */
  comment: Comment.default(''),
  /** Of what is voted on, as the approval told it. */
  fingerprint: z.string().min(1).max(100),
});
export const CancelApproval = z.strictObject({ id: Id, reason: Comment.default('') });
export const ListApprovals = z.strictObject({
  ...PageQuery,
  /** Those that wait for the caller's vote, or those in which they have voted. */
  which: z.enum(['waiting', 'voted']).default('waiting'),
});

const delegation = {
  /** By id or by e-mail address. */
  to: z
    .string()
    .trim()
    .toLowerCase()
    .max(254)
    .refine(
      (named) => Id.safeParse(named).success || Email.safeParse(named).success,
      'must be a person, or an e-mail address',
    ),
  /** Null: from now on. */
  from: Instant.nullable(),
  /** Null: until it is taken back. */
  until: Instant.nullable(),
  /** Only while the person is away. */
  onlyAway: z.boolean(),
  /** Of which policies; empty: of all. */
  policyIds: z.array(Id).max(50),
};
export const CreateDelegation = z.strictObject({
  ...delegation,
  /** Whose votes; only an admin names somebody else. */
  personId: Id.optional(),
  from: delegation.from.default(null),
  until: delegation.until.default(null),
  onlyAway: delegation.onlyAway.default(false),
  policyIds: delegation.policyIds.default([]),
});
export const Delegation = z.object({
  id: Id,
  person: PersonRef,
  to: PersonRef,
  from: Instant,
  until: Instant.nullable(),
  onlyAway: z.boolean(),
  policyIds: z.array(Id),
  /** Whether it holds at this moment. */
  active: z.boolean(),
});
export type Delegation = z.output<typeof Delegation>;

const ById = z.strictObject({ id: Id });

export const approvalPolicies = {
  list: endpoint({
    method: 'GET',
    path: '/approval-policies',
    summary: 'Approval policies, by name',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(ApprovalPolicy) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/approval-policies',
    summary: 'Add a policy',
    scope: 'admin',
    input: CreateApprovalPolicy,
    output: ApprovalPolicy,
    status: 201,
    idempotent: true,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/approval-policies/:id',
    summary: 'Change a policy; what is under way goes on by the version by which it was asked for',
    scope: 'admin',
    input: UpdateApprovalPolicy,
    output: ApprovalPolicy,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/approval-policies/:id',
    summary: 'Remove a policy; what is under way goes on',
    scope: 'admin',
    input: ById,
    output: z.void(),
    status: 204,
  }),
};

export const approvals = {
  list: endpoint({
    method: 'GET',
    path: '/approvals',
    summary: 'Approvals that wait for one’s own vote, or in which one has voted, newest first',
    scope: 'read',
    input: ListApprovals,
    output: page(Approval),
  }),
  get: endpoint({
    method: 'GET',
    path: '/approvals/:id',
    summary: 'One approval with its votes: for agents of its ticket, and who is asked',
    scope: 'read',
    input: ById,
    output: Approval,
  }),
  ofTicket: endpoint({
    method: 'GET',
    path: '/tickets/:number/approvals',
    summary: 'The approvals of a ticket with their votes, for agents; the oldest first, at most 50',
    scope: 'read',
    input: z.strictObject({ number: TicketNumber }),
    output: z.object({ items: z.array(Approval) }),
  }),
  ask: endpoint({
    method: 'POST',
    path: '/tickets/:number/approvals',
    summary: 'Ask for approval by a policy',
    scope: 'write',
    input: AskForApproval,
    output: Approval,
    status: 201,
    idempotent: true,
  }),
  vote: endpoint({
    method: 'POST',
    path: '/approvals/:id/votes',
    summary: 'Vote, once, on what the approval told with its `fingerprint`',
    scope: 'write',
    input: CastVote,
    output: Approval,
    status: 201,
    idempotent: true,
  }),
  cancel: endpoint({
    method: 'POST',
    path: '/approvals/:id/cancel',
    summary: 'Take the question back: agents of its ticket',
    scope: 'write',
    input: CancelApproval,
    output: Approval,
  }),
};

export const delegations = {
  list: endpoint({
    method: 'GET',
    path: '/delegations',
    summary: 'Who votes for oneself, and for whom one votes; an admin may ask about somebody else',
    scope: 'read',
    input: z.strictObject({ personId: Id.optional() }),
    output: z.object({ items: z.array(Delegation) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/delegations',
    summary: 'Have somebody vote for oneself for some time',
    scope: 'write',
    input: CreateDelegation,
    output: Delegation,
    status: 201,
    idempotent: true,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/delegations/:id',
    summary: 'End a delegation: whose votes they are, or an admin',
    scope: 'write',
    input: ById,
    output: z.void(),
    status: 204,
  }),
};
