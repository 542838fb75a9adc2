import { z } from 'zod';
import { AlertSeverity } from './alerts.ts';
import { Id, Instant, Name } from './common.ts';
import { endpoint } from './endpoint.ts';

/** What is up or down, who answers for it, and from where its alerts come. */

/** How a service keeps noise from people. */
export const ServiceSettings = z.strictObject({
  /** An alert that is over within so many seconds pages nobody. */
  holdSeconds: z.number().int().min(0).max(3_600).default(0),
  /** What has not come again for so many minutes is over; null: only what its source says is. */
  autoResolveMinutes: z.number().int().min(1).max(43_200).nullable().default(null),
  /** Alerts with the same values of these labels, within so many minutes, page once; null: each for itself. */
  group: z
    .strictObject({
      minutes: z.number().int().min(1).max(1_440),
      labels: z.array(z.string().trim().min(1).max(255)).max(10).default([]),
    })
    .nullable()
    .default(null),
  /** So many alerts page by themselves in a minute; what comes beside them is a storm. */
  stormPerMinute: z.number().int().min(1).max(1_000).default(10),
  /** Alerts of these severities open a ticket there in somebody’s name, one for each group; null: none does. */
  tickets: z
    .strictObject({
      severities: z.array(AlertSeverity).min(1, 'must name at least one severity').max(4),
      queueId: Id,
      requesterId: Id,
    })
    .nullable()
    .default(null),
});
export type ServiceSettings = z.output<typeof ServiceSettings>;

/** 1: the company stands still without it; 4: hardly anybody would notice. */
const Tier = z.number().int().min(1).max(4);
const definition = {
  name: Name,
  description: z.string().trim().max(2_000),
  teamId: Id,
  tier: Tier,
  /** Null: nobody is paged. */
  escalationPolicyId: Id.nullable(),
  /** The services without which it does not work. */
  dependsOn: z.array(Id).max(100),
  settings: ServiceSettings,
};

/** From what alerts come. */
export const SourceName = z.enum([
  ...['alertmanager', 'pagerduty', 'generic', 'grafana', 'opsgenie'],
  ...['datadog', 'sns', 'zabbix', 'sentry', 'uptime-kuma', 'heartbeat', 'email'],
] as const);
export type SourceName = z.output<typeof SourceName>;

/** JMESPath (jmespath.org), asked of a body, or of each item of it. */
const Expression = z.string().trim().min(1, 'must not be empty').max(500, 'must have at most 500 characters');

/** How JSON that is not in the desk’s own words is read. */
export const AlertMapping = z.strictObject({
  /** The list that holds an alert in each item; unset: the body is one. */
  items: Expression.optional(),
  /** What is wrong, in words. */
  summary: Expression,
  /** The same while the same thing is wrong; unset: the summary. */
  dedupKey: Expression.optional(),
  severity: Expression.optional(),
  source: Expression.optional(),
  /** An object of names and values. */
  labels: Expression.optional(),
  link: Expression.optional(),
  /** What is true when it is over, such as `status == 'ok'`. */
  resolved: Expression.optional(),
  /** What is true when somebody is on it. */
  acknowledged: Expression.optional(),
});
export type AlertMapping = z.output<typeof AlertMapping>;

/** How what comes in by an integration is taken. */
export const IntegrationSettings = z.strictObject({
  /** Of Alertmanager and Grafana: an alert for each one of a group, or one for the group. */
  alertPer: z.enum(['alert', 'group']).default('alert'),
  /** Of generic JSON; null: it is in the desk’s own words. */
  mapping: AlertMapping.nullable().default(null),
  /** Requests; what is more is refused with 429. */
  ratePerMinute: z.number().int().min(1).max(60_000).default(6_000),
  /** Of a heartbeat: so many seconds after the last one the next is due. */
  everySeconds: z.number().int().min(30).max(2_592_000).default(300),
  /** Of a heartbeat: for so many seconds more it is only late; then it is missing. */
  graceSeconds: z.number().int().min(0).max(86_400).default(0),
});
export type IntegrationSettings = z.output<typeof IntegrationSettings>;

/** A door for alerts of one service; whoever has its key may send them. */
export const Integration = z.object({
  id: Id,
  serviceId: Id,
  name: z.string(),
  source: SourceName,
  settings: IntegrationSettings,
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
  /** Of a heartbeat: when it is missing; null: it was not heard yet, or is missing. */
  pingDueAt: Instant.nullable(),
  /** Of a heartbeat: since when it is missing. */
  missingSince: Instant.nullable(),
  revokedAt: Instant.nullable(),
});
export type Integration = z.output<typeof Integration>;

export const Service = z.object({
  id: Id,
  ...definition,
  archivedAt: Instant.nullable(),
  integrations: z.array(Integration),
  updatedAt: Instant,
});
export type Service = z.output<typeof Service>;

