import type { z } from 'zod';
import {
  type Migration,
  type MigrationItem,
  type MigrationPlan,
  type MigrationTool,
  migrations,
  PlanMigration,
} from '../../contract/migrations.ts';
import { DAY } from '../../lib/clock.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { MigrationItem as ItemRow, Migration as Row } from '../../lib/prisma/client.ts';
import { allWellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';
import { lookHere } from './desk.ts';
import { TOOL_NAMES } from './formats.ts';
import type { Found } from './found.ts';
import { type Planned, planOf } from './plan.ts';
import { readExport } from './read.ts';

/** Plans that were never applied are forgotten after so long. */
const KEPT = 30 * DAY;

/** Reads an export and says what would be made of it. */
export async function planMigration(ctx: Ctx, input: z.input<typeof PlanMigration>): Promise<MigrationPlan> {
  requireAdmin(ctx);
  const { tool, teamId, ...upload } = parse(PlanMigration, input);
  if (teamId && !(await ctx.db.team.findUnique({ where: { id: teamId } }))) {
    failField('teamId', 'There is no such team.');
  }
  const found = allWellFormed(readExport(tool, upload));
  const row = await inTransaction(ctx, async (ctx) => {
    const now = ctx.now();
    await ctx.db.migration.deleteMany({
      where: { state: 'planned', createdAt: { lt: new Date(now.getTime() - KEPT) } },
    });
    const row = await ctx.db.migration.create({
      data: {
        ...{ id: ctx.newId(), tool, teamId, fileName: upload.fileName, state: 'planned', found },
        ...{ createdBy: personOf(ctx.actor)?.name ?? null, createdAt: now },
      },
    });
    const subject = { type: 'migration', id: row.id };
    await audit(ctx, { action: 'migration.plan', subject, detail: { tool, fileName: upload.fileName } });
    return row;
  });
  return planView(ctx, row);
}

/** Newest first. */
export async function listMigrations(ctx: Ctx): Promise<{ items: Migration[] }> {
  requireAdmin(ctx);
  const rows = await ctx.db.migration.findMany({
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 100,
    omit: { found: true },
  });
  return { items: rows.map(view) };
}

export async function getMigration(ctx: Ctx, input: { id: string }): Promise<MigrationPlan> {
  requireAdmin(ctx);
  return planView(ctx, await migrationOf(ctx, parse(migrations.get.input, input).id));
}

/**
 * Forgets a plan.
 * @throws `conflict` when it was applied: what was made stays known
 */
export async function removeMigration(ctx: Ctx, input: { id: string }): Promise<void> {
  requireAdmin(ctx);
  const { id } = parse(migrations.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    const { tool, fileName } = await migrationOf(ctx, id);
    const { count } = await ctx.db.migration.deleteMany({ where: { id, state: 'planned' } });
    if (count === 0) fail('conflict', 'It was applied. Undo it; the list of what was made stays.');
    const subject = { type: 'migration', id };
    await audit(ctx, { action: 'migration.remove', subject, detail: { tool, fileName } });
  });
}

export async function migrationOf(ctx: Ctx, id: string): Promise<Row> {
  return (
    (await ctx.db.migration.findUnique({ where: { id } })) ?? fail('not_found', 'There is no such migration.')
  );
}

/** What would be made of it as the desk is now. */
export async function planNow(ctx: Ctx, { found, tool, teamId }: Row): Promise<Planned[]> {
  const said = found as Found;
  const toolName = TOOL_NAMES[tool as MigrationTool];
  return planOf(said, await lookHere(ctx, said), { now: ctx.now(), newId: ctx.newId, toolName, teamId });
}

export async function planView(ctx: Ctx, row: Row): Promise<MigrationPlan> {
  if (row.state === 'planned') {
    const items = await planNow(ctx, row);
    return { ...view(row), total: items.length, items: items.map(plannedView) };
  }
  const items = await ctx.db.migrationItem.findMany({
    where: { migrationId: row.id },
    orderBy: [{ place: 'asc' }, { ref: 'asc' }],
  });
  return { ...view(row), items: items.map(itemView) };
}

const plannedView = ({ ref: _, make: __, ...item }: Planned): MigrationItem => ({
  ...{ ...item, outcome: null, why: null },
});

const itemView = ({ kind, name, foundAt, action, notes, problem, recordId, outcome, why }: ItemRow) =>
  ({ kind, name, place: foundAt, action, notes, problem, recordId, outcome, why }) as MigrationItem;

const view = (row: Omit<Row, 'found'>): Migration => ({
  ...{ id: row.id, tool: row.tool as MigrationTool, fileName: row.fileName },
  ...{ state: row.state as Migration['state'], teamId: row.teamId, createdBy: row.createdBy },
  ...{ createdAt: row.createdAt.toISOString(), total: row.total, done: row.done },
  appliedAt: row.appliedAt?.toISOString() ?? null,
  undoneAt: row.undoneAt?.toISOString() ?? null,
});
