import { z } from 'zod';
import { AlertSeverity } from './alerts.ts';
import { ChangeRisk, ChangeType } from './changes.ts';
import {
  ApprovalState,
  HoldReason,
  Id,
  Instant,
  Level,
  LinkKind,
  Name,
  PageQuery,
  page,
  ResolutionCode,
  Source,
  Tag,
  TicketKind,
  TicketNumber,
  TicketState,
  TimeZone,
} from './common.ts';
import { endpoint } from './endpoint.ts';
import { Cron } from './recurrences.ts';
import { SlaMetric } from './sla.ts';

/**
 * What the desk does by itself: when something happens to a ticket (trigger), and conditions hold, it acts. All of it is
 * data: there is no code in a rule.
 */

const some = <T extends z.ZodType>(item: T, max: number) =>
  z.array(item).min(1, 'must not be empty').max(max);
const words = z.string().trim().min(1).max(200);
const Priority = z.number().int().min(1).max(5);

/** What happens to tickets, as rules and webhooks hear of it. */
export const EventKind = z.enum([
  'opened',
  'changed',
  'replied',
  'noted',
  'sla',
  'idle',
  'schedule',
  'approval',
  'alert',
]);
export type EventKind = z.output<typeof EventKind>;

/** What of a ticket changes. */
export const ChangedField = z.enum([
  'title',
  'description',
  'kind',
  'state',
  'holdReason',
  'impact',
  'urgency',
  'priority',
  'category',
  'tags',
  'queueId',
  'assigneeId',
]);
export type ChangedField = z.output<typeof ChangedField>;

/** What becomes of an alert that has a ticket. */
export const AlertHappening = z.enum(['ticketed', 'acknowledged', 'resolved', 'exhausted']);
export type AlertHappening = z.output<typeof AlertHappening>;

export const Trigger = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('opened') }),
  /** Without fields: whatever changes. */
  z.strictObject({ on: z.literal('changed'), fields: some(ChangedField, 12).optional() }),
  z.strictObject({ on: z.literal('state'), to: some(TicketState, 6) }),
  /** In public. */
  z.strictObject({
    on: z.literal('replied'),
    by: z.enum(['requester', 'agent', 'anybody']).default('anybody'),
  }),
  z.strictObject({ on: z.literal('noted') }),
  /** What was asked is decided, or was not in time. */
  z.strictObject({
    on: z.literal('approval'),
    decided: some(ApprovalState.exclude(['pending', 'cancelled']), 3),
  }),
  /** An alert of the ticket: it got this ticket, somebody has it, it is over, or nobody has answered. */
  z.strictObject({ on: z.literal('alert'), happens: some(AlertHappening, 4) }),
  /** A threshold of a clock: per cent of the time, or minutes after it was due, if the policy has it. */
  z.strictObject({
    on: z.literal('sla'),
    metric: SlaMetric.optional(),
    threshold: z
      .string()
      .regex(/^(?:[1-9]\d?|100|\+[1-9]\d{0,5})$/, 'must be per cent, as 75, or minutes after, as +30'),
  }),
  /** Nothing has happened to an open ticket for so many hours of its calendar. */
  z.strictObject({ on: z.literal('idle'), hours: z.number().min(0.25).max(2_000) }),
  /** At these times, for every open ticket. Times that passed while the desk was down come once, afterwards. */
  z.strictObject({ on: z.literal('schedule'), cron: Cron, timeZone: TimeZone }),
]);
export type Trigger = z.output<typeof Trigger>;

const isOrNot = z.enum(['is', 'is_not']);
const choice = <Field extends string, Item extends z.ZodType>(field: Field, item: Item, max = 50) =>
  z.strictObject({ field: z.literal(field), op: isOrNot, value: some(item, max) });
const number = <Field extends string, Item extends z.ZodType>(field: Field, item: Item) =>
  z.strictObject({ field: z.literal(field), op: z.enum(['is', 'at_least', 'at_most']), value: item });
const text = <Field extends string>(field: Field) =>
  z.strictObject({
    field: z.literal(field),
    op: z.enum(['contains', 'contains_not']),
    /** Words or phrases, found whole, whatever their case: one of them is enough. */
    value: some(words, 100),
  });
const flag = <Field extends string>(field: Field) =>
  z.strictObject({ field: z.literal(field), op: z.literal('is'), value: z.boolean() });

/** One comparison. */
export const Comparison = z.discriminatedUnion('field', [
  choice('kind', TicketKind, 4),
  choice('state', TicketState, 6),
  choice('hold_reason', HoldReason, 4),
  choice('source', Source, 8),
  /** Of a change that is planned; nothing else has them. */
  choice('change_type', ChangeType, 3),
  choice('change_risk', ChangeRisk, 3),
  choice('channel', z.string().min(1).max(40)),
  choice('queue', Id, 200),
  choice('assignee', Id, 200),
  choice('requester', Id, 200),
  choice('requester_team', Id, 200),
  choice('requester_domain', words, 200),
  choice('category', words, 200),
  choice('tag', Tag, 100),
  number('priority', Priority),
  number('impact', Level),
  number('urgency', Level),
  /** Hours since it was opened, of every day. */
  number('age', z.number().min(0).max(100_000)),
  text('title'),
  text('description'),
  /** What was just said, where the rule is about a reply or a note. */
  text('message'),
  flag('assigned'),
  flag('guest'),
  flag('external'),
]);
export type Comparison = z.output<typeof Comparison>;

