import { HOUR } from '../lib/clock.ts';
import { type Ctx, inTransaction } from '../lib/context.ts';
import { sha256 } from '../lib/crypto.ts';
import { fail } from '../lib/errors.ts';
import type { Prisma } from '../lib/prisma/client.ts';

/** How long an answer is kept for repeats of its call, in milliseconds. */
export const KEPT_FOR = 24 * HOUR;
/** Seconds. */
const IN_FLIGHT_RETRY = 1;
const KEY = /^[\x21-\x7e]{1,255}$/;

/** A call as far as it decides whether another one is the same. */
export type IdempotentRequest = { caller: string; key: string; method: string; path: string; input: unknown };

/**
 * Runs `work` at most once for a caller's key within 24 hours.
 *
 * What is promised: the effect and the answer are one transaction. Either both are there, and every repeat of the
 * same request gets the same answer, or neither is, and a repeat does the work. So a crash at any moment, in this
 * process or in the database, leaves nothing half-done: there is never an effect whose answer is lost, hence
 * never a reason to do it twice, and never a reservation that somebody must wait out.
 *
 * This holds because everything an idempotent endpoint does, it does in the database by the `ctx` it is given;
 * messages go by the outbox, which is part of the same transaction.
 *
 * An error is not an answer: it rolls everything back, so the key is free again, also for a corrected request.
 *
 * @throws `conflict` while a call with the same key is in flight, in whichever process; `invalid` when the key
 * was used for another request
 */
export async function once(
  ctx: Ctx,
  request: IdempotentRequest,
  work: (ctx: Ctx) => Promise<{ status: number; body: unknown }>,
): Promise<{ status: number; body: unknown; repeated: boolean }> {
  const { caller, key } = request;
  if (!KEY.test(key)) fail('invalid', 'Idempotency-Key must be 1 to 255 visible ASCII characters.');
  const digest = digestOf(request);
  return inTransaction(ctx, async (ctx) => {
    await holdKey(ctx, caller, key);
    const kept = await ctx.db.idempotentCall.findUnique({ where: { caller_key: { caller, key } } });
    if (kept && kept.createdAt.getTime() > ctx.now().getTime() - KEPT_FOR && kept.status !== null) {
      if (kept.request !== digest) {
        fail('invalid', 'This Idempotency-Key was used for another request. Please use a fresh one.');
      }
      return { status: kept.status, body: kept.response, repeated: true };
    }
    const { status, body } = await work(ctx);
    const row = {
      request: digest,
      status,
      response: body as Prisma.InputJsonValue,
      createdAt: ctx.now(),
    };
    await ctx.db.idempotentCall.upsert({
      where: { caller_key: { caller, key } },
      create: { caller, key, ...row },
      update: row,
    });
    return { status, body, repeated: false };
  });
}

/**
 * Holds the key until the transaction ends, however it ends. The lock is PostgreSQL's own, so it is gone with a
 * connection that dies. What was committed under it is seen by whoever gets it next.
 */
async function holdKey(ctx: Ctx, caller: string, key: string): Promise<void> {
  const number = sha256('idempotency\n', caller, '\n', key).readBigInt64BE(0);
  const [row] = await ctx.db.$queryRaw<
    [{ got: boolean }]
  >`SELECT pg_try_advisory_xact_lock(${number}::bigint) AS got`;
  if (!row.got) {
    fail('conflict', 'A call with this Idempotency-Key is still being worked on.', {
      retryAfter: IN_FLIGHT_RETRY,
    });
  }
}

function digestOf({ method, path, input }: IdempotentRequest): string {
  return sha256(JSON.stringify([method, path, input])).toString('hex');
}

/** Forgets answers that are too old to be repeated. @returns how many */
export async function sweepIdempotentCalls(ctx: Ctx): Promise<number> {
  const { count } = await ctx.db.idempotentCall.deleteMany({
    where: { createdAt: { lt: new Date(ctx.now().getTime() - KEPT_FOR) } },
  });
  return count;
}
