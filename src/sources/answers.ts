import type { Response } from 'express';
import type { SourceEvent } from '../domain/alerts/take.ts';

/** Seconds after which trying again makes sense. */
const AGAIN = 30;

/** Taken in, and committed. In the words of PagerDuty and Opsgenie, so that their clients understand it. */
export function accepted(res: Response, events: readonly SourceEvent[], requestId: string): void {
  const [first] = events;
  res.status(202).json({
    ...{ status: 'success', message: 'Event processed', result: 'Request will be processed' },
    ...{ count: events.length, took: 0 },
    // Opsgenie’s clients close by it what has no alias.
    requestId: events.length === 1 ? first?.dedupKey : requestId,
    ...(events.length === 1 ? { dedup_key: first?.dedupKey } : {}),
  });
}

/** Nothing was taken in, and why. */
export function refuse(res: Response, status: number, message: string, errors: string[] = [message]): void {
  if ((status === 429 || status === 503) && !res.hasHeader('retry-after'))
    res.set('retry-after', String(AGAIN));
  res.status(status).json({ status: status === 400 ? 'invalid event' : 'error', message, errors });
}
