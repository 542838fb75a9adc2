import type { Ctx } from '../../lib/context.ts';
import { rotasOf } from '../oncall/now.ts';
import { shiftsOf } from '../oncall/rota.ts';
import { type FeedEvent, icalOf } from './ical.ts';

/** The shifts of a schedule; without one those of a person, by every schedule. */
export async function shiftFeed(
  ctx: Ctx,
  { scheduleId, personId }: { scheduleId: string | null; personId: string },
  from: number,
  to: number,
): Promise<string> {
  const where = scheduleId ? { id: scheduleId } : {};
  const { rotas, who } = await rotasOf(ctx, where, new Date(from), new Date(to));
  const events = rotas.flatMap(({ schedule, rota }) =>
    shiftsOf(rota, from, to)
      .filter(({ people }) => scheduleId !== null || people.includes(personId))
      .map((shift): FeedEvent => {
        const people = scheduleId ? `: ${shift.people.map((id) => who(id).name).join(', ')}` : '';
        // One that began before is known by that: its beginning moves with the days.
        const begin = shift.from === from ? 'before' : shift.from;
        return {
          ...{ from: shift.from, to: shift.to, stamp: schedule.updatedAt.getTime() },
          name: `shift ${schedule.id} ${begin} ${scheduleId ? '' : personId}`,
          summary: `On call for ${schedule.name}${people}`,
        };
      }),
  );
  const [first] = rotas;
  return icalOf(scheduleId ? `On call: ${first?.schedule.name ?? ''}` : 'My on-call shifts', events);
}
