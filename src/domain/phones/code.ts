import { randomInt } from 'node:crypto';
import { MINUTE } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { equalSecrets, hashSecret } from '../../lib/crypto.ts';

/** How long a code works, and how many wrong ones may be typed: of a million, one in 200,000 is guessed. */
const LIFE = 10 * MINUTE;
const MOST_TRIES = 5;

/**
 * Makes the code that is about to be sent; one that was sent before works no more.
 * @returns undefined where this number is not the one that is to be verified any more
 */
export async function renewCode(ctx: Ctx, personId: string, number: string): Promise<string | undefined> {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const { count } = await ctx.db.phone.updateMany({
    where: { personId, number, verifiedAt: null },
    data: {
      codeHash: hashOf({ personId, number }, code),
      codeExpiresAt: new Date(ctx.now().getTime() + LIFE),
      codeTries: 0,
    },
  });
  return count > 0 ? code : undefined;
}

type Sent = {
  personId: string;
  number: string;
  codeHash: string | null;
  codeExpiresAt: Date | null;
  codeTries: number;
};

/** Whether it is the code that was sent last, and may still be typed. */
export const isCode = (
  ctx: Ctx,
  { codeHash, codeExpiresAt, codeTries, ...whose }: Sent,
  code: string,
): boolean =>
  codeHash !== null &&
  codeExpiresAt !== null &&
  codeExpiresAt > ctx.now() &&
  codeTries < MOST_TRIES &&
  equalSecrets(codeHash, hashOf(whose, code.replace(/\s/g, '')));

// With the number: a code proves the one to which it was sent, and no other.
const hashOf = ({ personId, number }: { personId: string; number: string }, code: string) =>
  hashSecret(`${personId} ${number} ${code}`);
