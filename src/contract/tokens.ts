import { z } from 'zod';
import { Id, Instant, Name } from './common.ts';
import { endpoint } from './endpoint.ts';
import { PersonRef } from './people.ts';

export const Scope = z.enum(['read', 'write', 'admin']);
export const ApiToken = z.object({
  id: Id,
  name: z.string(),
  scopes: z.array(Scope),
  person: PersonRef,
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
});
export type ApiToken = z.output<typeof ApiToken>;

export const CreateToken = z.strictObject({
  name: Name,
  scopes: z
    .array(Scope)
    .min(1, 'must have at least one scope')
    .transform((scopes) => [...new Set(scopes)]),
  /** Whom the token acts as; the caller unless told. */
  personId: Id.optional(),
  expiresAt: Instant.optional(),
});

export const tokens = {
  list: endpoint({
    method: 'GET',
    path: '/tokens',
    summary: 'API tokens; their secrets are never shown again',
    scope: 'admin',
    input: z.strictObject({}),
    output: z.object({ items: z.array(ApiToken) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/tokens',
    summary: 'Make an API token; the answer is the only one that holds its secret',
    scope: 'admin',
    input: CreateToken,
    output: z.object({ token: ApiToken, secret: z.string() }),
    status: 201,
  }),
  revoke: endpoint({
    method: 'DELETE',
    path: '/tokens/:id',
    summary: 'Revoke an API token at once',
    scope: 'admin',
    input: z.strictObject({ id: Id }),
    output: ApiToken,
  }),
};
