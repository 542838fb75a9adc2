import { isDeepStrictEqual } from 'node:util';
import type { Layer, TurnsLayer } from '../../contract/schedules.ts';

type Rules = { timeZone: string; layers: readonly Layer[]; skipAbsent: boolean };
type Pair = { is: Layer | undefined; was: Layer | undefined };
type NameOf = (id: string) => string;

/**
 * What is another in rules than it was before, a sentence each.
 * @param before null: there were none
 * @param nameOf of people and of calendars
 */
export function changesInWords(before: Rules | null, after: Rules, nameOf: NameOf): string[] {
  const lines: string[] = [];
  if (before && before.timeZone !== after.timeZone) {
    lines.push(`The time zone is ${after.timeZone} instead of ${before.timeZone}.`);
  }
  if ((before?.skipAbsent ?? false) !== after.skipAbsent) {
    lines.push(after.skipAbsent ? 'Whoever is away is skipped.' : 'Whoever is away is no longer skipped.');
  }
  const pairs = pairsOf(before?.layers ?? [], after.layers);
  for (const { was, is } of pairs) {
    if (is && !was) lines.push(`Layer “${is.name}” was added: ${inWords(is, nameOf)}.`);
    else if (was && !is) lines.push(`Layer “${was.name}” was removed: ${inWords(was, nameOf)}.`);
    else if (was && is) lines.push(...changesOfLayer(was, is, nameOf));
  }
  const kept = pairs.flatMap(({ was, is }) => (was && is ? [{ was, is }] : []));
  const order = kept.toSorted(
    (a, b) => (before?.layers.indexOf(a.was) ?? 0) - (before?.layers.indexOf(b.was) ?? 0),
  );
  if (!isDeepStrictEqual(kept, order)) {
    lines.push(`The layers stand in another order, from the lowest: ${after.layers.map(quoted).join(', ')}.`);
  }
  return before || lines.length > 0 ? lines : ['It was made without layers.'];
}

/** A layer is known by its name; one that was only renamed, by all the rest. In the order of what is now. */
function pairsOf(before: readonly Layer[], after: readonly Layer[]): Pair[] {
  const left = [...before];
  const take = (isIt: (layer: Layer) => boolean) => {
    const index = left.findIndex(isIt);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const named = after.map((is) => ({ is, was: take((one) => one.name === is.name && one.kind === is.kind) }));
  const all = named.map(({ is, was }) => ({
    is,
    was: was ?? take((layer) => isDeepStrictEqual({ ...layer, name: is.name }, is)),
  }));
  return [...all, ...left.map((was) => ({ is: undefined, was }))];
}

function changesOfLayer(was: Layer, is: Layer, nameOf: NameOf): string[] {
  const of = `Layer “${is.name}”`;
  const lines: string[] = [];
  if (was.name !== is.name) lines.push(`${of} was called “${was.name}” before.`);
  if (was.kind === 'calendar' || is.kind === 'calendar') {
    if (was.kind === 'calendar' && is.kind === 'calendar' && was.calendarId !== is.calendarId) {
      lines.push(`${of} goes by the calendar “${nameOf(is.calendarId)}”.`);
    }
    return lines;
  }
  if (!isDeepStrictEqual(was.turns, is.turns)) {
    lines.push(`${of} has these turns: ${turnsOf(is, nameOf)}; before: ${turnsOf(was, nameOf)}.`);
  }
  if (!isDeepStrictEqual(was.every, is.every)) {
    lines.push(`${of}: a turn lasts ${lengthOf(is)} instead of ${lengthOf(was)}.`);
  }
  if (was.start !== is.start) lines.push(`${of} begins ${wall(is.start)} instead of ${wall(was.start)}.`);
  if (was.end !== is.end) {
    lines.push(
      `${of} ${is.end ? `ends ${wall(is.end)}` : 'does not end'}; before it ${was.end ? `ended ${wall(was.end)}` : 'did not'}.`,
    );
  }
  if (!isDeepStrictEqual(was.hours, is.hours)) {
    lines.push(`${of} is limited to ${hoursOf(is)}; before: ${hoursOf(was)}.`);
  }
  return lines;
}

function inWords(layer: Layer, nameOf: NameOf): string {
  if (layer.kind === 'calendar') return `by the calendar “${nameOf(layer.calendarId)}”`;
  const { start, end, hours } = layer;
  return [
    `${turnsOf(layer, nameOf)}, each ${lengthOf(layer)}, from ${wall(start)}`,
    ...(end ? [`until ${wall(end)}`] : []),
    ...(hours ? [hoursOf(layer)] : []),
  ].join(', ');
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const quoted = ({ name }: Layer) => `“${name}”`;
const wall = (time: string) => time.replace('T', ' ');
const turnsOf = ({ turns }: TurnsLayer, nameOf: NameOf) =>
  turns.map((people) => people.map(nameOf).join(' with ')).join(', then ');
const lengthOf = ({ every: { count, unit } }: TurnsLayer) =>
  `${count} ${count === 1 ? unit.replace(/s$/, '') : unit}`;

function hoursOf({ hours }: TurnsLayer): string {
  if (!hours) return 'all hours';
  const days = hours.flatMap((day, index) =>
    day.length > 0 ? [`${DAYS[index]} ${day.map(({ from, to }) => `${from}–${to}`).join(' and ')}`] : [],
  );
  return days.join(', ');
}
