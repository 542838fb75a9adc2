import type { Request, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Door } from '../domain/services/integrations.ts';
import { MINUTE } from '../lib/clock.ts';

/** Whether an integration may send one more request in this minute. Counted in this process alone. */
export type Rate = (door: Door, req: Request, res: Response) => Promise<boolean>;

export function doorRates(): Rate {
  const limit = rateLimit({
    ...{ windowMs: MINUTE, standardHeaders: 'draft-8', legacyHeaders: false },
    limit: (_req, res) => (res.locals.door as Door).settings.ratePerMinute,
    keyGenerator: (_req, res) => (res.locals.door as Door).id,
    handler: (_req, _res, next) => next('too many'),
  });
  return async (door, req, res) => {
    res.locals.door = door;
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    Promise.resolve(
      limit(req, res, (error?: unknown) =>
        error === undefined ? resolve(true) : error === 'too many' ? resolve(false) : reject(error),
      ),
    ).catch(reject);
    return promise;
  };
}
