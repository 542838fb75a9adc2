import type { KeyObject } from 'node:crypto';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { equalSecrets, hmac } from '../../lib/crypto.ts';

/** Older requests, and those from the future, may be somebody's recording. */
const MOST_APART = 5 * MINUTE;

/**
 * Whether a request comes from Slack: https://docs.slack.dev/authentication/verifying-requests-from-slack
 * @param timestamp `X-Slack-Request-Timestamp`, seconds
 * @param signature `X-Slack-Signature`
 */
export function isSigned(
  secret: KeyObject,
  request: { timestamp: string | undefined; signature: string | undefined; body: Uint8Array },
  now: Date,
): boolean {
  const { timestamp, signature, body } = request;
  if (!timestamp || !signature || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() - Number(timestamp) * SECOND) > MOST_APART) return false;
  const expected = hmac(secret, `v0:${timestamp}:`, body).toString('hex');
  return equalSecrets(`v0=${expected}`, signature);
}
