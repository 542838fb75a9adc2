import type { Inbound } from '../../chat/channel.ts';
import { callsIntoThread, importConversation } from '../../chat/earlier.ts';
import { takeFilesAlong } from '../../chat/files.ts';
import { filesOf, offered } from './files.ts';
import { accountOf } from './places.ts';
import { readHtml } from './read-text.ts';
import { memberOf } from './senders.ts';
import { hasShared, sharedFiles } from './shared-files.ts';
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
  if (event.filesFollow) words.push(...(await takeFiles(deps, turn, inbound)));
  // Of what could not be taken along the author was told before the message was changed.
  return event.type === 'edited' ? [] : words;
}

async function takeFiles(deps: Deps, turn: Turn, inbound: Inbound): Promise<string[]> {
  const { ctx, scene, activity } = turn;
  const shared = hasShared(scene, activity) ? await sharedFiles(deps, turn) : [];
  const files = [...offered(deps, scene.serviceUrl, filesOf(activity)), ...(shared ?? [])];
  const words = await takeFilesAlong(ctx, inbound, { dataDir: deps.dataDir, files });
  return shared ? words : [...words, UNREADABLE];
}

const UNREADABLE =
  'What is attached to your message was not taken along: the desk may not read it here. Send it to the desk alone, or add it in the portal.';

async function importThread(
  { framework, graph }: Deps,
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
  await importConversation(
    ctx,
    inbound,
    number,
    messages.flatMap(({ id, from, body, createdDateTime, deletedDateTime, messageType }) => {
      const isEarlier = Number(id) < until && !deletedDateTime && (messageType ?? 'message') === 'message';
      const { text } = readHtml(body?.content ?? '');
      if (!isEarlier || !from?.user || text === '') return [];
      const { id: user } = from.user;
      const sender = memberOf(framework, scene, accountOf(scene.tenant, user), user);
      return [{ message: id, sender, at: new Date(createdDateTime), text }];
    }),
  );
  return [];
}
