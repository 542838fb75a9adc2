import { getPaging, putPaging } from '../../domain/escalation/paging.ts';
import {
  createEscalationPolicy,
  listEscalationPolicies,
  removeEscalationPolicy,
  updateEscalationPolicy,
} from '../../domain/escalation/policies.ts';
import { listTests, testWay } from '../../domain/escalation/tests.ts';
import { getPhone, putPhone, removePhone } from '../../domain/phones/own.ts';
import { verifyPhone } from '../../domain/phones/verify.ts';
import { addDevice, getPush, removeDevice } from '../../domain/push/devices.ts';
import type { Api, Handlers } from '../bind.ts';

export const escalationPolicyRoutes: Handlers<Api['escalationPolicies']> = {
  list: listEscalationPolicies,
  create: createEscalationPolicy,
  update: updateEscalationPolicy,
  remove: removeEscalationPolicy,
};

export const pagingRoutes: Handlers<Api['paging']> = {
  get: getPaging,
  put: putPaging,
  tests: listTests,
  test: testWay,
};

/** @param offered whether the desk can send SMS and call */
export const phoneRoutes = (offered: boolean): Handlers<Api['phone']> => ({
  get: async (ctx) => ({ ...(await getPhone(ctx)), offered }),
  put: async (ctx, input) => ({ ...(await putPhone(ctx, input, offered)), offered }),
  verify: async (ctx, input) => ({ ...(await verifyPhone(ctx, input)), offered }),
  remove: removePhone,
});

/** @param key `deriveKey(secretKey, PUSH)` */
export const pushRoutes = (key: Buffer): Handlers<Api['push']> => ({
  get: (ctx) => getPush(ctx, key),
  add: (ctx, input) => addDevice(ctx, key, input),
  remove: removeDevice,
});
