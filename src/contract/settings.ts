import { z } from 'zod';
import { Host, Id } from './common.ts';
import { endpoint } from './endpoint.ts';

const Priority = z.literal([1, 2, 3, 4, 5]);
const Row = z.tuple([Priority, Priority, Priority]).readonly();

export const Settings = z.object({
  /** matrix[impact - 1][urgency - 1] is the priority. */
  priorityMatrix: z.tuple([Row, Row, Row]).readonly(),
  /** How long a resolved ticket can be reopened, in days; then it closes by itself. */
  graceDays: z.number().int().min(0).max(90),
  /** Where a ticket goes when neither rule nor conversation says. */
  defaultQueueId: Id,
  /** Hosts that Deskbell may send requests to although they are not public: an intranet's calendar, its webhooks. */
  allowedHosts: z.array(Host).max(50),
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
