import type { z } from 'zod';
import type { PersonRef } from '../../contract/people.ts';
import { tickets } from '../../contract/tickets.ts';
import type { Bus } from '../../lib/bus.ts';
import { type Clock, SECOND } from '../../lib/clock.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { loadTicket } from './load.ts';

/** Who does not say again within this time that they are looking at a ticket has left. */
export const PRESENCE_TIMEOUT = 45 * SECOND;
/** More tickets than people can look at. Beyond it the ones that were looked at longest ago are forgotten. */
const MOST_TICKETS = 10_000;

type Looking = Map<string, { name: string; until: number }>;

/** Who is looking at which ticket, here and, by the bus, in other processes. Forgotten with the process. */
export type Presence = {
  /** Notes that the caller looks at a ticket or has stopped. @returns the others who do */
  say(ctx: Ctx, input: z.input<typeof tickets.presence.input>): Promise<{ others: PersonRef[] }>;
  close(): void;
};

export function createPresence(bus: Bus, clock: Clock): Presence {
  const byTicket = new Map<string, Looking>();
  const close = bus.subscribe((news) => {
    if (news.topic !== 'presence') return;
    const looking = current(byTicket, news.id, clock);
    if (news.here) {
      looking.set(news.personId, { name: news.name, until: clock.now().getTime() + PRESENCE_TIMEOUT });
    } else {
      looking.delete(news.personId);
    }
    // Behind all others, so that the first is the one that was quiet for longest.
    byTicket.delete(news.id);
    if (looking.size > 0) byTicket.set(news.id, looking);
    const [oldest] = byTicket.keys();
    if (byTicket.size > MOST_TICKETS && oldest) byTicket.delete(oldest);
  });
  return {
    close,
    async say(ctx, input) {
      const me = personOf(ctx.actor) ?? fail('unauthenticated', 'Please sign in.');
      const { number, here } = parse(tickets.presence.input, input);
      const ticket = await loadTicket(ctx, number);
      ctx.publish({ topic: 'presence', id: ticket.id, personId: me.id, name: me.name, here });
      const others = [...current(byTicket, ticket.id, clock)].filter(([id]) => id !== me.id);
      return { others: others.map(([id, { name }]) => ({ id, name })) };
    },
  };
}

/** Who looks at the ticket now: the ones whose time is up are gone. */
function current(byTicket: Map<string, Looking>, id: string, clock: Clock): Looking {
  const now = clock.now().getTime();
  return new Map([...(byTicket.get(id) ?? [])].filter(([, { until }]) => until > now));
}
