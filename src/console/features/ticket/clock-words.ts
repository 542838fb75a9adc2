/** How the clocks of a ticket stand, in words. */
import type { SlaClock } from '../../../contract/sla.ts';
import type { ClockLook } from '../../ui/clock-badge.tsx';
import { dueLook, dueWords } from '../../ui/due.ts';

/** The next response is promised anew each time: only the last one still says something. */
export function lastOfEach(clocks: readonly SlaClock[]): { shown: SlaClock[]; earlier: SlaClock[] } {
  const shown = [...new Map(clocks.map((clock) => [clock.metric, clock])).values()];
  return { shown, earlier: clocks.filter((clock) => !shown.includes(clock)) };
}

/** `3 met, 1 breached` */
export function countWords(clocks: readonly SlaClock[]): string {
  return (['met', 'breached', 'cancelled'] as const)
    .map((state) => [clocks.filter((clock) => clock.state === state).length, state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`)
    .join(', ');
}

const stopped: Partial<Record<SlaClock['state'], string>> = {
  met: 'Met',
  breached: 'Breached',
  cancelled: 'Cancelled',
};

/** What its badge says; a clock that runs is late as soon as its time comes. */
export function standing(clock: SlaClock, now: number): { look: ClockLook; words: string } {
  const { state, stoppedAt, leftMinutes, dueAt, warnAt } = clock;
  if (stoppedAt) return { look: state, words: stopped[state] ?? 'Over' };
  if (leftMinutes !== null) {
    return leftMinutes < 0
      ? { look: 'breached', words: 'Overdue, paused' }
      : { look: 'paused', words: 'Paused' };
  }
  if (!dueAt) return { look: 'running', words: 'Never due' };
  return { look: dueLook({ at: dueAt, warnAt }, now), words: dueWords(dueAt, now) };
}

/** What the time is at which it stopped. One that was late stops unanswered, too, when the ticket is done. */
export function stopWords({ metric, state }: Pick<SlaClock, 'metric' | 'state'>): string {
  if (state === 'cancelled') return 'No longer owed since';
  if (state === 'breached') return 'Stopped';
  return metric === 'resolution' ? 'Resolved' : 'Answered';
}
