import type { z } from 'zod';
import { JustTask } from '../../contract/tasks.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { sight } from '../tickets/policy.ts';
import { changeTaskOf } from './task.ts';

/** Says that a task is done; what is done already stays as it was. */
export const tickTask = (ctx: Ctx, input: z.input<typeof JustTask>) => setDone(ctx, input, true);

/** Says that a task is not done after all. */
export const untickTask = (ctx: Ctx, input: z.input<typeof JustTask>) => setDone(ctx, input, false);

/** Agents may, and who owns the task. */
function setDone(ctx: Ctx, input: z.input<typeof JustTask>, done: boolean) {
  const { id } = parse(JustTask, input);
  return changeTaskOf(ctx, id, 'tick', async (task, ticket, ctx) => {
    const me = personOf(ctx.actor)?.id ?? null;
    if (sight(ctx.actor, ticket) !== 'all' && task.ownerId !== me) {
      fail('forbidden', 'Only agents and the owner of a task may say that it is done.');
    }
    if ((task.doneAt !== null) === done) return {};
    await ctx.db.task.update({
      where: { id },
      data: done ? { doneAt: ctx.now(), doneById: me } : { doneAt: null, doneById: null },
    });
    const { title } = task;
    return {
      words: { taskDone: done ? { from: null, to: title } : { from: title, to: null } },
      detail: { taskId: id },
    };
  });
}
