import type { EscalationStep } from '../../contract/escalation.ts';
import type { Ctx } from '../../lib/context.ts';
import { listed } from '../../lib/text.ts';
import { peopleAt } from '../escalation/targets.ts';
import { actingPeople } from '../people/acting.ts';
import type { LoadedTicket } from '../tickets/load.ts';
import { worksOn } from '../tickets/policy.ts';
import type { LoadedIncident } from './load.ts';
import { ROLE_WORDS } from './states.ts';

/** Somebody who belongs into the room, and why. */
export type Guest = { personId: string; why: string };

/** So many are called in for a service at most: a step may name a whole team. */
const MOST_OF_SERVICE = 20;

/** Those who are paged first for these services at this moment. */
export async function onCallFor(ctx: Ctx, serviceIds: readonly string[]): Promise<Guest[]> {
  const services = await ctx.db.service.findMany({
    where: { id: { in: [...serviceIds] } },
    orderBy: { name: 'asc' },
    select: { name: true, escalationPolicy: { select: { steps: true } } },
  });
  const namesOf = new Map<string, string[]>();
  for (const { name, escalationPolicy } of services) {
    const ids = await pagedFirst(ctx, (escalationPolicy?.steps ?? []) as EscalationStep[]);
    for (const id of ids) namesOf.set(id, [...(namesOf.get(id) ?? []), name]);
  }
  return [...namesOf].map(([personId, names]) => ({ personId, why: `on call for ${listed(names)}` }));
}

/** By the first step that means anybody. */
async function pagedFirst(ctx: Ctx, steps: readonly EscalationStep[]): Promise<string[]> {
  for (const step of steps) {
    const ids = new Set<string>();
    for (const target of step.page) for (const id of await peopleAt(ctx, target, ctx.now())) ids.add(id);
    if (ids.size > 0) return [...ids].slice(0, MOST_OF_SERVICE);
  }
  return [];
}

/** Whoever has a part in it, and whoever declared it. */
export function partsOf({ seats, declaredById }: Pick<LoadedIncident, 'seats' | 'declaredById'>): Guest[] {
  return [
    ...seats.map(({ personId, role }) => ({ personId, why: ROLE_WORDS[role] })),
    ...(declaredById ? [{ personId: declaredById, why: 'who declared it' }] : []),
  ];
}

/** They are called into the room, each once. Who may not work on the ticket is not. */
export async function callIn(
  ctx: Ctx,
  incidentId: string,
  ticket: Pick<LoadedTicket, 'queue'>,
  guests: readonly Guest[],
): Promise<void> {
  // The first reason counts.
  const whyOf = new Map(guests.toReversed().map(({ personId, why }) => [personId, why]));
  const people = await actingPeople(ctx, [...whyOf.keys()]);
  await ctx.db.majorIncidentGuest.createMany({
    data: people
      .filter((person) => worksOn(person, ticket.queue))
      .map(({ id }) => ({ incidentId, personId: id, state: 'wanted' as const, why: whyOf.get(id) ?? '' })),
    skipDuplicates: true,
  });
}
