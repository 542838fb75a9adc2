import type { Layer } from '../../contract/schedules.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Prisma, Schedule } from '../../lib/prisma/client.ts';
import { absencesOf, shiftsListedIn } from '../subscriptions/absences.ts';
import type { RotaLayer } from './layer-shifts.ts';
import type { Rota, RotaOverride } from './rota.ts';
import { calendarsIn, layersOf, VERSIONS } from './versions.ts';

/** The rules of a schedule, as they are saved. */
export type Rules = {
  versions: readonly { from: number; timeZone: string; skipAbsent: boolean; layers: readonly Layer[] }[];
  overrides: readonly RotaOverride[];
};

/** Schedules, by name, with the rules that are valid in a span of time, whether or not those named may be on call. */
export async function schedulesRuled(
  ctx: Ctx,
  where: Prisma.ScheduleWhereInput,
  from: Date,
  to: Date,
  options?: { withAbsences?: boolean },
): Promise<{ schedule: Schedule; rota: Rota }[]> {
  const rows = await ctx.db.schedule.findMany({
    where,
    orderBy: { name: 'asc' },
    include: {
      overrides: {
        where: { from: { lt: to }, to: { gt: from } },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      },
      versions: VERSIONS(from, to),
    },
  });
  const rules = rows.map(({ versions, overrides }) => ({
    versions: versions.map((version) => ({
      ...{ from: version.validFrom.getTime(), timeZone: version.timeZone, skipAbsent: version.skipAbsent },
      layers: layersOf(version),
    })),
    overrides: overrides.map(({ id, from, to, personIds, replacesId }) => ({
      ...{ id, from: from.getTime(), to: to.getTime(), people: personIds, replaces: replacesId },
    })),
  }));
  const rotas = await rotasBy(ctx, rules, from, to, options);
  return rows.map((schedule, index) => ({ schedule, rota: rotas[index] as Rota }));
}

/** Rules with what calendars from outside say in a span of time; with absences where some of them skip who is away. */
export async function rotasBy(
  ctx: Ctx,
  rules: readonly Rules[],
  from: Date,
  to: Date,
  { withAbsences = false } = {},
): Promise<Rota[]> {
  const versions = rules.flatMap((one) => one.versions);
  const layers = versions.flatMap((version) => version.layers);
  const listed = await shiftsListedIn(ctx, calendarsIn(layers), from, to);
  const layerOf = (layer: Layer): RotaLayer =>
    layer.kind === 'calendar' ? { name: layer.name, events: listed.get(layer.calendarId) ?? [] } : layer;
  const rotas = rules.map(({ versions, overrides }) => ({
    versions: versions.map((version) => ({ ...version, layers: version.layers.map(layerOf) })),
    ...{ overrides, absences: [] },
  }));
  if (!withAbsences && !versions.some(({ skipAbsent }) => skipAbsent)) return rotas;
  const absences = await absencesOf(ctx, rotas.flatMap(namedIn), from, to);
  return rotas.map((rota) => ({ ...rota, absences }));
}

/** All whom the rules name. */
export const namedIn = ({ versions, overrides }: Pick<Rota, 'versions' | 'overrides'>): string[] => [
  ...versions.flatMap(({ layers }) => layers.flatMap((layer) => namedBy(layer).flat())),
  ...overrides.flatMap(({ people, replaces }) => [...people, ...(replaces ? [replaces] : [])]),
];

const namedBy = (layer: RotaLayer): readonly (readonly string[])[] =>
  'events' in layer ? layer.events.map(({ people }) => people) : layer.turns;
