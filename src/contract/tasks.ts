import { z } from 'zod';
import { Id, Instant, TicketNumber, Title } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Ticket } from './tickets.ts';

/** What has to be done on a ticket, step by step. */

/** Of one ticket. */
export const MOST_TASKS = 200;

const definition = {
  title: Title,
  /** Somebody who may see the ticket. */
  ownerId: Id.nullable(),
  dueAt: Instant.nullable(),
  /** The ticket cannot be resolved before. */
  required: z.boolean(),
};

export const AddTasks = z.strictObject({
  number: TicketNumber,
  tasks: z
    .array(
      z.strictObject({
        title: definition.title,
        ownerId: definition.ownerId.default(null),
        dueAt: definition.dueAt.default(null),
        required: definition.required.default(false),
      }),
    )
    .min(1, 'must not be empty')
    .max(MOST_TASKS, `must be at most ${MOST_TASKS}`),
});
export const ChangeTask = z.strictObject({ ...z.object(definition).partial().shape, id: Id });
export const JustTask = z.strictObject({ id: Id });
export const OrderTasks = z.strictObject({ number: TicketNumber, ids: z.array(Id).max(MOST_TASKS) });

/** All of them answer with the ticket. */
export const tasks = {
  add: endpoint({
    method: 'POST',
    path: '/tickets/:number/tasks',
    summary: 'Add tasks to a ticket, behind those that it has',
    scope: 'write',
    input: AddTasks,
    output: Ticket,
    status: 201,
    idempotent: true,
  }),
  order: endpoint({
    method: 'PUT',
    path: '/tickets/:number/tasks/order',
    summary: 'Put all tasks of a ticket into this order',
    scope: 'write',
    input: OrderTasks,
    output: Ticket,
  }),
  change: endpoint({
    method: 'PATCH',
    path: '/tasks/:id',
    summary: 'Change what a task says, whose it is, when it is due, or whether it is required',
    scope: 'write',
    input: ChangeTask,
    output: Ticket,
  }),
  tick: endpoint({
    method: 'PUT',
    path: '/tasks/:id/done',
    summary: 'Say that it is done: agents, and its owner',
    scope: 'write',
    input: JustTask,
    output: Ticket,
  }),
  untick: endpoint({
    method: 'DELETE',
    path: '/tasks/:id/done',
    summary: 'Say that it is not done after all',
    scope: 'write',
    input: JustTask,
    output: Ticket,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/tasks/:id',
    summary: 'Remove a task',
    scope: 'write',
    input: JustTask,
    output: Ticket,
  }),
};
