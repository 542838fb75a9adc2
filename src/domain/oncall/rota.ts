import { type Away, layerShifts, type RotaLayer, type RotaShift, type Wall, wallOf } from './layer-shifts.ts';
import { cutAt, over, type Span, united, within, without } from './spans.ts';

/**
 * Who is on call when: a pure function of the rules and an interval.
 *
 * Everything that begins or ends by the clock on the wall (a turn, a layer, the hours of a layer) does so at the first
 * instant at which the clock in the schedule's zone shows that time, or a later one. So a handover at a time that the
 * clocks skip comes at the first minute that is there; at one that they show twice it comes the first time, and whoever
 * has come on stays on when it is shown again. A turn that is skipped as a whole does not take place, and its
 * people come on again when it is their turn next. As each end is the beginning of what follows, also on such
 * days, nobody is left out between two turns or hours that meet on the wall, and no two of them are on call at once.
 *
 * A later layer takes the place of the earlier ones where it has somebody. An override takes the place of all of them, or
 * of one person while that one would be on call; a later override goes over an earlier one. Where there are no people, in a turn or
 * an override, it changes nothing.
 *
 * Rules that skip absent people leave out of a turn who is away. Where nobody of it is left, those of the next turn who
 * are there stand in; where nobody of the layer is, the layers below say who is on call; and where all of that leaves
 * nobody, those stay who would have been on call without it. Who has an override in their place is not skipped meanwhile,
 * and an override is taken at its word.
 *
 * Each instant goes by the version of the rules that was valid then, and by who might be on call then.
 */

export type RotaRules = {
  timeZone: string;
  /** From the lowest. */
  layers: readonly RotaLayer[];
  skipAbsent: boolean;
};
export type RotaOverride = Span & { id: string; people: readonly string[]; replaces: string | null };
export type Rota = {
  /** In order; each is valid from then until the next one is. */
  versions: readonly (RotaRules & { from: number })[];
  /** From the one that was made first. */
  overrides: readonly RotaOverride[];
  /** When people are away. */
  absences: readonly (Span & { person: string })[];
  /** Since when people may not be on call any more: up to then the rules go on naming them. */
  gone?: ReadonlyMap<string, number>;
};

const NOBODY_AWAY: Away = new Map();

/** The shifts within an interval, cut at its ends, in order; where there is none, nobody is on call. */
export function shiftsOf(rota: Rota, from: number, to: number): RotaShift[] {
  let shifts = byVersion(rota, { from, to }).flatMap(({ layers, wall, away, span }) =>
    within(stacked(wall, layers, away), span),
  );
  for (const override of overridesOf(rota)) shifts = over(shifts, overrideShifts(shifts, override));
  return joined(within(shifts, { from, to }));
}

/** What each layer of the versions in an interval would say alone, from the lowest; those that are gone come last. */
export function layersOfRota(rota: Rota, from: number, to: number): { name: string; shifts: RotaShift[] }[] {
  const found = new Map<string, { name: string; shifts: RotaShift[] }>();
  for (const { layers, wall, away, span } of byVersion(rota, { from, to }).reverse()) {
    const seen = new Map<string, number>();
    for (const layer of layers) {
      const { name } = layer;
      const nth = (seen.get(name) ?? 0) + 1;
      seen.set(name, nth);
      const row = found.get(`${nth} ${name}`) ?? { name, shifts: [] };
      found.set(`${nth} ${name}`, row);
      row.shifts.unshift(...within(stacked(wall, [layer], away), span));
    }
  }
  return [...found.values()].map(({ name, shifts }) => ({ name, shifts: joined(shifts) }));
}

/** Those who are on call at an instant, in their order. */
export const onCallAt = (rota: Rota, at: number): readonly string[] =>
  shiftsOf(rota, at, at + 1)[0]?.people ?? [];

/** What comes after those who are on call at `at`, by the shifts from there until `to`; null: nothing changes until then. */
export function changeAfter(
  shifts: readonly RotaShift[],
  at: number,
  to: number,
): { at: number; people: readonly string[] } | null {
  const people = shifts[0]?.from === at ? shifts[0].people : [];
  let end = at;
  for (const shift of shifts) {
    if (shift.from > end && people.length > 0) break;
    if (!sameList(shift.people, people)) return { at: shift.from, people: shift.people };
    end = shift.to;
  }
  return people.length > 0 && end < to ? { at: end, people: [] } : null;
}

