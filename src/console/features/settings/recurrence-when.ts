/** The simple choices of when work recurs, as cron fields and back, and in words. */

export type Every = 'day' | 'weekdays' | 'week' | 'month_day' | 'month_weekday' | 'month_last' | 'cron';

/** All choices at once, as the form holds them: what is not of `every` waits there for its turn. */
export type When = {
  every: Every;
  /** `09:00` */
  at: string;
  /** 1 Monday .. 7 Sunday. */
  days: string[];
  dayOfMonth: string;
  /** `1` to `4`, or `L` for the last one. */
  nth: string;
  weekday: string;
  /** The fields, for who writes them. */
  cron: string;
};

export const everyWords: Record<Every, string> = {
  day: 'Every day',
  weekdays: 'Monday to Friday',
  week: 'On days of the week',
  month_day: 'On a day of the month',
  month_weekday: 'On a weekday of the month',
  month_last: 'On the last day of the month',
  cron: 'Cron fields',
};
type Option = { value: string; label: string };
export const nths: Option[] = [
  { value: '1', label: 'First' },
  { value: '2', label: 'Second' },
  { value: '3', label: 'Third' },
  { value: '4', label: 'Fourth' },
  { value: 'L', label: 'Last' },
];
export const weekdays: Option[] = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'
  .split(' ')
  .map((label, index) => ({ value: String(index + 1), label }));
const labelOf = (options: Option[], value: string) => options.find((one) => one.value === value)?.label;

const fresh: When = {
  ...{ every: 'weekdays', at: '09:00', days: ['1'], dayOfMonth: '1', nth: '1', weekday: '1' },
  cron: '0 9 * * 1-5',
};

export function cronOf({ every, at, days, dayOfMonth, nth, weekday, cron }: When): string {
  const [hour, minute] = at.split(':').map(Number);
  const time = `${minute ?? ''} ${hour}`;
  switch (every) {
    case 'day':
      return `${time} * * *`;
    case 'weekdays':
      return `${time} * * 1-5`;
    case 'week':
      return `${time} * * ${days.toSorted().join(',')}`;
    case 'month_day':
      return `${time} ${dayOfMonth} * *`;
    case 'month_weekday':
      return `${time} * * ${weekday}#${nth}`;
    case 'month_last':
      return `${time} L * *`;
    case 'cron':
      return cron;
  }
}

/** The choice that makes these fields; without fields, the first one that is offered. */
export function whenOf(cron = fresh.cron): When {
  const [minute = '', hour = '', day = '', month, weekday = ''] = cron.split(' ');
  const asFields: When = { ...fresh, every: 'cron', cron };
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour) || month !== '*') return asFields;
  const when = { ...fresh, cron, at: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` };
  if (day === 'L' && weekday === '*') return { ...when, every: 'month_last' };
  if (/^\d+$/.test(day) && weekday === '*') return { ...when, every: 'month_day', dayOfMonth: day };
  if (day !== '*') return asFields;
  if (weekday === '*') return { ...when, every: 'day' };
  if (weekday === '1-5') return { ...when, every: 'weekdays' };
  if (/^[1-7](,[1-7])*$/.test(weekday)) return { ...when, every: 'week', days: weekday.split(',') };
  const [, named, nth] = /^([1-7])#([1-4L])$/.exec(weekday) ?? [];
  return named && nth ? { ...when, every: 'month_weekday', weekday: named, nth } : asFields;
}

/** “Monday to Friday at 09:00”. */
export function whenInWords(cron: string): string {
  const { every, at, days, dayOfMonth, nth, weekday } = whenOf(cron);
  switch (every) {
    case 'cron':
      return `Cron: ${cron}`;
    case 'week':
      return `${days.map((day) => labelOf(weekdays, day)).join(', ')} at ${at}`;
    case 'month_day':
      return `On day ${dayOfMonth} of the month at ${at}`;
    case 'month_weekday':
      return `${labelOf(nths, nth)} ${labelOf(weekdays, weekday)} of the month at ${at}`;
    default:
      return `${everyWords[every]} at ${at}`;
  }
}
