import type { z } from 'zod';
import { ListMacros, type Macro } from '../../contract/macros.ts';
import type { Ctx } from '../../lib/context.ts';
import { parse } from '../../lib/parse.ts';
import { requirePerson, requireStaff } from '../people/policy.ts';
import { loadTicket } from '../tickets/load.ts';
import { worksOn } from '../tickets/policy.ts';
import { fits } from './fits.ts';
import { macroView, TEAMS, usableBy } from './view.ts';

/** What the caller may use, by name; with a ticket only what could be applied to it as it is. */
export async function listMacros(ctx: Ctx, input: z.input<typeof ListMacros>): Promise<{ items: Macro[] }> {
  requireStaff(ctx);
  const person = requirePerson(ctx);
  const { ticket: reference } = parse(ListMacros, input);
  const ticket = reference === undefined ? undefined : await loadTicket(ctx, reference);
  if (ticket && !worksOn(person, ticket.queue)) return { items: [] };
  const rows = await ctx.db.macro.findMany({
    where: usableBy(person),
    include: TEAMS,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  const items = rows.map((row) => macroView(person, row));
  return { items: ticket ? items.filter((macro) => fits(ticket.state, macro)) : items };
}
