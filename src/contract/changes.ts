import { z } from 'zod';
import {
  ApprovalState,
  Id,
  Instant,
  Level,
  Name,
  PageQuery,
  page,
  several,
  Text,
  TicketNumber,
  TimeZone,
  Title,
} from './common.ts';
import { endpoint } from './endpoint.ts';
import { PersonRef } from './people.ts';

/**
 * A change: planned work that somebody has to agree to. It is a ticket of the kind `change`, named by its number; whoever
 * has the ticket carries it out. States and types are ITIL's, as ServiceNow ships them.
 */

/** `standard`: by a template that was agreed to once and for all. `emergency`: it does not wait to be assessed. */
export const ChangeType = z.enum(['normal', 'standard', 'emergency']);
export type ChangeType = z.output<typeof ChangeType>;

export const ChangeState = z.enum([
  ...['new', 'assess', 'authorize', 'scheduled', 'implement', 'review', 'closed', 'cancelled'],
] as const);
export type ChangeState = z.output<typeof ChangeState>;

/** As people read them. */
export const changeStateWords: Record<ChangeState, string> = {
  new: 'Draft',
  assess: 'Being assessed',
  authorize: 'Waits for approval',
  scheduled: 'Scheduled',
  implement: 'Under way',
  review: 'In review',
  closed: 'Closed',
  cancelled: 'Cancelled',
};

/** “2 systems failed”. */
export const systemsFailed = (count: number): string =>
  `${count === 1 ? 'One system' : `${count} systems`} failed`;

/** How it went. */
export const ChangeOutcome = z.enum(['successful', 'with_issues', 'failed', 'backed_out']);
export type ChangeOutcome = z.output<typeof ChangeOutcome>;
export const changeOutcomeWords: Record<ChangeOutcome, string> = {
  successful: 'Successful',
  with_issues: 'Successful, with issues',
  failed: 'Failed',
  backed_out: 'Backed out',
};

/** From the least. */
export const ChangeRisk = z.enum(['low', 'medium', 'high']);
export type ChangeRisk = z.output<typeof ChangeRisk>;
export const CHANGE_RISKS = ChangeRisk.options;

/** What is found before a change is submitted, and at each edit. */
export const FindingKind = z.enum([
  ...['window', 'freeze', 'overlap', 'maintenance', 'implementer', 'on_call', 'plan', 'risk'],
] as const);
export type FindingKind = z.output<typeof FindingKind>;

export const Finding = z.object({
  kind: FindingKind,
  /** `block`: it cannot be submitted like this. `info`: nothing is wrong. */
  severity: z.enum(['block', 'warning', 'info']),
  words: z.string(),
});
export type Finding = z.output<typeof Finding>;

const Ref = z.object({ id: Id, name: z.string() });

export const Change = z.object({
  /** Its ticket's. */
  id: Id,
  number: z.string(),
  title: z.string(),
  type: ChangeType,
  state: ChangeState,
  risk: ChangeRisk,
  /** Null: nobody has it. */
  implementer: PersonRef.nullable(),
  requester: PersonRef,
  services: z.array(Ref),
  /** When it is to be carried out; null: not planned yet. */
  startsAt: Instant.nullable(),
  endsAt: Instant.nullable(),
  /** By which its window is read. */
  timeZone: z.string(),
  outcome: ChangeOutcome.nullable(),
});
export type Change = z.output<typeof Change>;

const Link = z.strictObject({
  text: z.string().trim().min(1, 'must not be empty').max(120),
  url: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' })
    .max(2_000),
});

