import { type Calendar, calendars, type Holiday } from '../../contract/calendars.ts';
import { DAY, SECOND } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail, isDeskbellError, messageOf } from '../../lib/errors.ts';
import { askOutside } from '../../lib/outside.ts';
import { parse } from '../../lib/parse.ts';
import { requireAdmin } from '../people/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { changeCalendar } from './change.ts';
import { MOST_HOLIDAYS, readIcal } from './ical.ts';
import { TOO_MANY, withImported } from './import.ts';

const MOST_BYTES = 2_000_000;
/** Short, so that a process that stops need not wait for it; in milliseconds. */
const WITHIN = 8 * SECOND;
/** How many calendars are read at the same time. */
const BATCH = 5;

/**
 * Reads holidays from the iCalendar address of a calendar. Where that fails, the reason stands in the calendar, and
 * its holidays are what they were.
 * @throws `conflict` when it has no address
 */
export async function readSource(ctx: Ctx, input: { id: string }): Promise<Calendar> {
  requireAdmin(ctx);
  const { id } = parse(calendars.readSource.input, input);
  const found = await ctx.db.calendar.findUnique({ where: { id }, select: { sourceUrl: true } });
  const { sourceUrl } = found ?? fail('not_found', 'There is no such calendar.');
  if (sourceUrl === null) return fail('conflict', 'This calendar has no iCalendar address.');
  const read = await holidaysAt(ctx, sourceUrl);
  return changeCalendar(ctx, id, 'calendar.import', (calendar) => {
    // Meanwhile it was given another one, which is read by itself.
    if (calendar.sourceUrl !== sourceUrl) return {};
    const sourceReadAt = ctx.now();
    if ('error' in read) return { sourceReadAt, sourceError: read.error };
    const holidays = withImported(calendar.holidays, read.holidays);
    if (holidays.length > MOST_HOLIDAYS) return { sourceReadAt, sourceError: TOO_MANY };
    return { holidays, sourceReadAt, sourceError: null };
  });
}

/**
 * Reads the addresses that were not read for a day, or never. Several processes may do it at once: who comes second
 * changes nothing.
 */
export async function readDueSources(ctx: Ctx): Promise<void> {
  const due = await ctx.db.calendar.findMany({
    where: {
      sourceUrl: { not: null },
      OR: [{ sourceReadAt: null }, { sourceReadAt: { lte: new Date(ctx.now().getTime() - DAY) } }],
    },
    orderBy: { sourceReadAt: { sort: 'asc', nulls: 'first' } },
    take: BATCH,
    select: { id: true },
  });
  await Promise.all(
    due.map(({ id }) =>
      readSource(ctx, { id }).catch((error) =>
        // It was removed meanwhile, most likely; if not, it is tried again.
        ctx.log.warn({ calendar: id, error: messageOf(error) }, 'the address of a calendar was not read'),
      ),
    ),
  );
}

async function holidaysAt(ctx: Ctx, url: string): Promise<{ holidays: Holiday[] } | { error: string }> {
  const { settings } = await directoryOf(ctx);
  try {
    const { status, body } = await askOutside(url, {
      headers: { accept: 'text/calendar, */*;q=0.1' },
      within: WITHIN,
      maxBytes: MOST_BYTES,
      redirects: 5,
      allowedHosts: settings.allowedHosts,
    });
    if (status !== 200) return { error: `The address answers with the status ${status}.` };
    return { holidays: await readIcal(body.toString(), ctx.now()) };
  } catch (error) {
    if (isDeskbellError(error)) return { error: error.message };
    throw error;
  }
}
