import { z } from 'zod';
import { ChannelError, type Inbound } from '../../chat/channel.ts';
import { following } from '../../chat/follow.ts';
import { handle as handleInbound } from '../../chat/handle.ts';
import type { Outcome } from '../../chat/outcome.ts';
import { personBehind, renewPicture } from '../../chat/people.ts';
import type { Answer } from '../../contract/card.ts';
import { type Ctx, createContext, type Surroundings } from '../../lib/context.ts';
import { isDeskbellError, messageOf } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { afterMessage } from './after-message.ts';
import { type Asker, answerAsker, answerToSubmission } from './answer.ts';
import { readPress } from './buttons.ts';
import { stageFiles } from './files.ts';
import { forcedByEmoji, forcedByShortcut } from './forced.ts';
import { homeOpenedBy, publishHome } from './home.ts';
import { inboundFrom, inboundOf, wordsOf } from './inbound.ts';
import { CommandBody, EventBody, PressBody, ShortcutBody, SubmitBody } from './payloads.ts';
import { pinnedByEmoji, pinnedByShortcut } from './pinned.ts';
import { idIn } from './places.ts';
import { readSubmission } from './read-form.ts';
import { renderWords } from './render-message.ts';
import { namesIn, senderOf } from './senders.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

export type Receive = (body: object) => Promise<unknown>;
export type Receiver = {
  receive: Receive;
  /** When everybody who waits for words has got them. */
  settled(): Promise<void>;
};

/** How many events are remembered that somebody was answered for. */
const MOST_ANSWERED = 1_000;

/** What a command of its own stands for; any other one, whatever it is called in a workspace, is the desk’s. */
const WORDS_OF: Readonly<Record<string, (words: string) => string>> = {
  '/oncall': (words) => (/^(all$|(?:override|swap)\b)/i.test(words) ? `oncall ${words}` : 'oncall'),
  '/page': (words) => `page ${words}`,
  '/whopages': (words) => `whopages ${words}`,
  '/incident': (words) => `incident ${words}`,
  '/request': (words) => `request ${words}`,
  '/change': (words) => `change ${words}`,
};

/**
 * Takes in whatever Slack sends. When it returns, everything is committed, and what it returns is the body of the
 * acknowledgement. What it throws is a fault of ours: unacknowledged, Slack sends it again.
 */
