import type { z } from 'zod';
import { CreateExport, type Export, exports } from '../../contract/exports.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { olderThan, readCursor, writeCursor } from '../../lib/cursor.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { isAdmin } from '../people/acting.ts';
import { requirePerson, requireStaff } from '../people/policy.ts';
import { requireWrite } from '../tickets/policy.ts';
import { removeFiles } from './files.ts';
import { type ExportRequest, mayManage, noSuchExport, queuesFor, requireExport, typesFor } from './policy.ts';
import { scopeOf } from './scope.ts';
import { exportView, SHOWN, type ShownExport, viewsOf } from './view.ts';

/** How many somebody has at a time, written or not: they are large. */
const MOST_KEPT = 20;

/**
 * Puts an export into the line. A worker writes it.
 * @throws `conflict` for somebody who has too many already
 */
export async function createExport(ctx: Ctx, input: z.input<typeof CreateExport>): Promise<Export> {
  requireStaff(ctx);
  requireWrite(ctx.actor);
  const person = requirePerson(ctx);
  const asked = parse(CreateExport, input);
  const request: ExportRequest = { ...asked, types: typesFor(ctx.actor, asked) };
  requireExport(ctx, request);
  await checkRequest(ctx, request);
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM person WHERE id = ${person.id}::uuid FOR NO KEY UPDATE`;
    if ((await ctx.db.export.count({ where: { personId: person.id } })) >= MOST_KEPT) {
      fail('conflict', `You have ${MOST_KEPT} exports already. Remove one first.`);
    }
    const row = await ctx.db.export.create({
      data: { id: ctx.newId(), personId: person.id, request, createdAt: ctx.now() },
      include: SHOWN,
    });
    const { format, types, files, filter } = request;
    await audit(ctx, {
      action: 'export.start',
      subject: { type: 'export', id: row.id },
      detail: { format, types, files, filter },
    });
    ctx.publish({ topic: 'exports' });
    return exportView(ctx, row);
  });
}

/** Refuses what would not come to anything, before somebody waits for it. */
async function checkRequest(
  ctx: Ctx,
  { format, zip, files, types, filter, bom }: ExportRequest,
): Promise<void> {
  if (files && !zip) failField('files', 'Files come only in an archive.');
  if (files && !types.includes('attachment')) failField('files', 'Files come only with the type attachment.');
  if (format === 'csv' && !zip && types.length > 1) {
    failField('zip', 'CSV without an archive is for one type only.');
  }
  if (bom && format !== 'csv') failField('bom', 'Only CSV has a byte order mark.');
  const { ids } = await queuesFor(ctx);
  if (filter.queue !== undefined && !ids.includes(filter.queue)) {
    failField('filter.queue', 'There is no such queue, or it is private to another team.');
  }
  await scopeOf(ctx, filter);
}

/** One's own, for admins those of everybody; the newest first. */
export async function listExports(
  ctx: Ctx,
  input: z.input<typeof exports.list.input>,
): Promise<{ items: Export[]; next: string | null }> {
  requireStaff(ctx);
  const { id } = requirePerson(ctx);
  const { cursor, limit } = parse(exports.list.input, input);
  const person = personOf(ctx.actor);
  const rows = await ctx.db.export.findMany({
    where: {
      ...(person && isAdmin(person) ? {} : { personId: id }),
      AND: [kept(ctx), olderThan('createdAt', cursor === undefined ? undefined : readCursor(cursor))],
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    include: SHOWN,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await viewsOf(ctx, page),
    next: rows.length > limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
  };
}

export async function getExport(ctx: Ctx, input: { id: string }): Promise<Export> {
  requireStaff(ctx);
  return exportView(ctx, await loadExport(ctx, parse(exports.get.input, input).id));
}

/** Removes an export with its file. While it is written, that ends at the next page. */
export async function removeExport(ctx: Ctx, dataDir: string, input: { id: string }): Promise<void> {
  requireStaff(ctx);
  requireWrite(ctx.actor);
  const { id } = parse(exports.remove.input, input);
  const removed = await inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM export WHERE id = ${id}::uuid FOR UPDATE`;
    const row = await loadExport(ctx, id);
    await ctx.db.export.delete({ where: { id } });
    const isOver = row.state === 'done' || row.state === 'failed';
    await audit(ctx, {
      action: isOver ? 'export.remove' : 'export.cancel',
      subject: { type: 'export', id },
      detail: { of: row.personId },
    });
    // Whoever waits behind it may go on.
    ctx.publish({ topic: 'exports' });
    return row;
  });
  await removeFiles(dataDir, removed);
}

/** One that the caller may know of. */
export async function loadExport(ctx: Ctx, id: string): Promise<ShownExport> {
  const row = await ctx.db.export.findFirst({ where: { id, AND: kept(ctx) }, include: SHOWN });
  return row && mayManage(ctx.actor, row) ? row : noSuchExport();
}

const kept = (ctx: Ctx) => ({ OR: [{ expiresAt: null }, { expiresAt: { gt: ctx.now() } }] });
