import { DAY, SECOND } from '../../lib/clock.ts';
import { actingAs, type Ctx } from '../../lib/context.ts';
import { fail, isDeskbellError, messageOf } from '../../lib/errors.ts';
import type { Export, Prisma } from '../../lib/prisma/client.ts';
import { actingPerson } from '../people/acting.ts';
import { claimExport, isHopeless, leaseFrom } from './claim.ts';
import { removeFiles, storeExport } from './files.ts';
import { type ExportRequest, requireExport } from './policy.ts';
import { scopeOf } from './scope.ts';
import { type Watch, writeExport } from './write.ts';

/** How long a file is kept. */
export const KEPT = 7 * DAY;
/** So many rows pass, or so much time, before it is noted how far it is, and whether it is still wanted. */
const NOTED_EVERY = { rows: 2_000, time: SECOND };

export type Running = {
  dataDir: string;
  /** The process is about to end: what is under way goes back into the line. */
  stopping: AbortSignal;
};

/**
 * Writes the next export in line, whole or not at all. Any number of processes may.
 * @returns how many were taken up
 */
export async function runNextExport(ctx: Ctx, running: Running): Promise<number> {
  if (running.stopping.aborted) return 0;
  const claimed = await claimExport(ctx);
  if (!claimed) return 0;
  try {
    await carryOut(ctx, claimed, running);
  } catch (error) {
    await settleFailure(ctx, claimed, running, error);
  }
  return 1;
}

/** Somebody has removed it, or another process has begun it anew. */
class NotOurs extends Error {}

/** Only while it is still this attempt that writes it. */
const ours = ({ id, attempts }: Export) => ({ id, attempts, state: 'running' as const });

async function carryOut(ctx: Ctx, claimed: Export, { dataDir, stopping }: Running): Promise<void> {
  // What an attempt before this one left behind.
  await removeFiles(dataDir, { id: claimed.id, attempts: claimed.attempts - 1 });
  if (isHopeless(claimed))
    fail('unavailable', 'It was begun five times and never finished; the log says more.');
  const person =
    (await actingPerson(ctx, claimed.personId)) ??
    fail('forbidden', 'Whoever started it is no longer active.');
  const as = actingAs(ctx, { kind: 'person', person });
  const request = claimed.request as ExportRequest;
  requireExport(as, request);
  const scope = await scopeOf(as, request.filter);
  const watch = watching(ctx, claimed);
  const { result: size, ...written } = await writeExport(as, { dataDir, request, scope, watch }, (bytes) =>
    storeExport(dataDir, claimed, bytes, stopping),
  );
  const now = ctx.now();
  const { count } = await ctx.db.export.updateMany({
    where: ours(claimed),
    data: {
      ...{ state: 'done', done: written.done, total: written.total, size, leaseUntil: null },
      ...{ queueIds: scope.queueIds, finishedAt: now, expiresAt: new Date(now.getTime() + KEPT) },
      leftOut: { queues: scope.hidden, missingFiles: written.missingFiles } satisfies Prisma.InputJsonValue,
    },
  });
  if (count === 0) throw new NotOurs();
}

/** Notes how far it is now and then, and with that goes on to hold it. */
function watching(ctx: Ctx, claimed: Export): Watch {
  let last = { rows: 0, at: ctx.now().getTime() };
  return async ({ done, total }) => {
    const now = ctx.now().getTime();
    const isSoon = done - last.rows < NOTED_EVERY.rows && now - last.at < NOTED_EVERY.time;
    if (isSoon && done !== total) return;
    last = { rows: done, at: now };
    const { count } = await ctx.db.export.updateMany({
      where: ours(claimed),
      data: { done, total, leaseUntil: leaseFrom(ctx) },
    });
    if (count === 0) throw new NotOurs();
  };
}

async function settleFailure(ctx: Ctx, claimed: Export, { dataDir, stopping }: Running, error: unknown) {
  await removeFiles(dataDir, claimed);
  if (error instanceof NotOurs) return;
  const where = ours(claimed);
  if (stopping.aborted) {
    await ctx.db.export.updateMany({
      where,
      data: { ...{ state: 'waiting', attempts: claimed.attempts - 1, leaseUntil: null }, ...BEGUN_NEVER },
    });
    return;
  }
  const words = wordsOf(error);
  if (words === undefined) {
    ctx.log.error({ export: claimed.id, error: messageOf(error) }, 'an export failed and is begun anew');
    await ctx.db.export.updateMany({ where, data: { leaseUntil: leaseFrom(ctx), ...BEGUN_NEVER } });
    return;
  }
  const now = ctx.now();
  await ctx.db.export.updateMany({
    where,
    data: {
      ...{ state: 'failed', error: words, leaseUntil: null },
      ...{ finishedAt: now, expiresAt: new Date(now.getTime() + KEPT) },
    },
  });
}

const BEGUN_NEVER = { done: 0, total: null };

/** Why it would fail the next time as well; undefined: all else may pass. */
function wordsOf(error: unknown): string | undefined {
  if (isDeskbellError(error)) return error.message;
  if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String((error as NodeJS.ErrnoException).code))) {
    return 'There was no room for it on the disk of the desk.';
  }
  return undefined;
}
