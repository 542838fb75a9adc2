import type { z } from 'zod';
import { settings as contract, type Settings } from '../../contract/settings.ts';
import type { StatusPageSettings } from '../../contract/status-page.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { Prisma } from '../../lib/prisma/client.ts';
import { allWellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { readDirectory } from './directory.ts';

/** How the desk is set up; for agents too, whose words depend on it. */
export async function getSettings(ctx: Ctx): Promise<Settings> {
  requireStaff(ctx);
  return (await readDirectory(ctx)).settings;
}

/** Changes settings. Tickets that are there keep the priority they have. */
export async function updateSettings(
  ctx: Ctx,
  input: z.input<typeof contract.update.input>,
): Promise<Settings> {
  requireAdmin(ctx);
  const { incidents, changes: planned, ...wanted } = allWellFormed(parse(contract.update.input, input));
  return inTransaction(ctx, async (ctx) => {
    // One after another: the check of the queue must still hold when the setting is written.
    if (wanted.defaultQueueId) await checkQueue(ctx, wanted.defaultQueueId);
    if (planned) await checkPolicies(ctx, planned.policies);
    if (planned?.factory?.manager) await checkManager(ctx, planned.factory.manager);
    if (wanted.statusPage) await checkComponents(ctx, wanted.statusPage);
    // And so must what is not named of a setting that is stored as one.
    if (incidents || planned)
      await ctx.db.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('settings'))::text`;
    const { settings } = await readDirectory(ctx);
    const changes = changesOf(settings, {
      ...wanted,
      ...(planned ? { changes: { ...settings.changes, ...planned } as Settings['changes'] } : {}),
      ...(incidents ? { incidents: { ...settings.incidents, ...incidents } } : {}),
    });
    const updatedAt = ctx.now();
    for (const [name, value] of Object.entries(changes.after)) {
      const row = { value: (value as Prisma.InputJsonValue | null) ?? Prisma.JsonNull, updatedAt };
      await ctx.db.setting.upsert({ where: { name }, create: { name, ...row }, update: row });
    }
    if (Object.keys(changes.after).length > 0) {
      await audit(ctx, {
        action: 'settings.update',
        subject: { type: 'settings', id: 'desk' },
        detail: changes,
      });
      ctx.publish({ topic: 'directory' });
    }
    return { ...settings, ...changes.after };
  });
}

async function checkQueue(ctx: Ctx, id: string): Promise<void> {
  const rows = await ctx.db.$queryRaw<unknown[]>`
    SELECT 1 FROM queue WHERE id = ${id}::uuid AND archived_at IS NULL FOR SHARE`;
  if (rows.length === 0) failField('defaultQueueId', 'There is no such queue.');
}

async function checkPolicies(ctx: Ctx, policies: Settings['changes']['policies']): Promise<void> {
  for (const [part, id] of Object.entries(policies)) {
    if (id !== null && (await ctx.db.approvalPolicy.count({ where: { id } })) === 0) {
      failField(`changes.policies.${part}`, 'There is no such approval policy.');
    }
  }
}

async function checkManager(
  ctx: Ctx,
  manager: NonNullable<Settings['changes']['factory']['manager']>,
): Promise<void> {
  const field = 'changes.factory.manager';
  if (manager.who === 'team') {
    if ((await ctx.db.team.count({ where: { id: manager.teamId } })) === 0) {
      failField(field, 'There is no such team.');
    }
    return;
  }
  const ids = new Set(manager.personIds);
  const known = await ctx.db.person.count({ where: { id: { in: [...ids] }, active: true } });
  if (known < ids.size) failField(field, 'There is no such active person.');
}

/** A service that is archived stays on the page until it is taken off, so that its past is kept. */
async function checkComponents(ctx: Ctx, { components }: StatusPageSettings): Promise<void> {
  const ids = components.map(({ serviceId }) => serviceId);
  const known = await ctx.db.service.count({ where: { id: { in: ids } } });
  if (known < ids.length) failField('statusPage.components', 'There is no such service.');
}
