import { acknowledgeAlert, escalateAlert, resolveAlert } from '../../domain/alerts/answer.ts';
import { getAlert, listAlerts } from '../../domain/alerts/list.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Api, Handlers } from '../bind.ts';

type ById = { id: string };
const thenShow = (verb: (ctx: Ctx, input: ById) => Promise<ById>) => async (ctx: Ctx, input: ById) =>
  getAlert(ctx, await verb(ctx, input));

export const alertRoutes: Handlers<Api['alerts']> = {
  list: listAlerts,
  get: getAlert,
  acknowledge: thenShow(acknowledgeAlert),
  resolve: thenShow(resolveAlert),
  escalate: thenShow(escalateAlert),
};
