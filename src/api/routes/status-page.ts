import { listSubscribers, removeSubscriber } from '../../domain/status/subscribe.ts';
import type { Api, Handlers } from '../bind.ts';

export const statusPageRoutes: Handlers<Api['statusPage']> = {
  subscribers: listSubscribers,
  removeSubscriber,
};
