import { z } from 'zod';
import type { SourceName } from '../../contract/services.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { fail, isDeskbellError } from '../../lib/errors.ts';
import type { FoundOverride, FoundPolicy, FoundTarget, Rotation } from './found.ts';
import { rotationOf, Shift } from './grafana-shifts.ts';
import { type Format, Key, nameOf, reader, Zone } from './reader.ts';
import { instantOf } from './wall.ts';

/** Grafana OnCall’s HTTP API (grafana.com/docs/oncall/latest/oncall-api-reference). */

const Keys = z.array(Key).nullish();
const User = z.object({
  ...{ id: Key, email: z.string().nullish(), username: z.string(), name: z.string().nullish() },
  ...{ role: z.string().nullish(), timezone: z.string().nullish(), teams: Keys },
});
const Team = z.object({ id: Key, name: z.string() });
const Schedule = z.object({
  ...{ id: Key, name: z.string(), type: z.string().nullish(), team_id: Key.nullish() },
  ...{ time_zone: Zone.nullish(), shifts: Keys, ical_url_overrides: z.string().nullish() },
});
const Chain = z.object({ id: Key, name: z.string(), team_id: Key.nullish() });
const Step = z.object({
  ...{ id: Key, escalation_chain_id: Key, position: z.number().int().nullish(), type: z.string() },
  duration: z.number().min(0).nullish(),
  ...{ persons_to_notify: Keys, persons_to_notify_next_each_time: Keys },
  ...{ notify_on_call_from_schedule: Key.nullish(), notify_to_team_members: Key.nullish() },
  team_to_notify: Key.nullish(),
});
type Step = z.output<typeof Step>;
const Integration = z.object({
  ...{ id: Key, name: z.string(), type: z.string().nullish(), team_id: Key.nullish() },
  default_route: z.object({ id: Key.nullish(), escalation_chain_id: Key.nullish() }).nullish(),
});
const Route = z.object({
  ...{ id: Key, integration_id: Key, escalation_chain_id: Key.nullish() },
  ...{ routing_regex: z.string().nullish(), is_the_last_route: z.boolean().nullish() },
});

export const grafanaOncall: Format = {
  aliases: {
    ...{ users: 'users', teams: 'teams', schedules: 'schedules', on_call_shifts: 'shifts' },
    ...{ escalation_chains: 'chains', escalation_policies: 'steps' },
    ...{ integrations: 'integrations', routes: 'routes' },
  },
  read(records) {
    const { found, each, ...people } = reader(records);
    const named = (keys: readonly string[], place: string) =>
      keys.map((key) => people.named(key, null, null, place));
    const memberships: { team: string; person: string }[] = [];
    each('users', 'person', User, ({ id, username, email, name, role, timezone, teams }, place) => {
      people.person({
        ...{ key: id, name: nameOf(name ?? username, id), email: email || null, timeZone: timezone ?? null },
        ...{ works: role !== 'observer' && role !== 'viewer', place, notes: [] },
      });
      for (const team of teams ?? []) memberships.push({ team, person: id });
    });
    each('teams', 'team', Team, ({ id, name }, place) => {
      const members = memberships
        .filter(({ team }) => team === id)
        .map(({ person }) => ({ person, lead: false }));
      found.teams.push({ key: id, name: nameOf(name, id), members, place, notes: [] });
    });
    const shifts = new Map<string, { shift: Shift; place: string }>();
    each('shifts', 'schedule', Shift, (shift, place) => {
      shifts.set(shift.id, { shift, place });
    });
    each('schedules', 'schedule', Schedule, (schedule, place) => {
      const { type, time_zone: timeZone } = schedule;
      if (type === 'ical') fail('invalid', 'It is read from an iCalendar address there, and has no rules.');
      const notes = schedule.ical_url_overrides
        ? ['takes overrides from an iCalendar address there; those are left out']
        : [];
      const levels = new Map<number, Rotation[]>();
      const overrides: FoundOverride[] = [];
      for (const key of schedule.shifts ?? []) {
        const known =
          shifts.get(key) ?? fail('invalid', `Its shift ${key} is missing in the export, or cannot be read.`);
        const { shift } = known;
        const zone = zoneOf(shift.time_zone ?? timeZone);
        const rotation = sayingWhich(shift, () => rotationOf(shift, zone));
        for (const turn of rotation.turns) named(turn, known.place);
        if (shift.type === 'override') overrides.push(overrideOf(shift, zone));
        else levels.set(shift.level ?? 0, [...(levels.get(shift.level ?? 0) ?? []), rotation]);
      }
      found.schedules.push({
        ...{ key: schedule.id, name: nameOf(schedule.name, schedule.id), team: schedule.team_id ?? null },
        ...{ place, notes, overrides },
        levels: [...levels].toSorted(([a], [b]) => a - b).map(([, rotations]) => rotations),
      });
    });
    const steps: Step[] = [];
    each('steps', 'escalation_policy', Step, (step, place) => {
      named([...(step.persons_to_notify ?? []), ...(step.persons_to_notify_next_each_time ?? [])], place);
      steps.push(step);
    });
    each('chains', 'escalation_policy', Chain, ({ id, name }, place) => {
      const own = steps.filter((step) => step.escalation_chain_id === id);
      found.policies.push({ key: id, name: nameOf(name, id), place, ...policyOf(own) });
    });
    const routes = new Map<string, number>();
    each('routes', 'service', Route, (route) => {
      if (route.is_the_last_route) return;
      routes.set(route.integration_id, (routes.get(route.integration_id) ?? 0) + 1);
    });
    // An integration there is what a service with one door is here.
    each('integrations', 'service', Integration, ({ id, name, type, team_id, default_route }, place) => {
      if (type === 'direct_paging')
        fail('invalid', 'It is for paging people by hand; there is nothing to take over.');
      const count = routes.get(id) ?? 0;
      found.services.push({
        ...{ key: id, name: nameOf(name, id), description: '', team: team_id ?? null, place, settings: {} },
        policy: default_route?.escalation_chain_id ?? null,
        notes:
          count > 0
            ? [
                `has ${count === 1 ? 'another route' : `${count} other routes`} there; here all alerts go the way of the last one`,
              ]
            : [],
      });
      found.doors.push({
        key: id,
        name: nameOf(name, id),
        service: id,
        place,
        settings: {},
        ...sourceOf(type ?? ''),
      });
    });
    return found;
  },
};