export const WholeChange = z.object({
  ...Change.shape,
  description: z.string(),
  impact: Level,
  reason: z.string(),
  plan: z.string(),
  testPlan: z.string(),
  backoutPlan: z.string(),
  links: z.array(Link),
  /** What was answered to the questions about its risk: the position of an answer by the id of its question. */
  answers: z.record(z.string(), z.number()),
  /** What decided its risk, in words. */
  riskBecause: z.string(),
  /** Alerts of its services page nobody while it is under way. */
  holdsAlerts: z.boolean(),
  template: Ref.nullable(),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  outcomeNote: z.string(),
  reviewNote: z.string(),
  findings: z.array(Finding),
  approvals: z.array(
    z.object({
      id: Id,
      policy: z.string(),
      state: ApprovalState,
      decision: z.string().nullable(),
    }),
  ),
  /** Systems on which it failed, the first one first; at most 500. */
  failures: z.array(
    z.object({
      system: z.string(),
      /** The number of the ticket about it. */
      ticket: z.string(),
      /** How often it was reported. */
      reports: z.number().int(),
    }),
  ),
  /** What it is named as the cause of, as far as the caller sees it. */
  caused: z.array(z.object({ number: z.string(), title: z.string() })),
  /** How changes of its team have gone in the last half year; null: there were none. */
  score: z.object({ points: z.number(), changes: z.number() }).nullable(),
  /** What the caller may do with it now. */
  verbs: z.array(
    z.enum(['edit', 'submit', 'pass', 'return', 'start', 'finish', 'report', 'close', 'cancel']),
  ),
});
export type WholeChange = z.output<typeof WholeChange>;

export const ServiceIds = z
  .array(Id)
  .max(50)
  .transform((ids) => [...new Set(ids)]);
export const PlanText = z.string().trim().max(20_000, 'must have at most 20,000 characters');
const Reason = z.string().trim().min(1, 'must say why').max(1_000);
const Note = z.string().trim().max(3_000, 'must have at most 3000 characters');
const Answers = z.record(z.string().max(40), z.number().int().min(0).max(20));

/** What it says of itself and can be edited. */
const CONTENT = {
  title: Title.optional(),
  description: Text.optional(),
  impact: Level.optional(),
  reason: PlanText.optional(),
  plan: PlanText.optional(),
  testPlan: PlanText.optional(),
  backoutPlan: PlanText.optional(),
  links: z.array(Link).max(20).optional(),
  answers: Answers.optional(),
  services: ServiceIds.optional(),
  startsAt: Instant.nullable().optional(),
  endsAt: Instant.nullable().optional(),
  timeZone: TimeZone.optional(),
  /** Who carries it out. */
  implementerId: Id.nullable().optional(),
  holdsAlerts: z.boolean().optional(),
};

/** A window is at most so long, in days. */
export const LONGEST_WINDOW = 30;
const isWindow = ({
  startsAt,
  endsAt,
}: {
  startsAt?: string | null | undefined;
  endsAt?: string | null | undefined;
}) => !startsAt || !endsAt || new Date(startsAt) < new Date(endsAt);
const AFTER = { path: ['endsAt'], message: 'must come after it starts' };

export const PlanChange = z
  .strictObject({
    ...CONTENT,
    /** A ticket that is to be a change; unset: a new one. */
    ticket: TicketNumber.optional(),
    type: ChangeType.default('normal'),
    /** Of a standard change: its template. */
    templateId: Id.optional(),
    queueId: Id.optional(),
  })
  .refine(isWindow, AFTER);
export const EditChange = z
  .strictObject({ ...CONTENT, number: TicketNumber, type: ChangeType.optional() })
  .refine(isWindow, AFTER);

export const ListChanges = z.strictObject({
  ...PageQuery,
  /** Unset: those that are neither closed nor cancelled. */
  state: several(ChangeState),
  type: several(ChangeType),
  service: several(Id),
});
export const ChangeCalendar = z
  .strictObject({
    from: Instant,
    /** At most 100 days later. */
    to: Instant,
    service: several(Id),
  })
  .refine(
    ({ from, to }) => new Date(from) < new Date(to) && Date.parse(to) - Date.parse(from) <= 100 * 86_400_000,
    {
      ...{ path: ['to'], message: 'must come after `from`, and at most 100 days later' },
    },
  );

/** What a pipeline is told: whether it may go on. */
export const ChangeGate = z.object({
  number: z.string(),
  gate: z.enum(['open', 'wait', 'refused']),
  state: ChangeState,
  /** Why, in words; the first is what matters most. */
  reasons: z.array(z.string()),
  /** When its window begins and ends. */
  startsAt: Instant.nullable(),
  endsAt: Instant.nullable(),
});
export type ChangeGate = z.output<typeof ChangeGate>;

