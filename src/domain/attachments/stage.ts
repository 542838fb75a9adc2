import { rm } from 'node:fs/promises';
import { ATTACHMENT_LIMIT } from '../../contract/attachments.ts';
import type { Attachment } from '../../contract/tickets.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { audit } from '../audit/record.ts';
import { requirePerson } from '../people/policy.ts';
import { pathOf, storeFile } from './files.ts';
import { safeName } from './name.ts';

/** What one person may have uploaded without using it yet, in bytes: it is swept after a day. */
const STAGED_LIMIT = 40 * ATTACHMENT_LIMIT;

/**
 * Takes in a file for a message or ticket that is still to come. It belongs to its uploader alone until an entry
 * takes it.
 * @param bytes as they come in; read only as far as they are wanted
 * @throws `too_large`, `invalid` when there are none, `rate_limited` for somebody with too much that lies unused
 */
export async function stageAttachment(
  ctx: Ctx,
  dataDir: string,
  input: { name: string; bytes: AsyncIterable<Uint8Array> },
): Promise<Attachment> {
  const uploader = requirePerson(ctx);
  const staged = await ctx.db.attachment.aggregate({
    where: { entryId: null, uploaderId: uploader.id },
    _sum: { size: true },
  });
  if ((staged._sum.size ?? 0) > STAGED_LIMIT) {
    fail('rate_limited', 'You have uploaded a lot without sending it. Please send it, or wait for a day.', {
      retryAfter: 3_600,
    });
  }
  const id = ctx.newId();
  const { size, sha256, type } = await storeFile(dataDir, id, input.bytes, ATTACHMENT_LIMIT);
  const name = safeName(input.name);
  try {
    await inTransaction(ctx, async (ctx) => {
      await ctx.db.attachment.create({
        data: { id, uploaderId: uploader.id, name, type, size, sha256, createdAt: ctx.now() },
      });
      await audit(ctx, {
        action: 'attachment.stage',
        subject: { type: 'attachment', id },
        detail: { name, type, size, sha256 },
      });
    });
  } catch (error) {
    await rm(pathOf(dataDir, id), { force: true });
    throw error;
  }
  return { id, name, type, size };
}
