import { Cron } from 'croner';
import { Temporal } from 'temporal-polyfill';
import type { RunTime } from '../../contract/recurrences.ts';
import { SECOND } from '../../lib/clock.ts';
import { failField, messageOf } from '../../lib/errors.ts';

/**
 * The instants that cron fields mean in a time zone. What daylight saving does to them depends on the fields for minute
 * and hour:
 * - fixed times (`30 2 * * *`, `0 9,17 * * 1-5`): one that is skipped comes at the first minute that is there, one that
 *   the clocks show twice comes the first time alone;
 * - `*` and steps (`0 * * * *`, `*\/15 * * * *`) go on as time does: a skipped one is left out, a repeated one comes twice.
 */
export type Times = {
  /** The first so many after an instant; fewer where there are no more. */
  after(instant: Date, count: number): Date[];
  /** The last one that is not after an instant; null: there was none. */
  latest(instant: Date): Date | null;
  /** Whether the clocks on the wall show what the fields say. */
  isShown(instant: Date): boolean;
  /** Whether they are fixed times. */
  isFixed: boolean;
};

type When = { cron: string; timeZone: string };

/**
 * @param field where the fields stand in what somebody has sent
 * @throws `invalid` when they cannot be read
 */
export function timesOf({ cron, timeZone }: When, field = 'cron'): Times {
  const fields = read(cron, timeZone, field);
  return {
    after: (instant, count) => fields.nextRuns(count, instant),
    // It looks before an instant, in whole seconds.
    latest: (instant) => fields.previousRuns(1, new Date(wholeSecond(instant) + SECOND))[0] ?? null,
    isShown: (instant) => fields.match(instant),
    isFixed: !/[*/]/.test(cron.split(' ').slice(0, 2).join()),
  };
}

function read(cron: string, timeZone: string, field: string): Cron {
  try {
    return new Cron(cron, { timezone: timeZone, mode: '5-part', fixedTimeRule: 'no-wildcard' });
  } catch (error) {
    return failField(field, `These fields cannot be read: ${messageOf(error).replace(/^\w+: |\.$/g, '')}.`);
  }
}

/**
 * When they come next.
 * @param field as in {@link timesOf}
 * @throws `invalid` for fields that cannot be read or never come
 */
export function nextOf(when: When, now: Date, field = 'cron'): Date {
  const [next] = timesOf(when, field).after(now, 1);
  return next ?? failField(field, 'This never comes.');
}

const wholeSecond = (instant: Date): number => Math.floor(instant.getTime() / SECOND) * SECOND;

/** The next times with what daylight saving does to each. */
export function previewOf(when: When, from: Date, count: number): RunTime[] {
  const times = timesOf(when);
  let before = wall(from, when.timeZone).offset;
  return times.after(from, count).map((at) => {
    const local = wall(at, when.timeZone);
    const isChanged = local.offset !== before;
    before = local.offset;
    return {
      at: at.toISOString(),
      local: local.toPlainDateTime().toString({ smallestUnit: 'minute' }),
      offset: local.offset,
      note: noteOn(times, at, local) ?? (isChanged ? 'changed' : null),
    };
  });
}

function noteOn(times: Times, at: Date, local: Temporal.ZonedDateTime): RunTime['note'] {
  if (!times.isShown(at)) return 'skipped';
  return times.isFixed && isRepeated(local) ? 'repeated' : null;
}

/** What the clocks on the wall show. */
export const wall = (instant: Date, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);

function isRepeated(time: Temporal.ZonedDateTime): boolean {
  const shown = time.toPlainDateTime();
  const at = (disambiguation: 'earlier' | 'later') =>
    shown.toZonedDateTime(time.timeZoneId, { disambiguation }).epochMilliseconds;
  return at('earlier') !== at('later');
}
