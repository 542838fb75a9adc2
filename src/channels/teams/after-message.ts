import type { Inbound } from '../../chat/channel.ts';
import { callsIntoThread, importConversation } from '../../chat/earlier.ts';
import { type OfferedFile, takeFilesAlong } from '../../chat/files.ts';
import { fail } from '../../lib/errors.ts';
import { filesOf, offered } from './files.ts';
import { accountOf } from './places.ts';
import { readHtml } from './read-text.ts';
import { memberOf } from './senders.ts';
import { filesOfMessage, hasShared, sharedFiles } from './shared-files.ts';
import type { Deps, Turn } from './turn.ts';

/**
 * What takes calls to Microsoft, and so comes once a message is committed and acknowledged: its files, and what was
 * said in its thread before the desk was called. Either may be done again.
 * @returns what went wrong, in words for the author
 */
export async function afterMessage(
  deps: Deps,
  turn: Turn,
  inbound: Inbound,
  ticket: string,
): Promise<string[]> {
  const { activity } = turn;
  const { event } = inbound;
  if (event.type !== 'message' && event.type !== 'edited') return [];
  const words: string[] = [];
  const thread = callsIntoThread(inbound);
  // Teams numbers messages as they come; what has the number of its thread began it.
  if (thread && Number(thread) < Number(activity.id))
    words.push(...(await importThread(deps, turn, inbound, { number: ticket, thread })));
  if (event.filesFollow) words.push(...(await takeFiles(deps, turn, inbound, event.message)));
  // Of what could not be taken along the author was told before the message was changed.
  return event.type === 'edited' ? [] : words;
}

async function takeFiles(deps: Deps, turn: Turn, inbound: Inbound, message: string): Promise<string[]> {
  const { ctx, scene, activity } = turn;
  const shared = hasShared(scene, activity) ? await sharedFiles(deps, turn) : [];
  const files = [...offered(deps, scene.serviceUrl, filesOf(activity)), ...shared];
  return takeFilesAlong(ctx, { ...inbound, message }, { dataDir: deps.dataDir, files });
}

async function importThread(
  { framework, graph, drive, dataDir }: Deps,
  { ctx, scene, activity }: Turn,
  inbound: Inbound,
  { number, thread }: { number: string; thread: string },
): Promise<string[]> {
  const known = await ctx.db.teamsConversation.findUnique({ where: { conversation: scene.conversation } });
  const messages = known?.groupId ? await graph.thread(known.groupId, scene.teamsId, thread) : undefined;
  if (!messages) {
    return [
      `${number} begins with your message: the desk may not read what was said here before. Whoever owns the team can let it, by consenting to “Read this team’s channel messages” when they add the app.`,
    ];
  }
  const until = Number(activity.id);
  const earlier = messages.flatMap((message) => {
    const { id, from, body, createdDateTime, deletedDateTime, messageType } = message;
    const isEarlier = Number(id) < until && !deletedDateTime && (messageType ?? 'message') === 'message';
    if (!isEarlier || !from?.user) return [];
    const files = filesOfMessage(drive, message);
    const text = readHtml(body?.content ?? '').text || files.map(({ name }) => name).join(', ');
    if (text === '') return [];
    const { id: user } = from.user;
    const sender = memberOf(framework, scene, accountOf(scene.tenant, user), user);
    return [{ message: id, sender, at: new Date(createdDateTime), text, files }];
  });
  await importConversation(ctx, inbound, number, earlier);
  const { channel, conversation } = inbound;
  let count = 0;
  for (const { message, sender, files: all } of earlier) {
    const files = all.map((file) => (++count > MOST_EARLIER ? leftThere(file) : file));
    // Who called the desk has not sent them, and is not told what became of them.
    await takeFilesAlong(ctx, { channel, conversation, sender, message }, { dataDir, files, quiet: true });
  }
  return [];
}

/** Files that may come along with what was said before; those beyond are named. */
const MOST_EARLIER = 50;

const leftThere = (file: OfferedFile): OfferedFile => ({
  ...file,
  open: async () => fail('too_large', 'there are too many files.'),
});
