/** A schedule as its form holds it: every field present, numbers as they are typed. */
import type { z } from 'zod';
import type { Interval, Week } from '../../../contract/calendars.ts';
import type { CreateSchedule, Layer, Schedule, TurnsLayer } from '../../../contract/schedules.ts';
import { timeTyped } from '../settings/week-words.ts';
import { laterDate, wallAt } from './wall.ts';

export type TurnValues = { key: string; people: string[] };
export type LayerValues = {
  /** Tells them apart while they are moved; never sent. */
  key: string;
  name: string;
  /** The calendar from outside by which it goes; null: people take turns. */
  calendarId: string | null;
  turns: TurnValues[];
  start: string;
  count: number | string;
  unit: TurnsLayer['every']['unit'];
  isRestricted: boolean;
  /** Monday first. */
  week: Interval[][];
  /** Empty: it goes on. */
  end: string;
};
export type ScheduleValues = {
  name: string;
  teamId: string;
  timeZone: string;
  layers: LayerValues[];
  skipAbsent: boolean;
  tellsHandover: boolean;
  /** Empty channel: where the queues of the team have their cards. */
  conversation: { channel: string; conversation: string };
};

const NOWHERE = { channel: '', conversation: '' };

let keys = 0;
const newKey = () => String(++keys);

export const newTurn = (people: string[] = []): TurnValues => ({ key: newKey(), people });

const workdays = (): Interval[][] =>
  Array.from({ length: 7 }, (_, day) => (day < 5 ? [{ from: '09:00', to: '17:00' }] : []));

/** Handed over on Mondays at nine, from the last one on. */
export function newLayer(name: string, timeZone: string, now: number): LayerValues {
  const today = wallAt(now, timeZone).slice(0, 10);
  const weekday = (new Date(`${today}T00:00Z`).getUTCDay() + 6) % 7;
  return {
    ...{
      key: newKey(),
      name,
      calendarId: null,
      turns: [newTurn()],
      start: `${laterDate(today, -weekday)}T09:00`,
    },
    ...{ count: 1, unit: 'weeks', isRestricted: false, week: workdays(), end: '' },
  };
}

export function valuesOf(schedule: Schedule | null, ownZone: string, now: number): ScheduleValues {
  if (!schedule) {
    const layers = [newLayer('Primary', ownZone, now)];
    return {
      ...{ name: '', teamId: '', timeZone: ownZone, layers, skipAbsent: false },
      ...{ tellsHandover: true, conversation: NOWHERE },
    };
  }
  const { name, teamId, timeZone, layers, skipAbsent, tellsHandover, conversation } = schedule;
  return {
    ...{ name, teamId, timeZone, skipAbsent, tellsHandover, conversation: conversation ?? NOWHERE },
    layers: layers.map((layer) => layerValues(layer, timeZone, now)),
  };
}

function layerValues(layer: Layer, timeZone: string, now: number): LayerValues {
  if (layer.kind === 'calendar') {
    return { ...newLayer(layer.name, timeZone, now), calendarId: layer.calendarId };
  }
  const { name, turns, start, every, hours, end } = layer;
  return {
    ...{ key: newKey(), name, calendarId: null, turns: turns.map((people) => newTurn([...people])), start },
    ...{ ...every, isRestricted: hours !== null, week: hours ? structuredClone(hours) : workdays() },
    end: end ?? '',
  };
}

/** What is sent. */
export const scheduleOf = ({
  layers,
  conversation,
  ...rest
}: ScheduleValues): z.output<typeof CreateSchedule> => ({
  ...rest,
  conversation: conversation.channel === '' ? null : conversation,
  layers: layers.map(layerOf),
});

function layerOf(values: LayerValues): Layer {
  const { name, calendarId, turns, start, count, unit, isRestricted, week, end } = values;
  if (calendarId !== null) return { kind: 'calendar', name, calendarId };
  return {
    ...{ name, turns: turns.map(({ people }) => people), start, every: { count: Number(count), unit } },
    hours: isRestricted ? (week.map((day) => day.map(typed)) as Week) : null,
    end: end === '' ? null : end,
  };
}

const typed = ({ from, to }: Interval): Interval => ({ from: timeTyped(from), to: timeTyped(to) });

/** Where the form has the field that the contract calls so. */
export const fieldOf = (path: string): string =>
  path
    .replace('.every.count', '.count')
    .replace('.hours', '.week')
    .replace(/(\.turns\.\d+)$/, '$1.people');
