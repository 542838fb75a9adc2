import type { z } from 'zod';
import type { Channel } from '../../../src/chat/channel.ts';
import type { OfferShift } from '../../../src/contract/swaps.ts';
import { shiftsOfSchedule } from '../../../src/domain/oncall/now.ts';
import { createSchedule } from '../../../src/domain/oncall/schedules.ts';
import { offerShift } from '../../../src/domain/swaps/offer.ts';
import { HOUR } from '../../../src/lib/clock.ts';
import type { ActingPerson, Ctx } from '../../../src/lib/context.ts';
import { type Cast, createCast } from '../tickets/cast.ts';

/** It is Monday at nine. Ada, Ben and Cleo take turns, a day each; Dora is in the team, Lea leads it. */
export type SwapDesk = Cast & {
  ada: ActingPerson;
  ben: ActingPerson;
  cleo: ActingPerson;
  dora: ActingPerson;
  lea: ActingPerson;
  scheduleId: string;
  /** So many hours from now. */
  at(hours: number): string;
  /** Ada offers her shift of Thursday, which begins in 72 hours, unless told otherwise. */
  offer(more?: Partial<z.input<typeof OfferShift>>, by?: ActingPerson): ReturnType<typeof offerShift>;
  /** Who is on call from one hour until another, each with the hours: `Ada 0-24`. */
  shifts(from?: number, to?: number): Promise<string[]>;
  /** The same, where only these channels are set up. */
  with(who: ActingPerson, ...channels: Channel['name'][]): Ctx;
};

export async function createSwapDesk(timeZone = 'UTC'): Promise<SwapDesk> {
  const cast = await createCast();
  const person = (name: string, lead = false) =>
    cast.person({ name, lead, roles: ['requester', 'agent'], teams: [cast.team] });
  const ada = cast.agent;
  const [ben, cleo, dora] = [await person('Ben'), await person('Cleo'), await person('Dora')];
  const lea = await person('Lea', true);
  const { id: scheduleId } = await createSchedule(cast.ctxFor('system'), {
    ...{ name: 'Desk', teamId: cast.team.id, timeZone },
    layers: [
      {
        ...{ name: 'First', turns: [[ada.id], [ben.id], [cleo.id]], start: '2026-01-05T09:00' },
        every: { count: 1, unit: 'days' },
      },
    ],
  });
  const start = cast.clock.now().getTime();
  const at = (hours: number) => new Date(start + hours * HOUR).toISOString();
  return {
    ...cast,
    ...{ ada, ben, cleo, dora, lea, scheduleId, at },
    offer: (more = {}, by = ada) =>
      offerShift(cast.ctxFor(by), { scheduleId, from: at(72), to: at(96), ...more }),
    async shifts(from = 72, to = 96) {
      const { items } = await shiftsOfSchedule(cast.ctxFor('system'), {
        ...{ id: scheduleId, from: at(from), to: at(to) },
      });
      const hour = (instant: string) => (Date.parse(instant) - start) / HOUR;
      return items.map((one) => `${one.people.map(({ name }) => name)} ${hour(one.from)}-${hour(one.to)}`);
    },
    with: (who, ...channels) => ({ ...cast.ctxFor(who), channels: new Set(channels) }),
  };
}
