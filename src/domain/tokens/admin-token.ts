import type { ActingPerson, Actor, Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { ACTING } from '../people/acting.ts';

/** How the audit log names what was done with ADMIN_TOKEN. */
export const ADMIN_TOKEN_ID = 'ADMIN_TOKEN';

const FIRST_ADMIN = statement<ActingPerson>(
  'first-admin',
  `SELECT ${ACTING} FROM person p
    WHERE p.active AND NOT p.guest AND NOT p.external AND 'admin' = ANY (p.roles)
    ORDER BY p.created_at, p.id LIMIT 1`,
);

/** Who the token of the environment acts as: the first active admin, with every scope. */
export async function adminTokenActor(ctx: Ctx): Promise<Actor | undefined> {
  const [person] = await FIRST_ADMIN(ctx);
  return person && { kind: 'token', tokenId: ADMIN_TOKEN_ID, scopes: ['read', 'write', 'admin'], person };
}
