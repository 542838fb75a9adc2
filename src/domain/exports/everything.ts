import { open, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ExportType } from '../../contract/exports.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { audit } from '../audit/record.ts';
import type { ExportRequest } from './policy.ts';
import { scopeOf } from './scope.ts';
import { type Watch, writeExport } from './write.ts';

/**
 * All that the desk knows, also tickets of private queues, in an archive at `path`: for Deskbell itself, at a terminal
 * from which the database could be read as well. It is there whole, or not at all.
 * @throws Error also where there is a file already
 */
export async function exportEverything(
  ctx: Ctx,
  { dataDir, path, format, watch }: { dataDir: string; path: string; format: 'jsonl' | 'csv'; watch: Watch },
): Promise<{ rows: number; size: number; missingFiles: number }> {
  const request: ExportRequest = {
    ...{ format, bom: false, zip: true, files: true, types: ExportType.options, filter: {} },
  };
  const file = await open(path, 'wx', 0o600);
  try {
    await inTransaction(ctx, (ctx) =>
      audit(ctx, {
        action: 'export.start',
        subject: { type: 'export', id: ctx.newId() },
        detail: { format, types: request.types, files: true, filter: {} },
      }),
    );
    const scope = await scopeOf(ctx, {});
    const { total, missingFiles } = await writeExport(ctx, { dataDir, request, scope, watch }, (bytes) =>
      pipeline(bytes, file.createWriteStream({ flush: true })),
    );
    return { rows: total, size: (await stat(path)).size, missingFiles };
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}