export const CreateService = z.strictObject({
  ...definition,
  description: definition.description.default(''),
  tier: Tier.default(3),
  escalationPolicyId: definition.escalationPolicyId.default(null),
  dependsOn: definition.dependsOn.default([]),
  settings: ServiceSettings.prefault({}),
});
export const UpdateService = z.strictObject({
  ...z.object(definition).partial().shape,
  id: Id,
  archived: z.boolean().optional(),
});

/** What would happen, as far as it can be told before. */
export const PagingPlan = z.object({
  items: z.array(
    z.object({
      at: Instant,
      /** Minutes after the alert came. */
      minute: z.number().int(),
      round: z.number().int(),
      step: z.number().int(),
      person: z.object({ id: Id, name: z.string() }).nullable(),
      /** The channel, and where it is no person's own, the conversation. */
      via: z.string(),
      conversation: z.string().nullable(),
    }),
  ),
  /** What is to be known besides: a step that pages nobody then, or that depends on how busy the service is. */
  notes: z.array(z.string()),
});
export type PagingPlan = z.output<typeof PagingPlan>;

/** What is shown this once: the key, and where to send with it. */
const WithKey = z.object({ integration: Integration, key: z.string(), path: z.string() });

/** What came in by an integration. */
export const HookPayload = z.object({
  id: Id,
  at: Instant,
  /** Why it was refused; null: it was taken in. */
  refusedBecause: z.string().nullable(),
  /** How many events were read out of it. */
  events: z.number().int(),
  /** As text; cut where it is long, and without what is secret. */
  body: z.string(),
});
export type HookPayload = z.output<typeof HookPayload>;

/** An alert as a mapping reads it out of a body. */
export const MappedAlert = z.object({
  action: z.enum(['trigger', 'acknowledge', 'resolve']),
  dedupKey: z.string(),
  summary: z.string(),
  severity: AlertSeverity,
  source: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  links: z.array(z.object({ text: z.string(), url: z.string() })),
});

const ById = z.strictObject({ id: Id });

export const services = {
  list: endpoint({
    method: 'GET',
    path: '/services',
    summary: 'Services with their integrations, by name',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(Service) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/services',
    summary: 'Add a service',
    scope: 'admin',
    input: CreateService,
    output: Service,
    status: 201,
    idempotent: true,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/services/:id',
    summary: 'Change a service, or archive it: its integrations take nothing in any more',
    scope: 'admin',
    input: UpdateService,
    output: Service,
  }),
  plan: endpoint({
    method: 'GET',
    path: '/services/:id/plan',
    summary:
      'Who would be paged, how and when, if an alert came at an instant and nobody answered; unset: now',
    scope: 'read',
    input: z.strictObject({ id: Id, at: Instant.optional(), severity: AlertSeverity.default('critical') }),
    output: PagingPlan,
  }),
  addIntegration: endpoint({
    method: 'POST',
    path: '/services/:id/integrations',
    summary: 'Open a door for alerts; its key is shown this once',
    scope: 'admin',
    input: z.strictObject({
      ...{ id: Id, name: Name, source: SourceName },
      settings: IntegrationSettings.prefault({}),
    }),
    output: WithKey,
    status: 201,
  }),
  updateIntegration: endpoint({
    method: 'PATCH',
    path: '/integrations/:id',
    summary: 'Change how what comes in by an integration is taken; settings are given as a whole',
    scope: 'admin',
    input: z.strictObject({ id: Id, name: Name.optional(), settings: IntegrationSettings.optional() }),
    output: Integration,
  }),
  rotateKey: endpoint({
    method: 'POST',
    path: '/integrations/:id/key',
    summary: 'Make a new key, which is shown this once; the old one opens nothing any more',
    scope: 'admin',
    input: ById,
    output: WithKey,
  }),
  payloads: endpoint({
    method: 'GET',
    path: '/integrations/:id/payloads',
    summary:
      'What came in last, newest first: the last ones that were taken and the last ones that were refused',
    scope: 'admin',
    input: ById,
    output: z.object({ items: z.array(HookPayload) }),
  }),
  previewMapping: endpoint({
    method: 'POST',
    path: '/integrations/:id/preview',
    summary: 'See what a mapping makes of a body; nothing is taken in',
    scope: 'admin',
    input: z.strictObject({ id: Id, mapping: AlertMapping, body: z.string().max(200_000) }),
    output: z.object({ alerts: z.array(MappedAlert) }),
  }),
  revokeIntegration: endpoint({
    method: 'DELETE',
    path: '/integrations/:id',
    summary: 'Take an integration’s key away for good; it takes nothing in from then on',
    scope: 'admin',
    input: ById,
    output: Integration,
  }),
};
