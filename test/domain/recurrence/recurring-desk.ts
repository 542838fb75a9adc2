import type { z } from 'zod';
import type { CreateRecurrence, Recurrence, RecurrenceAction } from '../../../src/contract/recurrences.ts';
import { runRecurrences } from '../../../src/domain/recurrence/run.ts';
import { listRecurrenceRuns } from '../../../src/domain/recurrence/runs.ts';
import { createRecurrence } from '../../../src/domain/recurrence/save.ts';
import { createSlaDesk, type SlaDesk } from '../sla/sla-desk.ts';

type Template = z.input<typeof RecurrenceAction> & { do: 'ticket' };

export type RecurringDesk = SlaDesk & {
  /** Opens a ticket every day at ten, unless told otherwise. */
  recurrence(
    options?: Partial<Omit<z.input<typeof CreateRecurrence>, 'action'>> & {
      ticket?: Partial<Template>;
      action?: z.input<typeof RecurrenceAction>;
    },
  ): Promise<Recurrence>;
  /** Sets the clock (`2026-01-06 09:00`, UTC) and does all that has come, in one process. */
  work(at?: string): Promise<number>;
  /** A line a run, oldest first: `01-06 10:00 done Opened REQ-1.` */
  runLog(recurrence: { id: string }): Promise<string[]>;
};

/** The clock stands at nine on Monday, 5 January 2026. */
export async function createRecurringDesk(): Promise<RecurringDesk> {
  const sla = await createSlaDesk();
  let count = 0;
  const short = (instant: string) => instant.slice(5, 16).replace('T', ' ');
  return {
    ...sla,
    recurrence({ ticket, action, ...options } = {}) {
      const template: Template = {
        do: 'ticket',
        title: 'Check the backups',
        description: 'Restore one file.',
        requesterId: sla.requester.id,
        ...ticket,
      };
      return createRecurrence(sla.ctxFor(sla.admin), {
        ...{ name: `Work ${++count}`, cron: '0 10 * * *', timeZone: 'UTC', action: action ?? template },
        ...options,
      });
    },
    work(at) {
      if (at) sla.clock.set(new Date(`${at.replace(' ', 'T')}:00Z`));
      return runRecurrences(sla.ctxFor('system'));
    },
    async runLog({ id }) {
      const { items } = await listRecurrenceRuns(sla.ctxFor(sla.admin), { id, limit: 200 });
      return items
        .reverse()
        .map(({ plannedAt, missedSince, manual, state, words }) =>
          [
            short(plannedAt),
            ...(missedSince ? [`for ${short(missedSince)}`] : []),
            ...(manual ? ['by hand'] : []),
            state,
            ...(words ? [words] : []),
          ].join(' '),
        );
    },
  };
}
