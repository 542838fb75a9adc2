import type { Me } from '../../contract/session.ts';
import type { Ctx } from '../../lib/context.ts';
import { channelsOf } from '../people/home.ts';
import { requirePerson } from '../people/policy.ts';

/** Who is signed in. */
export async function getMe(ctx: Ctx): Promise<Me> {
  const { id, name, email, roles, locale, timeZone } = requirePerson(ctx);
  const [memberships, channels, { availability }] = await Promise.all([
    ctx.db.teamMember.findMany({
      where: { personId: id },
      orderBy: { team: { name: 'asc' } },
      select: { lead: true, team: { select: { id: true, name: true } } },
    }),
    channelsOf(ctx, id),
    ctx.db.person.findUniqueOrThrow({ where: { id }, select: { availability: true } }),
  ]);
  return {
    id,
    name,
    email,
    roles: [...roles],
    locale,
    timeZone,
    teams: memberships.map(({ team, lead }) => ({ ...team, lead })),
    ...channels,
    availability,
  };
}
