import { acknowledgeAlert, escalateAlert, resolveAlert } from '../domain/alerts/answer.ts';
import { silenceAlert, unsilenceAlert } from '../domain/alerts/silence.ts';
import { makeTicket } from '../domain/alerts/tickets.ts';
import type { Ctx } from '../lib/context.ts';
import type { Action } from './action.ts';
import { once } from './once.ts';
import { said } from './outcome.ts';

/** Buttons on the card of an alert, whose id is their value. */
const answering = (verb: (ctx: Ctx, input: { id: string }) => Promise<unknown>, words: string): Action => ({
  async press(ctx, value, inbound) {
    await once(ctx, inbound, (ctx) => verb(ctx, { id: value }));
    return said(words);
  },
});

const TICKET: Action = {
  async press(ctx, value, inbound) {
    let ticket: string | null = null;
    await once(ctx, inbound, async (ctx) => {
      ({ ticket } = await makeTicket(ctx, { id: value }));
    });
    return { ...said(ticket ? `${ticket} is its ticket.` : 'It has a ticket.'), ticket };
  },
};

export const ALERTS: readonly [string, Action][] = [
  ['alert_acknowledge', answering(acknowledgeAlert, 'It is yours now. Nobody else is paged.')],
  ['alert_resolve', answering(resolveAlert, 'It is resolved.')],
  ['alert_escalate', answering(escalateAlert, 'The next ones are paged now.')],
  [
    'alert_silence',
    answering(silenceAlert, 'It pages nobody for an hour. If it is still open then, it pages again.'),
  ],
  ['alert_unsilence', answering(unsilenceAlert, 'Its silence is over: it pages again.')],
  ['alert_ticket', TICKET],
];
