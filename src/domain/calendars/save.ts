import type { z } from 'zod';
import { type Calendar, CreateCalendar, UpdateCalendar } from '../../contract/calendars.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';
import { onTaken } from '../taken.ts';
import { changeCalendar, keepVersion } from './change.ts';
import { calendarView } from './view.ts';
import { checkZone } from './zone.ts';

const TAKEN = 'There is a calendar of this name already.';

/**
 * Adds a calendar. Its address, if it has one, is read by a job soon after.
 * @throws `conflict` when the name is taken
 */
export async function createCalendar(ctx: Ctx, input: z.input<typeof CreateCalendar>): Promise<Calendar> {
  requireAdmin(ctx);
  const content = parse(CreateCalendar, input);
  checkZone(content.timeZone);
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      const now = ctx.now();
      const row = await ctx.db.calendar.create({
        data: {
          id: ctx.newId(),
          ...content,
          name: wellFormed(content.name),
          createdAt: now,
          updatedAt: now,
        },
      });
      await keepVersion(ctx, row);
      await audit(ctx, {
        action: 'calendar.create',
        subject: { type: 'calendar', id: row.id },
        detail: { after: content },
      });
      ctx.publish({ topic: 'directory' });
      return calendarView(row);
    }),
  );
}

/**
 * Changes a calendar. Another address is read by a job soon after; what was imported stays until then.
 * @throws `conflict` when the name is taken
 */
export async function updateCalendar(ctx: Ctx, input: z.input<typeof UpdateCalendar>): Promise<Calendar> {
  requireAdmin(ctx);
  const { id, ...wanted } = parse(UpdateCalendar, input);
  if (wanted.timeZone !== undefined) checkZone(wanted.timeZone);
  if (wanted.name !== undefined) wanted.name = wellFormed(wanted.name);
  return onTaken(TAKEN, () => changeCalendar(ctx, id, 'calendar.update', () => wanted));
}
