import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Task } from '../../lib/prisma/client.ts';
import { type Change, changeTicket } from '../tickets/change.ts';
import type { LoadedTicket } from '../tickets/load.ts';
import { requireOpen } from '../tickets/states.ts';

const noSuchTask = (): never => fail('not_found', 'There is no such task.');

/** Changes a task as its ticket changes, while that is worked on. */
export async function changeTaskOf(
  ctx: Ctx,
  id: string,
  verb: 'task' | 'tick',
  decide: (task: Task, ticket: LoadedTicket, ctx: Ctx) => Promise<Change>,
): Promise<LoadedTicket> {
  const { ticketId } = (await ctx.db.task.findUnique({ where: { id } })) ?? noSuchTask();
  return changeTicket(ctx, ticketId, verb, async (ticket, ctx) => {
    requireOpen(ticket.state, 'worked on');
    // It may have gone meanwhile, by itself or with its ticket into another one.
    const task = (await ctx.db.task.findFirst({ where: { id, ticketId } })) ?? noSuchTask();
    return decide(task, ticket, ctx);
  });
}

/** A task as the timeline tells of it. */
export function taskInWords(
  { title, required, dueAt }: Pick<Task, 'title' | 'required' | 'dueAt'>,
  owner: { name: string } | undefined,
): string {
  const more = [
    ...(owner ? [owner.name] : []),
    ...(dueAt ? [`due ${dueAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`] : []),
    ...(required ? ['required'] : []),
  ];
  return more.length === 0 ? title : `${title} (${more.join(', ')})`;
}
