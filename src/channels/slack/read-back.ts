import { handle } from '../../chat/handle.ts';
import { MINUTE } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { messageOf } from '../../lib/errors.ts';
import { afterMessage } from './after-message.ts';
import { historyOf, type PastMessage, threadOf } from './history.ts';
import { inboundOf } from './inbound.ts';
import { placeOf } from './places.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

/** Slack may still be sending what is younger than this. */
const OVERLAP = MINUTE;
/** Longer than this without having looked, replies may be missing in threads that began before. */
const GAP = 10 * MINUTE;
/** The newest threads of a conversation that are looked into after a gap. */
const MOST_THREADS = 200;

/**
 * Reads the intake conversations back from where they were last known to be complete, so that an outage, of ours or
 * of Slack's deliveries, loses no message. What was taken in before is recognised, so it may be done at any time.
 * @returns how many messages were looked at
 */
export async function readBack(ctx: Ctx, workspaces: Workspaces, dataDir: string): Promise<number> {
  const conversations = await ctx.db.intakeConversation.findMany({
    where: { channel: 'slack', queue: { archivedAt: null } },
  });
  let count = 0;
  for (const { id, conversation, readUntil } of conversations) {
    try {
      const began = ctx.now();
      const place = placeOf(conversation);
      const workspace = place && (await workspaces.find(place.team));
      if (!workspace || !('channel' in place)) continue;
      const deps = { workspace, dataDir };
      count += await readConversation(ctx, deps, place.channel, conversation, readUntil);
      await ctx.db.intakeConversation.updateMany({
        where: { id, readUntil: { lt: began } },
        data: { readUntil: began },
      });
    } catch (error) {
      ctx.log.warn({ conversation, error: messageOf(error) }, 'a conversation could not be read back');
    }
  }
  return count;
}

type Deps = { workspace: Workspace; dataDir: string };

async function readConversation(
  ctx: Ctx,
  deps: Deps,
  channel: string,
  conversation: string,
  readUntil: Date,
): Promise<number> {
  const { workspace } = deps;
  const since = new Date(readUntil.getTime() - OVERLAP);
  const roots = await historyOf(workspace, channel, since);
  const threads = new Set(roots.filter(({ reply_count = 0 }) => reply_count > 0).map(({ ts }) => ts));
  if (ctx.now().getTime() - readUntil.getTime() > GAP) {
    for (const thread of await openThreads(ctx, conversation)) threads.add(thread);
  }
  const replies: PastMessage[] = [];
  for (const thread of threads) {
    replies.push(...(await threadOf(workspace, channel, thread, since)).filter(({ ts }) => ts !== thread));
  }
  const all = [...roots, ...replies].sort((a, b) => Number(a.ts) - Number(b.ts));
  for (const message of all) await takeIn(ctx, deps, channel, message);
  return all.length;
}

/** As if Slack had told of it when it was written and, should it have been changed since, of that. */
async function takeIn(ctx: Ctx, deps: Deps, channel: string, message: PastMessage): Promise<void> {
  const about = { type: 'message', channel, channel_type: 'channel', event_ts: message.ts };
  const events = [
    { ...about, ...message, type: 'message' },
    ...(message.edited ? [{ ...about, subtype: 'message_changed', message }] : []),
  ];
  for (const event of events) {
    const inbound = inboundOf(deps.workspace, event);
    if (!inbound || inbound.sender.bot) continue;
    const { ticket } = await handle(ctx, inbound);
    if (ticket) await afterMessage(ctx, deps, event, inbound, ticket);
  }
}

async function openThreads(ctx: Ctx, conversation: string): Promise<string[]> {
  const threads = await ctx.db.ticketThread.findMany({
    where: {
      channel: 'slack',
      conversation,
      ticket: { state: { in: ['new', 'in_progress', 'on_hold', 'resolved'] } },
    },
    orderBy: { thread: 'desc' },
    take: MOST_THREADS,
    select: { thread: true },
  });
  return threads.map(({ thread }) => thread);
}
