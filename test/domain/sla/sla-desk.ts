import type { z } from 'zod';
import type { CreateCalendar } from '../../../src/contract/calendars.ts';
import type { CreateSlaPolicy, SlaClock, SlaTerms } from '../../../src/contract/sla.ts';
import { createPolicy } from '../../../src/domain/sla/policies.ts';
import { sweepThresholds } from '../../../src/domain/sla/sweep.ts';
import { getTicket } from '../../../src/domain/tickets/get.ts';
import { runClocks } from '../../../src/jobs/sla.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { type Cast, createCast } from '../tickets/cast.ts';

export type SlaDesk = Cast & {
  policy(
    options?: Partial<Omit<z.input<typeof CreateSlaPolicy>, 'terms'>> & { terms?: Partial<SlaTerms> },
  ): Promise<{
    id: string;
  }>;
  calendar(
    definition: Omit<z.input<typeof CreateCalendar>, 'name'> & { name?: string },
  ): Promise<{ id: string }>;
  /** Does all that the job has to do now. */
  tick(): Promise<void>;
  /** The clocks of a ticket, as its agents see them. */
  clocks(number: string, by?: ActingPerson): Promise<SlaClock[]>;
  /** A line a clock: `first_response running 10:00`. */
  lines(number: string): Promise<string[]>;
  /** What was passed, in order: `first_response 75`. */
  passed(number?: string): Promise<string[]>;
  /** Sets the clock, in UTC. */
  at(time: string): void;
};

/** In minutes: a quarter of an hour for P1 up to a day. */
export const TERMS: SlaTerms = {
  calendarId: null,
  targets: {
    first_response: [15, 30, 60, 120, 240],
    next_response: [15, 30, 60, 120, 240],
    resolution: [60, 120, 480, 960, 1_440],
  },
  pausesOn: ['awaiting_requester'],
  thresholds: [],
};

/** A desk where things are due. Its queue makes P4 of what says nothing else; the clock stands at 9 on a Monday. */
export async function createSlaDesk(): Promise<SlaDesk> {
  const cast = await createCast();
  const system = () => cast.ctxFor('system');
  const { client } = cast.store;
  let count = 0;
  const desk: SlaDesk = {
    ...cast,
    policy: ({ terms, ...options } = {}) =>
      createPolicy(system(), { name: `Policy ${++count}`, ...options, terms: { ...TERMS, ...terms } }),
    async calendar({ name = `Calendar ${++count}`, timeZone, week, holidays = [] }) {
      const calendar = await client.calendar.create({
        data: {
          ...{ id: system().newId(), name, timeZone, week, holidays, version: 1 },
          ...{ createdAt: cast.clock.now(), updatedAt: cast.clock.now() },
        },
      });
      await client.calendarVersion.create({
        data: { calendarId: calendar.id, version: 1, timeZone, week, holidays, createdAt: cast.clock.now() },
      });
      cast.bus.publish({ topic: 'directory' });
      return calendar;
    },
    async tick() {
      while ((await sweepThresholds(system())) > 0);
      // What was told at once is known by being handled when it was found.
      cast.clock.advance(1);
      while ((await runClocks(system())) > 0);
    },
    async clocks(number, by = cast.agent) {
      return (await getTicket(cast.ctxFor(by), { number })).sla?.clocks ?? [];
    },
    async lines(number) {
      return (await desk.clocks(number)).map(
        ({ metric, state, dueAt }) => `${metric} ${state} ${dueAt?.slice(11, 16) ?? 'never'}`,
      );
    },
    async passed(number) {
      const events = await client.slaEvent.findMany({
        where: number ? { ticket: { number } } : {},
        orderBy: [{ at: 'asc' }, { id: 'asc' }],
      });
      return events.map(
        ({ metric, threshold, at, foundAt, handledAt }) =>
          `${metric} ${threshold}${handledAt?.getTime() === foundAt.getTime() && at < foundAt ? '?' : ''}`,
      );
    },
    at: (time) => cast.clock.set(new Date(`2026-01-${time}Z`)),
  };
  return desk;
}
