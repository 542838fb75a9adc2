import { MOST_TASKS } from '../../contract/tasks.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';

/** What is still to be done on a merged ticket is to be done on the one that goes on, behind its own tasks. */
export async function openTasksGoOver(
  ctx: Ctx,
  source: { id: string },
  target: { id: string; number: string },
): Promise<void> {
  await ctx.db.$executeRaw`
    UPDATE task SET ticket_id = ${target.id}::uuid,
           position = position + (SELECT coalesce(max(position), 0) FROM task WHERE ticket_id = ${target.id}::uuid)
     WHERE ticket_id = ${source.id}::uuid AND done_at IS NULL`;
  if ((await ctx.db.task.count({ where: { ticketId: target.id } })) > MOST_TASKS) {
    fail('conflict', `${target.number} would have more than ${MOST_TASKS} tasks.`);
  }
}
