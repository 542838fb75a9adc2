import { z } from 'zod';
import { Capacity, Host, Id } from './common.ts';
import { endpoint } from './endpoint.ts';

const Priority = z.literal([1, 2, 3, 4, 5]);
const Row = z.tuple([Priority, Priority, Priority]).readonly();

/** A conversation of a chat, by the channel's id of it. */
const Place = z.strictObject({
  channel: z.enum(['slack', 'teams']),
  conversation: z.string().min(1).max(500),
});
const Minutes = z.number().int().min(1).max(10_080).nullable();

/** How major incidents are led. */
export const IncidentSettings = z.object({
  /** How often those who wait are told how it stands, by severity from P1 on; null: when there is news. */
  updateMinutes: z.tuple([Minutes, Minutes, Minutes, Minutes, Minutes]).readonly(),
  /** When, and how often, people are told that nobody commands it; null: never. */
  claimMinutes: Minutes,
  /** The conversations in which each update is told as well. */
  stakeholders: z.array(Place).max(20),
});
export type IncidentSettings = z.output<typeof IncidentSettings>;

export const Settings = z.object({
  /** matrix[impact - 1][urgency - 1] is the priority. */
  priorityMatrix: z.tuple([Row, Row, Row]).readonly(),
  /** How long a resolved ticket can be reopened, in days; then it closes by itself. */
  graceDays: z.number().int().min(0).max(90),
  /** Where a ticket goes when neither rule nor conversation says. */
  defaultQueueId: Id,
  /** Hosts that Deskbell may send requests to although they are not public: an intranet's calendar, its webhooks. */
  allowedHosts: z.array(Host).max(50),
  /** How many open tickets an agent is given at most, unless told of them; null: no limit. */
  capacity: Capacity.nullable(),
  incidents: IncidentSettings,
});
export type Settings = z.output<typeof Settings>;

export const settings = {
  get: endpoint({
    method: 'GET',
    path: '/settings',
    summary: 'Settings of the desk',
    scope: 'read',
    input: z.strictObject({}),
    output: Settings,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/settings',
    summary: 'Change settings',
    scope: 'admin',
    input: z.strictObject(Settings.partial().shape),
    output: Settings,
  }),
};
