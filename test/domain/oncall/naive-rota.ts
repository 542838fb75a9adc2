import type { Rota, RotaLayer } from '../../../src/domain/oncall/rota.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Who is on call at each minute from one instant until another, the slow and simple way: what is on the wall is read
 * minute by minute, as the latest that was ever shown, and each rule is asked whether it holds then. Shares nothing with
 * what it is compared with.
 */
export function naiveRota({ timeZone, layers, overrides }: Rota, from: number, to: number): string[] {
  const read = clock(timeZone);
  const lines: string[] = [];
  let shown = Number.NEGATIVE_INFINITY;
  for (let at = from - 2 * DAY; at < to; at += MINUTE) {
    shown = Math.max(shown, read(at));
    if (at < from) continue;
    let people: readonly string[] = [];
    for (const layer of layers) {
      const turn = ofLayer(layer, shown);
      if (turn.length > 0) people = turn;
    }
    for (const override of overrides) {
      if (at < override.from || at >= override.to || override.people.length === 0) continue;
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

function ofLayer({ turns, start, every, hours, end }: RotaLayer, shown: number): readonly string[] {
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
  return turns[Math.floor((shown - begin) / long) % turns.length] ?? [];
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
