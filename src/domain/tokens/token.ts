import type { z } from 'zod';
import { type ApiToken, CreateToken, tokens } from '../../contract/tokens.ts';
import { type ActingPerson, type Actor, type Ctx, inTransaction, type Scope } from '../../lib/context.ts';
import { hashSecret, newSecret } from '../../lib/crypto.ts';
import { fail, failField, messageOf } from '../../lib/errors.ts';
import { gathered } from '../../lib/gather.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { statement } from '../../lib/sql.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { ACTING, actingPerson, isAdmin } from '../people/acting.ts';
import { requireAdmin, requirePerson } from '../people/policy.ts';
import { TOUCH_EVERY } from '../sessions/session.ts';

const PREFIX = 'dbk_';
const SECRET = /^dbk_[\w-]{43}$/;
const PERSON = { person: { select: { id: true, name: true } } } as const;
type LoadedToken = Prisma.ApiTokenGetPayload<{ include: typeof PERSON }>;

/** All tokens, newest first; never their secrets. */
export async function listTokens(ctx: Ctx): Promise<{ items: ApiToken[] }> {
  requireAdmin(ctx);
  const rows = await ctx.db.apiToken.findMany({
    include: PERSON,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  return { items: rows.map(view) };
}

/**
 * Makes a token. It acts as its person: whatever its scopes, it can do no more than that person can.
 * @returns the secret, which is stored as a hash only
 * @throws `forbidden` when a token would make one that reaches further than itself
 */
export async function createToken(
  ctx: Ctx,
  input: z.input<typeof CreateToken>,
): Promise<{ token: ApiToken; secret: string }> {
  requireAdmin(ctx);
  const { name, scopes, personId, expiresAt } = parse(CreateToken, input);
  const { actor } = ctx;
  if (actor.kind === 'token' && scopes.some((scope) => !actor.scopes.includes(scope))) {
    fail('forbidden', 'A token cannot make a token with scopes that it lacks.');
  }
  if (expiresAt && new Date(expiresAt) <= ctx.now()) failField('expiresAt', 'must be in the future');
  return inTransaction(ctx, async (ctx) => {
    const person =
      (await actingPerson(ctx, personId ?? requirePerson(ctx).id)) ??
      failField('personId', 'There is no such active person.');
    if (scopes.includes('admin') && !isAdmin(person)) {
      failField('scopes', `${person.name} is not an admin, so a token that acts as them cannot be one.`);
    }
    const secret = PREFIX + newSecret();
    const row = await ctx.db.apiToken.create({
      data: {
        id: ctx.newId(),
        name: wellFormed(name),
        hash: hashSecret(secret),
        scopes,
        personId: person.id,
        createdAt: ctx.now(),
        expiresAt: expiresAt ? new Date(expiresAt) : null,
      },
      include: PERSON,
    });
    await audit(ctx, {
      action: 'token.create',
      subject: { type: 'token', id: row.id },
      detail: { name: row.name, scopes, personId: person.id, expiresAt: expiresAt ?? null },
    });
    return { token: view(row), secret };
  });
}

/** Revokes a token at once; one that is revoked already stays so. */
export async function revokeToken(ctx: Ctx, input: { id: string }): Promise<ApiToken> {
  requireAdmin(ctx);
  const { id } = parse(tokens.revoke.input, input);
  return inTransaction(ctx, async (ctx) => {
    const { count } = await ctx.db.apiToken.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: ctx.now() },
    });
    const row = await ctx.db.apiToken.findUnique({ where: { id }, include: PERSON });
    if (!row) return fail('not_found', 'There is no such token.');
    if (count > 0) await audit(ctx, { action: 'token.revoke', subject: { type: 'token', id } });
    return view(row);
  });
}

type Carrier = ActingPerson & { tokenId: string; scopes: Scope[]; stale: boolean };
const BY_HASH = statement<Carrier & { key: string }>(
  'token-people',
  `SELECT t.hash AS key, ${ACTING}, t.id::text AS "tokenId", t.scopes,
          coalesce(t.last_used_at < $2::timestamptz - $3::float8 * interval '1 ms', true) AS stale
     FROM api_token t JOIN person p ON p.id = t.person_id
    WHERE t.hash = ANY ($1::text[]) AND p.active AND t.revoked_at IS NULL
      AND (t.expires_at IS NULL OR t.expires_at > $2::timestamptz)`,
);
const carrierOf = gathered<Carrier>((ctx, hashes) =>
  BY_HASH(ctx, hashes, ctx.now().toISOString(), TOUCH_EVERY),
);

/** Who a bearer token acts as; `undefined` when it is unknown, revoked or expired, or its person not active. */
export async function tokenActor(ctx: Ctx, secret: string): Promise<Actor | undefined> {
  if (!SECRET.test(secret)) return undefined;
  const carrier = await carrierOf(ctx, hashSecret(secret));
  if (!carrier) return undefined;
  const { tokenId, scopes, stale, ...person } = carrier;
  if (stale) touch(ctx, tokenId, ctx.now());
  return { kind: 'token', tokenId, scopes, person };
}

/** Off the path: nobody waits for it, and should it fail the next use does it. */
function touch(ctx: Ctx, id: string, now: Date): void {
  ctx.store.client.apiToken
    .updateMany({ where: { id }, data: { lastUsedAt: now } })
    .catch((error: unknown) => ctx.log.warn({ error: messageOf(error) }, 'a token was not touched'));
}

function view(row: LoadedToken): ApiToken {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes as ApiToken['scopes'],
    person: row.person,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}
