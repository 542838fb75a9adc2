import type { z } from 'zod';
import {
  type ChangeTemplate,
  CreateTemplate,
  changeTemplates,
  type TemplateContent,
  UpdateTemplate,
  WithdrawTemplate,
} from '../../contract/change-templates.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { ChangeTemplate as Row } from '../../lib/prisma/client.ts';
import { allWellFormed, visible, wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { onTaken } from '../taken.ts';

export const TAKEN = 'There is a template of this name already.';

/** By name. */
export async function listTemplates(ctx: Ctx): Promise<{ items: ChangeTemplate[] }> {
  requireStaff(ctx);
  const rows = await ctx.db.changeTemplate.findMany({ orderBy: { name: 'asc' } });
  return { items: rows.map(view) };
}

export async function createTemplate(
  ctx: Ctx,
  input: z.input<typeof CreateTemplate>,
): Promise<ChangeTemplate> {
  requireAdmin(ctx);
  const { name, content } = allWellFormed(parse(CreateTemplate, input));
  return onTaken(TAKEN, () => inTransaction(ctx, (ctx) => addTemplate(ctx, { name, content })));
}

/** Inside a transaction, for whoever may. */
export async function addTemplate(
  ctx: Ctx,
  { name, content }: z.output<typeof CreateTemplate>,
): Promise<ChangeTemplate> {
  await checkServices(ctx, content);
  const now = ctx.now();
  const row = await ctx.db.changeTemplate.create({
    data: { id: ctx.newId(), name, content, createdAt: now, updatedAt: now },
  });
  await note(ctx, 'create', row, { after: { name, content } });
  return view(row);
}

export async function updateTemplate(
  ctx: Ctx,
  input: z.input<typeof UpdateTemplate>,
): Promise<ChangeTemplate> {
  requireAdmin(ctx);
  const { id, name, content } = allWellFormed(parse(UpdateTemplate, input));
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      const before = await lock(ctx, id);
      await checkServices(ctx, content);
      const row = await ctx.db.changeTemplate.update({
        where: { id },
        data: { name, content, version: { increment: 1 }, updatedAt: ctx.now() },
      });
      await note(ctx, 'update', row, {
        before: { name: before.name, content: before.content },
        after: { name, content },
      });
      return view(row);
    }),
  );
}

/** Lets nobody use it any more. */
export async function withdrawTemplate(
  ctx: Ctx,
  input: z.input<typeof WithdrawTemplate>,
): Promise<ChangeTemplate> {
  requireAdmin(ctx);
  const { id, reason } = parse(WithdrawTemplate, input);
  return inTransaction(ctx, (ctx) => withdraw(ctx, id, reason));
}

/** A change of it went wrong: it is looked at before it is used again. */
export async function withdrawAfterFailure(ctx: Ctx, id: string, number: string): Promise<void> {
  await withdraw(ctx, id, `${number}, a change of it, went wrong.`);
}

export async function approveTemplate(ctx: Ctx, input: { id: string }): Promise<ChangeTemplate> {
  requireAdmin(ctx);
  const { id } = parse(changeTemplates.approve.input, input);
  return inTransaction(ctx, async (ctx) => {
    const before = await lock(ctx, id);
    if (!before.withdrawnAt) return view(before);
    const data = { withdrawnAt: null, reason: '', updatedAt: ctx.now() };
    const row = await ctx.db.changeTemplate.update({ where: { id }, data });
    await note(ctx, 'approve', row, { before: { reason: before.reason } });
    return view(row);
  });
}

/** @throws `conflict` for one that was withdrawn */
export async function usableTemplate(ctx: Ctx, id: string, field = 'templateId'): Promise<TemplateContent> {
  const row = await ctx.db.changeTemplate.findUnique({ where: { id } });
  if (!row) return failField(field, 'There is no such template.');
  if (row.withdrawnAt) {
    fail(
      'conflict',
      `The template “${visible(row.name)}” is withdrawn until it is approved again. ${row.reason}`,
    );
  }
  return row.content as TemplateContent;
}

async function withdraw(ctx: Ctx, id: string, reason: string): Promise<ChangeTemplate> {
  const before = await lock(ctx, id);
  if (before.withdrawnAt) return view(before);
  const now = ctx.now();
  const data = { withdrawnAt: now, reason: wellFormed(reason), updatedAt: now };
  const row = await ctx.db.changeTemplate.update({ where: { id }, data });
  await note(ctx, 'withdraw', row, { reason });
  return view(row);
}

async function lock(ctx: Ctx, id: string): Promise<Row> {
  await ctx.db.$queryRaw`SELECT 1 FROM change_template WHERE id = ${id}::uuid FOR UPDATE`;
  return (
    (await ctx.db.changeTemplate.findUnique({ where: { id } })) ??
    fail('not_found', 'There is no such template.')
  );
}

async function checkServices(ctx: Ctx, { services }: TemplateContent): Promise<void> {
  const known = await ctx.db.service.count({ where: { id: { in: services } } });
  if (known < services.length) failField('content.services', 'There is no such service.');
}

function note(ctx: Ctx, action: string, { id, version }: Row, detail: Record<string, unknown>) {
  ctx.publish({ topic: 'directory' });
  return audit(ctx, {
    action: `change_template.${action}`,
    subject: { type: 'change_template', id },
    detail: { version, ...detail },
  });
}

const view = ({ id, name, version, content, withdrawnAt, reason }: Row): ChangeTemplate => ({
  ...{ id, name, version, reason, content: content as TemplateContent },
  withdrawnAt: withdrawnAt?.toISOString() ?? null,
});
