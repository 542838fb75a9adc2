import type { TurnsLayer } from '../../contract/schedules.ts';
import { MINUTE } from '../../lib/clock.ts';
import { fail } from '../../lib/errors.ts';
import type { FoundSchedule, Rotation } from './found.ts';
import { everyOf, inWeek, wallAt, wallText, weekOf } from './wall.ts';

/**
 * How rotations of other tools become schedules and layers here. A layer takes the place of the ones below it, while
 * some tools have several people on call side by side: rotations that overlap become schedules of their own, and who
 * pages by the one there pages by all of them here.
 */

/** What becomes one schedule. */
export type Part = { name: string; timeZone: string; rotations: Rotation[] };

/** @throws `invalid` where it cannot be said by schedules here */
export function partsOf({ name, levels }: FoundSchedule): Part[] {
  const parts: Rotation[][] = [];
  for (const rotation of levels.flat()) {
    const sameLevel = levels.find((level) => level.includes(rotation)) ?? [];
    const home = parts.find((part) =>
      part.every(
        (other) =>
          other.timeZone === rotation.timeZone && (!sameLevel.includes(other) || !mayMeet(other, rotation)),
      ),
    );
    if (home) home.push(rotation);
    else parts.push([rotation]);
  }
  if (parts.length > 1 && levels.filter((level) => level.length > 0).length > 1) {
    fail(
      'invalid',
      'some of its rotations hold side by side, or by several time zones, and others above them',
    );
  }
  return parts.map((rotations) => ({
    name: parts.length === 1 ? name : `${name}: ${rotations[0]?.name}`,
    timeZone: rotations[0]?.timeZone ?? 'UTC',
    rotations,
  }));
}

/** Whether both could have somebody at one moment. */
function mayMeet(one: Rotation, other: Rotation): boolean {
  const isApart = (first: Rotation, second: Rotation) => first.until !== null && first.until <= second.from;
  if (isApart(one, other) || isApart(other, one)) return false;
  if (one.hours === null || other.hours === null) return true;
  const theirs = inWeek(other.hours);
  return inWeek(one.hours).some(({ from, to }) => theirs.some((span) => span.from < to && from < span.to));
}

/**
 * The layers of a rotation, with people by their keys; none, where it is over. The turns go on as they would there,
 * also where it begins to hold in the middle of one.
 */
export function layersOf(
  rotation: Rotation,
  now: Date,
): (Omit<TurnsLayer, 'turns'> & { turns: string[][] })[] {
  const { name, turns, first, minutes, from, until, timeZone } = rotation;
  const shown = wallAt(now.getTime(), timeZone);
  if (turns.length === 0 || (until !== null && until <= shown)) return [];
  const every = everyOf(minutes);
  const length = minutes * MINUTE;
  const hours = rotation.hours && weekOf(rotation.hours);
  const end = until === null ? null : wallText(until);
  // Long ago nobody asks; a schedule here knows no year before 2000.
  const begin = Math.floor((Math.max(from, EARLIEST) - first) / length);
  const handover = first + begin * length;
  const goesOn = (turn: number, start: number) => ({
    ...{ name, turns: turns.map((_, index) => turnAt(turn + index)), start: wallText(start) },
    ...{ every, hours, end },
  });
  const turnAt = (turn: number) => turns[((turn % turns.length) + turns.length) % turns.length] ?? [];
  if (handover >= from || from <= shown) return [goesOn(begin, handover)];
  const next = handover + length;
  const rest = {
    ...{ name: `${name} (begins)`, turns: [turnAt(begin)], start: wallText(from) },
    ...{ every: { count: 1, unit: 'weeks' as const }, hours },
    end: wallText(until === null ? next : Math.min(next, until)),
  };
  return until !== null && until <= next ? [rest] : [rest, goesOn(begin + 1, next)];
}

const EARLIEST = Date.parse('2000-01-03T00:00Z');
