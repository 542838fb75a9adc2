import type { Export } from '../../contract/exports.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { KINDS } from './kinds/all.ts';
import { type ExportRequest, noSuchExport } from './policy.ts';

export const SHOWN = { person: { select: { id: true, name: true } } } satisfies Prisma.ExportInclude;
export type ShownExport = Prisma.ExportGetPayload<{ include: typeof SHOWN }>;

/** Exports as the API shows them. */
export async function viewsOf(ctx: Ctx, rows: readonly ShownExport[]): Promise<Export[]> {
  const line = rows.some(({ state }) => state === 'waiting')
    ? await ctx.db.export.findMany({
        where: { state: 'waiting' },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        select: { id: true },
      })
    : [];
  return rows.map((row) => {
    const { format, zip, files, types, filter } = row.request as ExportRequest;
    return {
      ...{ id: row.id, by: row.person, format, zip, files, types, filter, state: row.state },
      ahead: row.state === 'waiting' ? line.findIndex(({ id }) => id === row.id) : null,
      ...{ done: row.done, total: row.total, error: row.error, name: fileNameOf(row) },
      leftOut: { queues: [], missingFiles: 0, ...(row.leftOut as Partial<Export['leftOut']>) },
      size: row.size === null ? null : Number(row.size),
      createdAt: row.createdAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
      expiresAt: row.expiresAt?.toISOString() ?? null,
      mine: row.personId === personOf(ctx.actor)?.id,
    };
  });
}

export const exportView = async (ctx: Ctx, row: ShownExport): Promise<Export> =>
  (await viewsOf(ctx, [row]))[0] ?? noSuchExport();

/** What its file is called where it is saved: with the day on which it was asked for. */
export function fileNameOf({ request, createdAt }: { request: unknown; createdAt: Date }): string {
  const { format, zip, types } = request as ExportRequest;
  const what = types.length === 1 ? `${types[0]}-` : types.length === KINDS.length ? '' : 'part-';
  return `deskbell-${what}${createdAt.toISOString().slice(0, 10)}.${zip ? 'zip' : format}`;
}
