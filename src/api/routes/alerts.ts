import { acknowledgeAlert, escalateAlert, resolveAlert } from '../../domain/alerts/answer.ts';
import { getAlert, listAlerts } from '../../domain/alerts/list.ts';
import { silenceAlert, unsilenceAlert } from '../../domain/alerts/silence.ts';
import { makeTicket } from '../../domain/alerts/tickets.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Api, Handlers } from '../bind.ts';

const thenShow =
  <Input>(verb: (ctx: Ctx, input: Input) => Promise<{ id: string }>) =>
  async (ctx: Ctx, input: Input) => {
    const { id } = await verb(ctx, input);
    return getAlert(ctx, { id });
  };

export const alertRoutes: Handlers<Api['alerts']> = {
  list: listAlerts,
  get: getAlert,
  acknowledge: thenShow(acknowledgeAlert),
  resolve: thenShow(resolveAlert),
  escalate: thenShow(escalateAlert),
  silence: thenShow(silenceAlert),
  unsilence: thenShow(unsilenceAlert),
  makeTicket: thenShow(makeTicket),
};
