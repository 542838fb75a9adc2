import type { z } from 'zod';
import { OrderTasks } from '../../contract/tasks.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { listed } from '../../lib/text.ts';
import { changeTicket } from '../tickets/change.ts';
import { requireOpen } from '../tickets/states.ts';

/**
 * Puts all tasks of a ticket into this order.
 * @throws `conflict` when the ids are not those of all tasks: somebody added or removed one in the meantime
 */
export async function orderTasks(ctx: Ctx, input: z.input<typeof OrderTasks>) {
  const { number, ids } = parse(OrderTasks, input);
  if (new Set(ids).size < ids.length) failField('ids', 'A task is here twice.');
  return changeTicket(ctx, number, 'task', async (ticket, ctx) => {
    requireOpen(ticket.state, 'worked on');
    const rows = await ctx.db.task.findMany({
      where: { ticketId: ticket.id },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
      select: { id: true, title: true },
    });
    const titles = new Map(rows.map(({ id, title }) => [id, title]));
    if (ids.length !== rows.length || ids.some((id) => !titles.has(id))) {
      fail('conflict', `The tasks of ${ticket.number} have changed in the meantime. Please look again.`);
    }
    if (rows.every(({ id }, index) => id === ids[index])) return {};
    await ctx.db.$executeRaw`
      UPDATE task SET position = o.place
        FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS o (id, place) WHERE o.id = task.id`;
    return {
      words: { taskOrder: { from: null, to: listed(ids.map((id) => titles.get(id) ?? '')) } },
      detail: { ids },
    };
  });
}
