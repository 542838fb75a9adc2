import { z } from 'zod';
import { Id, Instant, Name, PageQuery, page, Title } from './common.ts';
import { endpoint } from './endpoint.ts';

/** A time in which alerts of services are recorded, and page nobody. */
export const Maintenance = z.object({
  id: Id,
  name: z.string(),
  serviceIds: z.array(Id),
  startsAt: Instant,
  endsAt: Instant,
  /** Null: the desk. */
  createdBy: z.object({ id: Id, name: z.string() }).nullable(),
  /** What came meanwhile, in words; null: it is not over. */
  summary: z.string().nullable(),
  /** What the public status page calls it; null: it is not shown there. */
  statusTitle: z.string().nullable(),
});
export type Maintenance = z.output<typeof Maintenance>;

export const CreateMaintenance = z
  .strictObject({
    name: Name,
    serviceIds: z
      .array(Id)
      .min(1, 'must name at least one service')
      .max(100)
      .transform((ids) => [...new Set(ids)]),
    /** Unset: now. */
    startsAt: Instant.optional(),
    endsAt: Instant,
    /** What the public status page calls it; null: it is not shown there. */
    statusTitle: Title.nullable().default(null),
  })
  .refine(({ startsAt, endsAt }) => !startsAt || new Date(startsAt) < new Date(endsAt), {
    ...{ path: ['endsAt'], message: 'must come after it starts' },
  });

export const maintenances = {
  list: endpoint({
    method: 'GET',
    path: '/maintenances',
    summary: 'Maintenance of services, the one that starts last first',
    scope: 'read',
    input: z.strictObject(PageQuery),
    output: page(Maintenance),
  }),
  create: endpoint({
    method: 'POST',
    path: '/maintenances',
    summary: 'Say that services are under maintenance for a time: their alerts page nobody',
    scope: 'write',
    input: CreateMaintenance,
    output: Maintenance,
    status: 201,
    idempotent: true,
  }),
  publish: endpoint({
    method: 'POST',
    path: '/maintenances/:id/status-title',
    summary: 'Say what the public status page calls it, or take it off there',
    scope: 'write',
    input: z.strictObject({ id: Id, statusTitle: Title.nullable() }),
    output: Maintenance,
  }),
  end: endpoint({
    method: 'POST',
    path: '/maintenances/:id/end',
    summary: 'End a maintenance now; one that has not begun does not begin',
    scope: 'write',
    input: z.strictObject({ id: Id }),
    output: Maintenance,
  }),
};
