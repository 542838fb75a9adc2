import { SECOND } from '../../../src/lib/clock.ts';
import type { By, Entry } from './ledger.ts';

type Span = { from: number; to: number };

/** When nothing could be done, and what else excuses that something is late. */
export type Times = {
  /** The longest time between the two in which something could have been done, in milliseconds: a process that dies ends it. */
  between(from: number, to: number): number;
  /** Somebody was stopped, or nothing could be done, some time between the two. */
  isDisturbed(from: number, to: number): boolean;
  isAway(by: By, from: number, to: number): boolean;
  /** How many processes were killed or stopped meanwhile, or lost their database. */
  losses(from: number, to: number): number;
  /** The database was away, while somebody lived to notice. */
  outages: Span[];
};

export function timesOf(entries: readonly Entry[], until: number): Times {
  const spans = (begins: (entry: Entry) => boolean, ends: (entry: Entry) => boolean): Span[] => {
    const found: Span[] = [];
    let from: number | undefined;
    for (const entry of entries) {
      if (begins(entry)) from ??= entry.at;
      else if (from !== undefined && ends(entry)) {
        found.push({ from, to: entry.at });
        from = undefined;
      }
    }
    return from === undefined ? found : [...found, { from, to: until }];
  };
  const is = (...whats: Entry['what'][]) => {
    const set = new Set(whats);
    return ({ what }: Entry) => set.has(what);
  };
  const down = spans(is('down'), is('up'));
  const stopped = spans(is('stopped'), is('woken'));
  const jumps = entries.flatMap((entry) =>
    entry.what === 'jumped' ? [{ from: entry.at, to: entry.at + entry.milliseconds }] : [],
  );
  const lost = entries.filter(is('killed', 'stopped', 'woken', 'down'));
  // Asked for each page, of a ledger that is long.
  const away = new Map<By, Span[]>();
  const awayOf = (by: By): Span[] => {
    const known = away.get(by);
    if (known) return known;
    const found = spans(
      (entry) => entry.what === 'away' && entry.by === by,
      (entry) => entry.what === 'back' && entry.by === by,
    );
    away.set(by, found);
    return found;
  };
  const meets =
    (from: number, to: number) =>
    (span: Span): boolean =>
      span.from <= to && span.to >= from;
  return {
    between(from, to) {
      const breaks = [...down.filter(meets(from, to)), { from: to, to }];
      let begin = from;
      let longest = Math.min(0, to - from);
      for (const { from: end, to: next } of breaks) {
        const jumped = jumps.reduce((sum, span) => sum + overlap(span, { from: begin, to: end }), 0);
        longest = Math.max(longest, end - begin - jumped);
        begin = Math.max(begin, next);
      }
      return longest;
    },
    isDisturbed: (from, to) => [...down, ...stopped].some(meets(from, to)),
    isAway: (by, from, to) => awayOf(by).some(meets(from, to)),
    losses: (from, to) => lost.filter(({ at }) => at >= from - SECOND && at <= to).length,
    outages: spans(
      (entry) => entry.what === 'down' && entry.why === 'database',
      (entry) => entry.what === 'up' || entry.what === 'killed',
    ),
  };
}

const overlap = (one: Span, other: Span): number =>
  Math.max(0, Math.min(one.to, other.to) - Math.max(one.from, other.from));
