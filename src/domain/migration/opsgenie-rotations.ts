import type { z } from 'zod';
import { fail } from '../../lib/errors.ts';
import type { FoundTeam, Rotation, WeekSpan } from './found.ts';
import { DAYS, type Recipient, type RotationRecord, type TimeRestriction } from './opsgenie-shapes.ts';
import { nameOf } from './reader.ts';
import { daily, wallAt } from './wall.ts';

export type Naming = (
  one: { id?: string | null | undefined; username?: string | null | undefined },
  place: string,
) => string;

/** Who has a turn. @throws `invalid` where it is of nobody */
export function turnOf(
  who: Recipient,
  place: string,
  user: Naming,
  teams: ReadonlyMap<string, FoundTeam>,
  notes: string[],
): string[] {
  if (who.type === 'user') return [user(who, place)];
  const team = teams.get(who.id ?? '');
  if (who.type === 'team' && team) {
    notes.push(`the team ${team.name} takes turns in it: here those who are in it now`);
    return team.members.map(({ person }) => person);
  }
  const words = who.type === 'none' ? 'nobody' : `the ${who.type} ${who.name ?? who.id ?? ''}`.trim();
  return fail('invalid', `A turn of it is of ${words}; here turns are of people.`);
}

export function rotationOf(
  rotation: z.output<typeof RotationRecord>,
  timeZone: string,
  index: number,
  turn: (who: Recipient) => string[],
): Rotation {
  const first = wallAt(rotation.startDate, timeZone);
  return {
    ...{ key: rotation.id ?? String(index), name: nameOf(rotation.name, `Rotation ${index + 1}`), timeZone },
    ...{ turns: rotation.participants.map(turn), first, from: first },
    minutes: UNITS[rotation.type] * (rotation.length ?? 1),
    until: rotation.endDate ? wallAt(rotation.endDate, timeZone) : null,
    hours: rotation.timeRestriction ? spansOf(rotation.timeRestriction) : null,
  };
}

const UNITS = { hourly: 60, daily: 1_440, weekly: 10_080 };
const WEEK = 10_080;

function spansOf({ restriction, restrictions }: z.output<typeof TimeRestriction>): WeekSpan[] | null {
  const minute = (hour: number, min: number | null | undefined) => hour * 60 + (min ?? 0);
  if (restrictions?.length) {
    return restrictions.map((one) => {
      const from = DAYS.indexOf(one.startDay) * 1_440 + minute(one.startHour, one.startMin);
      const to = DAYS.indexOf(one.endDay) * 1_440 + minute(one.endHour, one.endMin);
      return { from, minutes: to > from ? to - from : to + WEEK - from };
    });
  }
  if (!restriction) return null;
  const from = minute(restriction.startHour, restriction.startMin);
  const to = minute(restriction.endHour, restriction.endMin);
  return daily(from, to > from ? to - from : to + 1_440 - from);
}
