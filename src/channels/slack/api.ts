import { type Logger, LogLevel, type WebAPICallResult, WebAPIPlatformError, WebClient } from '@slack/web-api';
import { ChannelError } from '../../chat/channel.ts';
import { type Clock, SECOND } from '../../lib/clock.ts';
import { fail } from '../../lib/errors.ts';
import { asChannelError, codeOf, tokenRefusal } from './errors.ts';
import { PATIENCE } from './limits.ts';

const DOWNLOAD_PATIENCE = 60 * SECOND;

export type SlackApi = {
  /**
   * One call of the Web API.
   * @throws ChannelError
   */
  call<Answer>(method: string, args?: Record<string, unknown>): Promise<Answer>;
  /** Whether the token has this scope, as Slack said last: each of its answers names the scopes. */
  granted(scope: string): boolean;
  /** Fetches a file. The token goes to Slack's own addresses only. */
  download(url: string, until?: AbortSignal): Promise<Response>;
};

/**
 * Slack's Web API with one token. Nothing is tried again here, the outbox does that; and while Slack has asked for a
 * pause, it is not called at all.
 */
export function createSlackApi(
  token: string,
  options: {
    url: string | undefined;
    clock: Clock;
    /** What was granted when it was installed, until Slack answers something. */
    scopes?: string[];
    /** Told when Slack does not take the token, in Slack's word. */
    refused?: (method: string, error: string) => void;
  },
): SlackApi {
  const client = new WebClient(token, {
    ...(options.url ? { slackApiUrl: options.url } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: PATIENCE,
    logger: silent,
    allowAbsoluteUrls: false,
  });
  const pauses = new Map<string, number>();
  let scopes = new Set(options.scopes);
  const noteScopes = ({ response_metadata: about }: WebAPICallResult) => {
    if (about?.scopes) scopes = new Set(about.scopes);
  };
  return {
    granted: (scope) => scopes.has(scope),
    async call<Answer>(method: string, args: Record<string, unknown> = {}) {
      const now = options.clock.now().getTime();
      // Posts are counted for each conversation, everything else for the workspace.
      const counted = method === 'chat.postMessage' ? `${method} ${args.channel}` : method;
      const until = pauses.get(counted) ?? 0;
      if (now < until) throw new ChannelError('later', 'Slack asked for a pause.', (until - now) / SECOND);
      try {
        const answer = await client.apiCall(method, args);
        noteScopes(answer);
        return answer as unknown as Answer;
      } catch (error) {
        if (error instanceof WebAPIPlatformError) noteScopes(error.data);
        const refusal = tokenRefusal(error);
        if (refusal !== undefined) options.refused?.(method, refusal);
        const trouble = asChannelError(error);
        // What a scope is missing for may be asked for otherwise at once.
        const waits = trouble instanceof ChannelError && codeOf(trouble) !== 'missing_scope';
        if (waits && trouble.kind === 'later' && trouble.retryAfter !== undefined) {
          pauses.set(counted, options.clock.now().getTime() + trouble.retryAfter * SECOND);
        }
        throw trouble;
      }
    },
    async download(address, until = AbortSignal.timeout(DOWNLOAD_PATIENCE)) {
      if (!isSlacks(address, options.url)) fail('invalid', 'This is no address of Slack.');
      return fetch(address, {
        headers: { authorization: `Bearer ${token}` },
        redirect: 'error',
        signal: until,
      });
    },
  };
}

function isSlacks(address: string, apiUrl: string | undefined): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (apiUrl) return url.host === new URL(apiUrl).host;
  return url.protocol === 'https:' && url.hostname.endsWith('.slack.com');
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
