import { type KeyObject, timingSafeEqual } from 'node:crypto';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { hmac } from '../../lib/crypto.ts';

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
  if (!timestamp || !/^\d{1,12}$/.test(timestamp)) return false;
  if (!signature || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  if (Math.abs(now.getTime() - Number(timestamp) * SECOND) > MOST_APART) return false;
  const given = Buffer.from(signature.slice('v0='.length), 'hex');
  return timingSafeEqual(hmac(secret, `v0:${timestamp}:`, body), given);
}
