import { type FileHandle, open } from 'node:fs/promises';
import { Id } from '../../contract/common.ts';
import type { Attachment } from '../../contract/tickets.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { requirePerson } from '../people/policy.ts';
import { loadTicket } from '../tickets/load.ts';
import { sight } from '../tickets/policy.ts';
import { pathOf } from './files.ts';

const noSuchFile = (): never => fail('not_found', 'There is no such file.');

/**
 * Opens a file for reading: with the ticket that it hangs on, for agents only where the entry is a note, and for
 * its uploader alone while nothing has taken it. The caller closes the handle.
 * @throws `not_found`, also for what the caller may not know of
 */
export async function openAttachment(
  ctx: Ctx,
  dataDir: string,
  id: string,
): Promise<{ attachment: Attachment; file: FileHandle }> {
  requirePerson(ctx);
  if (!Id.safeParse(id).success) noSuchFile();
  const row = await ctx.db.attachment.findUnique({
    where: { id },
    include: { entry: { select: { ticketId: true, kind: true } } },
  });
  if (!row) return noSuchFile();
  if (row.entry) {
    const ticket = await loadTicket(ctx, row.entry.ticketId).catch(noSuchFile);
    if (row.entry.kind !== 'reply' && sight(ctx.actor, ticket) !== 'all') noSuchFile();
  } else if (row.uploaderId === null || row.uploaderId !== personOf(ctx.actor)?.id) {
    noSuchFile();
  }
  const { name, type, size } = row;
  try {
    return { attachment: { id, name, type, size }, file: await open(pathOf(dataDir, id), 'r') };
  } catch (error) {
    ctx.log.error({ attachment: id, error: String(error) }, 'the bytes of an attachment are missing');
    return noSuchFile();
  }
}
