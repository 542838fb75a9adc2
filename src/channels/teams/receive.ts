import { HELP } from '../../chat/words.ts';
import { createContext, type Surroundings } from '../../lib/context.ts';
import { messageOf } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { InvokeAnswer } from './answer.ts';
import type { Activity } from './payloads.ts';
import { answerInvoke, isFromAnywhere } from './receive-invoke.ts';
import { createMessageReceiver } from './receive-message.ts';
import { createReferences, sceneOf } from './references.ts';
import { renderWords } from './render-message.ts';
import { senderOf } from './senders.ts';
import { addressOf, type Deps, type Turn } from './turn.ts';

export type Received = { status: number; body?: InvokeAnswer };
export type Receiver = {
  receive(activity: Activity): Promise<Received>;
  /** When everybody who waits for words has got them. */
  settled(): Promise<void>;
};

const TAKEN: Received = { status: 200 };

/**
 * Takes in activities that are known to come from Teams. When it returns, everything is committed. What it throws is
 * a fault of ours: unacknowledged, Teams sends it again.
 * @param tenants whose people are served; empty: everybody's
 */
export function createReceiver(
  around: Surroundings,
  parts: Omit<Deps, 'later'> & { tenants: readonly string[] },
): Receiver {
  const { clock, log } = around;
  const going = new Set<Promise<unknown>>();
  const deps: Deps = {
    ...parts,
    later(what, begun) {
      const work: Promise<unknown> = begun
        .catch((error: unknown) => log.warn({ error: messageOf(error) }, `${what} failed`))
        .finally(() => going.delete(work));
      going.add(work);
    },
  };
  const references = createReferences();
  const receiveMessage = createMessageReceiver(deps);

  async function receive(activity: Activity): Promise<Received> {
    const scene = sceneOf(activity);
    if (!scene || (parts.tenants.length > 0 && !parts.tenants.includes(scene.tenant))) {
      log.warn({ tenant: scene?.tenant ?? null }, 'somebody of a tenant that is not served wrote on Teams');
      return { status: 403 };
    }
    const requestId = newId(clock.now());
    const ctx = createContext(around, { kind: 'nobody' }, { channel: 'teams', requestId });
    const sender = senderOf(deps.framework, scene, activity);
    const turn: Turn = { ctx, scene, activity, sender };
    if (isRemoval(activity)) {
      await references.removed(ctx, scene);
      return TAKEN;
    }
    const heard = isFromAnywhere(activity.name) ? undefined : references.heard(ctx, scene, activity);
    if (isArrival(activity)) {
      await heard;
      await welcome(deps, turn);
      return TAKEN;
    }
    if (activity.type !== 'invoke') {
      // Side by side: should an answer be on its way before it is known how, the channel finds another way.
      await Promise.all([heard, receiveMessage(turn)]);
      return TAKEN;
    }
    // Whoever presses is answered in time, whatever becomes of this.
    if (heard) deps.later('keeping how a conversation on Teams is reached', heard);
    const body = await answerInvoke(deps, turn);
    return body ? { status: 200, body } : { status: 501 };
  }

  return {
    receive,
    async settled() {
      while (going.size > 0) await Promise.all(going);
    },
  };
}

const namesUs = (members: Activity['membersAdded'], { recipient }: Activity) =>
  members?.some(({ id }) => id === recipient.id) ?? false;

function isArrival(activity: Activity): boolean {
  if (activity.type === 'installationUpdate') return activity.action?.startsWith('add') ?? false;
  return activity.type === 'conversationUpdate' && namesUs(activity.membersAdded, activity);
}

function isRemoval(activity: Activity): boolean {
  if (activity.type === 'installationUpdate') return activity.action?.startsWith('remove') ?? false;
  return activity.type === 'conversationUpdate' && namesUs(activity.membersRemoved, activity);
}

/** Both kinds of events tell of it, and an app may be installed again: a conversation is greeted once. */
async function welcome(deps: Deps, turn: Turn): Promise<void> {
  const { ctx, scene } = turn;
  const { count } = await ctx.db.teamsConversation.updateMany({
    where: { conversation: scene.conversation, welcomedAt: null },
    data: { welcomedAt: ctx.now() },
  });
  if (count === 0) return;
  const text = scene.kind === 'personal' ? `Hello! ${HELP}` : AMONG_OTHERS;
  deps.later('greeting on Teams', deps.framework.send(addressOf(turn), renderWords({ text })));
}

const AMONG_OTHERS =
  'Hello! Mention me with what you need help with, and it becomes a ticket. Answers come back here.';
