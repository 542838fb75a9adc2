import type { Inbound } from '../../chat/channel.ts';
import { personBehind } from '../../chat/people.ts';
import { importEarlier } from '../../domain/tickets/import.ts';
import { actingAs, type Ctx, systemActor } from '../../lib/context.ts';
import { threadOf, timeOf } from './history.ts';
import { wordsOf } from './inbound.ts';
import { senderOf } from './senders.ts';
import type { Workspace } from './workspaces.ts';

/** Where the desk was called into a thread, what was said there before belongs to the ticket. */
export function callsIntoThread({ event, direct }: Inbound): string | undefined {
  const called = event.type === 'message' && event.mentioned && !direct && event.thread !== event.message;
  return called ? event.thread : undefined;
}

/**
 * Imports the earlier messages of a thread. It is done again with every repeat of the event that called the desk, and
 * what was imported before stays as it is.
 */
export async function importThread(
  ctx: Ctx,
  workspace: Workspace,
  at: { channel: string; thread: string; until: string; conversation: string; number: string },
): Promise<void> {
  const earlier = (await threadOf(workspace, at.channel, at.thread)).filter(
    ({ ts, user, bot_id, text }) => Number(ts) < Number(at.until) && user && !bot_id && text.trim() !== '',
  );
  const messages = [];
  for (const { ts, user = '', text } of earlier) {
    const author = await personBehind(ctx, 'slack', senderOf(workspace, user));
    if (!author) continue;
    messages.push({
      ...{ channel: 'slack', conversation: at.conversation, message: ts },
      ...{ authorId: author.id, at: timeOf(ts), text: wordsOf(workspace, text) },
    });
  }
  if (messages.length === 0) return;
  await importEarlier(actingAs(ctx, systemActor('slack')), { number: at.number, messages });
}
