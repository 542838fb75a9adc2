import { listEntries } from '../../src/domain/tickets/get.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import type { Desk } from './desk.ts';

/** What the desk has on record. */
export type DeskRecord = {
  tickets(): Promise<{ number: string; title: string; state: string; source: string }[]>;
  /** What was written on a ticket, oldest first: `reply: …` and `note: …`. */
  written(number: string): Promise<string[]>;
};

export const recordOf = (desk: Desk, agent: ActingPerson): DeskRecord => ({
  tickets: () =>
    desk.store.client.ticket.findMany({
      select: { number: true, title: true, state: true, source: true },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    }),
  async written(number) {
    const { items } = await listEntries(desk.ctxFor(agent), { number, limit: 200 });
    return items.filter(({ kind }) => kind !== 'event').map(({ kind, body }) => `${kind}: ${body}`);
  },
});
