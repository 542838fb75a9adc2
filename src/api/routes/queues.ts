import { listQueues } from '../../domain/queues/list.ts';
import { createQueue, updateQueue } from '../../domain/queues/save.ts';
import type { Api, Handlers } from '../bind.ts';

export const queueRoutes: Handlers<Api['queues']> = {
  list: listQueues,
  create: createQueue,
  update: updateQueue,
};
