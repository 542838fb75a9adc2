import { type IncidentState, isUnderWay } from '../../contract/incidents.ts';
import { ServiceLevel } from '../../contract/status-page.ts';
import { DAY, MINUTE } from '../../lib/clock.ts';
import { type Span, united, within, without } from '../oncall/spans.ts';
import { DAYS, type FactUpdate, type StatusFacts } from './facts.ts';
import { uptime } from './uptime.ts';

/** How a service is; `maintenance`: planned, and nothing worse was said. */
export type Condition = ServiceLevel | 'maintenance';
/** How a day was; `none`: the service was not there yet. */
export type DayCondition = Condition | 'none';

export type StatusState = {
  title: string;
  /** The worst of them all. */
  condition: Condition;
  groups: { name: string; components: ComponentState[] }[];
  /** Those that go on, the newest first. */
  incidents: IncidentView[];
  maintenanceNow: MaintenanceView[];
  /** The next one first. */
  maintenanceToCome: MaintenanceView[];
  /** The last days, the newest first, with the incidents that began on each. Midnight in UTC. */
  history: { day: number; incidents: IncidentView[] }[];
  /** From when on it may be another without anything having been written. */
  until: number;
};

export type ComponentState = {
  name: string;
  condition: Condition;
  /** {@link DAYS} days in UTC, the oldest first, today among them. */
  days: DayCondition[];
  /** From 0 to 1; null: it was not there, or under maintenance all the time. */
  uptime: Record<'7' | '30' | '90', number | null>;
};

export type IncidentView = {
  id: string;
  title: string;
  state: IncidentState;
  from: number;
  /** Null: it goes on. */
  to: number | null;
  components: string[];
  /** The newest first. */
  updates: Pick<FactUpdate, 'id' | 'at' | 'state' | 'text'>[];
};

export type MaintenanceView = { id: string; title: string; components: string[]; from: number; to: number };

const HISTORY_DAYS = 14;
const NEVER = Number.POSITIVE_INFINITY;
type Impact = Span & { component: number; level: ServiceLevel };

/** How everything is at an instant: a function of what was written, and of the time. */
export function stateAt(facts: StatusFacts, now: number): StatusState {
  const impacts = facts.incidents
    .flatMap(({ updates }) => impactsOf(updates))
    .sort((one, other) => one.from - other.from);
  const components = facts.components.map((_, place) => componentAt(facts, impacts, place, now));
  const conditions = components.map(({ condition }) => condition);
  const incidents = facts.incidents.map((incident) => viewOf(incident, facts)).toReversed();
  const titled = facts.maintenances.flatMap((one) => titledOf(one, facts));
  return {
    title: facts.title,
    condition: worst(conditions),
    groups: [...Map.groupBy(components, (_, place) => facts.components[place]?.group ?? '')].map(
      ([name, components]) => ({ name, components }),
    ),
    incidents: incidents.filter(({ to }) => to === null),
    maintenanceNow: titled.filter(({ from, to }) => from <= now && now < to),
    maintenanceToCome: titled.filter(({ from }) => from > now),
    history: daysBefore(now, HISTORY_DAYS)
      .toReversed()
      .map((day) => ({
        day,
        incidents: incidents.filter(({ from }) => from >= day && from < day + DAY),
      })),
    until: nextChange(facts, now),
  };
}

/** What each update says is affected holds until the next one says something else. */
function impactsOf(updates: readonly FactUpdate[]): Impact[] {
  const said = updates.filter(({ affected }) => affected !== null);
  return said.flatMap(({ affected, at }, index) =>
    (affected ?? []).map((one) => ({ ...one, from: at, to: said[index + 1]?.at ?? NEVER })),
  );
}

function componentAt(facts: StatusFacts, all: readonly Impact[], place: number, now: number): ComponentState {
  const { name = '', since = now } = facts.components[place] ?? {};
  const impacts = all.filter(({ component }) => component === place);
  const planned = facts.maintenances.filter(({ components }) => components.includes(place));
  const shown = united(planned.filter(({ title }) => title !== null));
  const maintenance = united(planned);
  const down = impacts.filter(({ level }) => level === 'partial_outage' || level === 'major_outage');
  const here = (span: Span) => span.from <= now && now < span.to;
  const levels = impacts.filter(here).map(({ level }) => level);
  // What was said of it now weighs more than what was planned.
  const isMaintained = levels.length === 0 && shown.some(here);
  const end = Math.floor(now / MINUTE) * MINUTE;
  const last = (days: number) => uptime({ from: end - days * DAY, to: end }, { since, down, maintenance });
  return {
    name,
    condition: isMaintained ? 'maintenance' : worst(levels),
    days: conditionsOf({ since, now, impacts: without(impacts, maintenance), shown }),
    uptime: { 7: last(7), 30: last(30), 90: last(90) },
  };
}

type Past = { since: number; now: number; impacts: Impact[]; shown: Span[] };

function conditionsOf({ since, now, impacts, shown }: Past): DayCondition[] {
  return daysBefore(now, DAYS).map((from) => {
    const day = { from, to: Math.min(from + DAY, now) };
    if (from + DAY <= since) return 'none';
    const levels = within(impacts, day).map(({ level }) => level);
    if (levels.length === 0 && within(shown, day).length > 0) return 'maintenance';
    return worst(levels);
  });
}

/** So many days in UTC by their midnights, the oldest first; the last one is today. */
function daysBefore(now: number, days: number): number[] {
  const today = Math.floor(now / DAY) * DAY;
  return Array.from({ length: days }, (_, index) => today - (days - 1 - index) * DAY);
}

const ORDER: readonly Condition[] = ['operational', 'maintenance', ...ServiceLevel.options.slice(1)];
const worst = <Level extends Condition>(levels: readonly Level[]): Level | 'operational' =>
  levels.reduce<Level | 'operational'>(
    (one, other) => (ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one),
    'operational',
  );

function viewOf(
  { id, updates }: StatusFacts['incidents'][number],
  { components }: StatusFacts,
): IncidentView {
  const [first, last] = [updates[0], updates.at(-1)];
  const places = updates.flatMap(({ affected }) => affected ?? []).map(({ component }) => component);
  return {
    ...{ id, title: last?.title ?? '', state: last?.state ?? 'resolved', from: first?.at ?? 0 },
    to: last && isUnderWay(last.state) ? null : (last?.at ?? 0),
    components: namesOf(places, components),
    updates: updates.map(({ id, at, state, text }) => ({ id, at, state, text })).toReversed(),
  };
}

function titledOf(
  { id, title, components, from, to }: StatusFacts['maintenances'][number],
  facts: StatusFacts,
): MaintenanceView[] {
  return title === null ? [] : [{ id, title, components: namesOf(components, facts.components), from, to }];
}

export const namesOf = (places: readonly number[], components: StatusFacts['components']): string[] =>
  [...new Set(places)].sort((a, b) => a - b).flatMap((place) => components[place]?.name ?? []);

/** The next minute, since uptime is counted by the minute, or what begins or ends before it. */
function nextChange({ maintenances }: StatusFacts, now: number): number {
  const minute = (Math.floor(now / MINUTE) + 1) * MINUTE;
  return Math.min(minute, ...maintenances.flatMap(({ from, to }) => [from, to].filter((at) => at > now)));
}
