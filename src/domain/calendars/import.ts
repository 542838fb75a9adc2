import type { z } from 'zod';
import { type Calendar, type Holiday, ImportHolidays } from '../../contract/calendars.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField, isDeskbellError } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { requireAdmin } from '../people/policy.ts';
import { changeCalendar } from './change.ts';
import { MOST_HOLIDAYS, readIcal } from './ical.ts';

/**
 * Reads holidays from the text of an iCalendar file. They replace what was imported before.
 * @throws `invalid` when the file cannot be read, or is too much; then nothing has changed
 */
export async function importHolidays(ctx: Ctx, input: z.input<typeof ImportHolidays>): Promise<Calendar> {
  requireAdmin(ctx);
  const { id, ical } = parse(ImportHolidays, input);
  // Before the transaction: it may take seconds.
  const imported = await readIcal(ical, ctx.now()).catch((error) =>
    isDeskbellError(error) ? failField('ical', error.message) : Promise.reject(error),
  );
  return changeCalendar(ctx, id, 'calendar.import', (calendar) => {
    const holidays = withImported(calendar.holidays, imported);
    if (holidays.length > MOST_HOLIDAYS) failField('ical', TOO_MANY);
    return { holidays };
  });
}

export const TOO_MANY = `With these holidays the calendar would have more than ${MOST_HOLIDAYS.toLocaleString('en')}.`;

/** Those that were written by hand stay. */
export const withImported = (holidays: Holiday[], imported: Holiday[]): Holiday[] => [
  ...holidays.filter((holiday) => holiday.on !== 'date' || !holiday.imported),
  ...imported,
];
