import type { z } from 'zod';
import {
  SetAvailability,
  type SetOwnAvailability,
  type TeamAvailability,
} from '../../contract/availability.ts';
import type { Person } from '../../contract/people.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { followAbsence } from '../approvals/delegations.ts';
import { audit } from '../audit/record.ts';
import { isStaff } from '../people/acting.ts';
import { requireAbout, requireSelf, requireStaff } from '../people/policy.ts';
import { lockPerson } from '../people/update.ts';
import { PERSON, personView } from '../people/view.ts';
import { directoryOf } from '../settings/directory.ts';
import { worksOn } from '../tickets/policy.ts';
import { absentUntil } from './absence.ts';
import { membersOf } from './members.ts';

/**
 * The active agents of every team, by name: whether they are there, and how much they have to do. How much is going on
 * in a private queue is for its team alone, as its tickets are.
 */
export async function listAvailability(ctx: Ctx): Promise<{ items: TeamAvailability[] }> {
  requireStaff(ctx);
  const [teams, { queues }] = await Promise.all([
    ctx.db.team.findMany({ orderBy: { name: 'asc' } }),
    directoryOf(ctx),
  ]);
  const members = await membersOf(
    ctx,
    teams.map(({ id }) => id),
  );
  const caller = personOf(ctx.actor);
  const hidden = new Set(
    [...queues.values()].filter((queue) => caller && !worksOn(caller, queue)).map(({ teamId }) => teamId),
  );
  const withHidden = new Set(members.filter(({ teamId }) => hidden.has(teamId)).map(({ id }) => id));
  const byTeam = Map.groupBy(members, ({ teamId }) => teamId);
  return {
    items: teams.map(({ id, name }) => ({
      id,
      name,
      members: (byTeam.get(id) ?? []).map(({ teamId, load, turn, ...member }) => ({
        ...member,
        since: member.since?.toISOString() ?? null,
        until: member.until?.toISOString() ?? null,
        open: withHidden.has(member.id) ? null : member.open,
        skills: [...member.skills],
      })),
    })),
  };
}

/** An agent says whether they are there. */
export async function setOwnAvailability(
  ctx: Ctx,
  input: z.input<typeof SetOwnAvailability>,
): Promise<Person> {
  const { id } = requireSelf(ctx);
  return setAvailability(ctx, { ...input, id });
}

/**
 * Says whether an agent is there: they themselves, an admin, or who leads a team of theirs. Nothing is given to somebody
 * who is away. It goes before what their calendar says, until that absence is over. Who hands back keeps their open tickets until the worker has given back each of them.
 * @throws `conflict` for somebody who is no agent
 */
export async function setAvailability(ctx: Ctx, input: z.input<typeof SetAvailability>): Promise<Person> {
  requireStaff(ctx);
  const { id, availability } = parse(SetAvailability, input);
  return inTransaction(ctx, async (ctx) => {
    const before = await lockPerson(ctx, id);
    requireAbout(ctx, { id, teamIds: before.memberships.map(({ team }) => team.id) });
    if (!isStaff(before)) fail('conflict', `${before.name} is no agent, so no tickets are given to them.`);
    if (before.availability === availability) return personView(before);
    const now = ctx.now();
    const person = await ctx.db.person.update({
      where: { id },
      data: {
        ...{ availability, availabilitySince: now, updatedAt: now },
        // What a calendar says of now is set aside.
        ...{ awayUntil: null, absenceFollowedUntil: await absentUntil(ctx, id) },
      },
      include: PERSON,
    });
    await audit(ctx, {
      action: 'person.availability',
      subject: { type: 'person', id },
      detail: { before: { availability: before.availability }, after: { availability } },
    });
    await followAbsence(ctx, id);
    ctx.publish({ topic: 'directory' });
    return personView(person);
  });
}
