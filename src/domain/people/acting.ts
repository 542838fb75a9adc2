import type { ActingPerson, Ctx } from '../../lib/context.ts';

const SELECT = `
  SELECT p.id, p.name, p.email, p.roles::text[] AS roles, p.guest, p.external, p.locale,
         p.time_zone AS "timeZone",
         coalesce(array_agg(m.team_id::text) FILTER (WHERE m.team_id IS NOT NULL), '{}') AS "teamIds",
         coalesce(array_agg(m.team_id::text) FILTER (WHERE m.lead), '{}') AS "leadOf"
    FROM person p LEFT JOIN team_member m ON m.person_id = p.id`;

const BY_ID = `${SELECT} WHERE p.id = $1 AND p.active GROUP BY p.id`;
const BY_IDENTITY = `${SELECT}
   JOIN identity i ON i.person_id = p.id
  WHERE i.channel = $1 AND i.external_id = $2 AND p.active GROUP BY p.id`;

/** The person with this id, if active. */
export async function actingPerson(ctx: Ctx, id: string): Promise<ActingPerson | undefined> {
  const { rows } = await ctx.store.pool.query({ name: 'acting-person', text: BY_ID, values: [id] });
  return rows[0];
}

/** The person behind an account on a channel, if known and active. */
export async function actingPersonByIdentity(
  ctx: Ctx,
  channel: string,
  externalId: string,
): Promise<ActingPerson | undefined> {
  const { rows } = await ctx.store.pool.query({
    name: 'acting-person-by-identity',
    text: BY_IDENTITY,
    values: [channel, externalId],
  });
  return rows[0];
}

export const isStaff = (person: ActingPerson): boolean =>
  !person.guest && !person.external && (person.roles.includes('agent') || person.roles.includes('admin'));

export const isAdmin = (person: ActingPerson): boolean =>
  !person.guest && !person.external && person.roles.includes('admin');
