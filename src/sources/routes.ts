import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { takeEvents } from '../domain/alerts/take.ts';
import { type Door, doorOf } from '../domain/services/integrations.ts';
import { MINUTE } from '../lib/clock.ts';
import { type Ctx, createContext, type Surroundings } from '../lib/context.ts';
import { isDeskbellError, messageOf } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { SOURCES } from './registry.ts';

/** How many requests a minute one key may send; a request may hold many alerts. Counted in this process alone. */
const MOST_A_MINUTE = 6_000;
const BODY_LIMIT = '2mb';

/**
 * The doors for alerts: `POST /hooks/:source/:key`, and `POST /v2/enqueue` for whatever can page PagerDuty. What is
 * answered with 202 is committed.
 */
export function sourceRoutes(around: Surroundings): Router {
  const router = Router({ caseSensitive: true });
  const json = express.json({ limit: BODY_LIMIT, type: () => true });
  const limit = (keyOf: (req: Request) => string) =>
    rateLimit({
      ...{ windowMs: MINUTE, limit: MOST_A_MINUTE, standardHeaders: 'draft-8', legacyHeaders: false },
      keyGenerator: keyOf,
      handler: (_req, res) => void refuse(res, 429, 'Too many requests. Please wait a little.'),
    });
  const context = () =>
    createContext(around, { kind: 'nobody' }, { channel: 'hook', requestId: newId(around.clock.now()) });

  router.post('/hooks/:source/:key', limit(keyInPath), json, async (req, res) => {
    const ctx = context();
    const door = await doorOf(ctx, keyInPath(req));
    if (!door || door.source !== req.params.source) return refuse(res, 404, 'There is no such integration.');
    return take(ctx, door, req, res);
  });
  router.post('/v2/enqueue', json, limit(keyInBody), async (req, res) => {
    const ctx = context();
    const door = await doorOf(ctx, keyInBody(req));
    if (door?.source !== 'pagerduty') {
      return refuse(res, 400, 'Event object is invalid', ['routing_key: is not one of an integration here']);
    }
    return take(ctx, door, req, res);
  });
  // Only what goes wrong at these doors comes here.
  router.use((error: unknown, req: Request, res: Response, next: NextFunction) => {
    if (!/^\/(hooks\/|v2\/enqueue$)/.test(req.path)) return next(error);
    const status = (error as { status?: unknown } | null)?.status;
    if (status === 413) return refuse(res, 413, `The body is larger than ${BODY_LIMIT}.`);
    if (typeof status === 'number' && status < 500) return refuse(res, 400, 'The body is not JSON.');
    around.log.error({ error: messageOf(error) }, 'alerts could not be taken in');
    return refuse(res, 503, 'Nothing was taken in. Please send it again.');
  });
  return router;
}

const keyInPath = (req: Request): string => String(req.params.key ?? '');
const keyInBody = (req: Request): string => {
  const key = (req.body as { routing_key?: unknown } | undefined)?.routing_key;
  return typeof key === 'string' ? key : '';
};

async function take(ctx: Ctx, door: Door, req: Request, res: Response): Promise<void> {
  try {
    const events = SOURCES.get(door.source)?.read(req.body) ?? [];
    await takeEvents(ctx, door, events);
    const [first] = events;
    res.status(202).json({
      ...{ status: 'success', message: 'Event processed', count: events.length },
      ...(events.length === 1 ? { dedup_key: first?.dedupKey } : {}),
    });
  } catch (error) {
    if (!isDeskbellError(error) || error.code !== 'invalid') throw error;
    const errors = error.details.problems?.map(({ field, message }) =>
      field ? `${field}: ${message}` : message,
    );
    refuse(res, 400, 'Event object is invalid', errors ?? [error.message]);
  }
}

/** As PagerDuty answers, so that its clients understand it. */
function refuse(res: Response, status: number, message: string, errors: string[] = [message]): void {
  if (status === 429 || status === 503) res.set('retry-after', '30');
  res.status(status).json({ status: status === 400 ? 'invalid event' : 'error', message, errors });
}
