import type { Calendar } from '../../contract/calendars.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import type { Calendar as Row } from '../../lib/prisma/client.ts';
import { isAdmin } from '../people/acting.ts';
import { requireStaff } from '../people/policy.ts';
import type { CalendarDefinition } from './hours.ts';

/** Calendars by name. Their addresses are for admins alone: whoever knows one may be able to read more there. */
export async function listCalendars(ctx: Ctx): Promise<{ items: Calendar[] }> {
  requireStaff(ctx);
  const person = personOf(ctx.actor);
  const items = (await ctx.db.calendar.findMany({ orderBy: { name: 'asc' } })).map(calendarView);
  return { items: person && !isAdmin(person) ? items.map((item) => ({ ...item, source: null })) : items };
}

/** What times are computed by, of a calendar or of one of its versions. */
export const definitionOf = (row: Pick<Row, 'timeZone' | 'week' | 'holidays'>): CalendarDefinition => ({
  timeZone: row.timeZone,
  week: row.week as Calendar['week'],
  holidays: row.holidays as Calendar['holidays'],
});

export function calendarView(row: Row): Calendar {
  const { sourceUrl: url, sourceReadAt, sourceError: error } = row;
  return {
    id: row.id,
    name: row.name,
    ...definitionOf(row),
    version: row.version,
    source: url === null ? null : { url, readAt: sourceReadAt?.toISOString() ?? null, error },
    updatedAt: row.updatedAt.toISOString(),
  };
}
