import type { z } from 'zod';
import type { CoverageFinding } from '../../contract/coverage.ts';
import { type SchedulePreview, schedules, type Timeline } from '../../contract/schedules.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { checkZone } from '../calendars/zone.ts';
import { requireStaff } from '../people/policy.ts';
import { namesOnCall, rotasOf, shiftView, type Who } from './now.ts';
import { foresee } from './prove.ts';
import { among, layersOfRota, type Rota, shiftsOf } from './rota.ts';
import { namedIn, rotasBy } from './rules.ts';

/** What each layer and override of a schedule says in a span of time, and the outcome. */
export async function timelineOfSchedule(
  ctx: Ctx,
  input: z.input<typeof schedules.timeline.input>,
): Promise<Timeline> {
  requireStaff(ctx);
  const { id, ...span } = parse(schedules.timeline.input, input);
  const [from, to] = [new Date(span.from), new Date(span.to)];
  const { rotas, who } = await rotasOf(ctx, { id }, from, to, { withAbsences: true });
  const [found] = rotas;
  if (!found) return fail('not_found', 'There is no such schedule.');
  const { rota } = found;
  return {
    ...shown(rota, from, to, who),
    overrides: rota.overrides.map((one) => ({
      ...{ id: one.id, people: one.people.map(who), replaces: one.replaces ? who(one.replaces) : null },
      ...{ from: new Date(one.from).toISOString(), to: new Date(one.to).toISOString() },
    })),
    absences: rota.absences.map(({ person, from, to }) => ({
      ...{ from: new Date(from).toISOString(), to: new Date(to).toISOString(), person: who(person) },
    })),
  };
}

/** The same for layers that are only being thought of, and what they would break. */
export async function previewSchedule(
  ctx: Ctx,
  input: z.input<typeof schedules.preview.input>,
  channels: ReadonlySet<string>,
): Promise<SchedulePreview & { findings: CoverageFinding[]; breaks: CoverageFinding[] }> {
  requireStaff(ctx);
  const { id, teamId, layers, timeZone, skipAbsent, ...span } = parse(schedules.preview.input, input);
  checkZone(timeZone);
  const [from, to] = [new Date(span.from), new Date(span.to)];
  const rules = { timeZone, skipAbsent, layers };
  const [rota] = await rotasBy(
    ctx,
    [{ versions: [{ ...rules, from: from.getTime() }], overrides: [] }],
    ...([from, to] as const),
  );
  const names = await namesOnCall(ctx, namedIn(rota as Rota));
  const who = (id: string) => ({ id, name: names.get(id) ?? '' });
  return {
    ...shown(
      among(rota as Rota, (id) => names.has(id)),
      ...([from, to] as const),
      who,
    ),
    ...(await foresee(ctx, channels, id, teamId, rules)),
  };
}

function shown(rota: Rota, from: Date, to: Date, who: Who): SchedulePreview {
  const span = [from.getTime(), to.getTime()] as const;
  return {
    layers: layersOfRota(rota, ...span).map(({ name, shifts }) => ({
      ...{ name, shifts: shifts.map(shiftView(who)) },
    })),
    shifts: shiftsOf(rota, ...span).map(shiftView(who)),
  };
}
