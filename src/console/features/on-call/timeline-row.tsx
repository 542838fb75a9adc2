import { type PointerEvent, type ReactNode, useState } from 'react';
import classes from './on-call.module.css';
import type { Span } from './span.ts';

const HOUR = 3_600_000;
/** So far the pointer moves before it is more than a click. */
const SLOP_PX = 5;

export type Bar = {
  key: string;
  from: number;
  to: number;
  text: string;
  /** All of it in words, with its times. */
  words: string;
  /** Whose colour it has; null: nobody is there. */
  hue: number | null;
  onPress?: () => void;
};

type TimelineRowProps = {
  label: string;
  span: Span;
  nights: { from: number; to: number }[];
  now: number;
  bars: Bar[];
  /** Present: a part of it can be picked by dragging over it. */
  onPick?: (from: number, to: number) => void;
};

/** One line of a timeline: who stands there when, over days and nights. */
export function TimelineRow({ label, span, nights, now, bars, onPick }: TimelineRowProps) {
  const size = span.to - span.from;
  const place = (from: number, to: number) => ({
    left: `${((from - span.from) / size) * 100}%`,
    width: `${((to - from) / size) * 100}%`,
  });
  return (
    <>
      <div className={classes.label}>
        <bdi>{label}</bdi>
      </div>
      <Track span={span} onPick={onPick} place={place}>
        {nights.map(({ from, to }) => (
          <i key={from} className={classes.night} style={place(from, to)} />
        ))}
        {span.days.slice(1).map(({ at }) => (
          <i key={at} className={classes.midnight} style={place(at, at)} />
        ))}
        <ul aria-label={label} style={{ display: 'contents', listStyle: 'none' }}>
          {bars.map((bar) => (
            <li key={bar.key} style={{ display: 'contents' }}>
              <ShiftBar bar={bar} style={place(Math.max(bar.from, span.from), Math.min(bar.to, span.to))} />
            </li>
          ))}
        </ul>
        {now >= span.from && now < span.to && <i className={classes.today} style={place(now, now)} />}
      </Track>
    </>
  );
}

function ShiftBar({ bar, style }: { bar: Bar; style: { left: string; width: string } }) {
  const { text, words, hue, onPress } = bar;
  const rest = {
    className: classes.shift,
    style,
    title: words,
    'data-hue': hue ?? undefined,
    'data-gap': hue === null || undefined,
  };
  if (!onPress) {
    return (
      <span {...rest} role="img" aria-label={words}>
        {text}
      </span>
    );
  }
  return (
    <button type="button" {...rest} aria-label={words} onClick={onPress}>
      {text}
    </button>
  );
}

type TrackProps = Pick<TimelineRowProps, 'span' | 'onPick'> & {
  place: (from: number, to: number) => { left: string; width: string };
  children: ReactNode;
};

/** Where one drags; what is picked begins and ends at whole hours, in a longer view every six. */
function Track({ span, onPick, place, children }: TrackProps) {
  const [drag, setDrag] = useState<{ x: number; begin: number; end: number | null } | null>(null);
  const step = span.days.length > 7 ? 6 * HOUR : HOUR;
  const at = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return span.from + Math.round((part * (span.to - span.from)) / step) * step;
  };
  const ends = drag?.end != null ? [drag.begin, drag.end].sort((a, b) => a - b) : null;
  const [from = 0, to = 0] = ends ?? [];
  if (!onPick) return <div className={classes.track}>{children}</div>;
  return (
    <div
      className={classes.track}
      data-drag
      onPointerDown={(event) => {
        // A finger scrolls; it presses a shift instead.
        if (event.button !== 0 || event.pointerType === 'touch') return;
        setDrag({ x: event.clientX, begin: at(event), end: null });
      }}
      onPointerMove={(event) => {
        if (!drag) return;
        if (drag.end === null && Math.abs(event.clientX - drag.x) < SLOP_PX) return;
        // Only now, so that a click goes to the shift below.
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ ...drag, end: at(event) });
      }}
      onPointerUp={() => {
        if (to > from) onPick(from, to);
        setDrag(null);
      }}
      onPointerCancel={() => setDrag(null)}
    >
      {children}
      {to > from && <i className={classes.picked} style={place(from, to)} />}
    </div>
  );
}
