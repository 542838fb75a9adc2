import { z } from 'zod';
import { EventKind } from './automation.ts';
import { Id, Instant, Name, PageQuery, page, TicketNumber } from './common.ts';
import { endpoint } from './endpoint.ts';

/** Addresses that are told what happens to tickets. docs/webhooks.md says what they are sent. */

/** `noted`: internal notes, with their text. */
export const WebhookKind = EventKind.exclude(['idle', 'schedule', 'approval', 'alert']);
export type WebhookKind = z.output<typeof WebhookKind>;

/** Why something is sent: an event, an automation rule, or an admin who tries it out. */
export const DeliveryKind = z.enum([...WebhookKind.options, 'rule', 'test']);
export type DeliveryKind = z.output<typeof DeliveryKind>;

function isAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password;
}
const Address = z
  .string()
  .trim()
  .max(2_000, 'must have at most 2,000 characters')
  .refine(isAddress, 'must be an address such as https://example.com/hook, without name and password');

/** They say what is sent and how, which is not for an admin to change. */
const OURS =
  /^(webhook-.*|content-.*|host|connection|transfer-encoding|accept-encoding|expect|te|trailer|upgrade|keep-alive|proxy-.*)$/;
const Header = z.strictObject({
  name: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9-]{1,60}$/, 'must be the name of a header such as authorization')
    .refine((name) => !OURS.test(name), 'is a header that Deskbell sets itself'),
  value: z
    .string()
    .trim()
    .regex(/^[\x20-\x7e]{1,1000}$/, 'must have 1 to 1,000 plain characters'),
});

const definition = {
  name: Name,
  url: Address,
  kinds: z
    .array(WebhookKind)
    .min(1, 'must have at least one kind')
    .transform((kinds) => [...new Set(kinds)]),
  /** Of which queues; none: of all that are open. A private queue must be named. */
  queueIds: z
    .array(Id)
    .max(100)
    .transform((ids) => [...new Set(ids)]),
  /** Sent with each request. They are given as a whole, and never shown again. */
  headers: z
    .array(Header)
    .max(10)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'must be of different names'),
};

export const Webhook = z.object({
  id: Id,
  name: z.string(),
  url: z.string(),
  kinds: z.array(WebhookKind),
  queueIds: z.array(Id),
  headerNames: z.array(z.string()),
  enabled: z.boolean(),
  /** Why the desk has switched it off; null: it has not. */
  offBecause: z.string().nullable(),
  /** Attempts that failed since the last one that did not, and since when. */
  failures: z.number().int(),
  failingSince: Instant.nullable(),
  /** How many deliveries of the log wait, and how many have failed. */
  waiting: z.number().int(),
  failed: z.number().int(),
  /** Until then the secret before this one signs as well. */
  oldSecretUntil: Instant.nullable(),
  updatedAt: Instant,
});
export type Webhook = z.output<typeof Webhook>;

export const CreateWebhook = z.strictObject({
  ...definition,
  queueIds: definition.queueIds.default([]),
  headers: definition.headers.default([]),
  enabled: z.boolean().default(true),
});
export const UpdateWebhook = z.strictObject({
  ...z.object(definition).partial().shape,
  id: Id,
  enabled: z.boolean().optional(),
});

export const WebhookDelivery = z.object({
  /** As in the header webhook-id. */
  id: Id,
  webhook: z.object({ id: Id, name: z.string() }),
  /** The ticket's number; null: it is about none. */
  ticket: z.string().nullable(),
  kind: DeliveryKind,
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.number().int(),
  /** The status of the last answer; null: there was none. */
  status: z.number().int().nullable(),
  /** Why it was not delivered, in words. */
  error: z.string().nullable(),
  at: Instant,
  /** When it is tried next; null: no more. */
  dueAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
});
export type WebhookDelivery = z.output<typeof WebhookDelivery>;
export const WholeDelivery = WebhookDelivery.extend({
  /** JSON, exactly as it is sent. */
  body: z.string(),
  /** How the last answer began, as text. */
  answer: z.string().nullable(),
});
export type WholeDelivery = z.output<typeof WholeDelivery>;

export const ListDeliveries = z.strictObject({
  ...PageQuery,
  webhook: Id.optional(),
  ticket: TicketNumber.optional(),
  state: WebhookDelivery.shape.state.optional(),
});

const ById = z.strictObject({ id: Id });
const WithSecret = z.object({ webhook: Webhook, secret: z.string() });

export const webhooks = {
  list: endpoint({
    method: 'GET',
    path: '/webhooks',
    summary: 'Webhooks and how they fare; their secrets are never shown again',
    scope: 'admin',
    input: z.strictObject({}),
    output: z.object({ items: z.array(Webhook) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/webhooks',
    summary: 'Add a webhook; the answer is the only one that holds its secret',
    scope: 'admin',
    input: CreateWebhook,
    output: WithSecret,
    status: 201,
  }),
  deliveries: endpoint({
    method: 'GET',
    path: '/webhooks/deliveries',
    summary: 'What webhooks were told in the last 30 days, newest first: of tickets that the caller works on',
    scope: 'admin',
    input: ListDeliveries,
    output: page(WebhookDelivery),
  }),
  delivery: endpoint({
    method: 'GET',
    path: '/webhooks/deliveries/:id',
    summary: 'A delivery with what was sent and what was answered',
    scope: 'admin',
    input: ById,
    output: WholeDelivery,
  }),
  replay: endpoint({
    method: 'POST',
    path: '/webhooks/deliveries/:id/replay',
    summary: 'Send a delivery once more, with the same body and id',
    scope: 'admin',
    input: ById,
    output: WebhookDelivery,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/webhooks/:id',
    summary: 'Change a webhook, or switch it on or off at once',
    scope: 'admin',
    input: UpdateWebhook,
    output: Webhook,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/webhooks/:id',
    summary: 'Remove a webhook with its log',
    scope: 'admin',
    input: ById,
    output: z.void(),
    status: 204,
  }),
  rotate: endpoint({
    method: 'POST',
    path: '/webhooks/:id/secret',
    summary: 'Make a new secret; the old one signs beside it for 24 hours',
    scope: 'admin',
    input: ById,
    output: WithSecret,
  }),
  test: endpoint({
    method: 'POST',
    path: '/webhooks/:id/test',
    summary: 'Send something to try it out, at once and once, also while it is switched off',
    scope: 'admin',
    input: ById,
    output: WholeDelivery,
  }),
  replayFailed: endpoint({
    method: 'POST',
    path: '/webhooks/:id/replay',
    summary: 'Send once more all that has failed since an instant',
    scope: 'admin',
    input: z.strictObject({ id: Id, since: Instant }),
    output: z.object({ count: z.number().int() }),
  }),
};
