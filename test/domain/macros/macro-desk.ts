import type { z } from 'zod';
import type { CreateMacro } from '../../../src/contract/macros.ts';
import { createMacro } from '../../../src/domain/macros/save.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import type { ActingPerson, Ctx } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

export type MacroDesk = Desk & {
  requester: ActingPerson;
  agent: ActingPerson;
  lead: ActingPerson;
  admin: ActingPerson;
  /** An agent of another team. */
  elsewhere: ActingPerson;
  /** Opens a ticket of the requester, in the first queue. */
  open(title?: string): Promise<string>;
  /** A shared macro, unless told otherwise. */
  macro(more: Partial<z.input<typeof CreateMacro>>, as?: ActingPerson): ReturnType<typeof createMacro>;
  row(number: string): ReturnType<Desk['store']['client']['ticket']['findUniqueOrThrow']>;
  /** What was written to the ticket, oldest first. */
  said(number: string): Promise<string[]>;
  system: Ctx;
};

export async function createMacroDesk(): Promise<MacroDesk> {
  const desk = await createDesk();
  const agentOf = (name: string, team: { id: string }, lead = false) =>
    desk.person({ name, roles: ['agent'], teams: [team], lead });
  const admin = await desk.person({ name: 'Ada Admin', roles: ['admin'] });
  const requester = await desk.person({ name: 'Rita Requester' });
  let count = 0;
  return {
    ...desk,
    admin,
    requester,
    agent: await agentOf('Agnes Agent', desk.team),
    lead: await agentOf('Lea Lead', desk.team, true),
    elsewhere: await agentOf('Else Where', await desk.addTeam('Network')),
    async open(title = 'Printer on fire') {
      const opened = await openTicket(desk.ctxFor(requester), {
        ...{ title, description: 'It smokes.', queueId: desk.queue.id },
      });
      return opened?.number ?? '';
    },
    macro: (more, as = admin) =>
      createMacro(desk.ctxFor(as), { name: `Macro ${++count}`, reach: 'everybody', ...more }),
    row: (number) => desk.store.client.ticket.findUniqueOrThrow({ where: { number } }),
    async said(number) {
      const entries = await desk.store.client.entry.findMany({
        where: { ticket: { number }, kind: { not: 'event' } },
        orderBy: { id: 'asc' },
      });
      return entries.map(({ body }) => body);
    },
    system: desk.ctxFor('system'),
  };
}
