import { z } from 'zod';
import type { OfferedFile } from '../../chat/files.ts';
import { personBehind } from '../../chat/people.ts';
import { stageAttachment } from '../../domain/attachments/stage.ts';
import { SECOND } from '../../lib/clock.ts';
import { actingAs, type Ctx } from '../../lib/context.ts';
import { fail, failField, isDeskbellError, messageOf } from '../../lib/errors.ts';
import { senderOf } from './senders.ts';
import type { Workspace } from './workspaces.ts';

const SlackFile = z.object({
  id: z.string().max(64),
  name: z.string().max(1_000).nullish(),
  mimetype: z.string().max(255).nullish(),
  file_access: z.string().nullish(),
  url_private_download: z.string().max(3_000).nullish(),
});
export type SlackFile = z.output<typeof SlackFile>;
const Files = z.object({ files: z.array(SlackFile).max(20).default([]) });
const FileInfo = z.object({ file: SlackFile });

/** The files of a message. */
export function filesOf(message: unknown): SlackFile[] {
  const parsed = Files.safeParse(message);
  return parsed.success ? parsed.data.files : [];
}

/** Files of Slack, to be taken along with their message. */
export const offered = (workspace: Workspace, files: SlackFile[]): OfferedFile[] =>
  files.map((file) => ({
    source: `${workspace.team}:${file.id}`,
    name: file.name ?? 'A file',
    open: () => download(workspace, file),
  }));

/** A form stays open for three seconds until it is acknowledged, all its files together. */
const FORM_PATIENCE = 2 * SECOND;

/**
 * Fetches the files of a form, for what it is about to write.
 * @throws `invalid` at the field of the files, with words for their sender
 */
export async function stageFiles(
  ctx: Ctx,
  workspace: Workspace,
  at: { dataDir: string; user: string; files: SlackFile[] },
): Promise<string[]> {
  if (at.files.length === 0) return [];
  const author = await personBehind(ctx, 'slack', senderOf(workspace, at.user));
  // Who that is not, is told so by what the form is about.
  if (!author) return [];
  const acting = actingAs(ctx, { kind: 'person', person: author });
  const until = AbortSignal.timeout(FORM_PATIENCE);
  const staged = await Promise.all(
    at.files.map(async (file) => {
      try {
        return (await stageAttachment(acting, at.dataDir, await download(workspace, file, until))).id;
      } catch (error) {
        const words = isDeskbellError(error) ? messageOf(error) : 'it could not be fetched in time';
        return failField(
          'attachmentIds',
          `${file.name ?? 'A file'}: ${words}. Send it as a message instead.`,
        );
      }
    }),
  );
  return staged;
}

/** Of files from other workspaces an event tells the id alone. */
async function download(workspace: Workspace, told: SlackFile, until?: AbortSignal) {
  const file =
    told.file_access === 'check_file_info' || !told.url_private_download
      ? FileInfo.parse(await workspace.api.call('files.info', { file: told.id })).file
      : told;
  const url = file.url_private_download;
  if (!url) fail('invalid', 'Slack does not say where it is.');
  const answer = await workspace.api.download(url, until);
  // Slack answers who may not read a file with the page for signing in.
  const isPage = answer.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (!answer.ok || !answer.body || (isPage && file.mimetype !== 'text/html')) {
    fail('unavailable', 'Slack does not hand it out; does the app have the scope files:read?');
  }
  return { name: file.name ?? file.id, bytes: answer.body as AsyncIterable<Uint8Array> };
}
