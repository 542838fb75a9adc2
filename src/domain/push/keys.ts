import type { Ctx } from '../../lib/context.ts';
import { decrypt, encrypt } from '../../lib/crypto.ts';
import { newPushKeys, type PushKeys } from '../../lib/web-push.ts';

/** What the key is derived for with which this is encrypted: `deriveKey(secretKey, PUSH)`. */
export const PUSH = 'web push';

const ABOUT = 'push key';

/** The public key of the desk; made the first time, and then the same for ever: browsers subscribe with it. */
export async function publicPushKey(ctx: Ctx, key: Buffer): Promise<string> {
  return (await rowOf(ctx, key)).publicKey;
}

/** @throws Error when SECRET_KEY is not the one with which they were made */
export async function pushKeys(ctx: Ctx, key: Buffer): Promise<PushKeys> {
  const { publicKey, privateKey } = await rowOf(ctx, key);
  return { publicKey, privateKey: decrypt(key, privateKey, ABOUT) };
}

async function rowOf(ctx: Ctx, key: Buffer) {
  const row = await ctx.db.pushKey.findUnique({ where: { id: 1 } });
  if (row) return row;
  const { publicKey, privateKey } = newPushKeys();
  const sealed = new Uint8Array(encrypt(key, privateKey, ABOUT));
  // Whoever comes second finds what the first one has made.
  await ctx.db.pushKey.createMany({
    data: [{ publicKey, privateKey: sealed, createdAt: ctx.now() }],
    skipDuplicates: true,
  });
  return ctx.db.pushKey.findUniqueOrThrow({ where: { id: 1 } });
}
