import { HOUR } from '../../lib/clock.ts';
import { actingAs, type Ctx } from '../../lib/context.ts';
import { equalSecrets, hmac } from '../../lib/crypto.ts';
import { fail } from '../../lib/errors.ts';
import { acknowledgeAlert, resolveAlert } from '../alerts/answer.ts';
import { actingPerson } from '../people/acting.ts';

/**
 * Links by which somebody who was paged answers that one alert without signing in: the page's id, and a code that only
 * the desk can make. They stand in mail and SMS, so they end soon, and opening one changes nothing.
 */

const LIFE = 4 * HOUR;
/** Bytes of the code: 128 bits are not guessed. */
const CODE = 16;
const ID_CHARACTERS = 22;

/** @param key `deriveKey(secretKey, 'page links')` */
export function pageLinkUrl(publicUrl: string, key: Buffer, pageId: string): string {
  const id = Buffer.from(pageId.replaceAll('-', ''), 'hex').toString('base64url');
  return `${publicUrl}/p/${id}${codeOf(key, pageId)}`;
}

const codeOf = (key: Buffer, pageId: string) => hmac(key, pageId).subarray(0, CODE).toString('base64url');

function pageIn(key: Buffer, token: string): string | undefined {
  if (!/^[\w-]{44}$/.test(token)) return undefined;
  const hex = Buffer.from(token.slice(0, ID_CHARACTERS), 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return equalSecrets(codeOf(key, id), token.slice(ID_CHARACTERS)) ? id : undefined;
}

/**
 * Who was paged by the page of a link, and about what.
 * @throws `not_found` when it is none, has ended, or its person is not there any more
 */
export async function openPageLink(ctx: Ctx, key: Buffer, token: string) {
  const id = pageIn(key, token);
  const page = id === undefined ? null : await ctx.db.page.findUnique({ where: { id } });
  const isAlive = page !== null && ctx.now().getTime() - page.dueAt.getTime() < LIFE;
  const person = isAlive && page.personId ? await actingPerson(ctx, page.personId) : undefined;
  if (!page?.alertId || !person) return fail('not_found', 'This link does not work any more.');
  return { person, alertId: page.alertId };
}

export const LINK_VERBS = { acknowledge: acknowledgeAlert, resolve: resolveAlert } as const;

/** Answers the alert as who was paged. */
export async function answerByLink(
  ctx: Ctx,
  key: Buffer,
  { token, verb }: { token: string; verb: keyof typeof LINK_VERBS },
): Promise<void> {
  const { person, alertId } = await openPageLink(ctx, key, token);
  await LINK_VERBS[verb](actingAs(ctx, { kind: 'person', person }), { id: alertId });
}
