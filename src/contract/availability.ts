import { z } from 'zod';
import { Availability, Id, Instant } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Person } from './people.ts';
import { Me } from './session.ts';

/** An agent as the work is shared out among a team. */
export const AgentAvailability = z.object({
  id: Id,
  name: z.string(),
  lead: z.boolean(),
  availability: Availability,
  /** Since when; null: as long as they are known. */
  since: Instant.nullable(),
  /** They are away by their calendar, so long; null: by hand, or not at all. */
  until: Instant.nullable(),
  /** Open tickets that they have, in all queues; null: they also work on a private queue, and the caller does not. */
  open: z.number().int().nullable(),
  /** How many of those they are given at most; null: no limit. */
  capacity: z.number().int().nullable(),
  skills: z.array(z.string()),
});
export type AgentAvailability = z.output<typeof AgentAvailability>;

export const TeamAvailability = z.object({ id: Id, name: z.string(), members: z.array(AgentAvailability) });
export type TeamAvailability = z.output<typeof TeamAvailability>;

export const SetOwnAvailability = z.strictObject({ availability: Availability });
export const SetAvailability = SetOwnAvailability.extend({ id: Id });

export const availability = {
  list: endpoint({
    method: 'GET',
    path: '/availability',
    summary: 'The active agents of every team: whether they are there, and how much they have to do',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(TeamAvailability) }),
  }),
  setOwn: endpoint({
    method: 'PUT',
    path: '/session/availability',
    summary: 'Say whether one is there; `handing_back` gives one’s open tickets back to their queues',
    scope: 'write',
    input: SetOwnAvailability,
    output: Me,
  }),
  set: endpoint({
    method: 'PUT',
    path: '/people/:id/availability',
    summary: 'Say it of somebody else: for admins, and for who leads a team that the person is in',
    scope: 'write',
    input: SetAvailability,
    output: Person,
  }),
};
