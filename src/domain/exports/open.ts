import { type FileHandle, open } from 'node:fs/promises';
import { Id } from '../../contract/common.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { audit } from '../audit/record.ts';
import { requireStaff } from '../people/policy.ts';
import { loadExport } from './exports.ts';
import { pathOf } from './files.ts';
import { type ExportRequest, noSuchExport, requireExport, requireQueues } from './policy.ts';
import { fileNameOf } from './view.ts';

export type OpenedExport = { name: string; type: string; size: number; file: FileHandle };

/**
 * Opens the file of an export for whoever started it, who must still be allowed all that is in it. The caller closes the
 * handle.
 * @throws `not_found` also for everybody else; `conflict` while it is not written
 */
export async function openExport(ctx: Ctx, dataDir: string, id: string): Promise<OpenedExport> {
  requireStaff(ctx);
  if (!Id.safeParse(id).success) noSuchExport();
  const row = await loadExport(ctx, id);
  if (row.personId !== personOf(ctx.actor)?.id) noSuchExport();
  const request = row.request as ExportRequest;
  requireExport(ctx, request);
  await requireQueues(ctx, row.queueIds);
  if (row.state === 'failed') fail('conflict', 'This export has failed, so there is no file.');
  if (row.state !== 'done') fail('conflict', 'This export is not finished yet.', { retryAfter: 5 });
  const file = await open(pathOf(dataDir, row), 'r').catch((error: unknown) => {
    ctx.log.error({ export: id, error: String(error) }, 'the file of an export is missing');
    return noSuchExport();
  });
  const name = fileNameOf(row);
  const { size } = await file.stat();
  return { name, type: request.zip ? 'application/zip' : TYPES[request.format], size, file };
}

const TYPES = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' };

/** Notes that somebody fetches a file. Before it goes out: what cannot be noted is not given away. */
export async function noteDownload(ctx: Ctx, id: string, { name, size }: OpenedExport): Promise<void> {
  await inTransaction(ctx, (ctx) =>
    audit(ctx, { action: 'export.download', subject: { type: 'export', id }, detail: { name, size } }),
  );
}
