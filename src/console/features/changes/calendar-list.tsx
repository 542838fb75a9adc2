import { useMe } from '../../session.tsx';
import type { Day } from './calendar-days.ts';
import { CalendarChange, CalendarFreeze } from './calendar-entry.tsx';
import classes from './changes.module.css';

/** Where there is no room for columns: the days on which something is. */
export function CalendarList({ days, today }: { days: Day[]; today: string }) {
  const { locale } = useMe();
  const style = { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
  const words = new Intl.DateTimeFormat(locale, style);
  return days
    .filter(({ changes, freezes }) => changes.length + freezes.length > 0)
    .map(({ date, changes, freezes }) => (
      <section key={date} className={classes.day} aria-labelledby={`day-${date}`}>
        <h3 id={`day-${date}`}>
          {words.format(Date.parse(`${date}T00:00Z`))}
          {date === today && ' · today'}
        </h3>
        <ul className={classes.plain}>
          {freezes.map((item) => (
            <CalendarFreeze key={item.id} item={item} full />
          ))}
          {changes.map((item) => (
            <CalendarChange key={item.id} item={item} full />
          ))}
        </ul>
      </section>
    ));
}
