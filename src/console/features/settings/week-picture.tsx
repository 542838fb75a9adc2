import { VisuallyHidden } from '@mantine/core';
import type { Week } from '../../../contract/calendars.ts';
import classes from './calendars.module.css';
import { type Bar, weekBars } from './week-bars.ts';
import { dayNames, hoursWords } from './week-words.ts';

const DAY = 24 * 60;
const marks = [0, 6, 12, 18, 24];
const percent = (minutes: number) => `${(minutes / DAY) * 100}%`;
const time = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const partWords: Record<Bar['part'], string> = {
  whole: '',
  evening: ', and on past midnight',
  morning: ', since the evening before',
};

/** The seven days with what is open. Those who listen get the same as a table. */
export function WeekPicture({ week }: { week: Week }) {
  const bars = weekBars(week);
  return (
    <div className={classes.week}>
      <div aria-hidden="true">
        {dayNames.map((name, day) => (
          <div key={name} className={classes.weekDay}>
            <span>{name.slice(0, 3)}</span>
            <div className={classes.weekTrack}>
              {marks.slice(1, -1).map((hour) => (
                <i key={hour} style={{ left: percent(hour * 60) }} />
              ))}
              {bars[day]?.map(({ from, to, part }) => (
                <b
                  key={`${from} ${to} ${part}`}
                  data-part={part}
                  style={{ left: percent(from), width: percent(to - from) }}
                  title={`${name} ${time(from)} to ${time(to)}${partWords[part]}`}
                />
              ))}
            </div>
          </div>
        ))}
        <div className={classes.weekDay}>
          <span />
          <div className={classes.weekHours}>
            {marks.map((hour) => (
              <span key={hour} style={{ left: percent(hour * 60) }}>
                {hour}
              </span>
            ))}
          </div>
        </div>
      </div>
      <VisuallyHidden>
        <table>
          <caption>Hours of the week</caption>
          <tbody>
            {dayNames.map((name, day) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{hoursWords(week[day] ?? [])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </div>
  );
}
