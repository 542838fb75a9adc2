import type { AssignmentPolicy, Availability, UnassignedBecause } from '../../contract/common.ts';

/** Who gets a ticket that its queue gives. Pure: a function of the team, the ticket and the queue's settings. */

/** An active agent of the team, as far as the choice needs to know them. */
export type Candidate = {
  id: string;
  availability: Availability;
  /** Open tickets that they have, in all queues. */
  open: number;
  /** The same by weight: 5 for a P1 to 1 for a P5. */
  load: number;
  /** How many open tickets they are given at most; null: no limit. */
  capacity: number | null;
  skills: readonly string[];
  /** When they got a ticket of this queue last; null: never. */
  turn: Date | null;
};

type Ticket = { requesterId: string; tags: readonly string[] };
type Policy = {
  assignment: AssignmentPolicy;
  bySkill: boolean;
  /** Who is on call, where the queue asks for that. */
  onCall?: readonly string[] | undefined;
  /** Who goes before all others, if they can have it. */
  preferredId?: string | null | undefined;
};

/**
 * Who of the team gets the ticket, or why nobody does. Nobody gets a ticket of their own. A tag that nobody in the team
 * knows about asks for no skill.
 */
export function chooseAgent<Who extends Candidate>(
  team: readonly Who[],
  ticket: Ticket,
  policy: Policy,
): { agent: Who } | { because: UnassignedBecause } {
  const others = team.filter(({ id }) => id !== ticket.requesterId);
  const { onCall } = policy;
  const asked = onCall ? others.filter(({ id }) => onCall.includes(id)) : others;
  const there = asked.filter(({ availability }) => availability === 'available');
  const free = there.filter(({ open, capacity }) => capacity === null || open < capacity);
  const skills = policy.bySkill
    ? ticket.tags.filter((tag) => team.some((one) => one.skills.includes(tag)))
    : [];
  const able = free.filter((one) => skills.every((skill) => one.skills.includes(skill)));
  const next = able.toSorted(policy.assignment === 'round_robin' ? byTurn : byLoad)[0];
  const agent = able.find(({ id }) => id === policy.preferredId) ?? next;
  if (agent) return { agent };
  if (others.length === 0) return { because: 'nobody_in_team' };
  if (asked.length === 0) return { because: 'nobody_on_call' };
  if (there.length === 0) return { because: 'nobody_available' };
  return { because: free.length === 0 ? 'all_at_capacity' : 'nobody_skilled' };
}

/** Who has waited longest; who never got one comes first. */
function byTurn(a: Candidate, b: Candidate): number {
  return (a.turn?.getTime() ?? 0) - (b.turn?.getTime() ?? 0) || (a.id < b.id ? -1 : 1);
}

function byLoad(a: Candidate, b: Candidate): number {
  return a.load - b.load || byTurn(a, b);
}
