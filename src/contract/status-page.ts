import { z } from 'zod';
import { Id, Instant, Name, PageQuery, page, Title } from './common.ts';
import { endpoint } from './endpoint.ts';

/** What people who wait can look at: how services are, what is being done, and what is planned. */

/** How bad it is for whoever uses a service, the worst last. */
export const ServiceLevel = z.enum(['operational', 'degraded', 'partial_outage', 'major_outage']);
export type ServiceLevel = z.output<typeof ServiceLevel>;

/** As people read them. */
export const serviceLevelWords: Record<ServiceLevel, string> = {
  operational: 'Operational',
  degraded: 'Degraded performance',
  partial_outage: 'Partial outage',
  major_outage: 'Major outage',
};

/** A service as the page shows it. */
const Component = z.strictObject({
  serviceId: Id,
  /** What the public page calls it. */
  name: Name,
  /** Under which heading; empty: under none. */
  group: z.union([z.literal(''), Name]),
  public: z.boolean(),
  internal: z.boolean(),
});

export const StatusPageSettings = z.strictObject({
  title: Name,
  /** Whether anybody may see the public page. The internal one is there for all who are signed in. */
  public: z.boolean(),
  /** In the order in which they are shown. */
  components: z
    .array(Component)
    .max(200)
    .refine(
      (components) => new Set(components.map(({ serviceId }) => serviceId)).size === components.length,
      'must name each service once',
    ),
});
export type StatusPageSettings = z.output<typeof StatusPageSettings>;

export const AffectedServices = z
  .array(z.strictObject({ serviceId: Id, level: ServiceLevel }))
  .max(50)
  .refine(
    (services) => new Set(services.map(({ serviceId }) => serviceId)).size === services.length,
    'must name each service once',
  );
export type AffectedServices = z.output<typeof AffectedServices>;

const StatusText = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(3_000, 'must have at most 3000 characters');

/** What an update says on the status page, in words of its own. */
export const PublishedText = z.strictObject({
  text: StatusText,
  /** Also on the public page; otherwise on the internal one alone. */
  public: z.boolean().default(false),
  /** Needed the first time; later unset: as before. */
  title: Title.optional(),
  /** From now on affected; unset: as before. */
  services: AffectedServices.optional(),
});
export type PublishedText = z.output<typeof PublishedText>;

/** What may be put right of it. */
export const CorrectedText = { text: StatusText.optional(), title: Title.optional() };

export const StatusUpdate = z.object({
  id: Id,
  at: Instant,
  public: z.boolean(),
  title: z.string(),
  /** Empty: it only says that it is over. */
  text: z.string(),
  /** Null: as before. */
  services: AffectedServices.nullable(),
  edited: z.boolean(),
});
export type StatusUpdate = z.output<typeof StatusUpdate>;

/** Who gets the updates of the public page by e-mail. */
export const StatusSubscriber = z.object({
  id: Id,
  email: z.string(),
  askedAt: Instant,
  /** Null: the link that was sent has not been followed yet. */
  confirmedAt: Instant.nullable(),
});
export type StatusSubscriber = z.output<typeof StatusSubscriber>;

export const statusPage = {
  subscribers: endpoint({
    method: 'GET',
    path: '/status-page/subscribers',
    summary: 'Who gets the updates of the public status page by e-mail, the newest first',
    scope: 'admin',
    input: z.strictObject(PageQuery),
    output: page(StatusSubscriber),
  }),
  removeSubscriber: endpoint({
    method: 'DELETE',
    path: '/status-page/subscribers/:id',
    summary: 'Send them no more updates',
    scope: 'admin',
    input: z.strictObject({ id: Id }),
    output: z.void(),
    status: 204,
  }),
};