/** A tree of comparisons. `all` of none holds. */
export type Condition = Comparison | { all: Condition[] } | { any: Condition[] } | { not: Condition };
const DEPTH = 6;
const NODES = 200;
export const ConditionTree: z.ZodType<Condition> = z
  .lazy(() =>
    z.union([
      Comparison,
      z.strictObject({ all: z.array(ConditionTree).max(50) }),
      z.strictObject({ any: some(ConditionTree, 50) }),
      z.strictObject({ not: ConditionTree }),
    ]),
  )
  .meta({ id: 'Condition' });
export const Condition = ConditionTree.refine(
  (tree) => depthOf(tree) <= DEPTH,
  `must be at most ${DEPTH} levels deep`,
).refine((tree) => sizeOf(tree) <= NODES, `must have at most ${NODES} parts`);

const partsOf = (tree: Condition): Condition[] => {
  if ('all' in tree) return tree.all;
  if ('any' in tree) return tree.any;
  return 'not' in tree ? [tree.not] : [];
};
const depthOf = (tree: Condition): number => 1 + Math.max(0, ...partsOf(tree).map(depthOf));
const sizeOf = (tree: Condition): number => partsOf(tree).reduce((sum, part) => sum + sizeOf(part), 1);

/** May name what stands in `TEMPLATE_VARIABLES`, as `{{ticket.number}}`. */
export const Template = z.string().trim().min(1, 'must not be empty').max(10_000);

/** What is done to a ticket, by rules and macros alike. */
export const TICKET_ACTIONS = [
  z.strictObject({ do: z.literal('move'), queueId: Id }),
  z
    .strictObject({
      do: z.literal('set'),
      kind: TicketKind.optional(),
      impact: Level.optional(),
      urgency: Level.optional(),
      category: words.max(80).nullable().optional(),
    })
    .refine((action) => Object.values(action).filter((value) => value !== undefined).length > 1, {
      ...{ path: ['do'], message: 'must set at least one thing' },
    }),
  z
    .strictObject({
      do: z.literal('tag'),
      add: z.array(Tag).max(20).default([]),
      remove: z.array(Tag).max(20).default([]),
    })
    .refine(({ add, remove }) => add.length + remove.length > 0, {
      ...{ path: ['add'], message: 'must add or remove at least one tag' },
    }),
  z.strictObject({ do: z.literal('note'), text: Template }),
  z.strictObject({ do: z.literal('hold'), reason: HoldReason }),
  z.strictObject({ do: z.literal('resume') }),
  z.strictObject({
    do: z.literal('resolve'),
    text: Template,
    code: ResolutionCode.default('fixed'),
    /** Also while some of its children are open. */
    withOpenChildren: z.boolean().optional(),
  }),
  z.strictObject({ do: z.literal('close') }),
  z.strictObject({ do: z.literal('cancel'), reason: z.string().trim().max(2_000).optional() }),
  z.strictObject({
    do: z.literal('open_child'),
    title: Template.max(300),
    description: Template,
    kind: TicketKind.optional(),
    queueId: Id.optional(),
  }),
  z.strictObject({ do: z.literal('link'), kind: LinkKind, to: TicketNumber }),
] as const;

export const RuleAction = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('assign'), to: z.union([Id, z.literal('nobody')]) }),
  ...TICKET_ACTIONS,
  z.strictObject({ do: z.literal('reply'), text: Template }),
  z.strictObject({
    do: z.literal('post'),
    channel: z.string().min(1).max(40),
    conversation: z.string().min(1).max(200),
    text: Template,
  }),
  /** In a conversation of their own; only who may see the ticket. */
  z.strictObject({
    do: z.literal('tell'),
    who: some(z.union([z.enum(['assignee', 'lead', 'manager']), Id]), 20),
    text: Template,
  }),
  z.strictObject({ do: z.literal('webhook'), webhookId: Id }),
  /** By the escalation policy of a service, until somebody acknowledges it, takes the ticket or ends it. */
  z.strictObject({
    do: z.literal('page'),
    serviceId: Id,
    severity: AlertSeverity.default('critical'),
    /** What those who are paged read first. */
    text: Template,
  }),
  /** The rule does not wait for it: another one goes on once it is decided. */
  z.strictObject({ do: z.literal('ask_approval'), policyId: Id }),
  /** Once of a ticket; where one is open for the same service, the ticket becomes a part of that. */
  z.strictObject({ do: z.literal('declare'), severity: z.literal([1, 2, 3, 4, 5]).default(1) }),
]);
export type RuleAction = z.output<typeof RuleAction>;

