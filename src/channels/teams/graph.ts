import { z } from 'zod';
import { ChannelError } from '../../chat/channel.ts';
import { SECOND } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Tokens } from './botframework.ts';

/** Microsoft Graph, as far as the desk asks it: https://learn.microsoft.com/graph/api/overview */

const PATIENCE = 10 * SECOND;
/** No thread is read further than this. */
const MOST_PAGES = 20;

const Message = z.object({
  id: z.string().max(64),
  createdDateTime: z.iso.datetime({ offset: true }),
  deletedDateTime: z.string().nullish(),
  messageType: z.string().nullish(),
  from: z
    .object({
      user: z.object({ id: z.string().max(64), displayName: z.string().nullish() }).nullish(),
      application: z.object({ id: z.string().nullish() }).nullish(),
    })
    .nullish(),
  body: z.object({ contentType: z.string().nullish(), content: z.string().max(250_000).nullish() }).nullish(),
  attachments: z.array(z.looseObject({ content: z.string().max(250_000).nullish() })).nullish(),
});
export type GraphMessage = z.output<typeof Message>;
const Page = z.object({ value: z.array(Message), '@odata.nextLink': z.string().nullish() });
const TeamChannel = z.object({
  id: z.string().max(200),
  displayName: z.string().max(200),
  description: z.string().nullish(),
  webUrl: z.string().max(2_000),
});
export type TeamChannel = z.output<typeof TeamChannel>;
const TeamChannels = z.object({ value: z.array(TeamChannel) });
const Refusal = z.object({
  error: z.object({ code: z.string().default(''), message: z.string().default('') }),
});
const Apps = z.object({ value: z.array(z.object({ id: z.string() })) });

export type Graph = {
  /**
   * A thread of a channel with the message that began it, oldest first.
   * @returns `undefined`: the desk may not read there
   */
  thread(groupId: string, channel: string, root: string): Promise<GraphMessage[] | undefined>;
  /**
   * What was begun in a channel, or said in a chat, last; newest first.
   * @returns `undefined`: the desk may not read there
   */
  latest(at: Place): Promise<GraphMessage[] | undefined>;
  /**
   * One message, by what Teams numbers it.
   * @returns `undefined`: the desk may not read it, or it is not there
   */
  message(at: MessagePlace, id: string): Promise<GraphMessage | undefined>;
  /** Makes a channel that everybody in the team sees. `taken`: another one has that name, or had it. */
  createChannel(
    groupId: string,
    channel: { displayName: string; description: string },
  ): Promise<TeamChannel | 'taken' | 'forbidden'>;
  /**
   * The channels of a team.
   * @returns `undefined`: the desk may not read that
   */
  channels(groupId: string): Promise<TeamChannel[] | undefined>;
  /** Installs the app for somebody; false: that is not granted. */
  install(user: string): Promise<boolean>;
};

/** A channel of a team, or a group chat. */
export type Place = { groupId: string; channel: string } | { chat: string };
/** `root`: the message that began the thread, or the message itself. */
type MessagePlace = { groupId: string; channel: string; root: string } | { chat: string };

