import { useLayoutEffect, useMemo, useRef } from 'react';
import type { SchedulePreview, Timeline as TimelineData } from '../../../contract/schedules.ts';
import { useMe } from '../../session.tsx';
import { useNow } from '../../ui/when.tsx';
import classes from './on-call.module.css';
import { gapsIn, nightsIn, type Span } from './span.ts';
import { type Bar, TimelineRow } from './timeline-row.tsx';
import { DAY, wallAt } from './wall.ts';
import { namesOf, timeIn } from './words.ts';

const HUES = 6;

export type Picked = { from: number; to: number; replacesId?: string | null; personIds?: string[] };

type TimelineProps = {
  data: SchedulePreview & Partial<Pick<TimelineData, 'overrides' | 'absences'>>;
  span: Span;
  timeZone: string;
  /** The day that is looked at. */
  date?: string;
  /** Present: a span can be picked, by dragging or by pressing a shift. */
  onPick?: (picked: Picked) => void;
};

/** Who is on call when: a line a layer, one for the overrides, and one for what is so in the end. */
export function Timeline({ data, span, timeZone, date, onPick }: TimelineProps) {
  const me = useMe();
  const now = useNow();
  const today = wallAt(now, timeZone).slice(0, 10);
  const day = span.days.find((one) => one.date === date && date !== today);
  const scroll = useInMiddle(span, date, day ? day.at + DAY / 2 : now);
  const nights = useMemo(() => nightsIn(span, me.timeZone), [span, me.timeZone]);
  const hueOf = useMemo(() => huesOf(data), [data]);
  const times = (from: number, to: number) =>
    `${timeIn(from, timeZone, me.locale)} to ${timeIn(to, timeZone, me.locale)}`;
  const barOf = (shift: { from: string; to: string; people: { id: string; name: string }[] }): Bar => {
    const [from, to, names] = [Date.parse(shift.from), Date.parse(shift.to), namesOf(shift.people)];
    const hue = hueOf(shift.people[0]?.id);
    return {
      ...{ key: `${from} ${names}`, from, to, hue, text: names },
      words: `${names}: ${times(from, to)}`,
    };
  };
  const row = { span, nights, now };
  const last: Bar[] = [
    ...data.shifts.map((shift) => {
      const bar = barOf(shift);
      const picked = { from: bar.from, to: bar.to, replacesId: shift.people[0]?.id ?? null };
      const personIds = shift.people.map(({ id }) => id);
      return { ...bar, onPress: onPick && (() => onPick({ ...picked, personIds })) };
    }),
    ...gapsIn(span, data.shifts).map(({ from, to }) => ({
      ...{ key: `gap ${from}`, from, to, hue: null, text: 'Nobody', words: `Nobody: ${times(from, to)}` },
      onPress: onPick && (() => onPick({ from, to })),
    })),
  ].sort((a, b) => a.from - b.from);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also for who has no pointer
    <section ref={scroll} className={classes.scroll} aria-label="Timeline" tabIndex={0}>
      <div className={classes.timeline}>
        <div className={classes.label} />
        <Days span={span} today={today} picked={day?.date} locale={me.locale} />
        {data.layers.map(({ name, shifts }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a layer is known by its place
          <TimelineRow key={index} {...row} label={name || `Layer ${index + 1}`} bars={shifts.map(barOf)} />
        ))}
        {data.overrides && data.overrides.length > 0 && (
          <TimelineRow
            {...row}
            label="Overrides"
            bars={data.overrides.map((one) => ({ ...barOf(one), key: one.id }))}
          />
        )}
        {data.absences && data.absences.length > 0 && (
          <TimelineRow
            {...row}
            label="Away"
            bars={data.absences.map(({ person, ...one }) => {
              const bar = barOf({ ...one, people: [person] });
              return { ...bar, key: `${person.id} ${one.from} ${one.to}`, words: `Away: ${bar.words}` };
            })}
          />
        )}
        <TimelineRow
          {...row}
          label="On call"
          bars={last}
          onPick={onPick && ((from, to) => onPick({ from, to }))}
        />
      </div>
    </section>
  );
}

/** Where all of it has no room, this instant stands in the middle at first. */
function useInMiddle(span: Span, date: string | undefined, at: number) {
  const scroll = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: not again as time goes on
  useLayoutEffect(() => {
    const box = scroll.current;
    if (!box || at < span.from || at >= span.to) return;
    const part = (at - span.from) / (span.to - span.from);
    box.scrollLeft = box.scrollWidth * part - box.clientWidth / 2;
  }, [span, date]);
  return scroll;
}

type DaysProps = { span: Span; today: string; picked: string | undefined; locale: string };

function Days({ span, today, picked, locale }: DaysProps) {
  const size = span.to - span.from;
  const weekday = new Intl.DateTimeFormat(locale, {
    weekday: span.days.length > 7 ? 'narrow' : 'short',
    timeZone: 'UTC',
  });
  return (
    <div className={classes.days} aria-hidden="true">
      {span.days.map(({ date, at }) => (
        <span
          key={date}
          data-today={date === today || undefined}
          data-picked={date === picked || undefined}
          style={{ left: `${((at - span.from) / size) * 100}%` }}
        >
          {`${weekday.format(Date.parse(`${date}T00:00Z`))}\n${Number(date.slice(8))}`}
        </span>
      ))}
    </div>
  );
}

/** People have the same colour on every line; null: nobody. */
function huesOf({ layers, shifts }: SchedulePreview): (id: string | undefined) => number | null {
  const all = [...layers.flatMap((layer) => layer.shifts), ...shifts].flatMap(({ people }) => people);
  const ids = [...new Set(all.map(({ id }) => id))].sort();
  return (id) => (id === undefined ? null : Math.max(0, ids.indexOf(id)) % HUES);
}