const definition = {
  name: Name,
  trigger: Trigger,
  /** Null: whenever it happens. */
  condition: Condition.nullable(),
  /** It waits so long, and acts only if the condition still holds then. */
  delayMinutes: z.number().int().min(0).max(43_200),
  actions: some(RuleAction, 20),
};

export const AutomationRule = z.object({
  id: Id,
  ...definition,
  enabled: z.boolean(),
  /** Counts the changes of what it does. */
  version: z.number().int(),
  updatedAt: Instant,
});
export type AutomationRule = z.output<typeof AutomationRule>;

export const CreateAutomation = z.strictObject({
  ...definition,
  condition: definition.condition.default(null),
  delayMinutes: definition.delayMinutes.default(0),
  enabled: z.boolean().default(true),
});
export const UpdateAutomation = z.strictObject({
  ...z.object(definition).partial().shape,
  id: Id,
  enabled: z.boolean().optional(),
});

/** What became of an action: `later`: it failed and is tried again. */
export const ActionOutcome = z.object({
  do: z.string(),
  outcome: z.enum(['done', 'unchanged', 'later', 'failed']),
  /** What it did, or why it did not. */
  words: z.string(),
});
export type ActionOutcome = z.output<typeof ActionOutcome>;

/** Once that a rule had something to do. */
export const RuleRun = z.object({
  id: Id,
  rule: z.object({ id: Id, name: z.string(), version: z.number().int() }),
  ticket: z.object({ number: z.string(), title: z.string() }),
  /** What it reacted to, in words. */
  because: z.string(),
  state: z.enum(['waiting', 'done', 'failed', 'stopped']),
  outcomes: z.array(ActionOutcome),
  /** Why it was stopped. */
  words: z.string().nullable(),
  at: Instant,
  dueAt: Instant,
  finishedAt: Instant.nullable(),
});
export type RuleRun = z.output<typeof RuleRun>;

export const ListRuns = z.strictObject({
  ...PageQuery,
  rule: Id.optional(),
  ticket: TicketNumber.optional(),
  state: RuleRun.shape.state.optional(),
});

/** A rule that need not be saved yet, against the last tickets. */
export const TryAutomation = z.strictObject({
  trigger: Trigger,
  condition: Condition.nullable().default(null),
  last: z.number().int().min(1).max(200).default(50),
});
export const Tried = z.object({
  items: z.array(
    z.object({
      ticket: z.object({ number: z.string(), title: z.string() }),
      /** What happened to it that the rule would have reacted to, in words; null: nothing. */
      because: z.string().nullable(),
      holds: z.boolean(),
      /** The first comparison that decides it, in words. */
      why: z.string(),
    }),
  ),
});
export type Tried = z.output<typeof Tried>;

const Rules = z.object({ items: z.array(AutomationRule) });
const ById = z.strictObject({ id: Id });

export const automations = {
  list: endpoint({
    method: 'GET',
    path: '/automations',
    summary: 'Automation rules in the order in which they act',
    scope: 'read',
    input: z.strictObject({}),
    output: Rules,
  }),
  create: endpoint({
    method: 'POST',
    path: '/automations',
    summary: 'Add a rule behind the others',
    scope: 'admin',
    input: CreateAutomation,
    output: AutomationRule,
    status: 201,
    idempotent: true,
  }),
  order: endpoint({
    method: 'PUT',
    path: '/automations/order',
    summary: 'Put all rules into this order',
    scope: 'admin',
    input: z.strictObject({ ids: z.array(Id).max(1_000) }),
    output: Rules,
  }),
  dryRun: endpoint({
    method: 'POST',
    path: '/automations/dry-run',
    summary:
      'What a rule would have reacted to among the last tickets, and whether its condition holds; nothing is done',
    scope: 'admin',
    input: TryAutomation,
    output: Tried,
  }),
  runs: endpoint({
    method: 'GET',
    path: '/automations/runs',
    summary: 'What rules did, newest first',
    scope: 'read',
    input: ListRuns,
    output: page(RuleRun),
  }),
  retry: endpoint({
    method: 'POST',
    path: '/automations/runs/:id/retry',
    summary: 'Try once more what has failed in a run',
    scope: 'admin',
    input: ById,
    output: RuleRun,
  }),
  export: endpoint({
    method: 'GET',
    path: '/automations/export',
    summary: 'All rules as YAML, or one',
    scope: 'admin',
    input: z.strictObject({ id: Id.optional() }),
    output: z.object({ yaml: z.string() }),
  }),
  import: endpoint({
    method: 'POST',
    path: '/automations/import',
    summary: 'Rules from YAML: those of a known name are changed, others are added behind, none is removed',
    scope: 'admin',
    input: z.strictObject({ yaml: z.string().min(1).max(1_000_000) }),
    output: z.object({ added: z.number().int(), changed: z.number().int(), unchanged: z.number().int() }),
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/automations/:id',
    summary: 'Change a rule, or switch it on or off at once; its earlier versions are kept',
    scope: 'admin',
    input: UpdateAutomation,
    output: AutomationRule,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/automations/:id',
    summary: 'Remove a rule; what it did stays in the log',
    scope: 'admin',
    input: ById,
    output: z.void(),
    status: 204,
  }),
};
