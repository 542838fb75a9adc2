/** Where `now` comes from. Production uses {@link systemClock}; tests drive a {@link testClock}. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

export type TestClock = Clock & { set(instant: Date): void; advance(milliseconds: number): void };

/** A clock that stands still until it is moved. */
export function testClock(start: Date | string = '2026-01-05T09:00:00Z'): TestClock {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    set: (instant) => {
      at = instant.getTime();
    },
    advance: (milliseconds) => {
      at += milliseconds;
    },
  };
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
