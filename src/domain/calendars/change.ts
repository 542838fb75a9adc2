import { z } from 'zod';
import { type Calendar, Holiday, Week } from '../../contract/calendars.ts';
import { type Changes, changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Calendar as Row } from '../../lib/prisma/client.ts';
import { audit } from '../audit/record.ts';
import { startWalk } from '../walks.ts';
import type { CalendarDefinition } from './hours.ts';
import { calendarView, definitionOf } from './view.ts';

/** What somebody says of a calendar. */
export type CalendarContent = CalendarDefinition & { name: string; sourceUrl: string | null };
/** How it went when its address was read last. */
type Reading = { sourceReadAt: Date | null; sourceError: string | null };

/**
 * The one way in which a calendar changes. Another zone, other hours or other holidays make another version; the
 * earlier ones are kept, and what is due by the calendar is computed again.
 * @param decide what is to be; called with the row locked
 */
export async function changeCalendar(
  ctx: Ctx,
  id: string,
  action: 'calendar.update' | 'calendar.import',
  decide: (calendar: CalendarContent) => Partial<CalendarContent & Reading>,
): Promise<Calendar> {
  return inTransaction(ctx, async (ctx) => {
    const row = await lockCalendar(ctx, id);
    const content = contentOf(row);
    const { sourceReadAt, sourceError, ...wanted } = decide(content);
    const changes = changesOf(content, wanted);
    const isChanged = Object.keys(changes.after).length > 0;
    if (!isChanged && sourceReadAt === undefined) return calendarView(row);
    const { timeZone, week, holidays, sourceUrl } = changes.after;
    const isNewVersion = timeZone !== undefined || week !== undefined || holidays !== undefined;
    const updated = await ctx.db.calendar.update({
      where: { id },
      data: {
        ...changes.after,
        // Of another address nothing is known yet.
        ...(sourceUrl === undefined
          ? { sourceReadAt, sourceError }
          : { sourceReadAt: null, sourceError: null }),
        ...(isNewVersion ? { version: { increment: 1 } } : {}),
        ...(isChanged ? { updatedAt: ctx.now() } : {}),
      },
    });
    if (isNewVersion) {
      await keepVersion(ctx, updated);
      await startWalk(ctx, 'sla');
    }
    if (isChanged) {
      await audit(ctx, { action, subject: { type: 'calendar', id }, detail: shortened(changes) });
    }
    ctx.publish({ topic: 'directory' });
    return calendarView(updated);
  });
}

export async function lockCalendar(ctx: Ctx, id: string): Promise<Row> {
  await ctx.db.$queryRaw`SELECT 1 FROM calendar WHERE id = ${id}::uuid FOR UPDATE`;
  return (
    (await ctx.db.calendar.findUnique({ where: { id } })) ?? fail('not_found', 'There is no such calendar.')
  );
}

export async function keepVersion(ctx: Ctx, row: Row): Promise<void> {
  await ctx.db.calendarVersion.create({
    data: { calendarId: row.id, version: row.version, ...definitionOf(row), createdAt: ctx.now() },
  });
}

/** Parsed, since the database keeps the fields of JSON in an order of its own, in which nothing would be the same. */
function contentOf(row: Row): CalendarContent {
  return {
    name: row.name,
    timeZone: row.timeZone,
    week: Week.parse(row.week),
    holidays: z.array(Holiday).parse(row.holidays),
    sourceUrl: row.sourceUrl,
  };
}

/** Of holidays, which may be thousands, those that went and those that came. */
function shortened(changes: Changes<CalendarContent>): Changes<CalendarContent> {
  const { holidays: before } = changes.before;
  const { holidays: after } = changes.after;
  if (!before || !after) return changes;
  return {
    before: { ...changes.before, holidays: without(before, after) },
    after: { ...changes.after, holidays: without(after, before) },
  };
}

function without(holidays: Holiday[], others: Holiday[]): Holiday[] {
  const known = new Set(others.map((holiday) => JSON.stringify(holiday)));
  return holidays.filter((holiday) => !known.has(JSON.stringify(holiday)));
}
