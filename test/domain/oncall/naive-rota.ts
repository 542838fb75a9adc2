import type { RotaLayer } from '../../../src/domain/oncall/layer-shifts.ts';
import type { Rota } from '../../../src/domain/oncall/rota.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Who is on call at each minute from one instant until another, the slow and simple way: what is on the wall is read
 * minute by minute, as the latest that was ever shown, and each rule is asked whether it holds then. Shares nothing with
 * what it is compared with.
 */
export function naiveRota(rota: Rota, from: number, to: number): string[] {
  const { versions, absences, gone } = rota;
  const zones = [...new Set(versions.map(({ timeZone }) => timeZone))];
  const walls = zones.map((zone) => ({ zone, read: clock(zone), shown: Number.NEGATIVE_INFINITY }));
  const lines: string[] = [];
  for (let at = from - 2 * DAY; at < to; at += MINUTE) {
    for (const wall of walls) wall.shown = Math.max(wall.shown, wall.read(at));
    if (at < from) continue;
    const version = versions.findLast((version) => version.from <= at);
    const shown = walls.find(({ zone }) => zone === version?.timeZone)?.shown ?? 0;
    const left = ({ people }: { people: readonly string[] }) =>
      people.filter((one) => (gone?.get(one) ?? Number.POSITIVE_INFINITY) > at);
    const overrides = rota.overrides.map((one) => ({ ...one, people: left(one) }));
    const here = ({ from, to }: { from: number; to: number }) => from <= at && at < to;
    const isAway = (one: string) =>
      absences.some((absence) => absence.person === one && here(absence)) &&
      !overrides.some((other) => other.replaces === one && here(other) && other.people.length > 0);
    const byLayers = (isOut: (one: string) => boolean) => {
      let people: readonly string[] = [];
      for (const layer of version?.layers ?? []) {
        const found =
          'events' in layer
            ? ofEvents({ events: layer.events.map((one) => ({ ...one, people: left(one) })) }, at, isOut)
            : ofLayer({ ...layer, turns: layer.turns.map((people) => left({ people })) }, shown, isOut);
        if (found.length > 0) people = found;
      }
      return people;
    };
    let people = version?.skipAbsent ? byLayers(isAway) : [];
    if (people.length === 0) people = byLayers(() => false);
    for (const override of overrides) {
      if (!here(override) || override.people.length === 0) continue;
      if (override.replaces === null) people = override.people;
      else {
        const others: string[] = [];
        for (const one of people) {
          for (const by of one === override.replaces ? override.people : [one]) {
            if (!others.includes(by)) others.push(by);
          }
        }
        people = others;
      }
    }
    lines.push(people.join(' '));
  }
  return lines;
}

type IsOut = (one: string) => boolean;

type Listed = Pick<Extract<RotaLayer, { events: unknown }>, 'events'>;

function ofEvents({ events }: Listed, at: number, isOut: IsOut): string[] {
  const found: string[] = [];
  for (const event of [...events].sort((a, b) => a.from - b.from)) {
    if (at < event.from || at >= event.to) continue;
    for (const one of event.people) if (!isOut(one) && !found.includes(one)) found.push(one);
  }
  return found;
}

function ofLayer(
  { turns, start, every, hours, end }: Extract<RotaLayer, { turns: unknown }>,
  shown: number,
  isOut: IsOut,
): readonly string[] {
  const begin = Date.parse(`${start}:00Z`);
  if (shown < begin || (end !== null && shown >= Date.parse(`${end}:00Z`))) return [];
  const long = { hours: 60, days: 1_440, weeks: 10_080 }[every.unit] * every.count * MINUTE;
  if (hours !== null) {
    const date = new Date(shown);
    const weekday = (date.getUTCDay() + 6) % 7;
    const time = date.toISOString().slice(11, 16);
    const today = hours[weekday]?.some((one) => one.from <= time && (time < one.to || one.to < one.from));
    const yesterday = hours[(weekday + 6) % 7]?.some((one) => one.to < one.from && time < one.to);
    if (!today && !yesterday) return [];
  }
  const turn = Math.floor((shown - begin) / long) % turns.length;
  if (turns[turn]?.length === 0) return [];
  const inOrder = [...turns.slice(turn), ...turns.slice(0, turn)];
  return (
    inOrder.map((people) => people.filter((one) => !isOut(one))).find((people) => people.length > 0) ?? []
  );
}

/** What is on the wall at a minute, as if it were UTC. An hour that is as long on the wall is asked for twice only. */
function clock(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit' },
  });
  const ask = (at: number) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return Date.parse(`${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:00Z`);
  };
  let hour = Number.NaN;
  let begin = 0;
  let isPlain = false;
  return (at) => {
    const current = Math.floor(at / HOUR) * HOUR;
    if (current !== hour) {
      hour = current;
      begin = ask(hour);
      isPlain = ask(hour + HOUR - MINUTE) === begin + HOUR - MINUTE;
    }
    return isPlain ? begin + at - hour : ask(at);
  };
}