/** @param appId also the id in the manifest, by which the catalogue of the company knows the app */
export function createGraph({ url, tokens, appId }: { url: string; tokens: Tokens; appId: string }): Graph {
  const base = `${url}/v1.0`;

  /** @returns `undefined`: refused, for want of a permission or of what is asked for */
  async function ask(path: string, body?: unknown): Promise<{ json: unknown } | undefined> {
    const { status, json } = await tell(path, body);
    if (status === 409) return { json: undefined };
    return status >= 200 && status < 300 ? { json } : undefined;
  }

  /** What Graph says, unless that is to come again later. */
  async function tell(path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
    const address = path.startsWith(base) ? path : base + path;
    let answer: Response;
    try {
      answer = await fetch(address, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${await tokens(url)}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch (error) {
      throw new ChannelError('later', `Microsoft Graph cannot be reached: ${messageOf(error)}`);
    }
    if (answer.status === 429 || answer.status >= 500) {
      const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
      throw new ChannelError(
        'later',
        `Microsoft Graph says ${answer.status}.`,
        Number.isFinite(seconds) ? seconds : undefined,
      );
    }
    return { status: answer.status, json: await answer.json().catch(() => undefined) };
  }

  async function pages(path: string, most = MOST_PAGES): Promise<GraphMessage[] | undefined> {
    const found: GraphMessage[] = [];
    let next: string | null | undefined = path;
    for (let page = 0; next && page < most; page += 1) {
      const answer = await ask(next);
      if (!answer) return undefined;
      const { value, '@odata.nextLink': link } = Page.parse(answer.json);
      found.push(...value);
      // It goes with a token of ours, so it leads nowhere else.
      next = link?.startsWith(`${base}/`) ? link : undefined;
    }
    return found;
  }

  let catalogued: Promise<string | undefined> | undefined;
  async function catalogueId(): Promise<string | undefined> {
    const answer = await ask(`/appCatalogs/teamsApps?$filter=externalId eq '${appId}'`);
    return answer && Apps.parse(answer.json).value[0]?.id;
  }

  return {
    async thread(groupId, channel, root) {
      const path = `${messagesOf({ groupId, channel })}/${encodeURIComponent(root)}`;
      const [first, replies] = await Promise.all([ask(path), pages(`${path}/replies?$top=50`)]);
      if (!first || !replies) return undefined;
      return [Message.parse(first.json), ...replies].sort((a, b) => Number(a.id) - Number(b.id));
    },
    latest: (at) => pages(`${messagesOf(at)}?$top=50`, 1),
    async message(at, id) {
      const answer = await ask(pathOf(at, id));
      return Message.safeParse(answer?.json).data;
    },
    async createChannel(groupId, channel) {
      const wanted = { ...channel, membershipType: 'standard' };
      const { status, json } = await tell(channelsOf(groupId), wanted);
      if (status === 201) return TeamChannel.parse(json);
      if (status === 401 || status === 403) return 'forbidden';
      const { code, message } = Refusal.safeParse(json).data?.error ?? { code: '', message: '' };
      // It says so in several ways: https://github.com/microsoftgraph/microsoft-graph-docs/issues/6649
      if (status === 409 || code === 'NameAlreadyExists' || /name already exist/i.test(message))
        return 'taken';
      throw new ChannelError('refused', `Microsoft Graph says ${status} ${code}: ${message}`.slice(0, 500));
    },
    async channels(groupId) {
      const answer = await ask(`${channelsOf(groupId)}?$select=id,displayName,description,webUrl`);
      return answer && TeamChannels.parse(answer.json).value;
    },
    async install(user) {
      catalogued ??= catalogueId();
      catalogued.catch(() => {
        catalogued = undefined;
      });
      const id = await catalogued;
      if (!id) {
        catalogued = undefined;
        return false;
      }
      const app = { 'teamsApp@odata.bind': `${base}/appCatalogs/teamsApps/${id}` };
      return (await ask(`/users/${encodeURIComponent(user)}/teamwork/installedApps`, app)) !== undefined;
    },
  };
}

const channelsOf = (groupId: string) => `/teams/${encodeURIComponent(groupId)}/channels`;
const messagesOf = (at: Place) =>
  'chat' in at
    ? `/chats/${encodeURIComponent(at.chat)}/messages`
    : `/teams/${encodeURIComponent(at.groupId)}/channels/${encodeURIComponent(at.channel)}/messages`;

function pathOf(at: MessagePlace, id: string): string {
  if ('chat' in at) return `${messagesOf(at)}/${encodeURIComponent(id)}`;
  const root = `${messagesOf(at)}/${encodeURIComponent(at.root)}`;
  return at.root === id ? root : `${root}/replies/${encodeURIComponent(id)}`;
}

/** Where nobody is authenticated, there is none. */
export const noGraph: Graph = {
  thread: async () => undefined,
  latest: async () => undefined,
  message: async () => undefined,
  createChannel: async () => 'forbidden',
  channels: async () => undefined,
  install: async () => false,
};
