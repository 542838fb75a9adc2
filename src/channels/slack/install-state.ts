import { claimDelivery } from '../../domain/outbox/delivery.ts';
import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { equalSecrets, hmac, newSecret } from '../../lib/crypto.ts';

/** How long somebody may take to allow the installation on Slack. */
export const STATE_AGE = 10 * MINUTE;

/**
 * What goes to Slack with somebody and has to come back with the same one: until when it counts, a secret, and our
 * seal over both and the person.
 */
export function newState(ctx: Ctx, key: Buffer): string {
  const words = `${ctx.now().getTime() + STATE_AGE}.${newSecret()}`;
  return `${words}.${sealOf(ctx, key, words)}`;
}

/** Whether this person was given it, not long ago. It counts once, at whichever process it comes back. */
export async function spendState(ctx: Ctx, key: Buffer, state: string): Promise<boolean> {
  const [until = '', secret = '', seal = '', ...more] = state.split('.');
  if (more.length > 0 || !equalSecrets(seal, sealOf(ctx, key, `${until}.${secret}`))) return false;
  if (ctx.now().getTime() > Number(until)) return false;
  return claimDelivery(ctx, 'slack', `install ${seal}`);
}

const sealOf = (ctx: Ctx, key: Buffer, words: string): string =>
  hmac(key, `${words}.${personOf(ctx.actor)?.id}`).toString('base64url');