export function createReceiver(
  around: Surroundings,
  workspaces: Workspaces,
  dataDir: string,
  publicUrl: () => string,
): Receiver {
  const { clock, log } = around;
  const answering = new Set<Promise<unknown>>();
  const answered = new Set<string>();

  function context(): Ctx {
    const requestId = newId(clock.now());
    return createContext(around, { kind: 'nobody' }, { channel: 'slack', requestId });
  }

  const handle = (ctx: Ctx, inbound: Inbound) => handleInbound(ctx, { ...inbound, publicUrl: publicUrl() });

  /** After the acknowledgement, which does not wait for it. */
  function later(what: string, begun: Promise<unknown>): void {
    const work = begun
      .catch((error: unknown) => log.warn({ error: messageOf(error) }, `${what} failed`))
      .finally(() => answering.delete(work));
    answering.add(work);
  }
  const showHome = (workspace: Workspace, user: string) =>
    later('showing somebody their home', publishHome(context(), workspace, user, publicUrl()));
  const answerLater = (asker: Asker, { answer }: Outcome) =>
    later('answering somebody on Slack', answerAsker(asker, answer));
  /** A mention comes as two events and any event may come again: who caused them is answered once. */
  const answerOnce = (delivery: string, asker: Asker, outcome: Outcome) => {
    if (outcome.answer.type === 'done' || answered.has(delivery)) return;
    if (answered.size >= MOST_ANSWERED) answered.clear();
    answered.add(delivery);
    answerLater(asker, outcome);
  };

  /** Shows what may be a form; what is to be said when Slack does not take it. */
  async function formTrouble(
    asker: Asker,
    answer: Answer,
  ): Promise<Extract<Answer, { type: 'refused' }> | undefined> {
    try {
      await answerAsker(asker, answer);
      return undefined;
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      log.warn({ error: error.message, user: asker.user }, 'a form could not be opened on Slack');
      return { type: 'refused', text: 'The form could not be opened. Please try again.' };
    }
  }

  async function tell(asker: Asker, words: string[]): Promise<void> {
    if (words.length > 0) await answerAsker(asker, { type: 'said', text: words.join('\n') });
  }

  async function event(body: unknown): Promise<void> {
    const { team_id, authorizations, event } = EventBody.parse(body);
    const workspace = await workspaces.find(authorizations[0]?.team_id ?? team_id);
    if (!workspace) return;
    const home = homeOpenedBy(event);
    if (home) {
      showHome(workspace, home);
      later('asking for a picture', renewPicture(context(), 'slack', senderOf(workspace, home)));
      return;
    }
    const ctx = context();
    const inbound =
      (await forcedByEmoji(workspace, event)) ??
      (await pinnedByEmoji(ctx, workspace, event)) ??
      inboundOf(workspace, event);
    if (!inbound || inbound.sender.bot) return;
    const outcome = await handle(ctx, inbound);
    const at = event as { channel?: string; item?: { channel?: string } };
    const user = idIn(inbound.sender.account);
    const { conversation } = inbound;
    const asker = {
      ...{ workspace, user, channel: at.channel ?? at.item?.channel, thread: threadAt(inbound) },
      ...{ trigger: undefined, conversation },
    };
    answerOnce(inbound.delivery, asker, outcome);
    const follow = await following(ctx, inbound, outcome, body, (ticket) =>
      afterMessage(ctx, { workspace, dataDir }, at, inbound, ticket),
    );
    if (follow)
      later(
        'what comes after a message',
        follow().then((words) => tell(asker, words)),
      );
  }

  async function command(body: unknown): Promise<unknown> {
    const {
      command: name,
      team_id,
      user_id: user,
      channel_id: channel,
      trigger_id: trigger,
      text,
    } = CommandBody.parse(body);
    const workspace = await workspaces.find(team_id);
    if (!workspace) return undefined;
    const ctx = context();
    const words = wordsOf(workspace, text, await namesIn(ctx, workspace, text));
    // Whatever conversation it was typed in: what comes of it is between them and the desk.
    const inbound = inboundFrom(workspace, { user, channel: undefined }, ['command', trigger], {
      ...{ type: 'command', text: WORDS_OF[name]?.(words) ?? words },
    });
    const { answer } = await handle(ctx, inbound);
    // Words are the acknowledgement itself: they stand wherever the command was typed, and wait for no call.
    if (answer.type === 'said' || answer.type === 'refused')
      return { response_type: 'ephemeral', ...renderWords(answer) };
    const asker = {
      workspace,
      user,
      channel,
      thread: undefined,
      trigger,
      conversation: inbound.conversation,
    };
    const trouble = await formTrouble(asker, answer);
    return trouble && { response_type: 'ephemeral', ...renderWords(trouble) };
  }

  async function press(body: unknown): Promise<void> {
    const { user, team, channel, container, actions, trigger_id: trigger } = PressBody.parse(body);
    const pressed = readPress(body);
    const workspace = team && (await workspaces.find(team.id));
    if (!pressed || !workspace) return;
    // A view, such as the home tab, is in no conversation: what comes of it is between them and the desk.
    const message = container.message_ts ?? '';
    const key = ['pressed', message || (container.view_id ?? ''), user.id, actions[0]?.action_ts ?? trigger];
    const inbound = inboundFrom(workspace, { user: user.id, channel: channel?.id }, key, {
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
    const { answer } = outcome;
    const words = answer.type === 'form' ? await formTrouble(asker, answer) : answer;
    if (words) answerLater(asker, { ...outcome, answer: words });
  }

  async function submission(body: unknown): Promise<unknown> {
    const { user, team, view } = SubmitBody.parse(body);
    const workspace = team && (await workspaces.find(team.id));
    if (!workspace) return undefined;
    const { action, value, meta, fields, users, files } = readSubmission(view);
    const ctx = context();
    const people = await Promise.all(
      Object.entries(users).map(async ([field, account]) => {
        const person = await personBehind(ctx, 'slack', senderOf(workspace, account));
        return [field, person?.id ?? ''] as const;
      }),
    );
    const strangers = people.flatMap(([field, id]) => (id === '' ? field : []));
    if (strangers.length > 0) {
      const errors = strangers.map((field) => ({ field, message: 'The desk does not know this account.' }));
      return answerToSubmission({ type: 'form_errors', errors }, view, meta);
    }
    let attachmentIds: string[];
    try {
      attachmentIds = await stageFiles(ctx, workspace, { dataDir, user: user.id, files });
    } catch (error) {
      const errors = isDeskbellError(error) ? error.details.problems : undefined;
      if (!errors) throw error;
      return answerToSubmission({ type: 'form_errors', errors }, view, meta);
    }
    // Whoever was left without an answer sends the form once more, and means it once.
    const inbound = inboundFrom(
      workspace,
      { user: user.id, channel: undefined },
      ['submitted', view.id, action],
      {
        ...{ type: 'submitted', action, value, attachmentIds },
        fields: { ...fields, ...Object.fromEntries(people) },
      },
    );
    const about = meta === '' ? inbound.conversation : meta;
    const { answer, ticket } = await handle(ctx, {
      ...inbound,
      conversation: about,
      direct: about === inbound.conversation,
    });
    // It may have been raised from there, and the tab does not look again by itself.
    if (action === 'raise' && ticket) showHome(workspace, user.id);
    return answerToSubmission(answer, view, about);
  }

  async function shortcut(body: unknown): Promise<void> {
    const { user, team, channel, ...asked } = ShortcutBody.parse(body);
    const workspace = team && (await workspaces.find(team.id));
    if (!workspace) return;
    const ctx = context();
    const by = { user: user.id, channel: channel.id };
    const inbound =
      asked.callback_id === 'create_ticket'
        ? forcedByShortcut(workspace, user.id, channel.id, asked)
        : asked.callback_id === 'add_to_timeline'
          ? await pinnedByShortcut(ctx, workspace, by, asked)
          : undefined;
    if (!inbound) return;
    const outcome = await handle(ctx, inbound);
    answerLater(
      {
        ...{ workspace, user: user.id, channel: channel.id, thread: threadAt(inbound) },
        ...{ trigger: asked.trigger_id, conversation: inbound.conversation },
      },
      outcome,
    );
  }

  const KINDS = new Map<unknown, Receive>([
    ['event_callback', event],
    ['block_actions', press],
    ['view_submission', submission],
    ['message_action', shortcut],
  ]);

  async function receive(body: { type?: unknown; command?: unknown }): Promise<unknown> {
    try {
      const { type, command: name } = body;
      const kind = typeof name === 'string' ? command : KINDS.get(type);
      return await kind?.(body);
    } catch (error) {
      // Sent again it would be no better understood.
      const unread = error instanceof z.ZodError || (isDeskbellError(error) && error.code === 'invalid');
      if (!unread) throw error;
      log.warn({ error: error.message }, 'something from Slack is not understood');
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

/** A thread that is there already: nobody would see an answer in one that it would begin. */
function threadAt({ event, direct }: Inbound): string | undefined {
  if (direct || (event.type !== 'message' && event.type !== 'forced')) return undefined;
  return event.thread === event.message ? undefined : event.thread;
}
