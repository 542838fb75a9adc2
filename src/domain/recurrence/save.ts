import type { z } from 'zod';
import {
  CreateRecurrence,
  type Recurrence,
  recurrences,
  UpdateRecurrence,
} from '../../contract/recurrences.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Recurrence as Row } from '../../lib/prisma/client.ts';
import { allWellFormed, wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';
import { onTaken } from '../taken.ts';
import { checkAction } from './check.ts';
import { nextOf as nextTime } from './times.ts';
import { contentOf, recurrenceViews } from './view.ts';

const TAKEN = 'There is recurring work of this name already.';

/** By name. */
export async function listRecurrences(ctx: Ctx): Promise<{ items: Recurrence[] }> {
  requireAdmin(ctx);
  const rows = await ctx.db.recurrence.findMany({ orderBy: { name: 'asc' } });
  return { items: await recurrenceViews(ctx, rows) };
}

/**
 * Adds recurring work.
 * @throws `conflict` when the name is taken
 */
export async function createRecurrence(
  ctx: Ctx,
  input: z.input<typeof CreateRecurrence>,
): Promise<Recurrence> {
  requireAdmin(ctx);
  const wanted = parse(CreateRecurrence, input);
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await checkAction(ctx, wanted.action);
      const now = ctx.now();
      const recurrence = await ctx.db.recurrence.create({
        data: {
          id: ctx.newId(),
          ...wanted,
          name: wellFormed(wanted.name),
          action: allWellFormed(wanted.action),
          nextAt: nextOf(ctx, wanted),
          createdAt: now,
          updatedAt: now,
        },
      });
      await audit(ctx, {
        action: 'recurrence.create',
        subject: { type: 'recurrence', id: recurrence.id },
        detail: { after: contentOf(recurrence) },
      });
      return viewOf(ctx, recurrence);
    }),
  );
}

/**
 * Changes recurring work, or switches it on or off: what it had still to do is then left undone.
 * @throws `conflict` when the name is taken
 */
export async function updateRecurrence(
  ctx: Ctx,
  input: z.input<typeof UpdateRecurrence>,
): Promise<Recurrence> {
  requireAdmin(ctx);
  const { id, ...wanted } = parse(UpdateRecurrence, input);
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await ctx.db.$queryRaw`SELECT 1 FROM recurrence WHERE id = ${id}::uuid FOR UPDATE`;
      const recurrence = await ctx.db.recurrence.findUnique({ where: { id } });
      if (!recurrence) return fail('not_found', 'There is no such recurring work.');
      const changes = changesOf(contentOf(recurrence), wanted);
      const { name, cron, timeZone, enabled, action } = changes.after;
      if (Object.keys(changes.after).length === 0) return viewOf(ctx, recurrence);
      if (action) await checkAction(ctx, action);
      if (enabled === false) await leaveUndone(ctx, id);
      const when = { ...contentOf(recurrence), ...changes.after };
      const isOtherTime = cron !== undefined || timeZone !== undefined || enabled !== undefined;
      const updated = await ctx.db.recurrence.update({
        where: { id },
        data: {
          ...changes.after,
          ...(name === undefined ? {} : { name: wellFormed(name) }),
          ...(action === undefined ? {} : { action: allWellFormed(action) }),
          ...(isOtherTime ? { nextAt: nextOf(ctx, when) } : {}),
          updatedAt: ctx.now(),
        },
      });
      await audit(ctx, { action: 'recurrence.update', subject: { type: 'recurrence', id }, detail: changes });
      return viewOf(ctx, updated);
    }),
  );
}

/** Removes recurring work with the log of its runs; what it made stays. */
export async function removeRecurrence(ctx: Ctx, input: { id: string }): Promise<void> {
  requireAdmin(ctx);
  const { id } = parse(recurrences.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    const recurrence = await ctx.db.recurrence.findUnique({ where: { id } });
    const { count } = await ctx.db.recurrence.deleteMany({ where: { id } });
    if (!recurrence || count === 0) fail('not_found', 'There is no such recurring work.');
    await audit(ctx, {
      action: 'recurrence.remove',
      subject: { type: 'recurrence', id },
      detail: { before: contentOf(recurrence) },
    });
  });
}

async function viewOf(ctx: Ctx, recurrence: Row): Promise<Recurrence> {
  const [view] = await recurrenceViews(ctx, [recurrence]);
  return view as Recurrence;
}

/** Null: it is off. What never comes is refused then, too. */
function nextOf(
  ctx: Ctx,
  { enabled, ...when }: { cron: string; timeZone: string; enabled: boolean },
): Date | null {
  const next = nextTime(when, ctx.now());
  return enabled ? next : null;
}

/** What is being done at this moment is waited for, and stays done. */
async function leaveUndone(ctx: Ctx, recurrenceId: string): Promise<void> {
  await ctx.db.recurrenceRun.updateMany({
    where: { recurrenceId, state: 'waiting' },
    data: { state: 'skipped', words: 'It was switched off before.', finishedAt: ctx.now() },
  });
}
