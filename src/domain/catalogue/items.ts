import type { z } from 'zod';
import {
  type CatalogueContent,
  type CatalogueItem,
  CreateItem,
  UpdateItem,
} from '../../contract/catalogue.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { CatalogueItem as Row } from '../../lib/prisma/client.ts';
import { allWellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { onTaken } from '../taken.ts';

const TAKEN = 'There is an item of this name already.';

/** By name, also those that are archived. */
export async function listItems(ctx: Ctx): Promise<{ items: CatalogueItem[] }> {
  requireStaff(ctx);
  const rows = await ctx.db.catalogueItem.findMany({ orderBy: { name: 'asc' } });
  return { items: rows.map(view) };
}

/** @throws `conflict` when the name is taken */
export async function createItem(ctx: Ctx, input: z.input<typeof CreateItem>): Promise<CatalogueItem> {
  requireAdmin(ctx);
  const { name, ...content } = allWellFormed(parse(CreateItem, input));
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await checkReferences(ctx, content);
      const now = ctx.now();
      const id = ctx.newId();
      const row = await ctx.db.catalogueItem.create({
        data: { id, name, content, createdAt: now, updatedAt: now },
      });
      await ctx.db.catalogueItemVersion.create({
        data: { itemId: id, version: 1, name, content, createdAt: now },
      });
      await note(ctx, 'create', id, { after: { name, ...content } });
      ctx.publish({ topic: 'directory' });
      return view(row);
    }),
  );
}

/** Changes an item, or archives it. What was asked for goes on by the version by which it was. */
export async function updateItem(ctx: Ctx, input: z.input<typeof UpdateItem>): Promise<CatalogueItem> {
  requireAdmin(ctx);
  const { id, archived, name, ...content } = allWellFormed(parse(UpdateItem, input));
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await ctx.db.$queryRaw`SELECT 1 FROM catalogue_item WHERE id = ${id}::uuid FOR UPDATE`;
      const row = await ctx.db.catalogueItem.findUnique({ where: { id } });
      if (!row) return fail('not_found', 'There is no such item.');
      const before = view(row);
      const { id: _, version: __, archived: was, ...old } = before;
      const said = changesOf(old, { name, ...content });
      const isArchived = archived ?? was;
      if (Object.keys(said.after).length === 0 && isArchived === was) return before;
      await checkReferences(ctx, content);
      const now = ctx.now();
      const version = Object.keys(said.after).length > 0 ? row.version + 1 : row.version;
      const updated = await ctx.db.catalogueItem.update({
        where: { id },
        data: {
          name,
          content,
          version,
          updatedAt: now,
          archivedAt: isArchived ? (row.archivedAt ?? now) : null,
        },
      });
      if (version !== row.version) {
        await ctx.db.catalogueItemVersion.create({
          data: { itemId: id, version, name, content, createdAt: now },
        });
      }
      await note(ctx, 'update', id, {
        before: { ...said.before, ...(isArchived === was ? {} : { archived: was }) },
        after: { ...said.after, ...(isArchived === was ? {} : { archived: isArchived }) },
      });
      ctx.publish({ topic: 'directory' });
      return view(updated);
    }),
  );
}

async function checkReferences(ctx: Ctx, content: CatalogueContent): Promise<void> {
  const { queueId, approvalPolicyId, audience, steps } = content;
  const queues = new Set([queueId, ...steps.flatMap((step) => step.queueId ?? [])]);
  const known = await ctx.db.queue.findMany({
    where: { id: { in: [...queues] }, archivedAt: null },
    select: { id: true },
  });
  const isKnown = (id: string) => known.some((one) => one.id === id);
  if (!isKnown(queueId)) failField('queueId', 'There is no such queue.');
  const step = steps.findIndex((one) => one.queueId !== null && !isKnown(one.queueId));
  if (step >= 0) failField(`steps.${step}.queueId`, 'There is no such queue.');
  if (approvalPolicyId && (await ctx.db.approvalPolicy.count({ where: { id: approvalPolicyId } })) === 0) {
    failField('approvalPolicyId', 'There is no such approval policy.');
  }
  if (audience.who === 'teams') {
    const teams = await ctx.db.team.count({ where: { id: { in: audience.teamIds } } });
    if (teams < new Set(audience.teamIds).size) failField('audience.teamIds', 'There is no such team.');
  }
}

const note = (ctx: Ctx, action: string, id: string, detail: Record<string, unknown>) =>
  audit(ctx, { action: `catalogue.${action}`, subject: { type: 'catalogue_item', id }, detail });

const view = ({ id, name, version, archivedAt, content }: Row): CatalogueItem => ({
  ...(content as CatalogueContent),
  ...{ id, name, version, archived: archivedAt !== null },
});
