import { z } from 'zod';
import type { OfferedFile } from '../../chat/files.ts';
import { fail } from '../../lib/errors.ts';
import type { Activity } from './payloads.ts';
import { messageLink } from './places.ts';
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
 * What is attached to a message that was just sent. Where the desk may not read the message, that is one file without a
 * name, whose address is the message.
 * @throws ChannelError where trying again may help
 */
export async function sharedFiles(
  deps: Pick<Deps, 'graph' | 'drive' | 'client'>,
  turn: Turn,
): Promise<OfferedFile[]> {
  const { scene, activity } = turn;
  const id = activity.id ?? '';
  const post = await postOf(turn, id);
  const message = await read(deps.graph, turn, id, post);
  if (message) return filesOfMessage(deps.drive, message);
  return [
    {
      ...{ source: `${id}:unread`, name: 'What is attached' },
      url: messageLink(deps.client, { ...scene, message: id }, post),
      open: async () =>
        fail(
          'forbidden',
          'the desk may not read it here. Send it to the desk alone, or add it in the portal.',
        ),
    },
  ];
}

/** The files of a message, as Graph or Teams itself tells of it. */
export function filesOfMessage(
  drive: Deps['drive'],
  {
    from,
    attachments,
  }: {
    from?: { user?: { id: string } | null | undefined } | null | undefined;
    attachments?: unknown[] | null | undefined;
  },
): OfferedFile[] {
  const owner = from?.user?.id ?? '';
  return (attachments ?? [])
    .flatMap((attachment) => {
      const { data } = Shared.safeParse(attachment);
      if (!data) return [];
      const { id, contentUrl } = data;
      const name = data.name || 'A file';
      const url = URL.canParse(contentUrl) ? new URL(contentUrl) : undefined;
      if (url?.protocol !== 'https:') return [];
      const open = async () => ({ name, bytes: await drive.open(contentUrl, owner) });
      return [{ source: id, name, url: url.href, open }];
    })
    .slice(0, MOST_FILES);
}

type Post = { groupId: string; root: string };

async function postOf({ ctx, scene, activity }: Turn, id: string): Promise<Post | undefined> {
  if (scene.kind !== 'channel') return undefined;
  const told = activity.channelData?.team?.aadGroupId;
  const { conversation } = scene;
  const groupId = told ?? (await ctx.db.teamsConversation.findUnique({ where: { conversation } }))?.groupId;
  return groupId ? { groupId, root: scene.thread ?? id } : undefined;
}

async function read(graph: Deps['graph'], { scene }: Turn, id: string, post: Post | undefined) {
  if (scene.kind !== 'channel') return graph.message({ chat: scene.teamsId }, id);
  return post && graph.message({ ...post, channel: scene.teamsId }, id);
}
