import { readSubscription } from '../../domain/subscriptions/read.ts';
import {
  createSubscription,
  removeSubscription,
  updateSubscription,
} from '../../domain/subscriptions/subscriptions.ts';
import { listSubscriptions } from '../../domain/subscriptions/view.ts';
import type { Api, Handlers } from '../bind.ts';

/** @param key `deriveKey(secretKey, CALENDARS)` */
export const subscriptionRoutes = (key: Buffer): Handlers<Api['subscriptions']> => ({
  list: listSubscriptions,
  create: (ctx, input) => createSubscription(ctx, key, input),
  update: (ctx, input) => updateSubscription(ctx, key, input),
  read: (ctx, input) => readSubscription(ctx, key, input),
  remove: removeSubscription,
});
