import { setTimeout as delay } from 'node:timers/promises';
import { session } from '../../contract/session.ts';
import { DAY, HOUR, MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { hashSecret, newSecret } from '../../lib/crypto.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { directConversation, type Place, sendSignInLink } from '../outbox/enqueue.ts';
import { requireAdmin } from '../people/policy.ts';

/** How long a sign-in link works, in milliseconds. */
export const LINK_VALID = 15 * MINUTE;
/** The first admin finds theirs in the log of the first start, and may not be looking at once. */
export const FIRST_LINK_VALID = DAY;
/** Links that one person may ask for within an hour; asking for more sends nothing. */
const LINKS_AN_HOUR = 5;
/** Longer than the work takes, in milliseconds, so that the time of the answer tells nothing. */
const ANSWER_AFTER = 250;

/**
 * Makes a one-time sign-in link: for an admin to hand over, or for Deskbell to send.
 * @returns the secret, which is stored as a hash only; the link is `<PUBLIC_URL>/sign-in#<secret>`
 * @throws `not_found` when there is no such active person
 */
export async function createSignInLink(
  ctx: Ctx,
  personId: string,
  validFor = LINK_VALID,
): Promise<{ secret: string; expiresAt: Date }> {
  requireAdmin(ctx);
  return makeLink(ctx, personId, validFor);
}

/**
 * Makes a link for oneself, where a platform has vouched for who asks. Not for a token: the link makes a session,
 * which may more than the token and outlives it.
 */
export async function createOwnSignInLink(ctx: Ctx): Promise<{ secret: string; expiresAt: Date }> {
  if (ctx.actor.kind !== 'person') fail('forbidden', 'Only a person signs in.');
  return makeLink(ctx, ctx.actor.person.id, LINK_VALID);
}

async function makeLink(
  ctx: Ctx,
  personId: string,
  validFor: number,
): Promise<{ secret: string; expiresAt: Date }> {
  return inTransaction(ctx, async (ctx) => {
    const person = await ctx.db.person.findUnique({ where: { id: personId }, select: { active: true } });
    if (!person?.active) fail('not_found', 'There is no such active person.');
    const secret = newSecret();
    const createdAt = ctx.now();
    const expiresAt = new Date(createdAt.getTime() + validFor);
    await ctx.db.signInLink.create({ data: { hash: hashSecret(secret), personId, createdAt, expiresAt } });
    await audit(ctx, { action: 'session.link', subject: { type: 'person', id: personId } });
    return { secret, expiresAt };
  });
}

/** Where a browser signs in with a secret. It stands in the fragment, which no server and no log gets to see. */
export const signInUrl = (publicUrl: string, secret: string) => `${publicUrl}/sign-in#${secret}`;

/**
 * Sends a sign-in link to whoever has this address, by chat if they have an account there, else by e-mail. The
 * answer and its time are the same whether the address is known or not.
 */
export async function requestSignInLink(ctx: Ctx, input: { email: string }): Promise<{ sent: true }> {
  const { email } = parse(session.requestLink.input, input);
  await Promise.all([send(ctx, email), delay(ANSWER_AFTER)]);
  return { sent: true };
}

async function send(ctx: Ctx, email: string): Promise<void> {
  const person = await ctx.db.person.findUnique({
    where: { email },
    select: { id: true, active: true, identities: { orderBy: { createdAt: 'asc' } } },
  });
  if (!person?.active) return;
  const account = person.identities.find((identity) => identity.channel !== 'web');
  const place: Place = account
    ? { channel: account.channel, conversation: directConversation(account.externalId) }
    : { channel: 'email', conversation: email };
  await inTransaction(ctx, async (ctx) => {
    // One after another, so that many requests at once are counted too.
    await ctx.db.$queryRaw`SELECT 1 FROM person WHERE id = ${person.id}::uuid FOR UPDATE`;
    if ((await linksOnTheWay(ctx, person.id, place)) >= LINKS_AN_HOUR) return;
    await sendSignInLink(ctx, person.id, place);
    await audit(ctx, {
      action: 'session.ask_link',
      subject: { type: 'person', id: person.id },
      detail: { channel: place.channel },
    });
  });
}

/** Links made within the last hour, and notices whose links will be made when they are sent. */
async function linksOnTheWay(ctx: Ctx, personId: string, place: Place): Promise<number> {
  const anHourAgo = new Date(ctx.now().getTime() - HOUR);
  const made = await ctx.db.signInLink.count({ where: { personId, createdAt: { gt: anHourAgo } } });
  const waiting = await ctx.db.notice.count({
    where: { ...place, kind: 'sign_in', personId, state: { in: ['pending', 'sending'] } },
  });
  return made + waiting;
}
