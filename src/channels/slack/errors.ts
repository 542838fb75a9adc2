import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { ChannelError } from '../../chat/channel.ts';

/** Slack's own trouble, https://docs.slack.dev/apis/web-api/#errors; it comes inside HTTP 200 as well. */
const PASSING = new Set([
  'fatal_error',
  'internal_error',
  'message_limit_exceeded',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
  'org_login_required',
]);
/** What an admin has to mend; until then it waits. Seconds. */
const MENDABLE = new Set([
  'account_inactive',
  'invalid_auth',
  'missing_scope',
  'not_authed',
  'token_expired',
]);
const UNTIL_MENDED = 60;
/** What Slack says of a token that is of no use any more, or for now. */
const REFUSED_TOKENS = new Set([
  'account_inactive',
  'invalid_auth',
  'not_authed',
  'token_expired',
  'token_revoked',
]);
const GONE = new Set(['cant_update_message', 'edit_window_closed', 'message_not_found', 'thread_not_found']);

const WORDS: Record<string, string> = {
  channel_not_found: 'The desk does not see this conversation. Invite the app to it.',
  is_archived: 'The conversation is archived.',
  not_in_channel: 'The app is not in this conversation. Invite it.',
  token_revoked: 'The app was removed from this workspace.',
};

/** Slack's word for what is wrong, if it gave one. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof ChannelError) return codeOf(error.cause);
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** The word with which Slack does not take the token; `undefined` for any other trouble. */
export function tokenRefusal(error: unknown): string | undefined {
  const code = codeOf(error);
  return code !== undefined && REFUSED_TOKENS.has(code) ? code : undefined;
}

/**
 * What trouble with Slack means for a delivery; its cause is what Slack said. Anything else is a fault of ours and stays
 * what it is.
 */
export function asChannelError(error: unknown): unknown {
  if (error instanceof ChannelError) return error;
  const trouble = meaningOf(error);
  if (trouble instanceof ChannelError) trouble.cause = error;
  return trouble;
}

function meaningOf(error: unknown): unknown {
  if (error instanceof WebAPIRateLimitedError) {
    return new ChannelError('later', 'Slack asks for a pause.', error.retryAfter);
  }
  if (error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError) {
    return new ChannelError('later', `Slack cannot be reached: ${error.message}`);
  }
  if (!(error instanceof WebAPIPlatformError)) return error;
  const code = error.data.error;
  // A page of somebody who stands in front of Slack.
  if (!/^[a-z_]{1,100}$/.test(code)) return new ChannelError('later', 'What answered was not Slack.');
  const words = WORDS[code] ?? `Slack says ${code}.`;
  if (GONE.has(code)) return new ChannelError('gone', words);
  if (PASSING.has(code)) return new ChannelError('later', words, error.data.response_metadata?.retryAfter);
  if (MENDABLE.has(code)) return new ChannelError('later', words, UNTIL_MENDED);
  return new ChannelError('refused', words);
}
