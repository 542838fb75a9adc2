import type { z } from 'zod';
import { ChangeTask, JustTask } from '../../contract/tasks.ts';
import type { Ctx } from '../../lib/context.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { ownersOf, tellOwners } from './owners.ts';
import { changeTaskOf, taskInWords } from './task.ts';

/** Changes what a task says, whose it is, when it is due, or whether it is required. A new owner is told. */
export async function changeTask(ctx: Ctx, input: z.input<typeof ChangeTask>) {
  const { id, title, dueAt, ownerId, required } = parse(ChangeTask, input);
  return changeTaskOf(ctx, id, 'task', async (task, ticket, ctx) => {
    const isNewOwner = ownerId !== undefined && ownerId !== task.ownerId;
    const owners = await ownersOf(ctx, ticket, isNewOwner ? [ownerId] : []);
    const changed = await ctx.db.task.update({
      where: { id },
      data: {
        ...(title === undefined ? {} : { title: wellFormed(title) }),
        ...(dueAt === undefined ? {} : { dueAt: dueAt === null ? null : new Date(dueAt) }),
        ...(ownerId === undefined ? {} : { ownerId }),
        ...(required === undefined ? {} : { required }),
      },
    });
    const owner = task.ownerId
      ? await ctx.db.person.findUniqueOrThrow({ where: { id: task.ownerId } })
      : undefined;
    const from = taskInWords(task, owner);
    const to = taskInWords(changed, owners.get(changed.ownerId ?? '') ?? (isNewOwner ? undefined : owner));
    if (from === to && !isNewOwner) return {};
    if (isNewOwner) await tellOwners(ctx, ticket, [changed]);
    return { words: { task: { from, to } }, detail: { taskId: id } };
  });
}

/** Removes a task, done or not. */
export async function removeTask(ctx: Ctx, input: z.input<typeof JustTask>) {
  const { id } = parse(JustTask, input);
  return changeTaskOf(ctx, id, 'task', async ({ title }, _ticket, ctx) => {
    await ctx.db.task.delete({ where: { id } });
    return { words: { task: { from: title, to: null } }, detail: { taskId: id } };
  });
}
