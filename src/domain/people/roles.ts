import type { Ctx } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { isStaff } from './acting.ts';

type Standing = { active: boolean; guest: boolean; external: boolean; roles: readonly string[] };

/** Guests and people from other organisations ask for help; they never give it. */
export function refuseRolesOfOutsiders({ guest, external, roles }: Omit<Standing, 'active'>): void {
  if ((guest || external) && roles.some((role) => role !== 'requester')) {
    failField('roles', 'Guests and people from other organisations can only be requesters.');
  }
}

export const countsAsAdmin = ({ active, guest, external, roles }: Standing): boolean =>
  active && !guest && !external && roles.includes('admin');

/** As MAY_BE_ON_CALL of domain/oncall asks it of the database. */
export const mayBeOnCall = (person: Parameters<typeof isStaff>[0] & { active: boolean }): boolean =>
  person.active && isStaff(person);

/**
 * Refuses to leave the desk without an admin. All admins' rows are locked, always in the same order, so that two
 * who take the role from each other at once do it one after the other, and the second is refused.
 * @throws `conflict`
 */
export async function refuseLastAdminLeaving(ctx: Ctx, personId: string): Promise<void> {
  const admins = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM person
     WHERE active AND NOT guest AND NOT external AND 'admin' = ANY (roles) ORDER BY id FOR UPDATE`;
  if (!admins.some((admin) => admin.id !== personId)) {
    fail('conflict', 'This is the last active admin. Make somebody else an admin first.');
  }
}
