import type { z } from 'zod';
import {
  CreateEscalationPolicy,
  type EscalationPolicy,
  type EscalationStep,
  escalationPolicies,
  UpdateEscalationPolicy,
} from '../../contract/escalation.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { EscalationPolicy as Row } from '../../lib/prisma/client.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { onTaken } from '../taken.ts';
import { checkSteps } from './check.ts';

const TAKEN = 'There is an escalation policy of this name already.';

/** By name. */
export async function listEscalationPolicies(ctx: Ctx): Promise<{ items: EscalationPolicy[] }> {
  requireStaff(ctx);
  return { items: (await ctx.db.escalationPolicy.findMany({ orderBy: { name: 'asc' } })).map(view) };
}

/**
 * Adds a policy.
 * @throws `conflict` when the name is taken
 */
export async function createEscalationPolicy(
  ctx: Ctx,
  input: z.input<typeof CreateEscalationPolicy>,
): Promise<EscalationPolicy> {
  requireAdmin(ctx);
  const { name, ...wanted } = parse(CreateEscalationPolicy, input);
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await checkSteps(ctx, wanted.steps);
      const now = ctx.now();
      const policy = await ctx.db.escalationPolicy.create({
        data: { id: ctx.newId(), name: wellFormed(name), ...wanted, createdAt: now, updatedAt: now },
      });
      await keepVersion(ctx, policy);
      await audit(ctx, {
        action: 'escalation_policy.create',
        subject: { type: 'escalation_policy', id: policy.id },
        detail: { after: contentOf(policy) },
      });
      ctx.publish({ topic: 'directory' });
      return view(policy);
    }),
  );
}

/**
 * Changes a policy. What is under way goes on by the version by which it began.
 * @throws `conflict` when the name is taken
 */
export async function updateEscalationPolicy(
  ctx: Ctx,
  input: z.input<typeof UpdateEscalationPolicy>,
): Promise<EscalationPolicy> {
  requireAdmin(ctx);
  const { id, ...wanted } = parse(UpdateEscalationPolicy, input);
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await checkSteps(ctx, wanted.steps ?? []);
      const policy = await lockPolicy(ctx, id);
      const changes = changesOf(contentOf(policy), wanted);
      const { name, ...content } = changes.after;
      if (Object.keys(changes.after).length === 0) return view(policy);
      const updated = await ctx.db.escalationPolicy.update({
        where: { id },
        data: {
          ...content,
          ...(name === undefined ? {} : { name: wellFormed(name) }),
          version: { increment: 1 },
          updatedAt: ctx.now(),
        },
      });
      await keepVersion(ctx, updated);
      await audit(ctx, {
        action: 'escalation_policy.update',
        subject: { type: 'escalation_policy', id },
        detail: changes,
      });
      ctx.publish({ topic: 'directory' });
      return view(updated);
    }),
  );
}

/**
 * Removes a policy; its versions stay for what is under way.
 * @throws `conflict` while a service goes by it
 */
export async function removeEscalationPolicy(ctx: Ctx, input: { id: string }): Promise<void> {
  requireAdmin(ctx);
  const { id } = parse(escalationPolicies.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    const policy = await lockPolicy(ctx, id);
    const service = await ctx.db.service.findFirst({ where: { escalationPolicyId: id } });
    if (service) fail('conflict', `${service.name} goes by this policy. Give it another one before.`);
    await ctx.db.escalationPolicy.delete({ where: { id } });
    await audit(ctx, {
      action: 'escalation_policy.remove',
      subject: { type: 'escalation_policy', id },
      detail: { before: contentOf(policy) },
    });
    ctx.publish({ topic: 'directory' });
  });
}

async function lockPolicy(ctx: Ctx, id: string): Promise<Row> {
  await ctx.db.$queryRaw`SELECT 1 FROM escalation_policy WHERE id = ${id}::uuid FOR UPDATE`;
  const policy = await ctx.db.escalationPolicy.findUnique({ where: { id } });
  return policy ?? fail('not_found', 'There is no such escalation policy.');
}

async function keepVersion(ctx: Ctx, policy: Row): Promise<void> {
  const { name: _, ...content } = contentOf(policy);
  await ctx.db.escalationPolicyVersion.create({
    data: { policyId: policy.id, version: policy.version, ...content, createdAt: ctx.now() },
  });
}

const contentOf = ({ name, steps, repeat, acknowledgedMinutes }: Row) => ({
  ...{ name, repeat, acknowledgedMinutes },
  steps: steps as EscalationStep[],
});

const view = (policy: Row): EscalationPolicy => ({
  id: policy.id,
  version: policy.version,
  ...contentOf(policy),
  updatedAt: policy.updatedAt.toISOString(),
});
