import type { z } from 'zod';
import {
  CreateService,
  type Service,
  ServiceSettings,
  type services,
  UpdateService,
} from '../../contract/services.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { allWellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { actingPerson } from '../people/acting.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { onTaken } from '../taken.ts';
import { integrationView } from './integrations.ts';

const TAKEN = 'There is a service of this name already.';
const WHOLE = {
  integrations: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] },
  dependsOn: { select: { dependsOnId: true } },
} satisfies Prisma.ServiceInclude;
type Row = Prisma.ServiceGetPayload<{ include: typeof WHOLE }>;

/** By name. */
export async function listServices(ctx: Ctx): Promise<z.output<typeof services.list.output>> {
  requireStaff(ctx);
  const rows = await ctx.db.service.findMany({ include: WHOLE, orderBy: { name: 'asc' } });
  return { items: rows.map(view) };
}

/**
 * Adds a service.
 * @throws `conflict` when the name is taken
 */
export async function createService(ctx: Ctx, input: z.input<typeof CreateService>): Promise<Service> {
  requireAdmin(ctx);
  const { dependsOn, ...wanted } = allWellFormed(parse(CreateService, input));
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await check(ctx, { ...wanted, dependsOn });
      const now = ctx.now();
      const row = await ctx.db.service.create({
        data: {
          ...{ id: ctx.newId(), ...wanted, createdAt: now, updatedAt: now },
          dependsOn: { create: dependsOn.map((dependsOnId) => ({ dependsOnId })) },
        },
        include: WHOLE,
      });
      await audit(ctx, {
        action: 'service.create',
        subject: { type: 'service', id: row.id },
        detail: { after: contentOf(row) },
      });
      ctx.publish({ topic: 'directory' });
      return view(row);
    }),
  );
}

/**
 * Changes a service, or archives it.
 * @throws `conflict` when the name is taken
 */
export async function updateService(ctx: Ctx, input: z.input<typeof UpdateService>): Promise<Service> {
  requireAdmin(ctx);
  const { id, ...wanted } = allWellFormed(parse(UpdateService, input));
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await ctx.db.$queryRaw`SELECT 1 FROM service WHERE id = ${id}::uuid FOR UPDATE`;
      const row = await ctx.db.service.findUnique({ where: { id }, include: WHOLE });
      if (!row) return fail('not_found', 'There is no such service.');
      const changes = changesOf(contentOf(row), wanted);
      const { archived, dependsOn, ...fields } = changes.after;
      if (Object.keys(changes.after).length === 0) return view(row);
      await check(ctx, { ...fields, dependsOn, id });
      const updated = await ctx.db.service.update({
        where: { id },
        data: {
          ...fields,
          ...(archived === undefined ? {} : { archivedAt: archived ? ctx.now() : null }),
          ...(dependsOn
            ? {
                dependsOn: {
                  deleteMany: {},
                  create: dependsOn.map((dependsOnId) => ({ dependsOnId })),
                },
              }
            : {}),
          updatedAt: ctx.now(),
        },
        include: WHOLE,
      });
      await audit(ctx, { action: 'service.update', subject: { type: 'service', id }, detail: changes });
      ctx.publish({ topic: 'directory' });
      return view(updated);
    }),
  );
}

type Checked = {
  id?: string;
  teamId?: string | undefined;
  escalationPolicyId?: string | null | undefined;
  dependsOn?: string[] | undefined;
  settings?: ServiceSettings | undefined;
};

/** Refuses what refers to a team, a policy or a service that there is not. */
async function check(
  ctx: Ctx,
  { id, teamId, escalationPolicyId, dependsOn = [], settings }: Checked,
): Promise<void> {
  if (teamId && !(await ctx.db.team.findUnique({ where: { id: teamId } }))) {
    failField('teamId', 'There is no such team.');
  }
  const policy = escalationPolicyId && { where: { id: escalationPolicyId } };
  if (policy && !(await ctx.db.escalationPolicy.findUnique(policy))) {
    failField('escalationPolicyId', 'There is no such escalation policy.');
  }
  if (id && dependsOn.includes(id)) failField('dependsOn', 'A service does not depend on itself.');
  if (new Set(dependsOn).size < dependsOn.length) failField('dependsOn', 'must name each service once');
  const known = await ctx.db.service.count({ where: { id: { in: dependsOn } } });
  if (known < dependsOn.length) failField('dependsOn', 'There is no such service.');
  if (settings?.tickets) await checkTickets(ctx, settings.tickets);
}

async function checkTickets(
  ctx: Ctx,
  { queueId, requesterId }: NonNullable<ServiceSettings['tickets']>,
): Promise<void> {
  const queue = await ctx.db.queue.findUnique({ where: { id: queueId }, select: { archivedAt: true } });
  if (!queue || queue.archivedAt) failField('settings.tickets.queueId', 'There is no such queue.');
  if (!(await actingPerson(ctx, requesterId))) {
    failField('settings.tickets.requesterId', 'There is no such active person.');
  }
}

const contentOf = ({
  name,
  description,
  teamId,
  tier,
  escalationPolicyId,
  dependsOn,
  settings,
  archivedAt,
}: Row) => ({
  ...{ name, description, teamId, tier, escalationPolicyId },
  dependsOn: dependsOn.map(({ dependsOnId }) => dependsOnId).toSorted(),
  settings: ServiceSettings.parse(settings),
  archived: archivedAt !== null,
});

function view(row: Row): Service {
  const { archived: _, ...content } = contentOf(row);
  return {
    id: row.id,
    ...content,
    archivedAt: row.archivedAt?.toISOString() ?? null,
    integrations: row.integrations.map(integrationView),
    updatedAt: row.updatedAt.toISOString(),
  };
}