/** The versions with the part of an interval in which each is valid, and whom it sees as away. */
function byVersion(rota: Rota, { from, to }: Span) {
  const { versions, absences } = rota;
  const parts = versions.map((rules, index) => ({
    rules,
    span: { from: Math.max(from, rules.from), to: Math.min(to, versions[index + 1]?.from ?? to) },
  }));
  const away = awayOf(absences, overridesOf(rota));
  return parts
    .filter(({ span }) => span.from < span.to)
    .flatMap(({ rules, span }) =>
      asPeopleGo(rota, span).map((part) => ({
        ...{ rules, span: part },
        layers: rota.gone
          ? rules.layers.map((layer) => layerAmong(layer, stillThere(rota, part.from)))
          : rules.layers,
      })),
    )
    .map(({ layers, rules, span }) => ({
      ...{ layers, span, wall: wallOf(rules.timeZone, span) },
      away: rules.skipAbsent ? away : NOBODY_AWAY,
    }));
}

/** A part for each time after which somebody is not there any more. */
const asPeopleGo = <Part extends Span>({ gone }: Rota, part: Part): Part[] =>
  gone ? cutAt(part, [...gone.values()]) : [part];

const stillThere =
  ({ gone }: Rota, at: number) =>
  (id: string): boolean =>
    at < (gone?.get(id) ?? Number.POSITIVE_INFINITY);

const overridesOf = (rota: Rota): readonly RotaOverride[] =>
  !rota.gone
    ? rota.overrides
    : rota.overrides.flatMap((override) =>
        asPeopleGo(rota, override).map((part) => ({
          ...part,
          people: part.people.filter(stillThere(rota, part.from)),
        })),
      );

/** A layer as far as it names people who are meant. */
function layerAmong(layer: RotaLayer, isMeant: (id: string) => boolean): RotaLayer {
  const meant = (ids: readonly string[]) => ids.filter(isMeant);
  return 'events' in layer
    ? { ...layer, events: layer.events.map((event) => ({ ...event, people: meant(event.people) })) }
    : { ...layer, turns: layer.turns.map(meant) };
}

/** The rules as far as they name people who are meant. */
export const among = (rota: Rota, isMeant: (id: string) => boolean): Rota => ({
  ...rota,
  versions: rota.versions.map((version) => ({
    ...version,
    layers: version.layers.map((layer) => layerAmong(layer, isMeant)),
  })),
  overrides: rota.overrides.map((one) => ({ ...one, people: one.people.filter(isMeant) })),
  absences: rota.absences.filter(({ person }) => isMeant(person)),
});

function awayOf(absences: Rota['absences'], overrides: readonly RotaOverride[]): Away {
  const byPerson = Map.groupBy(absences, ({ person }) => person);
  return new Map(
    [...byPerson].map(([person, spans]) => {
      const covered = overrides.filter(({ replaces, people }) => replaces === person && people.length > 0);
      return [person, without(united(spans), united(covered))];
    }),
  );
}

function stacked(wall: Wall, layers: readonly RotaLayer[], away: Away): RotaShift[] {
  const by = (away: Away) =>
    layers.reduce<RotaShift[]>((lower, layer) => over(lower, layerShifts(wall, layer, away)), []);
  return away.size === 0 ? by(away) : over(by(NOBODY_AWAY), by(away));
}

function overrideShifts(shifts: readonly RotaShift[], override: RotaOverride): RotaShift[] {
  const { id, people, replaces, from, to } = override;
  if (people.length === 0) return [];
  const by = { layer: null, overrideId: id };
  if (replaces === null) return [{ from, to, people, ...by }];
  return within(shifts, override)
    .filter((shift) => shift.people.includes(replaces))
    .map((shift) => ({
      ...shift,
      people: [...new Set(shift.people.flatMap((one) => (one === replaces ? people : [one])))],
      ...by,
    }));
}

/** Those that go on as they were, as one. */
function joined(shifts: readonly RotaShift[]): RotaShift[] {
  const apart: RotaShift[] = [];
  for (const shift of shifts) {
    const last = apart.at(-1);
    const isSame = last?.layer === shift.layer && last.overrideId === shift.overrideId;
    if (last?.to === shift.from && isSame && sameList(last.people, shift.people)) last.to = shift.to;
    else apart.push({ ...shift });
  }
  return apart;
}

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((person, index) => person === other[index]);
