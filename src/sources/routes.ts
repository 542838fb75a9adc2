import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { type SourceEvent, takeEvents } from '../domain/alerts/take.ts';
import { ping } from '../domain/services/heartbeats.ts';
import { type Door, doorOf } from '../domain/services/integrations.ts';
import { keepPayload } from '../domain/services/payloads.ts';
import { directoryOf } from '../domain/settings/directory.ts';
import { SECOND } from '../lib/clock.ts';
import { type Ctx, createContext, type Surroundings } from '../lib/context.ts';
import { isDeskbellError, messageOf } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { askOutside } from '../lib/outside.ts';
import { accepted, refuse } from './answers.ts';
import { keyOf, routingKeyOf } from './keys.ts';
import { opsgenieVerb } from './opsgenie.ts';
import { doorRates } from './rate.ts';
import { SOURCES } from './registry.ts';
import type { Ask } from './source.ts';

const BODY_LIMIT = '2mb';
/** Of what a source is asked back for. */
const ANSWER = { within: 5 * SECOND, maxBytes: 100_000 };
const NOT_JSON = 'The body is not JSON.';
const NO_DOOR = 'There is no such integration.';

/**
 * The doors for alerts: `POST /hooks/:source/:key`, and the addresses by which PagerDuty and Opsgenie are paged. What
 * is answered with 202 is committed.
 */
export function sourceRoutes(around: Surroundings, fetched?: Ask): Router {
  const router = Router({ caseSensitive: true });
  const json = express.json({
    ...{ limit: BODY_LIMIT, type: () => true },
    // Kept also where it cannot be read.
    verify: (_req, res, bytes) => {
      (res as Response).locals.body = bytes.toString('utf8');
    },
  });
  const mayCome = doorRates();

  /** What comes in by a door: read, and taken in as a whole. */
  const take = async (
    req: Request,
    res: Response,
    door: Door | undefined,
    ctx: Ctx,
    read = (door: Door): SourceEvent[] => SOURCES.get(door.source)?.read(req.body, door.settings) ?? [],
  ) => {
    if (!door) return refuse(res, 404, NO_DOOR);
    if (!(await mayCome(door, req, res))) return refuse(res, 429, 'Too many requests. Please wait a little.');
    const body = bodyOf(res);
    try {
      await SOURCES.get(door.source)?.prove?.(req.body, fetched ?? outside(ctx));
      const events = read(door);
      if (door.source === 'heartbeat') await ping(ctx, door);
      else if (events.length > 0) await takeEvents(ctx, door, events);
      await keepPayload(ctx, door, { body, events: events.length });
      accepted(res, events, ctx.origin.requestId);
    } catch (error) {
      if (!isDeskbellError(error)) throw error;
      const errors = error.details.problems?.map(({ field, message }) =>
        field ? `${field}: ${message}` : message,
      );
      if (error.code !== 'invalid' && error.code !== 'forbidden') throw error;
      await keepPayload(ctx, door, { body, events: 0, refusedBecause: errors?.join('; ') ?? error.message });
      if (error.code === 'forbidden') return refuse(res, 403, error.message);
      refuse(res, 400, 'Event object is invalid', errors ?? [error.message]);
    }
  };
  const context = () =>
    createContext(around, { kind: 'nobody' }, { channel: 'hook', requestId: newId(around.clock.now()) });
  /** The integration whose key it has, if it is of this source. */
  const doorFor = async (ctx: Ctx, key: string, source: unknown): Promise<Door | undefined> => {
    const door = await doorOf(ctx, key);
    return door?.source === source ? door : undefined;
  };

  router.post(['/hooks/:source/:key', '/hooks/:source'], json, async (req, res) => {
    const ctx = context();
    await take(req, res, await doorFor(ctx, keyOf(req), req.params.source), ctx);
  });
  // Whoever can only open an address is alive, too.
  router.get(['/hooks/heartbeat/:key', '/hooks/heartbeat'], async (req, res) => {
    const ctx = context();
    await take(req, res, await doorFor(ctx, keyOf(req), 'heartbeat'), ctx);
  });
  router.post('/v2/enqueue', json, async (req, res) => {
    const ctx = context();
    const door = await doorFor(ctx, routingKeyOf(req), 'pagerduty');
    if (door) return take(req, res, door, ctx);
    refuse(res, 400, 'Event object is invalid', ['routing_key: is not one of an integration here']);
  });
  router.post('/v2/alerts', json, async (req, res) => {
    const ctx = context();
    await take(req, res, await doorFor(ctx, keyOf(req), 'opsgenie'), ctx);
  });
  router.post('/v2/alerts/:identifier/:verb', json, async (req, res) => {
    const events = opsgenieVerb(req.params.identifier, req.params.verb);
    if (!events) return refuse(res, 404, 'Only acknowledge and close mean something here.');
    const ctx = context();
    await take(req, res, await doorFor(ctx, keyOf(req), 'opsgenie'), ctx, () => events);
  });
  // Only what goes wrong at these doors comes here.
  router.use(async (error: unknown, req: Request, res: Response, next: NextFunction) => {
    if (!/^\/(hooks|v2)\//.test(req.path)) return next(error);
    const status = (error as { status?: unknown } | null)?.status;
    if (status === 413) return refuse(res, 413, `The body is larger than ${BODY_LIMIT}.`);
    if (typeof status === 'number' && status < 500) {
      const ctx = context();
      const door = await doorOf(ctx, keyOf(req)).catch(() => undefined);
      if (door) await keepPayload(ctx, door, { body: bodyOf(res), events: 0, refusedBecause: NOT_JSON });
      return refuse(res, 400, NOT_JSON);
    }
    around.log.error({ error: messageOf(error) }, 'alerts could not be taken in');
    return refuse(res, 503, 'Nothing was taken in. Please send it again.');
  });
  return router;
}

const bodyOf = (res: Response): string => (typeof res.locals.body === 'string' ? res.locals.body : '');

/** Asks on the Internet, as far as an admin lets it. */
function outside(ctx: Ctx): Ask {
  return async (url) => {
    const { allowedHosts } = (await directoryOf(ctx)).settings;
    return (await askOutside(url, { ...ANSWER, allowedHosts })).body;
  };
}
