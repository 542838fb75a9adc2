import type { z } from 'zod';
import type { SourceName } from '../../contract/services.ts';
import { fail } from '../../lib/errors.ts';
import { policyOf } from './opsgenie-escalations.ts';
import { rotationOf, turnOf } from './opsgenie-rotations.ts';
import {
  Escalation,
  Heartbeat,
  Integration,
  type RoutingRule,
  Schedule,
  Service,
  Team,
  User,
} from './opsgenie-shapes.ts';
import { type Format, nameOf, reader } from './reader.ts';

export const opsgenie: Format = {
  aliases: {
    ...{ users: 'users', user: 'users', teams: 'teams', team: 'teams' },
    ...{ schedules: 'schedules', schedule: 'schedules', services: 'services', service: 'services' },
    ...{ escalations: 'escalations', escalation: 'escalations' },
    ...{ integrations: 'integrations', integration: 'integrations', heartbeats: 'heartbeats' },
  },
  read(records) {
    const { found, each, ...people } = reader(records);
    // People are named by their ids, and where those are missing by their addresses.
    const ids = new Map<string, string>();
    const user = (
      one: { id?: string | null | undefined; username?: string | null | undefined },
      place: string,
    ) => {
      const key = one.id ?? ids.get(one.username?.toLowerCase() ?? '') ?? one.username;
      if (!key) return fail('invalid', 'Somebody is named without an id.');
      return people.named(key, one.username, one.username ?? null, place);
    };
    each('users', 'person', User, ({ id, username, fullName, timeZone, role, blocked }, place) => {
      if (blocked) fail('invalid', 'They are blocked there.');
      ids.set(username.toLowerCase(), id);
      people.person({
        ...{ key: id, name: nameOf(fullName, username), email: username, timeZone: timeZone ?? null },
        ...{ works: !/observer|stakeholder/i.test(role?.name ?? ''), place, notes: [] },
      });
    });
    const rules = new Map<string, z.output<typeof RoutingRule>[]>();
    each('teams', 'team', Team, ({ id, name, members, teamRoutingRules }, place) => {
      rules.set(id, teamRoutingRules ?? []);
      found.teams.push({
        ...{ key: id, name: nameOf(name, id), place, notes: [] },
        members: (members ?? []).map((one) => ({
          person: user(one.user, place),
          lead: one.role === 'admin',
        })),
      });
    });
    const teams = new Map(found.teams.map((team) => [team.key, team]));
    each('schedules', 'schedule', Schedule, (schedule, place) => {
      if (schedule.enabled === false) fail('invalid', 'It is switched off there.');
      const notes: string[] = [];
      const rotations = schedule.rotations
        .filter(({ enabled }) => enabled !== false)
        .map((one, index) =>
          rotationOf(one, schedule.timezone, index, (who) => turnOf(who, place, user, teams, notes)),
        );
      found.schedules.push({
        ...{ key: schedule.id, name: nameOf(schedule.name, schedule.id), place, notes },
        // All rotations of a schedule are on call side by side.
        ...{ team: schedule.ownerTeam?.id ?? null, levels: [rotations] },
        overrides: [...(schedule.scheduleOverrideList ?? []), ...(schedule.overrides ?? [])].map((one) => ({
          ...{ from: one.startDate, to: one.endDate, people: turnOf(one.user, place, user, teams, notes) },
          rotations: one.rotations?.length ? one.rotations.map(({ id }) => id) : null,
        })),
      });
    });
    const escalationsOf = new Map<string, string[]>();
    each('escalations', 'escalation_policy', Escalation, (escalation, place) => {
      found.policies.push(policyOf(escalation, place, (one) => user(one, place)));
      const team = escalation.ownerTeam?.id;
      if (team) escalationsOf.set(team, [...(escalationsOf.get(team) ?? []), escalation.id]);
    });
    // Alerts go to a team, and by its routing to an escalation.
    const policyOfTeam = (team: string | null): { policy: string | null; notes: string[] } => {
      const routing = rules.get(team ?? '') ?? [];
      const notes = routing.some(({ isDefault }) => !isDefault)
        ? ['its team routes some alerts by rules; here all go by one escalation policy']
        : [];
      const usual = routing.find(({ isDefault }) => isDefault)?.notify;
      if (usual?.type === 'escalation') return { policy: usual.id ?? null, notes };
      const own = escalationsOf.get(team ?? '') ?? [];
      if (own.length === 1) return { policy: own[0] ?? null, notes };
      return { policy: null, notes: [...notes, 'it is not said by which escalation its team is paged'] };
    };
    each('services', 'service', Service, ({ id, name, description, teamId }, place) => {
      found.services.push({
        ...{ key: id, name: nameOf(name, id), description: (description ?? '').slice(0, 2_000) },
        ...{ team: teamId ?? null, place, settings: {}, ...policyOfTeam(teamId ?? null) },
      });
    });
    /** Integrations are of a team there. Here they are of a service: the team’s only one, or one for all of its alerts. */
    const serviceOf = (team: string | null, place: string): string => {
      const own = found.services.filter((one) => one.team === team);
      if (team && own.length === 1 && own[0]) return own[0].key;
      const key = `alerts:${team ?? ''}`;
      if (!found.services.some((one) => one.key === key)) {
        const { policy, notes } = policyOfTeam(team);
        const name = `Alerts of ${teams.get(team ?? '')?.name ?? 'Opsgenie'}`;
        const why = 'stands for the alerts that reach the team without a service';
        found.services.push({
          ...{ key, name: nameOf(name, key), description: '', team, policy, place, settings: {} },
          notes: [why, ...notes],
        });
      }
      return key;
    };
    each(
      'integrations',
      'integration',
      Integration,
      ({ id, name, type, enabled, teamId, ownerTeam }, place) => {
        if (enabled === false) fail('invalid', 'It is switched off there.');
        const service = serviceOf(teamId ?? ownerTeam?.id ?? null, place);
        found.doors.push({
          key: id,
          name: nameOf(name, id),
          service,
          place,
          settings: {},
          ...sourceOf(type ?? ''),
        });
      },
    );
    each(
      'heartbeats',
      'integration',
      Heartbeat,
      ({ name, interval, intervalUnit, enabled, ownerTeam }, place) => {
        if (enabled === false) fail('invalid', 'It is switched off there.');
        const unit =
          { minutes: 60, hours: 3_600, days: 86_400 }[intervalUnit?.toLowerCase() ?? 'minutes'] ?? 60;
        found.doors.push({
          ...{ key: `heartbeat:${name}`, name: nameOf(name, 'Heartbeat'), place, notes: [] },
          ...{ service: serviceOf(ownerTeam?.id ?? null, place), source: 'heartbeat' },
          settings: { everySeconds: Math.min(2_592_000, (interval ?? 10) * unit) },
        });
      },
    );
    return found;
  },
};

const SOURCES: [RegExp, SourceName][] = [
  [/^prometheus|alertmanager/i, 'alertmanager'],
  [/datadog/i, 'datadog'],
  [/grafana/i, 'grafana'],
  [/zabbix/i, 'zabbix'],
  [/sentry/i, 'sentry'],
  [/sns|cloudwatch/i, 'sns'],
  [/uptime.?kuma/i, 'uptime-kuma'],
  [/email/i, 'email'],
];

function sourceOf(type: string): { source: SourceName; notes: string[] } {
  const known = SOURCES.find(([pattern]) => pattern.test(type));
  if (known) return { source: known[1], notes: [] };
  if (/^(api|webhook|marid|oec)?$/i.test(type)) return { source: 'opsgenie', notes: [] };
  return { source: 'generic', notes: [`what ${type} sends needs a mapping here`] };
}
