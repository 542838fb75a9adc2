import type { Ticket } from '../contract/tickets.ts';
import { getTicket } from '../domain/tickets/get.ts';
import { actingAs, type Ctx, systemActor } from '../lib/context.ts';
import { isDeskbellError } from '../lib/errors.ts';

/** A verb, then the ticket as it is now. */
export function thenShow<Input>(verb: (ctx: Ctx, input: Input) => Promise<{ id: string }>) {
  return async (ctx: Ctx, input: Input): Promise<Ticket> => {
    const { id } = await verb(ctx, input);
    return showAsLeft(ctx, id);
  };
}

/**
 * The ticket after a change. Who has just moved it out of their own sight is still told how they left it, and
 * that nothing more is to be done.
 */
export async function showAsLeft(ctx: Ctx, id: string): Promise<Ticket> {
  try {
    return await getTicket(ctx, { number: id });
  } catch (error) {
    if (!isDeskbellError(error) || error.code !== 'not_found') throw error;
    const ticket = await getTicket(actingAs(ctx, systemActor('api')), { number: id });
    return { ...ticket, verbs: [] };
  }
}
