import { useSyncExternalStore } from 'react';
import { useMeIfAny } from '../session.tsx';
import { exactTime, relativeTime } from './time.ts';

const TICK_MS = 20_000;
const watchers = new Set<() => void>();
let ticks = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all times on the page. */
function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    ticks += 1;
    for (const each of watchers) each();
  }, TICK_MS);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The instant, in epoch milliseconds; draws again as time goes on. */
export function useNow(): number {
  useSyncExternalStore(watch, () => ticks);
  return Date.now();
}

type WhenProps = {
  /** ISO 8601. */
  at: string;
  /** Writes the date and the time out instead of how long ago it was. */
  exact?: boolean;
  /** As short as it can be, for tables. */
  brief?: boolean;
};

/** When something was: how long ago, with the exact time in the reader's zone behind it. */
export function When({ at, exact = false, brief = false }: WhenProps) {
  const now = useNow();
  const me = useMeIfAny();
  const full = exactTime(at, me?.locale, me?.timeZone);
  return (
    <time dateTime={at} title={full}>
      {exact ? full : relativeTime(at, now, brief)}
    </time>
  );
}
