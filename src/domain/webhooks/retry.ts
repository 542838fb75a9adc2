import { HOUR, SECOND } from '../../lib/clock.ts';

/** When a delivery is tried again, and when a webhook is given up. Pure. */

const FIRST_PAUSE = 5 * SECOND;
const LONGEST_PAUSE = 4 * HOUR;
const GIVEN_UP_AFTER = 48 * HOUR;

/**
 * When to try again: after 5 s, then four times as long each time up to 4 hours, more or less by a quarter, so that what
 * failed together does not come together. The last attempt is 48 hours after the first one.
 * @param chance 0 to 1, another each time
 * @returns null: no more
 */
export function nextAttempt(
  now: Date,
  { attempts, firstAt }: { attempts: number; firstAt: Date },
  chance: number,
): Date | null {
  const end = firstAt.getTime() + GIVEN_UP_AFTER;
  if (now.getTime() >= end) return null;
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 4 ** (attempts - 1)) * (0.75 + chance / 2);
  return new Date(Math.min(end, now.getTime() + pause));
}

/** A short outage makes many attempts fail where much happens: it takes an hour of them, too. */
const MOST_FAILURES = 20;
const SHORTEST_FAILURE = HOUR;
const LONGEST_FAILURE = 24 * HOUR;

/** Why a webhook is switched off whose attempts all failed; null: it is not yet. */
export function reasonToSwitchOff(now: Date, failures: number, since: Date): string | null {
  const length = now.getTime() - since.getTime();
  if (length >= LONGEST_FAILURE) return 'All attempts of 24 hours failed.';
  if (failures >= MOST_FAILURES && length >= SHORTEST_FAILURE) {
    return `All of the last ${failures} attempts failed.`;
  }
  return null;
}
