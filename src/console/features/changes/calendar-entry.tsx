import { Link } from '@tanstack/react-router';
import { type Change, changeStateWords } from '../../../contract/changes.ts';
import { useMe } from '../../session.tsx';
import { BadgeMark } from '../../ui/badge-mark.tsx';
import type { Day } from './calendar-days.ts';
import { riskWords, windowWords } from './change-words.ts';
import classes from './changes.module.css';

type EntryProps<Item> = {
  item: Item;
  /** With all that fits where there is room. */
  full: boolean;
};

/** A change on a day: when it begins, what it is, and where it leads. */
export function CalendarChange({ item, full }: EntryProps<Change>) {
  const { timeZone, locale } = useMe();
  const { number, title, startsAt, endsAt, state, risk, services, implementer } = item;
  if (!startsAt || !endsAt) return null;
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone });
  const words = windowWords(startsAt, endsAt, timeZone, locale, true);
  return (
    <li className={classes.event} data-state={state}>
      <Link
        to="/changes/$number"
        params={{ number }}
        title={`${words} · ${changeStateWords[state]} · ${riskWords[risk]}`}
      >
        <span className={classes.time}>{time.format(Date.parse(startsAt))}</span>{' '}
        <bdi>
          {number} {title}
        </bdi>
      </Link>
      {full && (
        <p>
          {words}
          <br />
          {changeStateWords[state]} · {riskWords[risk]}
          {services.length > 0 && ` · ${services.map(({ name }) => name).join(', ')}`} ·{' '}
          {implementer ? <bdi>{implementer.name}</bdi> : 'nobody carries it out'}
        </p>
      )}
    </li>
  );
}

/** Times in which nothing is changed. */
export function CalendarFreeze({ item: { name, spans }, full }: EntryProps<Day['freezes'][number]>) {
  const { timeZone, locale } = useMe();
  const words = spans.map(({ startsAt, endsAt }) => windowWords(startsAt, endsAt, timeZone, locale, true));
  return (
    <li className={classes.freeze} title={words.join('\n')}>
      <BadgeMark>
        <path d="M7 1.5v11M2.2 4.2l9.6 5.6M11.8 4.2 2.2 9.8" />
      </BadgeMark>
      <div>
        Freeze: <bdi>{name}</bdi>
        {full && words.map((one) => <p key={one}>{one}</p>)}
      </div>
    </li>
  );
}