const number = { number: TicketNumber };

export const ReportFailure = z.strictObject({
  ...number,
  /** As it is called: reported again, whatever its case, it is the same. */
  system: Name,
  summary: Title,
  details: PlanText.default(''),
  /** What comes twice with the same one is noted once. */
  key: z.string().trim().min(1, 'must not be empty').max(200).optional(),
});
export const ReportedFailure = z.object({
  system: z.string(),
  /** The number of the ticket about it. */
  ticket: z.string(),
  reports: z.number().int(),
  /** The ticket was opened just now. */
  opened: z.boolean(),
});
export type ReportedFailure = z.output<typeof ReportedFailure>;

const Just = z.strictObject(number);
const verb = <Input extends z.ZodType>(name: string, summary: string, input: Input) =>
  endpoint({
    ...{ method: 'POST', path: `/changes/:number/${name}`, summary, scope: 'write' },
    ...{ input, output: WholeChange },
  });

export const changes = {
  list: endpoint({
    method: 'GET',
    path: '/changes',
    summary: 'Changes, the newest first',
    scope: 'read',
    input: ListChanges,
    output: page(Change),
  }),
  calendar: endpoint({
    method: 'GET',
    path: '/changes/calendar',
    summary: 'Changes and freezes that touch a span of time, by when they start; at most 500 changes',
    scope: 'read',
    input: ChangeCalendar,
    output: z.object({
      items: z.array(Change),
      freezes: z.array(z.object({ id: Id, name: z.string(), startsAt: Instant, endsAt: Instant })),
    }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/changes/:number',
    summary: 'A change with its plan and what is found about it',
    scope: 'read',
    input: Just,
    output: WholeChange,
  }),
  gate: endpoint({
    method: 'GET',
    path: '/changes/:number/gate',
    summary: 'Whether a pipeline may go on with it: open, wait, or refused, with the reasons',
    scope: 'read',
    input: Just,
    output: ChangeGate,
  }),
  plan: endpoint({
    method: 'POST',
    path: '/changes',
    summary: 'Plan a change: a new one, of a ticket that is there, or by a template',
    scope: 'write',
    input: PlanChange,
    output: WholeChange,
    status: 201,
    idempotent: true,
  }),
  edit: verb(
    'edit',
    'Change what is planned. Votes on what it was are void, and it is asked for again',
    EditChange,
  ),
  submit: verb('submit', 'Submit it: it is looked at and, as its type wants, assessed or approved', Just),
  pass: verb(
    'pass',
    'Say yes where no policy asks anybody: not whoever has a part in it',
    z.strictObject({ ...number, comment: Note.default('') }),
  ),
  return: verb(
    'return',
    'Make a draft of it again; whoever is asked is asked no more',
    z.strictObject({ ...number, reason: Reason }),
  ),
  start: verb(
    'start',
    'Begin to carry it out: its implementer; outside of its window only with a reason',
    z.strictObject({ ...number, reason: Note.default('') }),
  ),
  finish: verb(
    'finish',
    'Say how it went: its implementer',
    z
      .strictObject({ ...number, outcome: ChangeOutcome, note: Note.default('') })
      .refine(({ outcome, note }) => outcome === 'successful' || note !== '', {
        ...{ path: ['note'], message: 'must say what happened' },
      }),
  ),
  reportFailure: endpoint({
    method: 'POST',
    path: '/changes/:number/failures',
    summary: 'Say that a system failed while it is carried out: opens a ticket about each system, once',
    scope: 'write',
    input: ReportFailure,
    output: ReportedFailure,
    idempotent: true,
  }),
  close: verb(
    'close',
    'Close it after its review; of an emergency, or what failed, the review says what was learnt',
    z.strictObject({ ...number, review: Note.default('') }),
  ),
  cancel: verb('cancel', 'Cancel it', z.strictObject({ ...number, reason: Reason })),
};
