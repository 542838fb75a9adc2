import type { Request, RequestHandler, Response } from 'express';
import { type Ctx, createContext, personOf, type Surroundings } from '../lib/context.ts';
import { type Authenticate, type Caller, callerKey } from './auth.ts';
import { addressOf } from './limits.ts';
import { requestIdOf } from './request-id.ts';

/** What is known of a request once its caller is recognised. */
export type Recognised = {
  caller: Caller;
  /** For the verbs. */
  ctx: Ctx;
  /** Whose limits and idempotency keys count. */
  key: string;
};

/** Recognises the caller of every request below, and makes the context that the verbs work in. */
export function recognise(around: Surroundings, authenticate: Authenticate): RequestHandler {
  return async (req, res, next) => {
    const requestId = requestIdOf(res);
    const nobody = createContext(around, { kind: 'nobody' }, { channel: 'api', requestId });
    const caller = await authenticate(nobody, req);
    const channel = caller.by === 'cookie' ? 'web' : 'api';
    const ctx = createContext(around, caller.actor, { channel, requestId });
    const key = callerKey(caller.actor, addressOf(req));
    res.locals.recognised = { caller, ctx, key } satisfies Recognised;
    res.locals.callerName = caller.actor.kind === 'token' ? caller.actor.tokenId : personOf(caller.actor)?.id;
    next();
  };
}

/** Who asks for a page that stands outside of the API. */
export function pageCaller(around: Surroundings, authenticate: Authenticate) {
  return async (req: Request, res: Response): Promise<Ctx> => {
    const origin = { channel: 'web', requestId: requestIdOf(res) };
    const { actor } = await authenticate(createContext(around, { kind: 'nobody' }, origin), req);
    return createContext(around, actor, origin);
  };
}

/** @throws Error when the request did not pass {@link recognise}: a mistake in how the server is put together */
export function callOf(res: Response): Recognised {
  const recognised = res.locals.recognised as Recognised | undefined;
  if (!recognised) throw new Error('The caller of this request was not recognised.');
  return recognised;
}
