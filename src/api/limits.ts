import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { MINUTE } from '../lib/clock.ts';
import { DeskbellError } from '../lib/errors.ts';

/** How many requests a minute one caller may make. Counted in this process alone. */
export type Limits = {
  /** By token, session or, without either, address. */
  requests: number;
  /** Asking for sign-in links and using them, by address. */
  signIns: number;
};

export const LIMITS: Limits = { requests: 600, signIns: 10 };

/** The address that stands for a caller; of an IPv6 address the part that one customer gets. */
export const addressOf = (req: Request): string => ipKeyGenerator(req.ip ?? '');

/** Refuses more than `limit` requests a minute by the same key, and says when to come back. */
export function limited(
  name: string,
  limit: number,
  keyOf: (req: Request, res: Response) => string,
): RequestHandler {
  return rateLimit({
    windowMs: MINUTE,
    limit,
    identifier: name,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: keyOf,
    handler: (_req, res, next) => {
      const retryAfter = Number(res.getHeader('retry-after')) || 60;
      next(new DeskbellError('rate_limited', 'Too many requests. Please wait a little.', { retryAfter }));
    },
  });
}
