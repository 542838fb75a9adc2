import { createHmac } from 'node:crypto';
import { equalSecrets } from '../../lib/crypto.ts';

/**
 * Whether a request comes from Twilio: https://www.twilio.com/docs/usage/security#validating-requests
 * HMAC-SHA-1 with the account's token over the address as it was called, and behind it every field of the form with its
 * value, by name.
 * @param given `X-Twilio-Signature`
 */
export function isSigned(
  authToken: string,
  { url, fields }: { url: string; fields: Record<string, string> },
  given: string | undefined,
): boolean {
  if (!given) return false;
  const names = Object.keys(fields).sort();
  const text = url + names.map((name) => name + fields[name]).join('');
  return equalSecrets(createHmac('sha1', authToken).update(text).digest('base64'), given);
}
