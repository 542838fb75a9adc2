import { importConversation } from '../../chat/earlier.ts';
import type { Ctx } from '../../lib/context.ts';
import { threadOf, timeOf } from './history.ts';
import { wordsOf } from './inbound.ts';
import { senderOf } from './senders.ts';
import type { Workspace } from './workspaces.ts';

/** Imports what was said in a thread before the message that called the desk into it. */
export async function importThread(
  ctx: Ctx,
  workspace: Workspace,
  at: { channel: string; thread: string; until: string; conversation: string; number: string },
): Promise<void> {
  const earlier = (await threadOf(workspace, at.channel, at.thread)).filter(
    ({ ts, user, bot_id, text }) => Number(ts) < Number(at.until) && user && !bot_id && text.trim() !== '',
  );
  await importConversation(
    ctx,
    { channel: 'slack', conversation: at.conversation },
    at.number,
    earlier.map(({ ts, user = '', text }) => ({
      ...{ message: ts, at: timeOf(ts), text: wordsOf(workspace, text) },
      sender: senderOf(workspace, user),
    })),
  );
}
