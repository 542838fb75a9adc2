import {
  createPolicy,
  listPolicies,
  orderPolicies,
  removePolicy,
  updatePolicy,
} from '../../domain/sla/policies.ts';
import type { Api, Handlers } from '../bind.ts';

export const slaPolicyRoutes: Handlers<Api['slaPolicies']> = {
  list: listPolicies,
  create: createPolicy,
  order: orderPolicies,
  update: updatePolicy,
  remove: removePolicy,
};
