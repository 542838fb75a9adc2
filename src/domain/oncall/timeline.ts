import type { z } from 'zod';
import { type SchedulePreview, schedules, type Timeline } from '../../contract/schedules.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { checkZone } from '../calendars/zone.ts';
import { requireStaff } from '../people/policy.ts';
import { namesOnCall, rotasOf, shiftView, type Who } from './now.ts';
import { layersOfRota, type Rota, shiftsOf } from './rota.ts';

/** What each layer and override of a schedule says in a span of time, and the outcome. */
export async function timelineOfSchedule(
  ctx: Ctx,
  input: z.input<typeof schedules.timeline.input>,
): Promise<Timeline> {
  requireStaff(ctx);
  const { id, ...span } = parse(schedules.timeline.input, input);
  const [from, to] = [new Date(span.from), new Date(span.to)];
  const { rotas, who } = await rotasOf(ctx, { id }, from, to);
  const [found] = rotas;
  if (!found) return fail('not_found', 'There is no such schedule.');
  const { rota } = found;
  return {
    ...shown(rota, from, to, who),
    overrides: rota.overrides.map((one) => ({
      ...{ id: one.id, people: one.people.map(who), replaces: one.replaces ? who(one.replaces) : null },
      ...{ from: new Date(one.from).toISOString(), to: new Date(one.to).toISOString() },
    })),
  };
}

/** The same for layers that are only being thought of. */
export async function previewSchedule(
  ctx: Ctx,
  input: z.input<typeof schedules.preview.input>,
): Promise<SchedulePreview> {
  requireStaff(ctx);
  const { layers, timeZone, from, to } = parse(schedules.preview.input, input);
  checkZone(timeZone);
  const names = await namesOnCall(
    ctx,
    layers.flatMap(({ turns }) => turns.flat()),
  );
  const known = (ids: readonly string[]) => ids.filter((id) => names.has(id));
  const rota = {
    versions: [
      {
        ...{ from: Date.parse(from), timeZone, skipAbsent: false },
        layers: layers.map((layer) => ({ ...layer, turns: layer.turns.map(known) })),
      },
    ],
    ...{ overrides: [], absences: [] },
  };
  const who = (id: string) => ({ id, name: names.get(id) ?? '' });
  return shown(rota, new Date(from), new Date(to), who);
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
