/** A holiday as its fields hold it, whichever kind it is: all that was typed stays when the kind is changed. */
import { Holiday } from '../../../contract/calendars.ts';

export type HolidayDraft = {
  on: Holiday['on'];
  name: string;
  date: string;
  until: string;
  month: string;
  day: string | number;
  weekday: string;
  nth: string;
  days: string | number;
};

const fresh: HolidayDraft = {
  on: 'date',
  name: '',
  date: '',
  until: '',
  month: '1',
  day: 1,
  weekday: '1',
  nth: '1',
  days: 1,
};

export function draftOf(holiday: Holiday | undefined): HolidayDraft {
  if (!holiday) return fresh;
  const { on, name } = holiday;
  switch (holiday.on) {
    case 'date':
      return { ...fresh, on, name, date: holiday.date, until: holiday.until ?? '' };
    case 'day':
      return { ...fresh, on, name, month: String(holiday.month), day: holiday.day };
    case 'weekday': {
      const { month, weekday, nth } = holiday;
      return { ...fresh, on, name, month: String(month), weekday: String(weekday), nth: String(nth) };
    }
    case 'easter':
      return { ...fresh, on, name, days: holiday.days };
  }
}

const numberIn = (text: string | number) => (text === '' ? Number.NaN : Number(text));

/** @returns the holiday, or what is wrong, by field */
export function holidayIn(draft: HolidayDraft): { holiday: Holiday } | { errors: Record<string, string> } {
  const { on, name, date, until } = draft;
  const [month, day, weekday, nth, days] = [
    numberIn(draft.month),
    numberIn(draft.day),
    numberIn(draft.weekday),
    numberIn(draft.nth),
    numberIn(draft.days),
  ];
  const parsed = Holiday.safeParse(
    on === 'date'
      ? { on, name, date, until: until || undefined }
      : on === 'day'
        ? { on, name, month, day }
        : on === 'weekday'
          ? { on, name, month, weekday, nth }
          : { on, name, days },
  );
  if (!parsed.success) {
    return {
      errors: Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join('.'), message])),
    };
  }
  if (on === 'day' && !exists(month, day)) return { errors: { day: 'there is no such day' } };
  return { holiday: parsed.data };
}

/** In a leap year, so that 29 February is one. */
const exists = (month: number, day: number): boolean =>
  new Date(Date.UTC(2024, month - 1, day)).getUTCMonth() === month - 1;