const zoneOf = (zone: string | null | undefined): string =>
  Zone.safeParse(zone ?? 'UTC').data ?? fail('invalid', `${zone} is no time zone by which can be computed.`);

function sayingWhich<Result>(shift: Shift, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!isDeskbellError(error)) throw error;
    return fail('invalid', `Its shift ${shift.name ?? shift.id} cannot be taken over: ${error.message}.`);
  }
}

function overrideOf(shift: Shift, timeZone: string): FoundOverride {
  const from = instantOf(shift.start, timeZone);
  const people = [...new Set(shift.rolling_users?.flat() ?? shift.users ?? [])];
  const to = new Date(from.getTime() + shift.duration * SECOND);
  return { from: from.toISOString(), to: to.toISOString(), people, rotations: null };
}

/** Steps follow each other at once there, but for those that wait. */
function policyOf(all: Step[]): Pick<FoundPolicy, 'steps' | 'repeat' | 'acknowledgedMinutes' | 'notes'> {
  const steps: FoundPolicy['steps'] = [];
  const notes: string[] = [];
  let targets: FoundTarget[] = [];
  let repeat = 0;
  for (const step of all.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0))) {
    if (step.type === 'repeat_escalation') repeat = 5;
    else if (step.type !== 'wait') targets.push(...targetsOf(step, notes));
    else if (targets.length > 0) {
      steps.push({ targets, waitMinutes: minutesOf(step) });
      targets = [];
    } else if (steps.length > 0) {
      const last = steps.at(-1);
      if (last) last.waitMinutes += minutesOf(step);
    } else notes.push(`waits ${minutesOf(step)} minutes before it pages there; here it pages at once`);
  }
  if (targets.length > 0) steps.push({ targets, waitMinutes: 5 });
  return { steps, repeat, acknowledgedMinutes: null, notes: [...new Set(notes)] };
}

const minutesOf = (step: Step): number => Math.max(1, Math.round(((step.duration ?? 60) * SECOND) / MINUTE));

function targetsOf(step: Step, notes: string[]): FoundTarget[] {
  const people = (keys: readonly string[]) => keys.map((key): FoundTarget => ({ who: 'person', key }));
  const team = step.notify_to_team_members ?? step.team_to_notify;
  switch (step.type) {
    case 'notify_persons':
      return people(step.persons_to_notify ?? []);
    case 'notify_person_next_each_time':
      notes.push('takes turns among people there; here all of them are paged');
      return people(step.persons_to_notify_next_each_time ?? []);
    case 'notify_on_call_from_schedule':
      return step.notify_on_call_from_schedule
        ? [{ who: 'schedule', key: step.notify_on_call_from_schedule }]
        : [];
    case 'notify_team_members':
      return team ? [{ who: 'team', key: team }] : [];
    default:
      notes.push(`has a step “${step.type.replaceAll('_', ' ')}” there; it is left out`);
      return [];
  }
}

const SOURCES: [RegExp, SourceName][] = [
  [/alertmanager/, 'alertmanager'],
  [/^(legacy_)?grafana/, 'grafana'],
  [/^datadog/, 'datadog'],
  [/^zabbix/, 'zabbix'],
  [/^sentry/, 'sentry'],
  [/sns/, 'sns'],
  [/^uptime_?kuma/, 'uptime-kuma'],
  [/email/, 'email'],
  [/^heartbeat/, 'heartbeat'],
];

function sourceOf(type: string): { source: SourceName; notes: string[] } {
  const known = SOURCES.find(([pattern]) => pattern.test(type));
  if (known) return { source: known[1], notes: [] };
  return { source: 'generic', notes: [`what comes in as “${type}” needs a mapping here`] };
}
