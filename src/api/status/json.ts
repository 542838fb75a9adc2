import type { IncidentView, MaintenanceView, StatusState } from '../../domain/status/state.ts';

/** The state for programs. Times as in RFC 3339, parts of time from 0 to 1. */
export function statusJson(state: StatusState, lastKnown: number | null): string {
  const { title, condition, groups, incidents, maintenanceNow, maintenanceToCome, history } = state;
  return JSON.stringify({
    ...{ title, condition, lastKnownAt: lastKnown === null ? null : at(lastKnown) },
    groups: groups.map(({ name, components }) => ({
      name,
      components: components.map(({ name, condition, days, uptime }) => ({
        ...{ name, condition, days },
        uptime: { days7: uptime[7], days30: uptime[30], days90: uptime[90] },
      })),
    })),
    incidents: incidents.map(incident),
    maintenance: { now: maintenanceNow.map(maintenance), toCome: maintenanceToCome.map(maintenance) },
    past: history.flatMap(({ incidents }) => incidents.filter(({ to }) => to !== null).map(incident)),
  });
}

const at = (instant: number) => new Date(instant).toISOString();

const incident = ({ id, title, state, from, to, components, updates }: IncidentView) => ({
  ...{ id, title, state, startedAt: at(from), resolvedAt: to === null ? null : at(to), components },
  updates: updates.map(({ id, at: said, state, text }) => ({ id, at: at(said), state, text })),
});

const maintenance = ({ id, title, components, from, to }: MaintenanceView) => ({
  ...{ id, title, components, startsAt: at(from), endsAt: at(to) },
});
