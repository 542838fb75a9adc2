import type { z } from 'zod';
import type { SourceName } from '../../contract/services.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { fail } from '../../lib/errors.ts';
import type { FoundService, FoundTarget, Rotation, WeekSpan } from './found.ts';
import {
  Integration,
  Policy,
  type Ref,
  type Restriction,
  Schedule,
  type ScheduleLayer,
  Service,
  Team,
  User,
} from './pagerduty-shapes.ts';
import { type Format, nameIn, nameOf, reader } from './reader.ts';
import { daily, minuteOfDay, wallAt } from './wall.ts';

const ONLY_LOOK = new Set(['observer', 'read_only_user', 'read_only_limited_user']);

export const pagerduty: Format = {
  aliases: {
    ...{ users: 'users', user: 'users', teams: 'teams', team: 'teams' },
    ...{ schedules: 'schedules', schedule: 'schedules', services: 'services', service: 'services' },
    ...{ escalation_policies: 'policies', escalation_policy: 'policies', integrations: 'integrations' },
  },
  read(records) {
    const { found, each, ...people } = reader(records);
    const user = (ref: Ref, place: string) => people.named(ref.id, ref.summary, null, place);
    const memberships: { team: string; person: string }[] = [];
    each('users', 'person', User, ({ id, teams, ...one }, place) => {
      people.person({
        ...{ key: id, name: nameOf(one.name, one.email ?? id), email: one.email ?? null, place, notes: [] },
        ...{ timeZone: one.time_zone ?? null, works: !ONLY_LOOK.has(one.role ?? '') },
      });
      for (const team of teams ?? []) memberships.push({ team: team.id, person: id });
    });
    each('teams', 'team', Team, ({ id, name, members }, place) => {
      const listed = (members ?? []).map(({ user: ref, role }) => ({
        person: user(ref, place),
        lead: role === 'manager',
      }));
      const others = memberships
        .filter(({ team, person }) => team === id && !listed.some((one) => one.person === person))
        .map(({ person }) => ({ person, lead: false }));
      found.teams.push({
        key: id,
        name: nameOf(name, id),
        members: [...listed, ...others],
        place,
        notes: [],
      });
    });
    each('schedules', 'schedule', Schedule, (schedule, place) => {
      const { id, name, time_zone: timeZone, teams, schedule_layers: layers } = schedule;
      found.schedules.push({
        ...{ key: id, name: nameOf(name, id), team: teams?.[0]?.id ?? null, place },
        notes:
          (teams?.length ?? 0) > 1 ? [`is of several teams there; here it is of ${teams?.[0]?.summary}`] : [],
        // The API lists the uppermost layer first.
        levels: layers.toReversed().map((layer, index) => [
          rotationOf(
            layer,
            timeZone,
            index,
            layer.users.map((one) => user(one.user, place)),
          ),
        ]),
        overrides: (schedule.overrides_subschedule?.rendered_schedule_entries ?? []).flatMap((entry) =>
          entry.user
            ? [{ from: entry.start, to: entry.end, people: [user(entry.user, place)], rotations: null }]
            : [],
        ),
      });
    });
    const acknowledged = new Map<string, Set<number | null>>();
    each('services', 'service', Service, (service, place) => {
      if (service.status === 'disabled') fail('invalid', 'It is disabled there.');
      const policy = service.escalation_policy?.id ?? null;
      const minutes = minutesOf(service.acknowledgement_timeout);
      if (policy) acknowledged.set(policy, (acknowledged.get(policy) ?? new Set()).add(minutes));
      found.services.push({
        ...{ key: service.id, name: nameOf(service.name, service.id), place, policy },
        ...{ description: (service.description ?? '').slice(0, 2_000), team: service.teams?.[0]?.id ?? null },
        ...settingsOf(service),
      });
      for (const integration of service.integrations ?? []) {
        const parsed = Integration.safeParse(integration);
        if (parsed.success) found.doors.push(doorOf(parsed.data, service.id, place));
        else
          found.left.push({
            kind: 'integration',
            name: nameIn(integration),
            place,
            problem: 'It cannot be read.',
          });
      }
    });
    each('integrations', 'integration', Integration, (integration, place) => {
      const service = integration.service?.id ?? fail('invalid', 'It is of no service.');
      if (!found.doors.some(({ key }) => key === integration.id)) {
        found.doors.push(doorOf(integration, service, place));
      }
    });
    each(
      'policies',
      'escalation_policy',
      Policy,
      ({ id, name, num_loops, escalation_rules: rules }, place) => {
        const times = [...(acknowledged.get(id) ?? [])];
        const notes = rules.some((rule) => rule.escalation_rule_assignment_strategy?.type === 'round_robin')
          ? ['takes turns among its targets there; here all of a step are paged']
          : [];
        if (times.length > 1)
          notes.push('its services let acknowledgements lapse after different times; here they hold');
        found.policies.push({
          ...{ key: id, name: nameOf(name, id), place, notes, repeat: num_loops ?? 0 },
          acknowledgedMinutes: times.length === 1 ? (times[0] ?? null) : null,
          steps: rules.map((rule) => ({
            targets: rule.targets.map((ref): FoundTarget => targetOf(ref, place, user)),
            waitMinutes: rule.escalation_delay_in_minutes,
          })),
        });
      },
    );
    return found;
  },
};

