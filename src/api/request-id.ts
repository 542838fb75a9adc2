import type { RequestHandler, Response } from 'express';

const SANE = /^[A-Za-z0-9._-]{8,64}$/;

/** Gives every request an id, or takes over the one that a proxy in front gave it, and says it in the answer. */
export function requestIds(newId: () => string): RequestHandler {
  return (req, res, next) => {
    const given = req.get('x-request-id');
    const id = given !== undefined && SANE.test(given) ? given : newId();
    res.locals.requestId = id;
    res.set('x-request-id', id);
    next();
  };
}

export const requestIdOf = (res: Response): string => String(res.locals.requestId);
