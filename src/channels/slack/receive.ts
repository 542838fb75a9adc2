import { z } from 'zod';
import type { Inbound, InboundEvent } from '../../chat/channel.ts';
import { handle } from '../../chat/handle.ts';
import type { Outcome } from '../../chat/outcome.ts';
import { personBehind } from '../../chat/people.ts';
import { type Ctx, createContext, type Surroundings } from '../../lib/context.ts';
import { messageOf } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { type Asker, answerAsker, answerToSubmission } from './answer.ts';
import { readPress } from './buttons.ts';
import { forcedByEmoji, forcedByShortcut } from './forced.ts';
import { inboundOf } from './inbound.ts';
import { CommandBody, EventBody, PressBody, ShortcutBody, SubmitBody } from './payloads.ts';
import { conversationOf } from './places.ts';
import { readSubmission } from './read-form.ts';
import { senderOf } from './senders.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

export type Receive = (body: unknown) => Promise<unknown>;
export type Receiver = {
  receive: Receive;
  /** When everybody who waits for words has got them. */
  settled(): Promise<void>;
};

const Kind = z.object({ type: z.string().optional(), command: z.string().optional() });

/**
 * Takes in whatever Slack sends. When it returns, everything is committed, and what it returns is the body of the
 * acknowledgement. What it throws is a fault of ours: unacknowledged, Slack sends it again.
 */
export function createReceiver(around: Surroundings, workspaces: Workspaces): Receiver {
  const { clock, log } = around;
  const answering = new Set<Promise<void>>();

  function context(): Ctx {
    const requestId = newId(clock.now());
    return createContext(around, { kind: 'nobody' }, { channel: 'slack', requestId });
  }

  /** After the acknowledgement: nobody waits for it, and it is only words. */
  function answerLater(asker: Asker, { answer }: Outcome): void {
    const work = answerAsker(asker, answer)
      .catch((error: unknown) =>
        log.warn({ error: messageOf(error), user: asker.user }, 'somebody on Slack could not be answered'),
      )
      .finally(() => answering.delete(work));
    answering.add(work);
  }

  async function event(body: unknown): Promise<void> {
    const { team_id, authorizations, event } = EventBody.parse(body);
    const workspace = await workspaces.find(authorizations[0]?.team_id ?? team_id);
    if (!workspace) return;
    const inbound = (await forcedByEmoji(workspace, event)) ?? inboundOf(workspace, event);
    if (!inbound || inbound.sender.bot) return;
    const outcome = await handle(context(), inbound);
    const at = event as { channel?: string; user?: string; thread_ts?: string };
    const user = inbound.sender.account.split(':')[1] ?? '';
    const thread = inbound.event.type === 'message' && !inbound.direct ? inbound.event.thread : undefined;
    answerLater(
      {
        workspace,
        user,
        channel: at.channel,
        thread,
        trigger: undefined,
        conversation: inbound.conversation,
      },
      outcome,
    );
  }

  async function command(body: unknown): Promise<void> {
    const {
      team_id,
      user_id: user,
      channel_id: channel,
      trigger_id: trigger,
      text,
    } = CommandBody.parse(body);
    const workspace = await workspaces.find(team_id);
    if (!workspace) return;
    // Whatever conversation it was typed in: what comes of it is between them and the desk.
    const inbound = inboundFrom(workspace, user, undefined, ['command', trigger], { type: 'command', text });
    const outcome = await handle(context(), inbound);
    const asker = {
      workspace,
      user,
      channel,
      thread: undefined,
      trigger,
      conversation: inbound.conversation,
    };
    await answerAsker(asker, outcome.answer);
  }

  async function press(body: unknown): Promise<void> {
    const { user, team, channel, container, actions, trigger_id: trigger } = PressBody.parse(body);
    const pressed = readPress(body);
    const workspace = team && (await workspaces.find(team.id));
    if (!pressed || !workspace) return;
    const message = container.message_ts ?? '';
    const key = ['pressed', message, user.id, actions[0]?.action_ts ?? trigger];
    const inbound = inboundFrom(workspace, user.id, channel?.id, key, {
      type: 'pressed',
      message,
      ...pressed,
    });
    const outcome = await handle(context(), inbound);
    const asker = {
      ...{ workspace, user: user.id, channel: channel?.id, thread: container.thread_ts },
      ...{ trigger, conversation: inbound.conversation },
    };
    // A form must be there within three seconds of the press; words can wait.
    if (outcome.answer.type === 'form') await answerAsker(asker, outcome.answer);
    else answerLater(asker, outcome);
  }

  async function submission(body: unknown): Promise<unknown> {
    const { user, team, view, trigger_id: trigger } = SubmitBody.parse(body);
    const workspace = team && (await workspaces.find(team.id));
    if (!workspace) return undefined;
    const { action, value, meta, fields, users } = readSubmission(view);
    const ctx = context();
    const people = await Promise.all(
      Object.entries(users).map(async ([field, account]) => {
        const person = await personBehind(ctx, 'slack', senderOf(workspace, account));
        return [field, person?.id ?? ''] as const;
      }),
    );
    const inbound = inboundFrom(workspace, user.id, undefined, ['submitted', trigger], {
      ...{ type: 'submitted', action, value, attachmentIds: [] },
      fields: { ...fields, ...Object.fromEntries(people) },
    });
    const about = meta === '' ? inbound.conversation : meta;
    const { answer } = await handle(ctx, {
      ...inbound,
      conversation: about,
      direct: about === inbound.conversation,
    });
    return answerToSubmission(answer, view, about);
  }

  async function shortcut(body: unknown): Promise<void> {
    const { user, team, channel, ...asked } = ShortcutBody.parse(body);
    const workspace = team && (await workspaces.find(team.id));
    if (!workspace || asked.callback_id !== 'create_ticket') return;
    const inbound = forcedByShortcut(workspace, user.id, channel.id, asked);
    if (!inbound) return;
    const outcome = await handle(context(), inbound);
    const thread = inbound.event.type === 'forced' ? inbound.event.thread : undefined;
    answerLater(
      {
        ...{ workspace, user: user.id, channel: channel.id, thread },
        ...{ trigger: asked.trigger_id, conversation: inbound.conversation },
      },
      outcome,
    );
  }

  const KINDS: Record<string, Receive> = {
    event_callback: event,
    block_actions: press,
    view_submission: submission,
    message_action: shortcut,
  };

  async function receive(body: unknown): Promise<unknown> {
    const { type, command: name } = Kind.parse(body);
    const kind = name ? command : KINDS[type ?? ''];
    try {
      return await kind?.(body);
    } catch (error) {
      // Sent again it would be no better understood.
      if (!(error instanceof z.ZodError)) throw error;
      log.warn({ type: type ?? name, error: error.message }, 'something from Slack is not understood');
      return undefined;
    }
  }

  return {
    receive,
    async settled() {
      await Promise.all(answering);
    },
  };
}

/** Without a channel, it is between them and the desk. */
function inboundFrom(
  workspace: Workspace,
  user: string,
  channel: string | undefined,
  key: string[],
  event: InboundEvent,
): Inbound {
  const direct = channel === undefined || channel.startsWith('D');
  return {
    channel: 'slack',
    delivery: [workspace.team, ...key].join(' '),
    sender: senderOf(workspace, user),
    conversation: conversationOf(workspace.team, channel ?? '', user, direct),
    direct,
    event,
  };
}
