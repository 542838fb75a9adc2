import { Router } from 'express';
import { readFeed } from '../domain/feeds/feeds.ts';
import { createContext, type Surroundings, systemActor } from '../lib/context.ts';
import { sendNotFound } from './errors.ts';
import { addressOf, limited } from './limits.ts';
import { requestIdOf } from './request-id.ts';

/** How often a minute somebody's calendar programs may ask, by their address. */
const MOST = 60;

/** Shifts and changes for calendar programs, which know nothing but a secret address. */
export function calendarFeeds(around: Surroundings, publicUrl: () => string): Router {
  const router = Router();
  router.get('/calendars/:secret.ics', limited('calendars', MOST, addressOf), async (req, res) => {
    // The secret stands in no log.
    res.locals.route = '/calendars/:secret.ics';
    const origin = { channel: 'api', requestId: requestIdOf(res) };
    const ctx = createContext(around, systemActor('calendar'), origin);
    const text = await readFeed(ctx, String(req.params.secret), publicUrl());
    if (text === null) return sendNotFound(res);
    // Express answers 304 to whoever has it already.
    res.set('cache-control', 'private, max-age=300').type('text/calendar').send(text);
  });
  return router;
}
