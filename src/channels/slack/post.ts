import { z } from 'zod';
import { ChannelError, type Message } from '../../chat/channel.ts';
import type { SlackApi } from './api.ts';
import { codeOf } from './errors.ts';
import { personaOf } from './persona.ts';
import { renderMessage } from './render-message.ts';
import { CUSTOMIZE } from './scopes.ts';

const Posted = z.object({
  ts: z.string(),
  message: z.object({ username: z.string().optional() }).optional(),
});

/**
 * Posts a message: in its author's name where the app may do that, otherwise with the name in words.
 * @param at the conversation, the thread, and what Slack shall keep beside it
 * @returns its `ts`
 * @throws ChannelError
 */
export async function postMessage(
  api: SlackApi,
  at: { channel: string; thread_ts?: string; metadata: unknown },
  message: Message,
): Promise<string> {
  const post = async (content: object) =>
    Posted.parse(await api.call('chat.postMessage', { ...at, ...content }));
  const inWords = renderMessage(message);
  const persona = api.granted(CUSTOMIZE) ? personaOf(message) : undefined;
  if (!persona) return (await post(inWords)).ts;
  let posted: z.output<typeof Posted>;
  try {
    posted = await post({ ...renderMessage(message, { named: true }), ...persona });
  } catch (error) {
    // The scope was withdrawn since Slack last answered.
    if (codeOf(error) !== 'missing_scope') throw error;
    return (await post(inWords)).ts;
  }
  // Where Slack leaves the name out without a word, it must not stand there as if the desk had said it.
  if (!posted.message?.username) await say(api, { channel: at.channel, ts: posted.ts }, inWords);
  return posted.ts;
}

/** Deleted meanwhile, it needs no name any more. */
async function say(api: SlackApi, at: { channel: string; ts: string }, content: object): Promise<void> {
  try {
    await api.call('chat.update', { ...at, ...content });
  } catch (error) {
    if (!(error instanceof ChannelError && error.kind === 'gone')) throw error;
  }
}
