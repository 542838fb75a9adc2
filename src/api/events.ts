import { setMaxListeners } from 'node:events';
import { type Request, type Response, Router } from 'express';
import type { LiveEvent } from '../contract/events.ts';
import { SECOND } from '../lib/clock.ts';
import { type Actor, createContext, personOf, type Surroundings } from '../lib/context.ts';
import { fail, messageOf } from '../lib/errors.ts';
import { type Authenticate, requireScope } from './auth.ts';
import { callOf } from './caller.ts';
import { sendMethodNotAllowed } from './errors.ts';
import { createLive, type Live } from './live.ts';
import { requestIdOf } from './request-id.ts';

/** Keeps proxies from taking a quiet stream for a dead one. */
const HEARTBEAT_MS = 15 * SECOND;
/** How long a stream may outlive the session or token that opened it. */
const RECHECK_MS = 4 * SECOND;
/** What may wait for a slow reader, in bytes, before they are cut off: they come back and fetch everything anew. */
const MOST_WAITING = 1024 * 1024;
const STREAMS_PER_PERSON = 20;

/** Server-sent events: what has changed, to everybody who may know. */
export function eventRoutes(
  around: Surroundings,
  authenticate: Authenticate,
  stopping = new AbortController().signal,
): Router {
  const live = createLive(around);
  const open = new Map<string, number>();
  setMaxListeners(0, stopping);
  stopping.addEventListener('abort', () => live.close());
  const router = Router();
  router.get('/events', (req, res) => {
    res.locals.route = '/events';
    const { caller } = callOf(res);
    requireScope(caller.actor, 'read');
    const who = personOf(caller.actor)?.id ?? fail('unauthenticated', 'Please sign in.');
    const count = open.get(who) ?? 0;
    if (count >= STREAMS_PER_PERSON)
      fail('rate_limited', 'You have too many pages open.', { retryAfter: 30 });
    open.set(who, count + 1);
    res.once('close', () => {
      const left = (open.get(who) ?? 1) - 1;
      if (left === 0) open.delete(who);
      else open.set(who, left);
    });
    const end = () => res.end();
    stopping.addEventListener('abort', end);
    res.once('close', () => stopping.removeEventListener('abort', end));
    stream(req, res, caller.actor, { around, live, authenticate });
  });
  router.all('/events', (_req, res) => sendMethodNotAllowed(res, ['GET']));
  return router;
}

function stream(
  req: Request,
  res: Response,
  first: Actor,
  { around, live, authenticate }: { around: Surroundings; live: Live; authenticate: Authenticate },
): void {
  let actor = first;
  const ctx = createContext(around, { kind: 'nobody' }, { channel: 'api', requestId: requestIdOf(res) });
  const write = (text: string) => {
    if (res.writableEnded || res.destroyed) return;
    res.write(text);
    if (res.writableLength > MOST_WAITING) res.destroy();
  };
  res.status(200).set({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  write('retry: 2000\n\n');
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
  const recheck = setInterval(async () => {
    try {
      actor = (await authenticate(ctx, req)).actor;
      requireScope(actor, 'read');
    } catch (error) {
      // Also while the database is away: who cannot be checked gets nothing.
      actor = { kind: 'nobody' };
      around.log.debug({ error: messageOf(error) }, 'a stream was ended');
      res.end();
    }
  }, RECHECK_MS);
  const remove = live.add({
    actor: () => actor,
    tell: (event: LiveEvent) => write(`data: ${JSON.stringify(event)}\n\n`),
    end: () => res.end(),
  });
  res.once('close', () => {
    clearInterval(heartbeat);
    clearInterval(recheck);
    remove();
  });
}
