import type { Inbound } from '../../chat/channel.ts';
import { callsIntoThread } from '../../chat/earlier.ts';
import { takeFilesAlong } from '../../chat/files.ts';
import type { Ctx } from '../../lib/context.ts';
import { filesOf, offered } from './files.ts';
import { importThread } from './import-thread.ts';
import type { Workspace } from './workspaces.ts';

/**
 * What takes calls to Slack, and so comes once a message is committed and acknowledged: its files, and what was said
 * in its thread before the desk was called. Either may be done again.
 * @returns what went wrong, in words for the author
 */
export async function afterMessage(
  ctx: Ctx,
  deps: { workspace: Workspace; dataDir: string },
  event: { channel?: string },
  inbound: Inbound,
  ticket: string,
): Promise<string[]> {
  const { workspace, dataDir } = deps;
  const { conversation } = inbound;
  if (inbound.event.type !== 'message' || !event.channel) return [];
  const { message, filesFollow } = inbound.event;
  const thread = callsIntoThread(inbound);
  if (thread) {
    const at = { channel: event.channel, thread, until: message };
    await importThread(ctx, workspace, { ...at, conversation, number: ticket });
  }
  if (!filesFollow) return [];
  return takeFilesAlong(ctx, { ...inbound, message }, { dataDir, files: offered(workspace, filesOf(event)) });
}
