import type { z } from 'zod';
import { type Person, UpdatePerson } from '../../contract/people.ts';
import { type Changes, changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { onTaken } from '../taken.ts';
import { EMAIL_TAKEN } from './create.ts';
import { checkManager, lockManagers } from './manager.ts';
import { requireAdmin } from './policy.ts';
import { countsAsAdmin, mayBeOnCall, refuseLastAdminLeaving, refuseRolesOfOutsiders } from './roles.ts';
import { type LoadedPerson, PERSON, personView } from './view.ts';

type Row = Omit<LoadedPerson, 'identities' | 'memberships'>;

/**
 * Changes a person. Who is deactivated or loses a role is signed out everywhere, and their tokens are revoked, in
 * the same transaction; who is no agent any more leaves their teams.
 * @throws `conflict` when the address is taken, or when no active admin would be left
 */
export async function updatePerson(ctx: Ctx, input: z.input<typeof UpdatePerson>): Promise<Person> {
  requireAdmin(ctx);
  const { id, name, skills, ...wanted } = parse(UpdatePerson, input);
  return onTaken(EMAIL_TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      if (wanted.managerId) await lockManagers(ctx);
      const before = await lockPerson(ctx, id);
      const changes = changesOf<Row>(before, {
        ...wanted,
        ...(name === undefined ? {} : { name: wellFormed(name) }),
        ...(skills === undefined ? {} : { skills: skills.map(wellFormed) }),
      });
      const after = { ...before, ...changes.after };
      refuseRolesOfOutsiders(after);
      if (changes.after.managerId) await checkManager(ctx, id, changes.after.managerId);
      if (countsAsAdmin(before) && !countsAsAdmin(after)) await refuseLastAdminLeaving(ctx, id);
      if (Object.keys(changes.after).length === 0) return personView(before);
      const ended = await endWhatWasLost(ctx, before, changes);
      const person = await ctx.db.person.update({
        where: { id },
        data: {
          ...{ ...changes.after, updatedAt: ctx.now() },
          offCallSince: mayBeOnCall(after) ? null : mayBeOnCall(before) ? ctx.now() : before.offCallSince,
        },
        include: PERSON,
      });
      await audit(ctx, {
        action: 'person.update',
        subject: { type: 'person', id },
        detail: { ...changes, ...ended },
      });
      ctx.publish({ topic: 'directory' });
      return personView(person);
    }),
  );
}

/** The person, their row locked until the transaction ends. */
export async function lockPerson(ctx: Ctx, id: string): Promise<LoadedPerson> {
  await ctx.db.$queryRaw`SELECT 1 FROM person WHERE id = ${id}::uuid FOR UPDATE`;
  const person = await ctx.db.person.findUnique({ where: { id }, include: PERSON });
  return person ?? fail('not_found', 'There is no such person.');
}

async function endWhatWasLost(
  ctx: Ctx,
  before: LoadedPerson,
  { after }: Changes<Row>,
): Promise<Record<string, number>> {
  const roles = after.roles;
  const lostRole = roles !== undefined && before.roles.some((role) => !roles.includes(role));
  const becameOutsider = after.guest === true || after.external === true;
  if (after.active !== false && !lostRole && !becameOutsider) return {};
  const personId = before.id;
  if (roles && !roles.includes('agent')) await ctx.db.teamMember.deleteMany({ where: { personId } });
  const sessions = await ctx.db.session.deleteMany({ where: { personId } });
  await ctx.db.signInLink.deleteMany({ where: { personId, usedAt: null } });
  const tokens = await ctx.db.apiToken.updateMany({
    where: { personId, revokedAt: null },
    data: { revokedAt: ctx.now() },
  });
  return { sessionsEnded: sessions.count, tokensRevoked: tokens.count };
}
