import { getPaging, putPaging } from '../../domain/escalation/paging.ts';
import {
  createEscalationPolicy,
  listEscalationPolicies,
  removeEscalationPolicy,
  updateEscalationPolicy,
} from '../../domain/escalation/policies.ts';
import type { Api, Handlers } from '../bind.ts';

export const escalationPolicyRoutes: Handlers<Api['escalationPolicies']> = {
  list: listEscalationPolicies,
  create: createEscalationPolicy,
  update: updateEscalationPolicy,
  remove: removeEscalationPolicy,
};

export const pagingRoutes: Handlers<Api['paging']> = { get: getPaging, put: putPaging };
