import type { z } from 'zod';
import { AddTasks, MOST_TASKS } from '../../contract/tasks.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { listed, wellFormed } from '../../lib/text.ts';
import { changeTicket } from '../tickets/change.ts';
import { requireOpen } from '../tickets/states.ts';
import { ownersOf, tellOwners } from './owners.ts';
import { taskInWords } from './task.ts';

/** Adds tasks behind those that the ticket has. Their owners are told. */
export async function addTasks(ctx: Ctx, input: z.input<typeof AddTasks>) {
  const { number, tasks } = parse(AddTasks, input);
  return changeTicket(ctx, number, 'task', async (ticket, ctx) => {
    requireOpen(ticket.state, 'given tasks');
    const owners = await ownersOf(
      ctx,
      ticket,
      tasks.map(({ ownerId }) => ownerId),
    );
    const { _count: count, _max: last } = await ctx.db.task.aggregate({
      where: { ticketId: ticket.id },
      _count: true,
      _max: { position: true },
    });
    if (count + tasks.length > MOST_TASKS) {
      fail('conflict', `${ticket.number} can have at most ${MOST_TASKS} tasks.`);
    }
    const rows = tasks.map(({ title, dueAt, ...task }, index) => ({
      ...task,
      id: ctx.newId(),
      ticketId: ticket.id,
      position: (last.position ?? 0) + index + 1,
      title: wellFormed(title),
      dueAt: dueAt === null ? null : new Date(dueAt),
      createdAt: ctx.now(),
    }));
    await ctx.db.task.createMany({ data: rows });
    await tellOwners(ctx, ticket, rows);
    const words = rows.map((task) => taskInWords(task, owners.get(task.ownerId ?? '')));
    return { words: { task: { from: null, to: listed(words) } } };
  });
}
