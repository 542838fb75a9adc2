import type { IncidentState } from '../../contract/incidents.ts';
import { AffectedServices, type ServiceLevel, StatusPageSettings } from '../../contract/status-page.ts';
import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { lines, visible } from '../../lib/text.ts';

/** Who looks: anybody, or whoever is signed in. */
export type Audience = 'public' | 'internal';

/** Where its page is; beside it are its feed and its JSON. */
export const pathOf: Record<Audience, string> = { public: '/status', internal: '/status/internal' };

/** Days of which the page tells. */
export const DAYS = 90;

/** All that a page says, as it stands in the database: nothing that its readers may not know. Times in epoch milliseconds. */
export type StatusFacts = {
  title: string;
  components: { name: string; group: string; since: number }[];
  /** With their updates, the oldest first. */
  incidents: { id: string; updates: FactUpdate[] }[];
  /** By when they begin. Those without a title only take their time out of the uptime. */
  maintenances: FactMaintenance[];
};

export type FactMaintenance = {
  id: string;
  title: string | null;
  components: number[];
  planned: number;
  from: number;
  to: number;
};

export type FactUpdate = {
  id: string;
  at: number;
  state: IncidentState;
  title: string;
  text: string;
  /** From then on affected, by their places among the components; null: as before. */
  affected: { component: number; level: ServiceLevel }[] | null;
};

/** What a page says; null: there is no public page. */
export async function readFacts(ctx: Ctx, audience: Audience): Promise<StatusFacts | null> {
  const stored = await ctx.db.setting.findUnique({ where: { name: 'statusPage' } });
  const settings = StatusPageSettings.safeParse(stored?.value).data ?? {
    ...{ title: 'Status', public: false, components: [] },
  };
  if (audience === 'public' && !settings.public) return null;
  const wanted = settings.components.filter((component) => component[audience]);
  const services = await ctx.db.service.findMany({
    where: { id: { in: wanted.map(({ serviceId }) => serviceId) } },
    select: { id: true, name: true, createdAt: true },
  });
  const known = new Map(services.map((service) => [service.id, service]));
  const shown = wanted.flatMap(({ serviceId, name, group }) => {
    const service = known.get(serviceId);
    const words = audience === 'public' ? name : service?.name;
    return service && words
      ? [{ id: serviceId, name: words, group, since: service.createdAt.getTime() }]
      : [];
  });
  const placeOf = new Map(shown.map(({ id }, place) => [id, place]));
  const since = new Date(Math.floor(ctx.now().getTime() / DAY) * DAY - DAYS * DAY);
  return {
    title: visible(settings.title),
    components: shown.map(({ name, group, since }) => ({
      ...{ name: visible(name), group: visible(group), since },
    })),
    incidents: await incidentsSince(ctx, audience, since, placeOf),
    maintenances: await maintenancesSince(ctx, audience, since, placeOf),
  };
}

async function incidentsSince(
  ctx: Ctx,
  audience: Audience,
  since: Date,
  placeOf: ReadonlyMap<string, number>,
): Promise<StatusFacts['incidents']> {
  const rows = await ctx.db.$queryRaw<
    (Omit<FactUpdate, 'at' | 'affected'> & { at: Date; incidentId: string; services: unknown })[]
  >`
    SELECT u.id::text, u.incident_id::text AS "incidentId", u.state::text, u.title, u.text, u.services, u.at
      FROM status_update u
     WHERE u.incident_id IN (
             SELECT incident_id FROM status_update WHERE at >= ${since}
              UNION
             SELECT id FROM major_incident
              WHERE state IN ('proposed', 'investigating', 'identified', 'monitoring'))
       AND (u.public OR ${audience === 'internal'})
     ORDER BY u.at, u.id`;
  // What is left of one that was taken off the page is that it is over.
  const kept = [...Map.groupBy(rows, ({ incidentId }) => incidentId).values()].filter((updates) =>
    updates.some(({ text }) => text !== ''),
  );
  return kept.map((updates) => ({
    // The incident's own id is the ticket's business.
    id: updates[0]?.id ?? '',
    updates: updates.map(({ id, at, state, title, text, services }) => ({
      ...{ id, at: at.getTime(), state, title: visible(title), text: lines(text) },
      affected: affectedOf(services, placeOf),
    })),
  }));
}

function affectedOf(services: unknown, placeOf: ReadonlyMap<string, number>): FactUpdate['affected'] {
  if (services === null) return null;
  return AffectedServices.parse(services).flatMap(({ serviceId, level }) => {
    const component = placeOf.get(serviceId);
    return component === undefined || level === 'operational' ? [] : [{ component, level }];
  });
}

async function maintenancesSince(
  ctx: Ctx,
  audience: Audience,
  since: Date,
  placeOf: ReadonlyMap<string, number>,
): Promise<StatusFacts['maintenances']> {
  const rows = await ctx.db.maintenanceWindow.findMany({
    where: { endsAt: { gt: since } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    select: {
      ...{ id: true, name: true, statusTitle: true, serviceIds: true },
      ...{ createdAt: true, startsAt: true, endsAt: true },
    },
  });
  return rows.flatMap(({ id, name, statusTitle, serviceIds, createdAt, startsAt, endsAt }) => {
    const components = serviceIds.flatMap((service) => placeOf.get(service) ?? []);
    const title = audience === 'public' ? statusTitle : name;
    const [from, to] = [startsAt.getTime(), endsAt.getTime()];
    if (components.length === 0 || from >= to) return [];
    const planned = createdAt.getTime();
    return [{ id, title: title === null ? null : visible(title), components, planned, from, to }];
  });
}
