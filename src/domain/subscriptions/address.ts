import type { Ctx } from '../../lib/context.ts';
import { inTransaction } from '../../lib/context.ts';
import { decrypt, encrypt } from '../../lib/crypto.ts';
import { fail } from '../../lib/errors.ts';
import type { CalendarSubscription as Row } from '../../lib/prisma/client.ts';
import { lockSubscription } from './view.ts';

/**
 * Whoever has the address of a calendar can read it, so it is kept encrypted; only its scheme and host stand beside it.
 */

/** What the key is derived for with which addresses are encrypted: `deriveKey(secretKey, CALENDARS)`. */
export const CALENDARS = 'outside calendars';

/** Tied to what it is, so that nobody who can write to the database has another secret read as an address. */
const about = (id: string) => `${id} address`;

/** An address as it is kept. */
export const sealedAddress = (key: Buffer, id: string, url: string) => ({
  origin: new URL(url).origin,
  sealedUrl: new Uint8Array(encrypt(key, url, about(id))),
  url: null,
});

/** What is kept of a calendar that has ended. */
export const NO_ADDRESS = { origin: null, sealedUrl: null, url: null };

/**
 * The address of a calendar that has not ended.
 * @throws `unavailable` when SECRET_KEY is not the one with which it was kept
 */
export function addressOf(key: Buffer, { id, sealedUrl, url }: Row): string {
  // As an earlier version has kept it.
  if (url !== null) return url;
  try {
    if (sealedUrl) return decrypt(key, sealedUrl, about(id));
  } catch {
    // Said below.
  }
  return fail('unavailable', 'Its address cannot be decrypted with this SECRET_KEY. Please enter it again.');
}

/**
 * Encrypts the addresses that an earlier version has kept as they are. At each start, since SQL does not know the key.
 * @returns how many there were
 */
export async function sealAddresses(ctx: Ctx, key: Buffer): Promise<number> {
  const plain = await ctx.db.calendarSubscription.findMany({
    where: { url: { not: null } },
    select: { id: true },
  });
  for (const { id } of plain) {
    await inTransaction(ctx, async (ctx) => {
      const row = await lockSubscription(ctx, id);
      // Another process was faster.
      if (!row?.url) return;
      await ctx.db.calendarSubscription.update({ where: { id }, data: sealedAddress(key, id, row.url) });
    });
  }
  return plain.length;
}
