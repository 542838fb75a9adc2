import type { Inbound, InboundEvent, Sender } from '../../chat/channel.ts';
import type { Marked } from '../../contract/marks.ts';
import { fileNamesOf } from './files.ts';
import type { Activity } from './payloads.ts';
import { type Read, readHtml, readPlain } from './read-text.ts';
import type { Scene } from './references.ts';
import { hasShared, UNNAMED } from './shared-files.ts';

/**
 * Translates an activity that somebody's words or reactions are in; `undefined`: nothing that the desk listens to.
 * @param sender who caused it
 */
export function inboundOf(scene: Scene, activity: Activity, sender: Sender): Inbound | undefined {
  const { id } = activity;
  if (!id) return undefined;
  switch (activity.type) {
    case 'message':
      return inbound(scene, sender, ['message', id], messageOf(scene, activity, id));
    case 'messageUpdate':
      return updateOf(scene, activity, sender, id);
    case 'messageDelete':
      return inbound(scene, sender, ['deleted', id, activity.timestamp ?? ''], {
        type: 'deleted',
        message: id,
      });
    case 'messageReaction':
      return reactionOf(scene, activity, sender);
    default:
      return undefined;
  }
}

function messageOf(scene: Scene, activity: Activity, id: string): InboundEvent {
  const { marks, quoted } = wordsOf(activity);
  const files = filesIn(scene, activity);
  return {
    type: 'message',
    message: id,
    thread: scene.thread ?? quoted ?? id,
    ...(scene.kind === 'channel' ? {} : { flat: true }),
    text: saidIn(scene, activity),
    marks,
    mentioned: mentionsOf(activity).some(({ desk }) => desk),
    attachmentIds: [],
    ...(files.some ? { filesFollow: true } : {}),
  };
}

/** A message of files alone says their names, where they are known. */
function saidIn(scene: Scene, activity: Activity): string {
  const { text } = wordsOf(activity);
  return text || fileNamesOf(activity).join(', ') || (hasShared(scene, activity) ? UNNAMED : '');
}

function filesIn(scene: Scene, activity: Activity): { some: boolean; shared: boolean } {
  const shared = hasShared(scene, activity);
  return { some: shared || fileNamesOf(activity).length > 0, shared };
}

/** Teams also tells so of a message whose deletion was undone; what it says then is what it said. */
function updateOf(scene: Scene, activity: Activity, sender: Sender, id: string): Inbound | undefined {
  const { eventType } = activity.channelData ?? {};
  if (eventType === 'softDeleteMessage') return undefined;
  const { marks } = wordsOf(activity);
  const restored = eventType === 'undeleteMessage';
  const files = filesIn(scene, activity);
  const key = [restored ? 'restored' : 'edited', id, activity.timestamp ?? ''];
  return inbound(scene, sender, key, {
    ...{ type: 'edited', message: id, marks },
    text: saidIn(scene, activity),
    ...(restored ? { restored } : {}),
    // Its files went with the deletion; otherwise only what has a name of its own can be told to be there.
    ...((restored && files.some) || files.shared ? { filesFollow: true } : {}),
  });
}

/** Teams' names for the emoji by which agents work. */
const MEANINGS: [RegExp, 'take' | 'resolve'][] = [
  [/(?:^|_)eyes$/i, 'take'],
  [/(?:^|_)(?:white_?heavy_?check_?mark|check_?mark_?button|check_?mark)$/i, 'resolve'],
];

function reactionOf(scene: Scene, activity: Activity, sender: Sender): Inbound | undefined {
  const means = activity.reactionsAdded?.flatMap(({ type }) =>
    MEANINGS.flatMap(([name, meaning]) => (name.test(type) ? [meaning] : [])),
  )[0];
  const message = activity.replyToId;
  if (!means || !message) return undefined;
  // Teams tells of reactions to messages of the app alone.
  return inbound(scene, sender, ['reacted', message, means, activity.timestamp ?? activity.id ?? ''], {
    ...{ type: 'reacted', message, means, onOurs: true },
  });
}

/** What happened at a place, under a key that is the same in each repeat. */
export function inbound(scene: Scene, sender: Sender, key: string[], event: InboundEvent): Inbound {
  return {
    channel: 'teams',
    delivery: [scene.teamsId, ...key].join(' '),
    sender,
    conversation: scene.conversation,
    direct: scene.kind === 'personal',
    event,
  };
}

function mentionsOf({ entities, recipient }: Activity): { text: string; name: string; desk: boolean }[] {
  return (entities ?? []).flatMap(({ type, mentioned, text }) =>
    type === 'mention' && mentioned
      ? [{ text: text ?? '', name: mentioned.name || 'someone', desk: mentioned.id === recipient.id }]
      : [],
  );
}

/** What somebody wrote, as they see it, without the name of the desk. */
export function wordsOf(activity: Activity): Read {
  const mentions = mentionsOf(activity);
  const html = activity.attachments?.find(({ contentType }) => contentType === 'text/html')?.content;
  if (typeof html === 'string')
    return readHtml(
      html,
      mentions.flatMap(({ name, desk }) => (desk ? [name] : [])),
    );
  const plain: Marked = readPlain(activity.text ?? '', mentions);
  return { ...plain, quoted: undefined };
}
