import { equalSecrets, hmac } from '../../lib/crypto.ts';

/**
 * Links in mails to subscribers: the subscriber's id, and a code that only the desk can make. Nothing of them is stored,
 * and they end with the subscriber.
 */

/** What its key is derived for. */
export const SUBSCRIBERS = 'status subscriptions';
/** `deriveKey(secretKey, SUBSCRIBERS)` */
export type LinkKey = Buffer;
export type LinkPurpose = 'confirm' | 'end';

/** Bytes of the code: 128 bits are not guessed. */
const CODE = 16;
const ID_CHARACTERS = 22;

export function subscriberLink(publicUrl: string, key: LinkKey, purpose: LinkPurpose, id: string): string {
  const name = Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
  return `${publicUrl}/status/${purpose}/${name}${codeOf(key, purpose, id)}`;
}

/** Whose link it is; undefined: it is none of ours. */
export function subscriberOf(key: LinkKey, purpose: LinkPurpose, token: string): string | undefined {
  if (!/^[\w-]{44}$/.test(token)) return undefined;
  const hex = Buffer.from(token.slice(0, ID_CHARACTERS), 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return equalSecrets(codeOf(key, purpose, id), token.slice(ID_CHARACTERS)) ? id : undefined;
}

const codeOf = (key: LinkKey, purpose: LinkPurpose, id: string) =>
  hmac(key, `${purpose} ${id}`).subarray(0, CODE).toString('base64url');
