import { MINUTE } from '../../lib/clock.ts';
import { actingAs, type Ctx, inTransaction, systemActor } from '../../lib/context.ts';
import { isDeskbellError, messageOf } from '../../lib/errors.ts';
import type { RecurrenceRun } from '../../lib/prisma/client.ts';
import { audit } from '../audit/record.ts';
import { act } from './act.ts';
import { claimDue } from './claim.ts';

const BATCH = 50;
/** The pauses between them come to a quarter of an hour. */
const MOST_ATTEMPTS = 5;

/** Which run: once that a recurrence came. */
type RunKey = Pick<RecurrenceRun, 'recurrenceId' | 'plannedAt'>;

/**
 * Does the recurring work that has come, and tries again what failed. Any number of processes may do it at once.
 * @returns how many runs were done or tried
 */
export async function runRecurrences(ctx: Ctx): Promise<number> {
  let sum = 0;
  for (;;) {
    const tried = await runSome(ctx);
    if (tried === 0) return sum;
    sum += tried;
  }
}

async function runSome(ctx: Ctx): Promise<number> {
  await claimDue(ctx);
  const waiting = await ctx.db.recurrenceRun.findMany({
    where: { state: 'waiting', dueAt: { lte: ctx.now() } },
    orderBy: { dueAt: 'asc' },
    take: BATCH,
    select: { recurrenceId: true, plannedAt: true },
  });
  let tried = 0;
  for (const key of waiting) tried += (await takeUp(ctx, key)) ? 1 : 0;
  return tried;
}

/**
 * Does a run, and notes it in the same transaction. A failure is noted as well, and holds nobody up.
 * @returns whether it was there to be taken up
 */
export async function takeUp(ctx: Ctx, key: RunKey): Promise<boolean> {
  let taken: RecurrenceRun | undefined;
  try {
    await inTransaction(ctx, async (ctx) => {
      taken = await lockWaiting(ctx, key);
      if (taken) await carryOut(ctx, taken);
    });
  } catch (error) {
    if (taken) await noteFailure(ctx, taken, error);
    else ctx.log.error({ run: key, error: messageOf(error) }, 'a run of recurring work is left for later');
  }
  return taken !== undefined;
}

/** What another process is at is left to it. */
async function lockWaiting(
  ctx: Ctx,
  { recurrenceId, plannedAt }: RunKey,
): Promise<RecurrenceRun | undefined> {
  const locked = await ctx.db.$queryRaw<unknown[]>`
    SELECT 1 FROM recurrence_run
     WHERE recurrence_id = ${recurrenceId}::uuid AND planned_at = ${plannedAt}::timestamptz
       AND state = 'waiting' AND due_at <= ${ctx.now()}::timestamptz FOR UPDATE SKIP LOCKED`;
  if (locked.length === 0) return undefined;
  return ctx.db.recurrenceRun.findUniqueOrThrow({
    where: { recurrenceId_plannedAt: { recurrenceId, plannedAt } },
  });
}

async function carryOut(ctx: Ctx, run: RecurrenceRun): Promise<void> {
  const { recurrenceId, plannedAt, manual } = run;
  const recurrence = await ctx.db.recurrence.findUniqueOrThrow({ where: { id: recurrenceId } });
  const desk = {
    ...actingAs(ctx, systemActor(`recurrence ${recurrence.name}`)),
    // Also where somebody asked for it in the console: what comes of it is the desk's.
    origin: { ...ctx.origin, channel: 'job' },
  };
  const { ticketId, words, isSkipped } = await act(desk, recurrence, run);
  await ctx.db.recurrenceRun.update({
    where: { recurrenceId_plannedAt: { recurrenceId, plannedAt } },
    data: {
      ...{ state: isSkipped ? 'skipped' : 'done', attempts: { increment: 1 } },
      ...{ ticketId, words, finishedAt: ctx.now() },
    },
  });
  await audit(desk, {
    action: 'recurrence.run',
    subject: { type: 'recurrence', id: recurrenceId },
    detail: { plannedAt, manual, words },
  });
}

/** What a verb refuses it would refuse again; all else may pass. */
async function noteFailure(ctx: Ctx, run: RecurrenceRun, error: unknown): Promise<void> {
  const { recurrenceId, plannedAt } = run;
  const isRefused = isDeskbellError(error) && error.code !== 'unavailable';
  const attempts = run.attempts + 1;
  const isLast = isRefused || attempts >= MOST_ATTEMPTS;
  if (!isDeskbellError(error)) {
    ctx.log.error({ recurrence: recurrenceId, error: messageOf(error) }, 'a run of recurring work failed');
  }
  const words = isDeskbellError(error)
    ? error.message
    : 'It failed by a fault of the desk; the log says more.';
  await ctx.db.recurrenceRun.updateMany({
    // Somebody else may have tried it in between.
    where: { recurrenceId, plannedAt, state: 'waiting', attempts: run.attempts },
    data: {
      ...{ attempts, words },
      ...(isLast
        ? { state: 'failed', finishedAt: ctx.now() }
        : { dueAt: new Date(ctx.now().getTime() + MINUTE * 2 ** run.attempts) }),
    },
  });
}
