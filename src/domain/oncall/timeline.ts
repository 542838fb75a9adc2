import type { z } from 'zod';
import { type SchedulePreview, schedules, type Timeline } from '../../contract/schedules.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { checkZone } from '../calendars/zone.ts';
import { requireStaff } from '../people/policy.ts';
import { absencesOf, shiftsListedIn } from '../subscriptions/absences.ts';
import { namesOnCall, rotaLayer, rotasOf, shiftView, type Who } from './now.ts';
import { layersOfRota, type Rota, shiftsOf } from './rota.ts';
import { calendarsIn, peopleIn } from './versions.ts';

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

/** The same for layers that are only being thought of. */
export async function previewSchedule(
  ctx: Ctx,
  input: z.input<typeof schedules.preview.input>,
): Promise<SchedulePreview> {
  requireStaff(ctx);
  const { layers, timeZone, skipAbsent, ...span } = parse(schedules.preview.input, input);
  checkZone(timeZone);
  const [from, to] = [new Date(span.from), new Date(span.to)];
  const listed = await shiftsListedIn(ctx, calendarsIn(layers), from, to);
  const named = [...listed.values()].flat().flatMap(({ people }) => people);
  const names = await namesOnCall(ctx, [...peopleIn(layers), ...named]);
  const known = (ids: readonly string[]) => ids.filter((id) => names.has(id));
  const rules = { from: from.getTime(), timeZone, skipAbsent, layers: layers.map(rotaLayer(known, listed)) };
  const absences = skipAbsent ? await absencesOf(ctx, [...names.keys()], from, to) : [];
  const who = (id: string) => ({ id, name: names.get(id) ?? '' });
  return shown({ versions: [rules], overrides: [], absences }, from, to, who);
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
