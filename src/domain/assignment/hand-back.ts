import { type Ctx, inTransaction } from '../../lib/context.ts';
import { messageOf } from '../../lib/errors.ts';
import { audit } from '../audit/record.ts';
import { type Change, changeTicket } from '../tickets/change.ts';
import type { LoadedTicket } from '../tickets/load.ts';
import { isOpen } from '../tickets/states.ts';
import { assignment } from '../tickets/take.ts';
import { givesTickets } from './waiting.ts';

/** What somebody who goes away hands back: the open tickets that they have then. What they get later, they keep. */

const BATCH = 50;

/**
 * Hands tickets back for those who go away, some for each. Who has nothing left to hand back is away. Wherever it was
 * left by a process that died it goes on, and several processes may do it at once.
 * @returns how many tickets were handed back
 */
export async function handBack(ctx: Ctx): Promise<number> {
  const people = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM person WHERE availability = 'handing_back' ORDER BY id`;
  let count = 0;
  for (const { id } of people) {
    const left = await leftTo(ctx, id);
    for (const ticketId of left) count += await tryToHandBack(ctx, ticketId, id);
    if (left.length === 0) await finish(ctx, id);
  }
  return count;
}

/** Written out, so that the partial index on open tickets serves. */
async function leftTo(ctx: Ctx, personId: string): Promise<string[]> {
  const rows = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT t.id::text FROM person p JOIN ticket t ON t.assignee_id = p.id
     WHERE p.id = ${personId}::uuid AND p.availability = 'handing_back'
       AND t.state IN ('new', 'in_progress', 'on_hold')
       AND (t.taken_at IS NULL OR t.taken_at <= p.availability_since)
     LIMIT ${BATCH}`;
  return rows.map(({ id }) => id);
}

/** A fault with one ticket must not keep the others. */
async function tryToHandBack(ctx: Ctx, ticketId: string, personId: string): Promise<0 | 1> {
  try {
    await changeTicket(ctx, ticketId, 'assign', (ticket, ctx) => letGo(ctx, ticket, personId));
    return 1;
  } catch (error) {
    ctx.log.error(
      { ticket: ticketId, error: messageOf(error) },
      'a ticket could not be handed back and is tried again',
    );
    return 0;
  }
}

/** Unless something else came of it, or of them, in the meantime. */
async function letGo(ctx: Ctx, ticket: LoadedTicket, personId: string): Promise<Change> {
  const { name, availability } = await ctx.db.person.findUniqueOrThrow({ where: { id: personId } });
  const isTheirs = ticket.assigneeId === personId && isOpen(ticket.state);
  if (availability !== 'handing_back' || !isTheirs) return {};
  const { set, words } = await assignment(ctx, ticket, null);
  return {
    set: { ...set, awaitsAssignment: await givesTickets(ctx, ticket.queueId) },
    words: { ...words, reason: { from: null, to: `${name} is away` } },
  };
}

async function finish(ctx: Ctx, personId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR UPDATE`;
    const { availability: before } = await ctx.db.person.findUniqueOrThrow({ where: { id: personId } });
    if (before !== 'handing_back' || (await leftTo(ctx, personId)).length > 0) return;
    await ctx.db.person.update({
      where: { id: personId },
      data: { availability: 'away', updatedAt: ctx.now() },
    });
    await audit(ctx, {
      action: 'person.availability',
      subject: { type: 'person', id: personId },
      detail: { before: { availability: before }, after: { availability: 'away' } },
    });
    ctx.publish({ topic: 'directory' });
  });
}
