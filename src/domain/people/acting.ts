import type { ActingPerson, Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

/** What permissions need to know of a person `p`. */
export const ACTING = `
  p.id::text, p.name, p.email, p.roles::text[] AS roles, p.guest, p.external, p.locale,
  p.time_zone AS "timeZone",
  ARRAY(SELECT team_id::text FROM team_member WHERE person_id = p.id) AS "teamIds",
  ARRAY(SELECT team_id::text FROM team_member WHERE person_id = p.id AND lead) AS "leadOf"`;

// By way of `statement`, so that inside a transaction no second connection is needed: when every connection is
// held by someone who waits for a second one, nobody goes on.
const BY_ID = statement<ActingPerson>(
  'acting-person',
  `SELECT ${ACTING} FROM person p WHERE p.id = ANY ($1::uuid[]) AND p.active`,
);
/** Those of these people who are active. */
export const actingPeople = (ctx: Ctx, ids: readonly string[]): Promise<ActingPerson[]> => BY_ID(ctx, ids);

/** The person with this id, if active. */
export async function actingPerson(ctx: Ctx, id: string): Promise<ActingPerson | undefined> {
  return (await BY_ID(ctx, [id]))[0];
}

type Standing = Pick<ActingPerson, 'roles' | 'guest' | 'external'>;

export const isStaff = (person: Standing): boolean =>
  !person.guest && !person.external && (person.roles.includes('agent') || person.roles.includes('admin'));

export const isAdmin = (person: Standing): boolean =>
  !person.guest && !person.external && person.roles.includes('admin');
