import { addTasks } from '../../domain/tasks/add.ts';
import { changeTask, removeTask } from '../../domain/tasks/change.ts';
import { orderTasks } from '../../domain/tasks/order.ts';
import { tickTask, untickTask } from '../../domain/tasks/tick.ts';
import type { Api, Handlers } from '../bind.ts';
import { thenShow } from '../show.ts';

export const taskRoutes: Handlers<Api['tasks']> = {
  add: thenShow(addTasks),
  order: thenShow(orderTasks),
  change: thenShow(changeTask),
  tick: thenShow(tickTask),
  untick: thenShow(untickTask),
  remove: thenShow(removeTask),
};
