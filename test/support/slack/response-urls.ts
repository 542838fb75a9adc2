import { changeMessage, conversationOf, deleteMessage, putMessage } from './messages.ts';
import { needSomething, readContent } from './methods/content.ts';
import { words, yes } from './methods/method.ts';
import { SlackError } from './refuse.ts';
import type { Json, Message, ResponseUrl, State, Workspace } from './types.ts';

const LIFE_MS = 30 * 60_000;
const MOST = 5;

/** A URL under which the app can answer what a person did: five times, for half an hour. */
export function newResponseUrl(
  state: State,
  workspace: Workspace,
  about: Pick<ResponseUrl, 'user' | 'channel' | 'message'>,
): string {
  const id = state.nextId('r');
  workspace.responseUrls.set(id, { issued: state.clock.now().getTime(), uses: 0, ...about });
  return `${state.url}/respond/${workspace.id}/${id}`;
}

export function respond(
  state: State,
  workspace: Workspace | undefined,
  id: string,
  body: string,
): { status: number; text: string } {
  const url = workspace?.responseUrls.get(id);
  if (!workspace || !url) return { status: 404, text: 'invalid_url' };
  if (state.clock.now().getTime() - url.issued > LIFE_MS) return { status: 404, text: 'expired_url' };
  if (url.uses >= MOST) return { status: 404, text: 'used_url' };
  try {
    const args: Json = JSON.parse(body);
    reply(state, workspace, url, args);
    url.uses += 1;
    return { status: 200, text: 'ok' };
  } catch (error) {
    if (error instanceof SlackError) return { status: 400, text: error.code };
    if (error instanceof SyntaxError) return { status: 400, text: 'invalid_payload' };
    throw error;
  }
}

/** Does what an answer to a person's doing asks for. */
export function reply(
  state: State,
  workspace: Workspace,
  to: Pick<ResponseUrl, 'user' | 'channel' | 'message'>,
  args: Json,
): void {
  const conversation = conversationOf(workspace, to.channel);
  const place = to.message?.ephemeral ? conversation.ephemerals : conversation.messages;
  const original = place.find((one) => one.ts === to.message?.ts);
  if (yes(args.delete_original)) {
    if (to.message?.ephemeral) conversation.ephemerals = place.filter((one) => one !== original);
    else if (original) deleteMessage(state, workspace, original);
    return;
  }
  const content = readContent(state, args);
  needSomething(content);
  const said = { blocks: [], attachments: [], ...content, text: content.text ?? '' };
  if (original && yes(args.replace_original)) {
    if (to.message?.ephemeral) Object.assign(original, said);
    else changeMessage(state, workspace, original, said);
    return;
  }
  const draft = {
    ...said,
    user: workspace.botUserId,
    botId: workspace.botId,
    ...(args.thread_ts ? { threadTs: words(args.thread_ts) } : {}),
  };
  if (args.response_type === 'in_channel') {
    putMessage(state, workspace, conversation, draft);
    return;
  }
  const shown: Message = {
    ...draft,
    channel: conversation.id,
    ts: state.nextTs(),
    files: [],
    reactions: [],
    ephemeralFor: to.user,
  };
  conversation.ephemerals.push(shown);
}
