import { listUndelivered, retryDelivery } from '../../domain/outbox/undelivered.ts';
import type { Api, Handlers } from '../bind.ts';

export const deliveryRoutes: Handlers<Api['deliveries']> = {
  undelivered: listUndelivered,
  retry: retryDelivery,
};