function targetOf(ref: Ref, place: string, user: (ref: Ref, place: string) => string): FoundTarget {
  if (/^schedule/.test(ref.type ?? '')) return { who: 'schedule', key: ref.id };
  if (/^user/.test(ref.type ?? '')) return { who: 'person', key: user(ref, place) };
  return fail('invalid', `It pages ${ref.summary ?? ref.id}, which is no user and no schedule.`);
}

function rotationOf(
  layer: z.output<typeof ScheduleLayer>,
  timeZone: string,
  index: number,
  users: string[],
): Rotation {
  const seconds = layer.rotation_turn_length_seconds;
  if (seconds % 60 !== 0) fail('invalid', `Turns of ${seconds} seconds: here they last whole hours.`);
  const hours = (layer.restrictions ?? []).flatMap(spansOf);
  return {
    ...{ key: layer.id ?? String(index), name: nameOf(layer.name, `Layer ${index + 1}`), timeZone },
    ...{ turns: users.map((one) => [one]), minutes: seconds / 60, hours: hours.length > 0 ? hours : null },
    first: wallAt(layer.rotation_virtual_start, timeZone),
    from: wallAt(layer.start, timeZone),
    until: layer.end ? wallAt(layer.end, timeZone) : null,
  };
}

function spansOf(restriction: z.output<typeof Restriction>): WeekSpan[] {
  const from = minuteOfDay(restriction.start_time_of_day);
  const minutes = Math.ceil((restriction.duration_seconds * SECOND) / MINUTE);
  if (restriction.type === 'daily_restriction') return daily(from, minutes);
  return [{ from: ((restriction.start_day_of_week ?? 1) - 1) * 1_440 + from, minutes }];
}

const minutesOf = (seconds: number | null | undefined): number | null =>
  seconds ? Math.min(1_440, Math.max(1, Math.round(seconds / 60))) : null;

function settingsOf(service: z.output<typeof Service>): Pick<FoundService, 'settings' | 'notes'> {
  const { auto_resolve_timeout: resolve, auto_pause_notifications_parameters: pause } = service;
  const grouping = service.alert_grouping_parameters;
  const notes: string[] = [];
  const timeout = grouping?.config?.timeout;
  const group =
    grouping?.type === 'time' && timeout
      ? { minutes: Math.min(1_440, Math.max(1, Math.round(timeout / 60))), labels: [] }
      : null;
  if (grouping?.type && !group)
    notes.push(`groups alerts by “${grouping.type}” there; here each is for itself`);
  if ((service.teams?.length ?? 0) > 1)
    notes.push(`is of several teams there; here it is of ${service.teams?.[0]?.summary}`);
  return {
    notes,
    settings: {
      ...(resolve ? { autoResolveMinutes: Math.min(43_200, Math.max(1, Math.round(resolve / 60))) } : {}),
      ...(pause?.enabled && pause.timeout ? { holdSeconds: Math.min(3_600, pause.timeout) } : {}),
      ...(group ? { group } : {}),
    },
  };
}

/** What a vendor sends by a webhook of its own; all others speak PagerDuty’s events already. */
const VENDORS: [RegExp, SourceName][] = [
  [/datadog/i, 'datadog'],
  [/cloudwatch|amazon sns/i, 'sns'],
  [/zabbix/i, 'zabbix'],
  [/sentry/i, 'sentry'],
];

function doorOf(integration: z.output<typeof Integration>, service: string, place: string) {
  const { id, type, vendor, summary, name } = integration;
  const words = nameOf(name ?? summary, vendor?.summary ?? 'Events');
  const door = { key: id, name: words, service, place, settings: {} };
  if (/email/.test(type ?? ''))
    return { ...door, source: 'email' as const, notes: ['has a new address of mail here'] };
  const known = VENDORS.find(([pattern]) => pattern.test(vendor?.summary ?? ''));
  if (known)
    return { ...door, source: known[1], notes: [`takes what ${vendor?.summary} sends by a webhook`] };
  const isFirst = type === 'generic_events_api_inbound_integration';
  return {
    ...{ ...door, source: 'pagerduty' as const },
    notes: isFirst ? ['sends version 1 of the Events API there; here it must be version 2'] : [],
  };
}
