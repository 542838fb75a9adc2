import { z } from 'zod';
import { Id, Instant, Name, TicketNumber } from './common.ts';
import { endpoint } from './endpoint.ts';
import { routingActions, routingConditions } from './routing.ts';

export const RoutingRule = z.object({
  id: Id,
  name: z.string(),
  enabled: z.boolean(),
  /** Counts the changes of conditions and actions. */
  version: z.number().int(),
  conditions: routingConditions,
  actions: routingActions,
  updatedAt: Instant,
});
export type RoutingRule = z.output<typeof RoutingRule>;

export const CreateRule = z.strictObject({
  name: Name,
  enabled: z.boolean().default(true),
  conditions: routingConditions,
  actions: routingActions,
});
export const UpdateRule = z.strictObject({
  ...CreateRule.partial().shape,
  id: Id,
  enabled: z.boolean().optional(),
});
export const OrderRules = z.strictObject({ ids: z.array(Id).max(1_000) });

/** Either a text as somebody might write it, or the last tickets. */
export const DryRun = z.strictObject({
  text: z.string().max(200_000).optional(),
  channel: z.string().max(40).default('web'),
  conversation: z.string().max(200).optional(),
  requesterId: Id.optional(),
  last: z.number().int().min(1).max(200).optional(),
});
export const DryRunResult = z.object({
  items: z.array(
    z.object({
      /** Null for a text. */
      ticket: z.object({ number: TicketNumber, title: z.string(), queue: z.string() }).nullable(),
      /** The rule that would decide; null: none, so the conversation or the default queue does. */
      rule: z.object({ id: Id, name: z.string(), version: z.number().int() }).nullable(),
      queue: z.string(),
      actions: routingActions.nullable(),
      /** Every rule that was asked, in order, and why it fires or does not. */
      steps: z.array(z.object({ ruleId: Id, name: z.string(), fires: z.boolean(), reason: z.string() })),
    }),
  ),
});
export type DryRunResult = z.output<typeof DryRunResult>;

const Rules = z.object({ items: z.array(RoutingRule) });

export const routingRules = {
  list: endpoint({
    method: 'GET',
    path: '/routing-rules',
    summary: 'Routing rules in the order in which they are asked',
    scope: 'admin',
    input: z.strictObject({}),
    output: Rules,
  }),
  create: endpoint({
    method: 'POST',
    path: '/routing-rules',
    summary: 'Add a rule behind the others',
    scope: 'admin',
    input: CreateRule,
    output: RoutingRule,
    status: 201,
    idempotent: true,
  }),
  order: endpoint({
    method: 'PUT',
    path: '/routing-rules/order',
    summary: 'Put all rules into this order',
    scope: 'admin',
    input: OrderRules,
    output: Rules,
  }),
  dryRun: endpoint({
    method: 'POST',
    path: '/routing-rules/dry-run',
    summary: 'Which rule would decide, and why: for a text or for the last tickets',
    scope: 'admin',
    input: DryRun,
    output: DryRunResult,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/routing-rules/:id',
    summary: 'Change a rule; its earlier versions are kept',
    scope: 'admin',
    input: UpdateRule,
    output: RoutingRule,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/routing-rules/:id',
    summary: 'Remove a rule; tickets that it routed still show it',
    scope: 'admin',
    input: z.strictObject({ id: Id }),
    output: z.void(),
    status: 204,
  }),
};
