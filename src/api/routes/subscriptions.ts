import { readSubscription } from '../../domain/subscriptions/read.ts';
import {
  createSubscription,
  removeSubscription,
  updateSubscription,
} from '../../domain/subscriptions/subscriptions.ts';
import { listSubscriptions } from '../../domain/subscriptions/view.ts';
import type { Api, Handlers } from '../bind.ts';

export const subscriptionRoutes: Handlers<Api['subscriptions']> = {
  list: listSubscriptions,
  create: createSubscription,
  update: updateSubscription,
  read: readSubscription,
  remove: removeSubscription,
};
