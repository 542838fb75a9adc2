import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { folderOf, nameOf, removeFiles } from './files.ts';

/** Removes exports whose time is over, and files that a crash left without one. */
export async function sweepExports(ctx: Ctx, dataDir: string): Promise<void> {
  const over = await ctx.db.export.findMany({
    where: { expiresAt: { lte: ctx.now() } },
    select: { id: true, attempts: true },
  });
  // The rows go first: a row without its file would be a promise that is not kept.
  await ctx.db.export.deleteMany({ where: { id: { in: over.map(({ id }) => id) } } });
  for (const one of over) await removeFiles(dataDir, one);
  await sweepFiles(ctx, dataDir);
}

async function sweepFiles(ctx: Ctx, dataDir: string): Promise<void> {
  const folder = folderOf(dataDir);
  const names = await readdir(folder).catch(() => []);
  if (names.length === 0) return;
  const done = await ctx.db.export.findMany({
    where: { state: 'done' },
    select: { id: true, attempts: true },
  });
  const kept = new Set(done.map(nameOf));
  const before = ctx.now().getTime() - DAY;
  for (const name of names) {
    if (kept.has(name)) continue;
    const file = await stat(join(folder, name)).catch(() => undefined);
    // What was just written has no row that says so yet.
    if (file && file.mtimeMs < before) await rm(join(folder, name), { force: true });
  }
}
