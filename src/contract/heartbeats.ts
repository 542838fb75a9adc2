import { z } from 'zod';
import { Id, Instant, PageQuery, page, several } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Integration } from './services.ts';

/**
 * The worst first. `late`: it was not heard in time, and its grace is not over yet. `maintenance`: its service is under
 * maintenance, so nobody is paged, whether or not it is missing.
 */
export const HeartbeatState = z.enum(['missing', 'late', 'waiting', 'maintenance', 'healthy']);
export type HeartbeatState = z.output<typeof HeartbeatState>;

const Ref = z.object({ id: Id, name: z.string() });

/** An integration that is waited for. `lastUsedAt`: when it was heard last; `pingDueAt`: when it is missing. */
export const Heartbeat = z.object({
  ...Integration.shape,
  service: Ref,
  team: Ref,
  state: HeartbeatState,
  /** Since when it is late or missing; null: it is neither. */
  since: Instant.nullable(),
  /** The maintenance of its service. */
  maintenance: Ref.nullable(),
  /** Its open alert. */
  alertId: Id.nullable(),
});
export type Heartbeat = z.output<typeof Heartbeat>;

export const ListHeartbeats = z.strictObject({
  ...PageQuery,
  state: several(HeartbeatState),
  service: several(Id),
  /** Those whose services it owns. */
  team: several(Id),
  /** In the name, or in that of the service. */
  text: z.string().trim().min(1).max(200).optional(),
});

export const heartbeats = {
  list: endpoint({
    method: 'GET',
    path: '/heartbeats',
    summary: 'Heartbeats of all services, the worst first, then by name',
    scope: 'read',
    input: ListHeartbeats,
    output: page(Heartbeat),
  }),
};
