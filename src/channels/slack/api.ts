import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import { ChannelError } from '../../chat/channel.ts';
import { type Clock, SECOND } from '../../lib/clock.ts';
import { asChannelError } from './errors.ts';

/** Milliseconds that Slack gets to answer. */
const PATIENCE = 10 * SECOND;

export type SlackApi = {
  /**
   * One call of the Web API.
   * @throws ChannelError
   */
  call<Answer>(method: string, args?: Record<string, unknown>): Promise<Answer>;
};

/**
 * Slack's Web API with one token. Nothing is tried again here, the outbox does that; and while Slack has asked for a
 * pause, it is not called at all.
 */
export function createSlackApi(token: string, options: { url: string | undefined; clock: Clock }): SlackApi {
  const client = new WebClient(token, {
    ...(options.url ? { slackApiUrl: options.url } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: PATIENCE,
    logger: silent,
    allowAbsoluteUrls: false,
  });
  const pauses = new Map<string, number>();
  return {
    async call<Answer>(method: string, args: Record<string, unknown> = {}) {
      const now = options.clock.now().getTime();
      // Posts are counted for each conversation, everything else for the workspace.
      const counted = method === 'chat.postMessage' ? `${method} ${args.channel}` : method;
      const until = pauses.get(counted) ?? 0;
      if (now < until) throw new ChannelError('later', 'Slack asked for a pause.', (until - now) / SECOND);
      try {
        return (await client.apiCall(method, args)) as unknown as Answer;
      } catch (error) {
        const trouble = asChannelError(error);
        if (trouble instanceof ChannelError && trouble.kind === 'later' && trouble.retryAfter !== undefined) {
          pauses.set(counted, options.clock.now().getTime() + trouble.retryAfter * SECOND);
        }
        throw trouble;
      }
    },
  };
}

/** What went wrong is thrown, and logged by who catches it. */
export const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
