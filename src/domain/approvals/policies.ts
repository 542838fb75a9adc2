import type { z } from 'zod';
import {
  type ApprovalPolicy,
  approvalPolicies,
  CreateApprovalPolicy,
  type PolicyContent,
  UpdateApprovalPolicy,
} from '../../contract/approvals.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { ApprovalPolicy as Row } from '../../lib/prisma/client.ts';
import { allWellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { onTaken } from '../taken.ts';
import { checkStages } from './check.ts';

const TAKEN = 'There is an approval policy of this name already.';

/** By name. */
export async function listApprovalPolicies(ctx: Ctx): Promise<{ items: ApprovalPolicy[] }> {
  requireStaff(ctx);
  return { items: (await ctx.db.approvalPolicy.findMany({ orderBy: { name: 'asc' } })).map(view) };
}

/**
 * Adds a policy.
 * @throws `conflict` when the name is taken
 */
export async function createApprovalPolicy(
  ctx: Ctx,
  input: z.input<typeof CreateApprovalPolicy>,
): Promise<ApprovalPolicy> {
  requireAdmin(ctx);
  const { name, ...content } = allWellFormed(parse(CreateApprovalPolicy, input));
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await checkStages(ctx, content.stages);
      const now = ctx.now();
      const policy = await ctx.db.approvalPolicy.create({
        data: { id: ctx.newId(), name, content, createdAt: now, updatedAt: now },
      });
      await keepVersion(ctx, policy);
      await audit(ctx, {
        action: 'approval_policy.create',
        subject: { type: 'approval_policy', id: policy.id },
        detail: { after: contentOf(policy) },
      });
      return view(policy);
    }),
  );
}

/**
 * Changes a policy. What is under way goes on by the version by which it was asked for.
 * @throws `conflict` when the name is taken
 */
export async function updateApprovalPolicy(
  ctx: Ctx,
  input: z.input<typeof UpdateApprovalPolicy>,
): Promise<ApprovalPolicy> {
  requireAdmin(ctx);
  const { id, ...wanted } = allWellFormed(parse(UpdateApprovalPolicy, input));
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await checkStages(ctx, wanted.stages ?? []);
      const policy = await lockPolicy(ctx, id);
      const changes = changesOf(contentOf(policy), wanted);
      if (Object.keys(changes.after).length === 0) return view(policy);
      const { name, ...content } = { ...contentOf(policy), ...changes.after };
      const updated = await ctx.db.approvalPolicy.update({
        where: { id },
        data: { name, content, version: { increment: 1 }, updatedAt: ctx.now() },
      });
      await keepVersion(ctx, updated);
      await audit(ctx, {
        action: 'approval_policy.update',
        subject: { type: 'approval_policy', id },
        detail: changes,
      });
      return view(updated);
    }),
  );
}

/** Removes a policy; its versions stay for what is under way. */
export async function removeApprovalPolicy(ctx: Ctx, input: { id: string }): Promise<void> {
  requireAdmin(ctx);
  const { id } = parse(approvalPolicies.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    const policy = await lockPolicy(ctx, id);
    await ctx.db.approvalPolicy.delete({ where: { id } });
    await audit(ctx, {
      action: 'approval_policy.remove',
      subject: { type: 'approval_policy', id },
      detail: { before: contentOf(policy) },
    });
  });
}

async function lockPolicy(ctx: Ctx, id: string): Promise<Row> {
  await ctx.db.$queryRaw`SELECT 1 FROM approval_policy WHERE id = ${id}::uuid FOR UPDATE`;
  const policy = await ctx.db.approvalPolicy.findUnique({ where: { id } });
  return policy ?? fail('not_found', 'There is no such approval policy.');
}

async function keepVersion(ctx: Ctx, { id, version, name, content }: Row): Promise<void> {
  await ctx.db.approvalPolicyVersion.create({
    data: { policyId: id, version, name, content: content as PolicyContent, createdAt: ctx.now() },
  });
}

const contentOf = ({ name, content }: Row) => ({ name, ...(content as PolicyContent) });

const view = (policy: Row): ApprovalPolicy => ({
  id: policy.id,
  version: policy.version,
  ...contentOf(policy),
  updatedAt: policy.updatedAt.toISOString(),
});
