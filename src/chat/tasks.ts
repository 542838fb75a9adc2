import { z } from 'zod';
import type { Field } from '../contract/card.ts';
import { Id } from '../contract/common.ts';
import { addTasks } from '../domain/tasks/add.ts';
import { tickTask } from '../domain/tasks/tick.ts';
import { authorise } from '../domain/tickets/policy.ts';
import type { Ctx } from '../lib/context.ts';
import { failField } from '../lib/errors.ts';
import { cut, shown } from '../lib/text.ts';
import { type Action, form, paragraph, ticketOf } from './action.ts';
import { once } from './once.ts';
import { DONE, type Outcome } from './outcome.ts';

/** The tasks of a ticket in a chat: what is open can be ticked, and new ones are written one a line. */

/** So many fit into what every platform takes of a form. */
const MOST = 40;
const LONGEST = 75;

export const TASKS: Action = {
  press: askForTasks,
  async submit(ctx, value, { fields }, inbound) {
    const ticket = await ticketOf(ctx, value);
    const ids = z.array(Id).safeParse((fields.done ?? '').split(',').filter((id) => id !== ''));
    if (!ids.success) failField('done', 'must be some of the choices');
    const lines = (fields.tasks ?? '').split('\n').filter((line) => shown(line) !== '');
    await once(ctx, inbound, async (ctx) => {
      if (lines.length > 0) {
        await addTasks(ctx, { number: ticket.number, tasks: lines.map((title) => ({ title })) });
      }
      // Those that are gone by now need nobody.
      const ticked = await ctx.db.task.findMany({
        where: { id: { in: ids.data }, ticketId: ticket.id },
        orderBy: { position: 'asc' },
      });
      for (const { id } of ticked) await tickTask(ctx, { id });
    });
    return { ...DONE, ticket: ticket.number };
  },
};

/** @param value the ticket's id, or its number */
export async function askForTasks(ctx: Ctx, value: string): Promise<Outcome> {
  const ticket = await ticketOf(ctx, value);
  authorise(ctx.actor, 'task', ticket);
  const tasks = await ctx.db.task.findMany({
    where: { ticketId: ticket.id },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
    include: { owner: { select: { name: true } } },
  });
  const open = tasks.filter(({ doneAt }) => doneAt === null);
  const hints = [
    tasks.length > open.length ? `${tasks.length - open.length} of ${tasks.length} are done already.` : '',
    open.length > MOST ? `Only the first ${MOST} are listed. The console has them all.` : '',
  ];
  const hint = hints.filter((words) => words !== '').join(' ');
  const done: Field = {
    ...{ type: 'choices', name: 'done', label: 'What is done?', required: false },
    ...(hint === '' ? {} : { hint }),
    options: open.slice(0, MOST).map((task) => ({ value: task.id, label: labelOf(task) })),
  };
  return form('tasks', ticket, {
    title: `Tasks of ${ticket.number}`,
    submit: 'Save',
    fields: [
      ...(open.length > 0 ? [done] : []),
      { ...paragraph('tasks', 'New tasks', false), hint: 'One a line.' },
    ],
  });
}

const labelOf = (task: { title: string; required: boolean; owner: { name: string } | null }): string =>
  [
    cut(shown(task.title), LONGEST),
    ...(task.required ? ['required'] : []),
    ...(task.owner ? [task.owner.name] : []),
  ].join(' · ');
