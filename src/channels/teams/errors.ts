import { ChannelError } from '../../chat/channel.ts';
import { BotFrameworkError } from './botframework.ts';

/** What passes by itself: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit */
const PASSING = new Set([408, 412, 429, 500, 502, 503, 504]);
/** What an admin has to mend; until then it waits. Seconds. */
const UNTIL_MENDED = 60;

const WORDS: Record<string, string> = {
  BotDisabledByAdmin: 'An admin of Teams has blocked the app.',
  BotNotInConversationRoster: 'The app is not in this conversation. Add it there.',
  ConversationNotFound: 'Teams does not know this conversation, or the app is not in it.',
  ForbiddenOperationException: 'The app may not write here. Add it to this conversation.',
  MessageSizeTooBig: 'The message is too large for Teams.',
  MessageWritesBlocked: 'This person has blocked or removed the app.',
};

/** What trouble with Teams means for a delivery. Anything else is a fault of ours and stays what it is. */
export function asChannelError(error: unknown, about: 'conversation' | 'message' = 'conversation'): unknown {
  if (!(error instanceof BotFrameworkError)) return error;
  const { status, code, retryAfter, message } = error;
  if (status === undefined) return new ChannelError('later', `Teams cannot be reached: ${message}`);
  const words = (code && WORDS[code]) || `Teams says ${[status, code].filter(Boolean).join(' ')}.`;
  if (PASSING.has(status)) return new ChannelError('later', words, retryAfter);
  if (status === 401)
    return new ChannelError('later', `${words} Are the credentials of the bot right?`, UNTIL_MENDED);
  // The message, or with it the conversation: posted again, the answer is clear.
  if (status === 404 && about === 'message') return new ChannelError('gone', words);
  return new ChannelError('refused', words);
}
