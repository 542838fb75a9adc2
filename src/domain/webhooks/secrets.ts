import { decrypt, encrypt, hmac, newSecret } from '../../lib/crypto.ts';

/**
 * Secrets of webhooks, and what is signed with them, as https://www.standardwebhooks.com specifies it: HMAC-SHA-256 over
 * id, timestamp and body.
 */

const PREFIX = 'whsec_';

/** 256 random bits in base64, behind a prefix by which programs know it. */
export const newSigningSecret = (): string =>
  PREFIX + Buffer.from(newSecret(), 'base64url').toString('base64');

/**
 * The headers by which the other side knows that a request is ours, and a repeat from what is new.
 * @param at of this attempt
 * @param secrets each makes a signature; one that is known to the other side is enough
 */
export function signedHeaders(
  { id, body }: { id: string; body: string },
  at: Date,
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${hmac(key, `${id}.${timestamp}.${body}`).toString('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

// Tied to what it is as well, so that nobody who can write to the database has headers of old shown as a secret.
const about = (id: string, what: 'secret' | 'headers') => `${id} ${what}`;

export const sealSecret = (key: Buffer, id: string, secret: string) =>
  new Uint8Array(encrypt(key, secret, about(id, 'secret')));
export const openSecret = (key: Buffer, id: string, sealed: Uint8Array): string =>
  decrypt(key, sealed, about(id, 'secret'));

export type Header = { name: string; value: string };

export const sealHeaders = (key: Buffer, id: string, headers: readonly Header[]) =>
  new Uint8Array(
    encrypt(
      key,
      JSON.stringify(Object.fromEntries(headers.map(({ name, value }) => [name, value]))),
      about(id, 'headers'),
    ),
  );
export const openHeaders = (key: Buffer, id: string, sealed: Uint8Array): Record<string, string> =>
  JSON.parse(decrypt(key, sealed, about(id, 'headers')));
