import { type PagingDeps, sendPages } from '../chat/pages.ts';
import { endSilences, expireAlerts, releaseHeld } from '../domain/alerts/by-clock.ts';
import { openTickets } from '../domain/alerts/tickets.ts';
import { STEPS_TOGETHER, takeSteps } from '../domain/escalation/advance.ts';
import { PAGES_TOGETHER } from '../domain/escalation/claim.ts';
import { endAcknowledgements } from '../domain/escalation/lapse.ts';
import { declareWished } from '../domain/incidents/by-alert.ts';
import { finishMaintenances } from '../domain/maintenance/finish.ts';
import { findMissing } from '../domain/services/heartbeats.ts';
import { SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { keepLooking, type Loop } from './loop.ts';

/** Does what has come by the clock to alerts, and takes the steps that are due then. */
export async function escalate(ctx: Ctx): Promise<number> {
  const ended = (await findMissing(ctx)) + (await finishMaintenances(ctx));
  const passed = ended + (await releaseHeld(ctx)) + (await expireAlerts(ctx)) + (await endSilences(ctx));
  return passed + (await endAcknowledgements(ctx)) + (await takeSteps(ctx));
}

/** Pages people while the worker runs. They have loops of their own, so that nothing else that is sent holds them up. */
export function startPaging(ctx: () => Ctx, deps: PagingDeps): Pick<Loop, 'stop'> {
  const clock = keepLooking({ name: 'alerts by the clock', ctx, work: escalate, every: SECOND });
  // Who is to be paged at once does not wait for what goes by the clock.
  const steps = keepLooking({
    ...{ name: 'escalate', ctx, work: takeSteps, batch: STEPS_TOGETHER, every: SECOND, on: 'escalations' },
  });
  const pages = keepLooking({
    ...{ name: 'page', ctx, batch: PAGES_TOGETHER, every: SECOND, on: 'pages' },
    work: (ctx) => sendPages(ctx, deps),
    // A round lasts as long as its slowest platform.
    beside: 4,
  });
  // Nobody is paged later because a ticket takes its time.
  const tickets = keepLooking({ name: 'alert tickets', ctx, work: openTickets, every: SECOND, on: 'wishes' });
  const incidents = keepLooking({
    ...{ name: 'alert incidents', ctx, work: declareWished, every: SECOND, on: 'wishes' },
  });
  return {
    async stop() {
      await Promise.all([clock, steps, pages, tickets, incidents].map((loop) => loop.stop()));
    },
  };
}
