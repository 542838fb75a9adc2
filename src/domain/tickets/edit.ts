import type { z } from 'zod';
import { EditTicket } from '../../contract/tickets.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { directoryOf } from '../settings/directory.ts';
import { type Change, changeTicket } from './change.ts';
import { freshNumber } from './number.ts';
import { type Level, priorityOf } from './priority.ts';
import { reindexTicket } from './search-words.ts';

/**
 * Changes what the ticket says of itself. The priority follows impact and urgency by the matrix unless it was
 * overridden with a reason. Another kind brings another number; the old one goes on meaning this ticket.
 */
export async function editTicket(ctx: Ctx, input: z.input<typeof EditTicket>) {
  const { number, revision, priority, title, description, ...wanted } = parse(EditTicket, input);
  const { settings, calendars } = await directoryOf(ctx);
  if (wanted.calendarId && !calendars.has(wanted.calendarId)) {
    failField('calendarId', 'There is no such calendar.');
  }
  return changeTicket(ctx, number, 'edit', async (ticket, ctx) => {
    if (revision !== undefined && revision !== ticket.revision) {
      fail('conflict', `${ticket.number} was changed by somebody else in the meantime. Please look again.`, {
        data: { revision: ticket.revision },
      });
    }
    const impact = wanted.impact ?? (ticket.impact as Level);
    const urgency = wanted.urgency ?? (ticket.urgency as Level);
    const set: Change['set'] = { ...wanted };
    if (title !== undefined) set.title = wellFormed(title);
    if (description !== undefined) set.description = wellFormed(description);
    if (priority) {
      set.priority = priority.value;
      set.priorityReason = priority.reason;
    } else if (priority === null || !ticket.priorityReason) {
      set.priority = priorityOf(settings.priorityMatrix, impact, urgency);
      set.priorityReason = null;
    }
    if (wanted.kind && wanted.kind !== ticket.kind) {
      set.number = await freshNumber(ctx, wanted.kind);
      await ctx.db.ticketAlias.create({ data: { number: ticket.number, ticketId: ticket.id } });
    }
    const isReworded =
      (set.title ?? ticket.title) !== ticket.title ||
      (set.description ?? ticket.description) !== ticket.description;
    if (isReworded) {
      await reindexTicket(ctx, ticket.id, { title, description });
    }
    return { set };
  });
}
