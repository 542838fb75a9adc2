import { importHolidays } from '../../domain/calendars/import.ts';
import { removeCalendar } from '../../domain/calendars/remove.ts';
import { createCalendar, updateCalendar } from '../../domain/calendars/save.ts';
import { readSource } from '../../domain/calendars/source.ts';
import { listCalendars } from '../../domain/calendars/view.ts';
import type { Api, Handlers } from '../bind.ts';

export const calendarRoutes: Handlers<Api['calendars']> = {
  list: listCalendars,
  create: createCalendar,
  update: updateCalendar,
  remove: removeCalendar,
  importHolidays,
  readSource,
};
