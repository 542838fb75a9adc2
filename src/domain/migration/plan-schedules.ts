import { CreateSchedule } from '../../contract/schedules.ts';
import { fail, isDeskbellError } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { createOverride } from '../oncall/overrides.ts';
import { createSchedule } from '../oncall/schedules.ts';
import { folded } from './desk.ts';
import type { FoundSchedule } from './found.ts';
import type { IdOf, Planning } from './plan.ts';
import { teamOf } from './plan-teams.ts';
import { layersOf, type Part, partsOf } from './rotations.ts';

/**
 * Schedules by their names. One is taken over whole or not at all: half of it would page others than it should. One
 * that is not to be said by one schedule here becomes several.
 */
export function planSchedules(plan: Planning): void {
  for (const schedule of plan.found.schedules) {
    try {
      const parts = partsOf(schedule);
      for (const [index, part] of parts.entries())
        planPart(plan, schedule, part, { index, count: parts.length });
    } catch (error) {
      if (!isDeskbellError(error)) throw error;
      plan.leave(wantedOf(schedule, schedule.name, 0), error.message);
    }
  }
}

/** What stands for a schedule of the export. */
export const schedulesFor = (plan: Planning, key: string): string[] => {
  const refs: string[] = [];
  for (let index = 0; plan.has(refOf(key, index)); index++) refs.push(refOf(key, index));
  return refs;
};

const refOf = (key: string, index: number) => `schedule:${key}${index === 0 ? '' : `:${index}`}`;

const wantedOf = ({ key, place, notes }: FoundSchedule, name: string, index: number) => ({
  ...{ ref: refOf(key, index), kind: 'schedule' as const, name, place, notes: [...new Set(notes)] },
});

function planPart(
  plan: Planning,
  schedule: FoundSchedule,
  part: Part,
  { index, count }: { index: number; count: number },
): void {
  const name = plan.unique('schedule', part.name.slice(0, 120));
  const wanted = wantedOf(schedule, name, index);
  if (count > 1) wanted.notes.push('its rotations hold side by side there; here each is a schedule');
  const known = plan.here.schedules.get(folded(name));
  if (known) plan.match(wanted, known);
  else planRules(plan, wanted, schedule, part);
}

function planRules(
  plan: Planning,
  wanted: ReturnType<typeof wantedOf>,
  schedule: FoundSchedule,
  part: Part,
): void {
  const { name } = wanted;
  const team = teamOf(plan, schedule.team);
  const layers = part.rotations.flatMap((rotation) => layersOf(rotation, plan.terms.now));
  const missing = [...new Set(layers.flatMap(({ turns }) => turns.flat()))].find(
    (key) => !isReady(plan, key),
  );
  const { overrides, notes } = overridesOf(plan, schedule, part);
  wanted.notes.push(...notes);
  if (layers.length === 0) wanted.notes.push('has no turns that are still to come');
  const inputOf = (idOf: IdOf) => ({
    ...{ name, teamId: idOf(team), timeZone: part.timeZone },
    layers: layers.map(({ turns, ...layer }) => ({
      ...layer,
      turns: turns.map((people) => [...new Set(people.map((key) => idOf(`person:${key}`)))]),
    })),
  });
  plan.make(
    wanted,
    (idOf) => {
      if (missing) fail('invalid', `It names ${personName(plan, missing)}, who cannot be on call here.`);
      parse(CreateSchedule, inputOf(idOf));
    },
    async (ctx, idOf) => {
      const { id } = await createSchedule(ctx, inputOf(idOf));
      for (const { from, to, people } of overrides) {
        const personIds = [...new Set(people.map((key) => idOf(`person:${key}`)))];
        await createOverride(ctx, { id, from, to, personIds });
      }
      return { id };
    },
  );
}

function overridesOf(plan: Planning, schedule: FoundSchedule, { rotations }: Part) {
  const notes: string[] = [];
  const overrides = schedule.overrides.filter(({ from, to, people, rotations: only }) => {
    if (Date.parse(to) <= plan.terms.now.getTime()) return false;
    const about = rotations.filter(({ key }) => only === null || only.includes(key));
    if (about.length === 0) return false;
    const isWhole = about.length === rotations.length;
    const why = !isWhole
      ? 'is about some of its rotations alone'
      : people.length === 0 || people.some((key) => !isReady(plan, key))
        ? 'names somebody who cannot be on call here'
        : undefined;
    if (why) notes.push(`the override from ${from} ${why}; it is left out`);
    return !why;
  });
  if (overrides.length > 0)
    notes.push(`with ${overrides.length === 1 ? 'an override' : `${overrides.length} overrides`}`);
  return { overrides, notes };
}

/** Whether somebody will be there who may be on call. */
function isReady(plan: Planning, key: string): boolean {
  return plan.has(`person:${key}`);
}

const personName = (plan: Planning, key: string): string =>
  plan.found.people.find((person) => person.key === key)?.name ?? key;
