import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Ctx } from '../lib/context.ts';
import type { Intake } from './access-log.ts';
import { requireScope } from './auth.ts';
import type { Bound, Call } from './bind.ts';
import { callOf } from './caller.ts';
import { setSessionCookie } from './cookie.ts';
import { sendMethodNotAllowed, sendUnreadable } from './errors.ts';
import { once } from './idempotency.ts';
import { inputOf } from './input.ts';
import { requireSameOrigin } from './origin.ts';

/** A little more than the longest text in the contract can need, unless an endpoint says more. */
const BODY_LIMIT = 1024 * 1024;

/**
 * Mounts the route table: for every endpoint who may call, then what came in, then the verb, then what goes out.
 * An address that exists answers other methods with 405.
 */
export function mount(router: Router, table: readonly Bound[], publicUrl: () => string): void {
  for (const bound of table) {
    const { method, path, scope, bodyLimit = BODY_LIMIT } = bound.endpoint;
    const json = express.json({ limit: bodyLimit, inflate: false, strict: true });
    const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    router[verb](path, async (req, res) => {
      res.locals.route = path;
      const { caller } = callOf(res);
      requireSameOrigin(req, caller, publicUrl());
      requireScope(caller.actor, scope);
      if (method !== 'GET' && method !== 'DELETE') {
        if (hasBody(req) && !req.is('application/json')) return sendUnreadable(res);
        await readJson(json, req, res);
      }
      await serve(bound, req, res, publicUrl());
    });
  }
  for (const [path, methods] of methodsByPath(table)) {
    router.all(path, (_req, res) => sendMethodNotAllowed(res, methods));
  }
}

async function serve({ name, endpoint, handle }: Bound, req: Request, res: Response, publicUrl: string) {
  const { caller, ctx, key: who } = callOf(res);
  const input = inputOf(endpoint, req);
  const call: Call = {
    sessionSecret: caller.sessionSecret,
    agent: req.get('user-agent'),
    publicUrl,
    setSession: (secret) => setSessionCookie(res, publicUrl, secret),
  };
  const status = endpoint.status ?? 200;
  // Only what the schema names goes out. An answer that does not fit is our fault, and undoes what was done.
  const work = async (ctx: Ctx) => {
    const output = endpoint.output.safeParse(await handle(ctx, input, call));
    if (!output.success) throw new Error(`${name} answered outside its schema: ${output.error.message}`);
    return { status, body: output.data };
  };
  const key = endpoint.idempotent ? req.get('idempotency-key') : undefined;
  const answer =
    key === undefined
      ? { ...(await work(ctx)), repeated: false }
      : await once(ctx, { caller: who, key, method: endpoint.method, path: req.path, input }, work);
  const channel = intakeChannel(name, endpoint.method);
  if (channel) res.locals.intake = { channel, committedAt: performance.now() } satisfies Intake;
  if (answer.repeated) res.set('idempotent-replayed', 'true');
  res.status(answer.status);
  if (answer.status === 204) res.end();
  else res.json(answer.body);
}

/** Calls by which something comes in that is to be kept: their times are measured apart. */
function intakeChannel(name: string, method: string): string | undefined {
  if (name.startsWith('portal.') && method !== 'GET') return 'web';
  return name === 'tickets.open' ? 'api' : undefined;
}

const hasBody = (req: Request) =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;

function readJson(json: RequestHandler, req: Request, res: Response): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  json(req, res, (error?: unknown) => (error ? reject(error) : resolve()));
  return promise;
}

function methodsByPath(table: readonly Bound[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { endpoint } of table) {
    methods.set(endpoint.path, [...(methods.get(endpoint.path) ?? []), endpoint.method]);
  }
  return methods;
}
