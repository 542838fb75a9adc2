import { claimDelivery } from '../domain/outbox/delivery.ts';
import { requirePerson } from '../domain/people/policy.ts';
import { createOwnSignInLink, signInUrl } from '../domain/sessions/link.ts';
import { type Ctx, inTransaction } from '../lib/context.ts';
import type { Inbound } from './channel.ts';
import { type Outcome, refused, said } from './outcome.ts';
import { signInWords } from './views/sign-in.ts';

/**
 * A link that signs its asker in, once: the answer to them, which nobody else sees. Where the channel has signed them
 * in itself there is none: a token that writes there would get a session by it.
 */
export async function consoleLink(ctx: Ctx, inbound: Inbound): Promise<Outcome> {
  const { timeZone } = requirePerson(ctx);
  const { channel, delivery, sender, publicUrl } = inbound;
  if (sender.person) return said('You are signed in already.');
  if (!publicUrl) return refused('There are no sign-in links here. Please ask for one on the sign-in page.');
  const link = await inTransaction(ctx, async (ctx) =>
    (await claimDelivery(ctx, channel, delivery)) ? createOwnSignInLink(ctx) : undefined,
  );
  if (!link) return said('This was sent already.');
  const text = signInWords(link.expiresAt, timeZone);
  const url = signInUrl(publicUrl, link.secret);
  return { answer: { type: 'said', text, link: { text: 'Sign in', url } }, ticket: null };
}
