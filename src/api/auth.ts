import type { Request } from 'express';
import { sessionActor } from '../domain/sessions/session.ts';
import { adminTokenActor } from '../domain/tokens/admin-token.ts';
import { tokenActor } from '../domain/tokens/token.ts';
import type { Actor, Ctx, Scope } from '../lib/context.ts';
import { equalSecrets } from '../lib/crypto.ts';
import { fail } from '../lib/errors.ts';
import { sessionSecretOf } from './cookie.ts';

/** Who sent a request, and by what they are known. */
export type Caller = {
  actor: Actor;
  /** What the request carried, whether it was worth something or not. */
  by: 'bearer' | 'cookie' | 'nothing';
  sessionSecret: string | undefined;
};

export type Authenticate = (ctx: Ctx, req: Request) => Promise<Caller>;

/**
 * Recognises a caller by a bearer token, else by the session cookie. A request with a bearer token is judged by
 * that alone, so that a wrong one never works by way of a cookie that happens to be there.
 */
export function authenticator(adminToken: string | undefined): Authenticate {
  return async (ctx, req) => {
    const sessionSecret = sessionSecretOf(req);
    const token = bearerOf(req);
    if (token !== undefined) {
      const actor =
        adminToken !== undefined && equalSecrets(token, adminToken)
          ? await adminTokenActor(ctx)
          : await tokenActor(ctx, token);
      return { actor: actor ?? { kind: 'nobody' }, by: 'bearer', sessionSecret };
    }
    if (sessionSecret === undefined) return { actor: { kind: 'nobody' }, by: 'nothing', sessionSecret };
    const actor = await sessionActor(ctx, sessionSecret);
    return { actor: actor ?? { kind: 'nobody' }, by: 'cookie', sessionSecret };
  };
}

/** The bearer token (RFC 6750, section 2.1); empty for another scheme, so that it counts as a wrong token. */
function bearerOf(req: Request): string | undefined {
  const header = req.headers.authorization;
  if (header === undefined) return undefined;
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1] ?? '';
}

/**
 * Refuses callers whom the endpoint does not serve.
 * @throws `unauthenticated` without somebody, `forbidden` for a token without the scope
 */
export function requireScope(actor: Actor, scope: Scope | 'none'): void {
  if (scope === 'none') return;
  if (actor.kind === 'nobody') fail('unauthenticated', 'Please sign in.');
  if (actor.kind === 'token' && !actor.scopes.includes(scope)) {
    fail('forbidden', `This token lacks the scope ${scope}.`);
  }
}

/** Whose limits and idempotency keys these are: a token's, a person's, or an address's. */
export function callerKey(actor: Actor, address: string): string {
  if (actor.kind === 'token') return `token:${actor.tokenId}`;
  if (actor.kind === 'person') return `person:${actor.person.id}`;
  return `address:${address}`;
}
