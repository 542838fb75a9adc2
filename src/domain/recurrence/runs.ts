import type { z } from 'zod';
import { PreviewTimes, type RecurrenceRun, type RunTime, recurrences } from '../../contract/recurrences.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { pageOf, readCursor } from '../../lib/cursor.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';
import { onTaken } from '../taken.ts';
import { takeUp } from './run.ts';
import { previewOf } from './times.ts';
import { RUN, runView } from './view.ts';

/** How many times a preview shows. */
const PREVIEWED = 10;

/** When fields would come next, whether they are saved or not. */
export async function previewTimes(
  ctx: Ctx,
  input: z.input<typeof PreviewTimes>,
): Promise<{ items: RunTime[] }> {
  requireAdmin(ctx);
  return { items: previewOf(parse(PreviewTimes, input), ctx.now(), PREVIEWED) };
}

/** What a recurrence did, newest first. */
export async function listRecurrenceRuns(
  ctx: Ctx,
  input: z.input<typeof recurrences.runs.input>,
): Promise<{ items: RecurrenceRun[]; next: string | null }> {
  requireAdmin(ctx);
  const { id, cursor, limit } = parse(recurrences.runs.input, input);
  await requireThere(ctx, id);
  const rows = await ctx.db.recurrenceRun.findMany({
    where: {
      recurrenceId: id,
      ...(cursor === undefined ? {} : { plannedAt: { lt: readCursor(cursor).at } }),
    },
    orderBy: { plannedAt: 'desc' },
    take: limit + 1,
    include: RUN,
  });
  return pageOf(rows, limit, ({ plannedAt }) => ({ at: plannedAt, id }), runView);
}

/**
 * Does it now. Should that fail, it is tried again like every other run.
 * @throws `conflict` when it has a run at this very moment
 */
export async function runNow(ctx: Ctx, input: { id: string }): Promise<RecurrenceRun> {
  requireAdmin(ctx);
  const { id } = parse(recurrences.runNow.input, input);
  const plannedAt = ctx.now();
  await onTaken('It runs at this very moment.', () =>
    inTransaction(ctx, async (ctx) => {
      await requireThere(ctx, id);
      await ctx.db.recurrenceRun.create({
        data: { recurrenceId: id, plannedAt, manual: true, dueAt: plannedAt },
      });
      await audit(ctx, {
        action: 'recurrence.run_now',
        subject: { type: 'recurrence', id },
        detail: { plannedAt },
      });
    }),
  );
  await takeUp(ctx, { recurrenceId: id, plannedAt });
  const run = await ctx.db.recurrenceRun.findUnique({
    where: { recurrenceId_plannedAt: { recurrenceId: id, plannedAt } },
    include: RUN,
  });
  return run ? runView(run) : fail('not_found', 'There is no such recurring work.');
}

async function requireThere(ctx: Ctx, id: string): Promise<void> {
  const found = await ctx.db.recurrence.findUnique({ where: { id }, select: { id: true } });
  if (!found) fail('not_found', 'There is no such recurring work.');
}
