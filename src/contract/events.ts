import { z } from 'zod';
import { Id } from './common.ts';

/**
 * What `GET /api/v1/events` streams (server-sent events, one JSON object a `data:` line). An event says what
 * changed, not how: the reader fetches what it shows. After a broken connection a reader fetches everything
 * it shows again.
 */
export const LiveEvent = z.discriminatedUnion('topic', [
  z.object({ topic: z.literal('ticket'), id: Id, queueId: Id }),
  z.object({ topic: z.literal('presence'), id: Id, personId: Id, name: z.string(), here: z.boolean() }),
  z.object({ topic: z.literal('alert'), id: Id }),
  z.object({ topic: z.literal('web'), conversation: z.string() }),
  z.object({ topic: z.literal('directory') }),
]);
export type LiveEvent = z.output<typeof LiveEvent>;
