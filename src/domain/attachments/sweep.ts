import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { folderOf, pathOf } from './files.ts';

/** How many ids are looked up in one query. */
const BATCH = 1_000;

/**
 * Removes what nobody took within a day: staged rows with their files, and files without a row, which a crash
 * between the two leaves behind. The rows go first: a row without its file would be a promise that is not kept.
 * @returns how many rows and files went
 */
export async function sweepAttachments(ctx: Ctx, dataDir: string): Promise<{ rows: number; files: number }> {
  const before = new Date(ctx.now().getTime() - DAY);
  const rows = await ctx.db.$queryRaw<{ id: string }[]>`
    DELETE FROM attachment WHERE entry_id IS NULL AND created_at < ${before} RETURNING id::text`;
  for (const { id } of rows) await rm(pathOf(dataDir, id), { force: true });
  return { rows: rows.length, files: await sweepFiles(ctx, dataDir, before) };
}

async function sweepFiles(ctx: Ctx, dataDir: string, before: Date): Promise<number> {
  let removed = 0;
  for (const folder of await list(folderOf(dataDir))) {
    const path = join(folderOf(dataDir), folder);
    const names = await list(path);
    for (let start = 0; start < names.length; start += BATCH) {
      const old = await olderThan(path, names.slice(start, start + BATCH), before);
      // What is being written has no row yet, so anything old in `staging` was given up.
      const kept = folder === 'staging' ? new Set<string>() : await withRow(ctx, old);
      for (const name of old.filter((one) => !kept.has(one))) {
        await rm(join(path, name), { force: true });
        removed += 1;
      }
    }
  }
  return removed;
}

const list = (path: string): Promise<string[]> => readdir(path).catch(() => []);

async function olderThan(path: string, names: string[], before: Date): Promise<string[]> {
  const times = await Promise.all(names.map((name) => stat(join(path, name)).catch(() => undefined)));
  return names.filter((_, index) => {
    const file = times[index];
    return file?.isFile() && file.mtime < before;
  });
}

async function withRow(ctx: Ctx, names: string[]): Promise<Set<string>> {
  const ids = names.filter((name) => /^[0-9a-f-]{36}$/.test(name));
  const rows = await ctx.db.attachment.findMany({ where: { id: { in: ids } }, select: { id: true } });
  return new Set(rows.map((row) => row.id));
}
