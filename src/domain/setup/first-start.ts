import { type Ctx, inTransaction } from '../../lib/context.ts';
import { audit } from '../audit/record.ts';

/** Arbitrary, but the same for every process that starts. */
const LOCK = 72_707_370;

/** How the first admin is known until somebody changes it under Settings. */
export const FIRST_ADMIN = { email: 'admin@deskbell.local', name: 'Admin' };

/**
 * Puts a team, a queue and an admin into an empty database, so that the main job works at once.
 * @returns the admin's id while nobody has ever signed in, for a sign-in link to be shown; else undefined
 */
export async function firstStart(ctx: Ctx): Promise<string | undefined> {
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
    if ((await ctx.db.person.count()) === 0) return seed(ctx);
    if ((await ctx.db.signInLink.findFirst({ where: { usedAt: { not: null } } })) !== null) return undefined;
    const admin = await ctx.db.person.findUnique({ where: { email: FIRST_ADMIN.email } });
    return admin?.active ? admin.id : undefined;
  });
}

async function seed(ctx: Ctx): Promise<string> {
  const now = ctx.now();
  const stamp = { createdAt: now, updatedAt: now };
  const admin = await ctx.db.person.create({
    data: { id: ctx.newId(), ...FIRST_ADMIN, roles: ['requester', 'agent', 'admin'], ...stamp },
  });
  const team = await ctx.db.team.create({
    data: {
      id: ctx.newId(),
      name: 'IT',
      createdAt: now,
      members: { create: { personId: admin.id, lead: true } },
    },
  });
  const queueId = ctx.newId();
  await ctx.db.queue.create({
    data: {
      id: queueId,
      name: 'IT support',
      teamId: team.id,
      triage: [{ channel: 'web', conversation: `triage:${queueId}` }],
      ...stamp,
    },
  });
  await ctx.db.setting.create({
    data: { name: 'defaultQueueId', value: queueId, updatedAt: now },
  });
  await audit(
    ctx,
    { action: 'person.create', subject: { type: 'person', id: admin.id }, detail: FIRST_ADMIN },
    { action: 'team.create', subject: { type: 'team', id: team.id }, detail: { name: team.name } },
    { action: 'queue.create', subject: { type: 'queue', id: queueId }, detail: { name: 'IT support' } },
  );
  return admin.id;
}
