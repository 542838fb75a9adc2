import { equalSecrets, hmac } from '../../lib/crypto.ts';
import { fail } from '../../lib/errors.ts';

/**
 * Links in mails about the status page: the id of the subscriber, or of the person who follows the internal page, and a
 * code that only the desk can make. Nothing of them is stored, and they end with what they are about.
 */

/** What its key is derived for. */
export const SUBSCRIBERS = 'status subscriptions';
/** `deriveKey(secretKey, SUBSCRIBERS)` */
export type LinkKey = Buffer;
export type LinkPurpose = 'confirm' | 'end' | 'unfollow';

/** Bytes of the code: 128 bits are not guessed. */
const CODE = 16;
const ID_CHARACTERS = 22;

export function statusLink(publicUrl: string, key: LinkKey, purpose: LinkPurpose, id: string): string {
  const name = Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
  return `${publicUrl}/status/${purpose}/${name}${codeOf(key, purpose, id)}`;
}

/** Whose link it is; undefined: it is none of ours. */
function ownerOf(key: LinkKey, purpose: LinkPurpose, token: string): string | undefined {
  if (!/^[\w-]{44}$/.test(token)) return undefined;
  const hex = Buffer.from(token.slice(0, ID_CHARACTERS), 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return equalSecrets(codeOf(key, purpose, id), token.slice(ID_CHARACTERS)) ? id : undefined;
}

/** Whether a link is one of ours, for the page that asks before anything is done. */
export const isLink = (key: LinkKey, purpose: LinkPurpose, token: string): boolean =>
  ownerOf(key, purpose, token) !== undefined;

/** Whose link it is. @throws `not_found` when it is none of ours */
export const linkedId = (key: LinkKey, purpose: LinkPurpose, token: string): string =>
  ownerOf(key, purpose, token) ?? noLink();
export const noLink = (): never => fail('not_found', 'This link does not work any more.');

const codeOf = (key: LinkKey, purpose: LinkPurpose, id: string) =>
  hmac(key, `${purpose} ${id}`).subarray(0, CODE).toString('base64url');
