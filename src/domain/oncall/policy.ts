import { type Ctx, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { isAdmin, isStaff } from '../people/acting.ts';
import { requireSelf } from '../people/policy.ts';

/** Who may be on call at all: whoever works at the desk, and is no guest. */
export const MAY_BE_ON_CALL = {
  active: true,
  guest: false,
  external: false,
  roles: { hasSome: ['agent' as const, 'admin' as const] },
};

/** Admins, and who leads the team, change when its people are on call. */
export function requireRunning(ctx: Ctx, teamId: string): void {
  if (!runs(ctx, teamId)) fail('forbidden', 'Only an admin, or who leads the team, may do this.');
}

/** Members of the team may do so where they stand in for somebody, or somebody does for them. */
export function requireOverriding(
  ctx: Ctx,
  teamId: string,
  { personIds, replacesId }: { personIds: readonly string[]; replacesId: string | null },
): void {
  if (runs(ctx, teamId)) return;
  const person = requireSelf(ctx);
  const isOwn = replacesId === person.id || personIds.every((id) => id === person.id);
  if (isOwn && isStaff(person) && person.teamIds.includes(teamId)) return;
  fail(
    'forbidden',
    'Members of the team may override their own shifts or take shifts over, and its leads all.',
  );
}

function runs(ctx: Ctx, teamId: string): boolean {
  if (ctx.actor.kind !== 'system') requireSelf(ctx);
  return mayRun(ctx, teamId);
}

/** Whether they do. */
export function mayRun(ctx: Ctx, teamId: string): boolean {
  if (ctx.actor.kind === 'system') return true;
  const person = personOf(ctx.actor);
  if (!person) return false;
  return isAdmin(person) || (isStaff(person) && person.leadOf.includes(teamId));
}

/** Refuses people who cannot be on call. */
export async function checkPeople(ctx: Ctx, ids: readonly string[], field: string): Promise<void> {
  const wanted = [...new Set(ids)];
  const known = await ctx.db.person.count({ where: { id: { in: wanted }, ...MAY_BE_ON_CALL } });
  if (known < wanted.length) failField(field, 'names somebody who cannot be on call: agents and admins can');
}

/** Who may be on call, by name, with what else they are called by. */
export async function peopleForCall(
  ctx: Ctx,
): Promise<{ id: string; name: string; also: string[]; teamIds: string[] }[]> {
  const people = await ctx.db.person.findMany({
    where: MAY_BE_ON_CALL,
    select: { id: true, name: true, email: true, memberships: { select: { teamId: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return people.map(({ id, name, email, memberships }) => ({
    ...{ id, name, also: [email, email.slice(0, email.indexOf('@'))] },
    teamIds: memberships.map(({ teamId }) => teamId),
  }));
}
