import { stageAttachment } from '../domain/attachments/stage.ts';
import { addFile, hasFile } from '../domain/tickets/add-file.ts';
import { nameFiles } from '../domain/tickets/edit-entry.ts';
import { actingAs, type Ctx } from '../lib/context.ts';
import { isDeskbellError, messageOf } from '../lib/errors.ts';
import type { Inbound } from './channel.ts';
import { personBehind } from './people.ts';

/** A file on a platform. */
export type OfferedFile = {
  /** The same whenever it is told of. */
  source: string;
  name: string;
  /** Where people find it on their platform, if they do. */
  url?: string;
  /** @throws DeskbellError that says to its sender why it cannot be had */
  open(): Promise<{ name: string; bytes: AsyncIterable<Uint8Array> }>;
};

/**
 * Takes the files of a message along to the entry that it became. Those that are there already are left; one that
 * cannot be had is named there, with where it is.
 * @param at the message, and who wrote it
 * @param quiet nobody is told of them: they are from before the ticket was opened
 * @returns what could not be taken along, in words for its author
 */
export async function takeFilesAlong(
  ctx: Ctx,
  {
    channel,
    conversation,
    sender,
    message,
  }: Pick<Inbound, 'channel' | 'conversation' | 'sender'> & { message: string },
  { dataDir, files, quiet = false }: { dataDir: string; files: OfferedFile[]; quiet?: boolean },
): Promise<string[]> {
  if (files.length === 0) return [];
  const entry = await ctx.db.entry.findFirst({ where: { channel, conversation, message } });
  const author = await personBehind(ctx, channel, sender);
  if (!entry || entry.deletedAt || !author) return [];
  const acting = actingAs(ctx, { kind: 'person', person: author });
  const failures: string[] = [];
  const left: { name: string; url: string }[] = [];
  for (const { source, name, url, open } of files) {
    const place = { entryId: entry.id, source };
    try {
      if (await hasFile(acting, place)) continue;
      const staged = await stageAttachment(acting, dataDir, await open());
      await addFile(acting, { ...place, attachmentId: staged.id, quiet });
    } catch (error) {
      if (!isDeskbellError(error)) throw error;
      // Named there already, it was told before.
      if (url && entry.body.includes(`: ${url}`)) continue;
      failures.push(`${name} was not taken along: ${messageOf(error)}`);
      if (url) left.push({ name, url });
    }
  }
  if (left.length > 0) await nameFiles(acting, { id: entry.id, files: left, quiet });
  return failures;
}
