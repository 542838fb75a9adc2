import { VisuallyHidden } from '@mantine/core';
import { useMe } from '../../session.tsx';
import type { Length } from '../on-call/span.ts';
import type { Day } from './calendar-days.ts';
import { CalendarChange, CalendarFreeze } from './calendar-entry.tsx';
import classes from './changes.module.css';

type CalendarTableProps = { weeks: Day[][]; view: Length; today: string };

/** A column a day of the week, a row a week. */
export function CalendarTable({ weeks, view, today }: CalendarTableProps) {
  const { locale } = useMe();
  const name = (weekday: 'short' | 'long') => new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' });
  const [short, long] = [name('short'), name('long')];
  return (
    <table className={classes.calendar} data-view={view} aria-label="Changes and freezes by day">
      <thead>
        <tr>
          {weeks[0]?.map(({ date }) => (
            <th key={date} scope="col" abbr={long.format(at(date))}>
              {short.format(at(date))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]?.date}>
            {week.map((day) => (
              <Cell key={day.date} day={day} view={view} isToday={day.date === today} locale={locale} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const at = (date: string) => Date.parse(`${date}T00:00Z`);

type CellProps = { day: Day; view: Length; isToday: boolean; locale: string };

function Cell({ day: { date, isOutside, changes, freezes }, view, isToday, locale }: CellProps) {
  const whole = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' });
  return (
    <td data-outside={isOutside || undefined} data-today={isToday || undefined}>
      <time dateTime={date} aria-current={isToday ? 'date' : undefined}>
        <span aria-hidden="true">{Number(date.slice(8))}</span>
        <VisuallyHidden>{whole.format(at(date))}</VisuallyHidden>
      </time>
      {changes.length + freezes.length > 0 && (
        <ul className={classes.plain}>
          {freezes.map((item) => (
            <CalendarFreeze key={item.id} item={item} full={view === 'week'} />
          ))}
          {changes.map((item) => (
            <CalendarChange key={item.id} item={item} full={view === 'week'} />
          ))}
        </ul>
      )}
    </td>
  );
}
