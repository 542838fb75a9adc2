import type { z } from 'zod';
import {
  CreateSlaPolicy,
  OrderSlaPolicies,
  type SlaConditions,
  type SlaPolicy,
  type SlaTerms,
  slaPolicies,
  UpdateSlaPolicy,
} from '../../contract/sla.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { SlaPolicy as Row } from '../../lib/prisma/client.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { IN_ORDER, lastPosition, putInOrder } from '../positions.ts';
import { startWalk } from '../walks.ts';
import { thresholdKey } from './state.ts';

const LIST = {
  table: 'sla_policy',
  subject: 'sla_policy',
  words: { one: 'policy', all: 'policies' },
} as const;

/** Policies in the order in which they are asked. */
export async function listPolicies(ctx: Ctx): Promise<{ items: SlaPolicy[] }> {
  requireStaff(ctx);
  return { items: (await ctx.db.slaPolicy.findMany(IN_ORDER)).map(view) };
}

/** Adds a policy behind the others. What it promises holds for open tickets, too. */
export async function createPolicy(ctx: Ctx, input: z.input<typeof CreateSlaPolicy>): Promise<SlaPolicy> {
  requireAdmin(ctx);
  const { name, enabled, conditions, terms } = parse(CreateSlaPolicy, input);
  return inTransaction(ctx, async (ctx) => {
    await check(ctx, { conditions, terms });
    const now = ctx.now();
    const policy = await ctx.db.slaPolicy.create({
      data: {
        id: ctx.newId(),
        position: await lastPosition(ctx, LIST),
        name: wellFormed(name),
        enabled,
        conditions,
        terms,
        createdAt: now,
        updatedAt: now,
      },
    });
    await keepVersion(ctx, policy);
    await audit(ctx, {
      action: 'sla_policy.create',
      subject: { type: 'sla_policy', id: policy.id },
      detail: { after: contentOf(policy) },
    });
    await follow(ctx);
    return view(policy);
  });
}

/** Changes a policy. Its earlier versions are kept for the tickets that are done. */
export async function updatePolicy(ctx: Ctx, input: z.input<typeof UpdateSlaPolicy>): Promise<SlaPolicy> {
  requireAdmin(ctx);
  const { id, ...wanted } = parse(UpdateSlaPolicy, input);
  return inTransaction(ctx, async (ctx) => {
    await check(ctx, wanted);
    await ctx.db.$queryRaw`SELECT 1 FROM sla_policy WHERE id = ${id}::uuid FOR UPDATE`;
    const policy = await ctx.db.slaPolicy.findUnique({ where: { id } });
    if (!policy) return fail('not_found', 'There is no such policy.');
    const changes = changesOf(contentOf(policy), wanted);
    const { enabled, ...content } = changes.after;
    if (Object.keys(changes.after).length === 0) return view(policy);
    const isNewVersion = Object.keys(content).length > 0;
    const updated = await ctx.db.slaPolicy.update({
      where: { id },
      data: {
        ...content,
        ...(content.name === undefined ? {} : { name: wellFormed(content.name) }),
        ...(enabled === undefined ? {} : { enabled }),
        ...(isNewVersion ? { version: { increment: 1 } } : {}),
        updatedAt: ctx.now(),
      },
    });
    if (isNewVersion) await keepVersion(ctx, updated);
    await audit(ctx, {
      action: 'sla_policy.update',
      subject: { type: 'sla_policy', id },
      detail: changes,
    });
    await follow(ctx);
    return view(updated);
  });
}

/** Removes a policy; its versions stay for the tickets that are done. */
export async function removePolicy(ctx: Ctx, input: { id: string }): Promise<void> {
  requireAdmin(ctx);
  const { id } = parse(slaPolicies.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    const policy = await ctx.db.slaPolicy.findUnique({ where: { id } });
    const { count } = await ctx.db.slaPolicy.deleteMany({ where: { id } });
    if (!policy || count === 0) fail('not_found', 'There is no such policy.');
    await audit(ctx, {
      action: 'sla_policy.remove',
      subject: { type: 'sla_policy', id },
      detail: { before: contentOf(policy) },
    });
    await follow(ctx);
  });
}

/** Puts all policies into this order. */
export async function orderPolicies(
  ctx: Ctx,
  input: z.input<typeof OrderSlaPolicies>,
): Promise<{ items: SlaPolicy[] }> {
  requireAdmin(ctx);
  const { ids } = parse(OrderSlaPolicies, input);
  return inTransaction(ctx, async (ctx) => {
    await putInOrder(ctx, LIST, ids);
    await follow(ctx);
    return { items: (await ctx.db.slaPolicy.findMany(IN_ORDER)).map(view) };
  });
}

/** Open tickets come under what holds now. */
async function follow(ctx: Ctx): Promise<void> {
  await startWalk(ctx, 'sla');
  ctx.publish({ topic: 'directory' });
}

/** Refuses what could not do what it says. */
async function check(ctx: Ctx, { conditions, terms }: Partial<Pick<SlaPolicy, 'conditions' | 'terms'>>) {
  const queues = conditions?.queues ?? [];
  if (queues.length > 0) {
    const known = await ctx.db.queue.count({ where: { id: { in: queues } } });
    if (known < new Set(queues).size) failField('conditions.queues', 'There is no such queue.');
  }
  if (!terms) return;
  const { calendarId, targets, thresholds } = terms;
  if (Object.values(targets).every((target) => target?.every((minutes) => minutes === null) ?? true)) {
    failField('terms.targets', 'Promise at least one time.');
  }
  const keys = thresholds.map(thresholdKey);
  const twice = keys.findIndex((key, index) => keys.indexOf(key) < index);
  if (twice !== -1) failField(`terms.thresholds.${twice}`, 'This threshold is here twice.');
  if (calendarId === null) return;
  // Held against removal until the policy is there.
  const rows = await ctx.db.$queryRaw<unknown[]>`
    SELECT 1 FROM calendar WHERE id = ${calendarId}::uuid FOR SHARE`;
  if (rows.length === 0) failField('terms.calendarId', 'There is no such calendar.');
}

async function keepVersion(ctx: Ctx, { id, version, name, conditions, terms }: Row): Promise<void> {
  await ctx.db.slaPolicyVersion.create({
    data: {
      policyId: id,
      version,
      name,
      conditions: conditions as SlaConditions,
      terms: terms as SlaTerms,
      createdAt: ctx.now(),
    },
  });
}

const contentOf = (policy: Row) => ({
  name: policy.name,
  enabled: policy.enabled,
  conditions: policy.conditions as SlaConditions,
  terms: policy.terms as SlaTerms,
});

function view(policy: Row): SlaPolicy {
  return {
    id: policy.id,
    version: policy.version,
    ...contentOf(policy),
    updatedAt: policy.updatedAt.toISOString(),
  };
}
