import { z } from 'zod';
import type { Workspace } from './workspaces.ts';

const Page = z.object({
  messages: z.array(
    z
      .object({
        ts: z.string(),
        user: z.string().optional(),
        bot_id: z.string().optional(),
        subtype: z.string().optional(),
        thread_ts: z.string().optional(),
        text: z.string().default(''),
        reply_count: z.number().optional(),
        latest_reply: z.string().optional(),
        edited: z.object({ user: z.string().optional(), ts: z.string() }).optional(),
      })
      .loose(),
  ),
});
export type PastMessage = z.output<typeof Page>['messages'][number];

const PAGE = 200;
/** No conversation is read back further than this in one go. */
const MOST_PAGES = 50;

/** The messages that began something in a conversation since then, oldest first. */
export const historyOf = (workspace: Workspace, channel: string, since: Date) =>
  readAll(workspace, 'conversations.history', { channel, oldest: tsOf(since) });

/** A thread with the message that began it, oldest first. */
export const threadOf = (workspace: Workspace, channel: string, thread: string, since?: Date) =>
  readAll(workspace, 'conversations.replies', {
    channel,
    ts: thread,
    ...(since ? { oldest: tsOf(since) } : {}),
  });

async function readAll(
  workspace: Workspace,
  method: string,
  args: Record<string, unknown>,
): Promise<PastMessage[]> {
  const found: PastMessage[] = [];
  let pages = 0;
  for await (const page of pagesOf(workspace, method, { ...args, limit: PAGE })) {
    found.push(...Page.parse(page).messages);
    pages += 1;
    if (pages === MOST_PAGES) break;
  }
  return found.sort((a, b) => Number(a.ts) - Number(b.ts));
}

const Continued = z.object({
  response_metadata: z.object({ next_cursor: z.string().optional() }).nullish(),
});

/** What Slack lists, page by page: each is asked for when it is wanted. */
export async function* pagesOf(workspace: Workspace, method: string, args: Record<string, unknown>) {
  let cursor: string | undefined;
  do {
    const page = await workspace.api.call(method, { ...args, ...(cursor ? { cursor } : {}) });
    yield page;
    cursor = Continued.parse(page).response_metadata?.next_cursor;
  } while (cursor);
}

/** Slack's time of a message, which is its id as well: seconds. */
const tsOf = (at: Date): string => (at.getTime() / 1000).toFixed(6);
export const timeOf = (ts: string): Date => new Date(Math.floor(Number(ts) * 1000));
