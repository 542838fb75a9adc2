import { z } from 'zod';
import type { OfferedFile } from '../../chat/files.ts';
import type { GraphMessage } from './graph.ts';
import type { Activity } from './payloads.ts';
import type { Scene } from './references.ts';
import type { Deps, Turn } from './turn.ts';

/**
 * Files of posts in channels and of messages in group chats. Of these Teams tells a bot only that there is something:
 * `<attachment id="…">`. What and where it is, Graph tells with the message:
 * https://learn.microsoft.com/graph/api/resources/chatmessageattachment
 */

/** Of a file the id is a GUID; what is quoted has the number of a message. */
const ATTACHED =
  /<attachment\b[^>]{0,200}\bid="[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"/i;

/** Something is attached to it that may be a file; to the desk alone, files are sent with their addresses. */
export const hasShared = ({ kind }: Scene, { attachments }: Pick<Activity, 'attachments'>): boolean =>
  kind !== 'personal' &&
  (attachments ?? []).some(
    ({ contentType, content }) =>
      contentType === 'text/html' && typeof content === 'string' && ATTACHED.test(content),
  );

/** What a message says of itself that has no words, until it is known what is attached. */
export const UNNAMED = 'An attachment';

const Shared = z.object({
  id: z.string().min(1).max(128),
  contentType: z.literal('reference'),
  contentUrl: z.string().max(4_000),
  name: z.string().max(1_000).nullish(),
});

/** As many as a message that is written in the portal may have. */
const MOST_FILES = 20;

/**
 * The files of a message, as Graph tells it.
 * @returns `undefined`: the desk may not read it
 * @throws ChannelError where trying again may help
 */
export async function sharedFiles(
  { graph, drive }: Pick<Deps, 'graph' | 'drive'>,
  turn: Turn,
): Promise<OfferedFile[] | undefined> {
  const message = await read(graph, turn);
  if (!message) return undefined;
  const owner = turn.activity.from.aadObjectId ?? '';
  return (message.attachments ?? [])
    .flatMap((attachment) => {
      const { data } = Shared.safeParse(attachment);
      if (!data) return [];
      const { id, contentUrl, name } = data;
      const url = URL.canParse(contentUrl) ? new URL(contentUrl) : undefined;
      if (url?.protocol !== 'https:') return [];
      const file: OfferedFile = {
        source: id,
        name: name || 'A file',
        url: url.href,
        open: async () => ({ name: name || 'A file', bytes: await drive.open(contentUrl, owner) }),
      };
      return [file];
    })
    .slice(0, MOST_FILES);
}

async function read(graph: Deps['graph'], { ctx, scene, activity }: Turn): Promise<GraphMessage | undefined> {
  const id = activity.id ?? '';
  if (scene.kind !== 'channel') return graph.message({ chat: scene.teamsId }, id);
  const told = activity.channelData?.team?.aadGroupId;
  const { conversation } = scene;
  const groupId =
    told ?? (await ctx.db.teamsConversation.findUnique({ where: { conversation } }))?.groupId ?? undefined;
  return groupId
    ? graph.message({ groupId, channel: scene.teamsId, root: scene.thread ?? id }, id)
    : undefined;
}
