import type { TicketVerb } from '../../contract/tickets.ts';
import { type ActingPerson, type Actor, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { isStaff } from '../people/acting.ts';
import { isOpen, type TicketMove, type TicketState, ticketMoves } from './states.ts';

/** Who may do what with a ticket. */

/** What the rules need to know of a ticket. */
export type TicketFacts = {
  number: string;
  state: TicketState;
  requesterId: string;
  openedById: string;
  queue: { teamId: string; visibility: 'open' | 'private' };
  watchers: readonly { personId: string }[];
};

/** Agents work the tickets of open queues; a private queue is for its own team, not even for admins. */
export function worksOn(person: ActingPerson, queue: TicketFacts['queue']): boolean {
  return isStaff(person) && (queue.visibility === 'open' || person.teamIds.includes(queue.teamId));
}

/** The ids of the queues whose tickets the actor works on; for the desk itself all of them. */
export function queuesWorkedOn(actor: Actor, queues: ReadonlyMap<string, TicketFacts['queue']>): string[] {
  const person = personOf(actor);
  const works = (queue: TicketFacts['queue']) =>
    actor.kind === 'system' || (person !== undefined && worksOn(person, queue));
  return [...queues].filter(([, queue]) => works(queue)).map(([id]) => id);
}

/** The requester, whoever opened it for them, and those who were let in as watchers. */
function takesPart(person: ActingPerson, ticket: TicketFacts): boolean {
  return (
    ticket.requesterId === person.id ||
    ticket.openedById === person.id ||
    ticket.watchers.some((watcher) => watcher.personId === person.id)
  );
}

/** `all`: with internal notes; `public`: without; `nothing`: the ticket does not exist for this actor. */
export function sight(actor: Actor, ticket: TicketFacts): 'all' | 'public' | 'nothing' {
  if (actor.kind === 'system') return 'all';
  const person = personOf(actor);
  if (!person) return 'nothing';
  if (worksOn(person, ticket.queue)) return 'all';
  return takesPart(person, ticket) ? 'public' : 'nothing';
}

/** What a requester may do with their own ticket; an agent may do everything but rate. */
const REQUESTER_VERBS: readonly TicketVerb[] = ['reply', 'resolve', 'reopen', 'cancel', 'rate', 'tick'];
/** What the others may who take part. To tick they must own the task, which the verb sees to. */
const PARTICIPANT_VERBS: readonly TicketVerb[] = ['reply', 'tick'];
const AGENT_VERBS: readonly TicketVerb[] = [
  'reply',
  'note',
  'edit',
  'take',
  'assign',
  'move',
  'hold',
  'resume',
  'resolve',
  'reopen',
  'close',
  'cancel',
  'merge',
  'link',
  'split',
  'watch',
  'task',
  'tick',
  'project',
  'approval',
];

function maySeeAndDo(actor: Actor, verb: TicketVerb, ticket: TicketFacts): boolean {
  if (actor.kind === 'system') return true;
  const person = personOf(actor);
  if (!person) return false;
  if (AGENT_VERBS.includes(verb) && worksOn(person, ticket.queue)) return true;
  if (ticket.requesterId === person.id) return REQUESTER_VERBS.includes(verb);
  return PARTICIPANT_VERBS.includes(verb) && takesPart(person, ticket);
}

/** A token writes only where it was made to. */
export function requireWrite(actor: Actor): void {
  if (actor.kind === 'token' && !actor.scopes.includes('write')) {
    fail('forbidden', 'This token lacks the scope write.');
  }
}

/**
 * Refuses what the actor may not do.
 * @throws `not_found` when the actor may not even know of the ticket, else `forbidden`
 */
export function authorise(actor: Actor, verb: TicketVerb, ticket: TicketFacts): void {
  requireWrite(actor);
  if (sight(actor, ticket) === 'nothing') fail('not_found', 'There is no such ticket.');
  if (!maySeeAndDo(actor, verb, ticket)) {
    fail('forbidden', `You may not do this with ${ticket.number}: ${verb}.`);
  }
}

/** The verbs that make sense for this actor now: allowed, and possible in the ticket's state. */
export function verbsFor(
  actor: Actor,
  ticket: TicketFacts & {
    reopenable: boolean;
    rated: boolean;
    assigneeId: string | null;
    ownsTask?: boolean;
  },
): TicketVerb[] {
  const person = personOf(actor);
  const possible = (verb: TicketVerb): boolean => {
    switch (verb) {
      case 'reply':
        // A requester's reply to a final ticket opens a new one; an agent's would reach nobody.
        return isOpen(ticket.state) || ticket.state === 'resolved' || ticket.requesterId === person?.id;
      case 'reopen':
        return ticket.reopenable;
      case 'rate':
        return ['resolved', 'closed'].includes(ticket.state) && !ticket.rated;
      case 'take':
        return isOpen(ticket.state) && ticket.assigneeId === null;
      case 'tick':
        return (
          isOpen(ticket.state) &&
          (ticket.ownsTask === true || (person !== undefined && worksOn(person, ticket.queue)))
        );
      case 'assign':
      case 'move':
      case 'task':
      case 'project':
      case 'approval':
        return isOpen(ticket.state);
      case 'hold':
      case 'resume':
      case 'resolve':
      case 'close':
      case 'cancel':
      case 'merge':
        return (ticketMoves[verb satisfies TicketMove].from as readonly TicketState[]).includes(ticket.state);
      default:
        return true;
    }
  };
  const known = new Set<TicketVerb>([...AGENT_VERBS, ...REQUESTER_VERBS]);
  return [...known].filter((verb) => possible(verb) && maySeeAndDo(actor, verb, ticket));
}
