import {
  type Channel,
  ChannelError,
  type Message,
  type Posted,
  type Rooms,
  type Target,
} from '../../chat/channel.ts';
import { type Clock, SECOND } from '../../lib/clock.ts';
import type { Store } from '../../lib/store.ts';
import type { Address, BotFramework } from './botframework.ts';
import { asChannelError } from './errors.ts';
import type { Find } from './find.ts';
import { LIMITS } from './limits.ts';
import type { Pace } from './pace.ts';
import { inThread, ownerOf } from './places.ts';
import { renderMessage } from './render-message.ts';

type Located = {
  address: Address;
  /** What a message answers, where that is how a thread is told. */
  replyTo: string | undefined;
  flat: boolean;
  tenant: string;
};

/** How many posts are remembered by their key. */
const MOST_POSTED = 5_000;

export type ChannelParts = {
  framework: BotFramework;
  store: Store;
  clock: Clock;
  pace: Pace;
  find: Find;
  /** Opens the conversation of somebody who has not talked with the desk yet. */
  reach(tenant: string, user: string): Promise<{ teamsId: string; serviceUrl: string }>;
  rooms: Rooms;
};

export function createTeamsChannel({
  framework,
  store,
  clock,
  pace,
  find,
  reach,
  rooms,
}: ChannelParts): Channel {
  /** Teams knows no keys. What was sent and may still be answered is known here before it is looked for. */
  const posted = new Map<string, Promise<{ message: string }>>();

  async function locate({ conversation, thread }: Target): Promise<Located> {
    const known = await store.client.teamsConversation.findUnique({ where: { conversation } });
    const owner = ownerOf(conversation);
    if (owner && (!known || known.removedAt)) {
      const { teamsId, serviceUrl } = await reach(owner.tenant, owner.user);
      return located({ teamsId, serviceUrl, kind: 'personal', tenantId: owner.tenant }, thread);
    }
    if (known) return located(known, thread);
    // Told by an admin and not heard of yet. All of a tenant is reached in one place.
    const near = await store.client.teamsConversation.findFirst({ orderBy: { heardAt: 'desc' } });
    if (!near)
      throw new ChannelError(
        'refused',
        'The app has heard nothing from Teams yet. Add it to a team or a chat first.',
      );
    const kind = /@thread\.(?:tacv2|skype)$/.test(conversation) ? 'channel' : 'group';
    return located({ ...near, teamsId: conversation, kind }, thread);
  }

  function located(
    at: { teamsId: string; serviceUrl: string; kind: string; tenantId: string },
    thread: string | null,
  ): Located {
    const { serviceUrl, teamsId, tenantId: tenant } = at;
    const flat = at.kind !== 'channel';
    const conversation = thread && !flat ? inThread(teamsId, thread) : teamsId;
    return { address: { serviceUrl, conversation }, replyTo: (flat && thread) || undefined, flat, tenant };
  }

  /** By which Teams calls those who have buttons of their own. */
  async function refreshedFor(message: Message): Promise<string[]> {
    const viewers = message.type === 'card' ? (message.viewers ?? []) : [];
    if (viewers.length === 0) return [];
    const accounts = await store.client.teamsAccount.findMany({ where: { account: { in: viewers } } });
    const userIds = new Map(accounts.map(({ account, userId }) => [account, userId]));
    return viewers.flatMap((account) => userIds.get(account) ?? []).slice(0, LIMITS.refreshed);
  }

  async function render(message: Message, { flat }: Located, key?: string) {
    return renderMessage(message, { flat, refreshed: await refreshedFor(message), key });
  }

  /** Within what Teams allows; what it says to that is told in the words of the port. */
  async function call<Result>(
    at: Located,
    about: 'conversation' | 'message',
    work: () => Promise<Result>,
  ): Promise<Result> {
    pace.step(at.tenant, at.address.conversation, clock.now());
    try {
      return await work();
    } catch (error) {
      const trouble = asChannelError(error, about);
      if (trouble instanceof ChannelError && trouble.kind === 'later' && trouble.retryAfter !== undefined) {
        pace.pause(at.address.conversation, clock.now(), trouble.retryAfter);
      }
      throw trouble;
    }
  }

  async function send(to: Target, message: Message, key: string): Promise<{ message: string }> {
    const at = await locate(to);
    const content = await render(message, at, key);
    // In a thread whose first message is gone, Teams says that it does not know the conversation.
    return {
      message: await call(at, to.thread ? 'message' : 'conversation', () =>
        framework.send(at.address, content, at.replyTo),
      ),
    };
  }

  /** Anything of a thread is addressed by its conversation. */
  const whereIs = (at: Posted) => locate({ ...at, thread: null });

  return {
    name: 'teams',
    can: { edit: true, forms: true, personal: true, pause: PAUSE },
    rooms,

    post(to, message, key) {
      const sent = send(to, message, key);
      if (posted.size >= MOST_POSTED) posted.clear();
      posted.set(key, sent);
      // What was not sent for certain may be sent again.
      sent.catch(() => posted.delete(key));
      return sent;
    },

    async edit(where, message) {
      const at = await whereIs(where);
      const content = await render(message, at);
      await call(at, 'message', () => framework.update(at.address, where.message, content));
    },

    async remove(where) {
      const at = await whereIs(where);
      await call(at, 'message', () => framework.remove(at.address, where.message));
    },

    async find(to, key, message) {
      return (await posted.get(key))?.message ?? find(to, key, message);
    },
  };
}

/** Seven messages a second into a conversation: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit */
const PAUSE = Math.ceil(SECOND / 7);
