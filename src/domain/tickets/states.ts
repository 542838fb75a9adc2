/**
 * The states of a ticket and the moves between them: one table, read by every verb, card and page.
 * Names and shape follow ITIL's incident life cycle as ServiceNow ships it, plus a grace period for reopening.
 */
import { fail } from '../../lib/errors.ts';

export const ticketStates = ['new', 'in_progress', 'on_hold', 'resolved', 'closed', 'cancelled'] as const;
export type TicketState = (typeof ticketStates)[number];

/** Why a ticket is on hold. Present exactly while the state is `on_hold`. */
export const holdReasons = [
  'awaiting_requester',
  'awaiting_change',
  'awaiting_problem',
  'awaiting_vendor',
] as const;
export type HoldReason = (typeof holdReasons)[number];

/**
 * Every verb that moves a ticket's state. `take` stands for any first assignment, by oneself or by another.
 * Two moves carry a rule the table cannot see, and their verbs check it: `reopen` needs {@link withinGrace},
 * `hold` needs a reason.
 */
export const ticketMoves = {
  take: { from: ['new'], to: 'in_progress', can: 'taken' },
  hold: { from: ['new', 'in_progress'], to: 'on_hold', can: 'put on hold' },
  resume: { from: ['on_hold'], to: 'in_progress', can: 'resumed' },
  resolve: { from: ['new', 'in_progress', 'on_hold'], to: 'resolved', can: 'resolved' },
  reopen: { from: ['resolved'], to: 'in_progress', can: 'reopened' },
  close: { from: ['resolved'], to: 'closed', can: 'closed' },
  cancel: { from: ['new', 'in_progress', 'on_hold'], to: 'cancelled', can: 'cancelled' },
  merge: { from: ['new', 'in_progress', 'on_hold'], to: 'closed', can: 'merged into another ticket' },
} as const satisfies Record<string, { from: readonly TicketState[]; to: TicketState; can: string }>;

export type TicketMove = keyof typeof ticketMoves;

const stateWords: Record<TicketState, string> = {
  new: 'new',
  in_progress: 'in progress',
  on_hold: 'on hold',
  resolved: 'resolved',
  closed: 'closed',
  cancelled: 'cancelled',
};

/** The verbs that may move a ticket out of this state, in the table's order; empty for a final state. */
export function legalMoves(state: TicketState): TicketMove[] {
  return (Object.keys(ticketMoves) as TicketMove[]).filter((verb) => isLegal(state, verb));
}

/**
 * The state after this verb.
 * @throws `conflict` when the verb is not legal from this state; the message names the ones that are.
 */
export function move(state: TicketState, verb: TicketMove): TicketState {
  return isLegal(state, verb) ? ticketMoves[verb].to : refuse(state, ticketMoves[verb].can);
}

/**
 * For verbs that need work to be owed but move no state.
 * @param can what cannot be done otherwise: `moved`
 * @throws `conflict` in the words of {@link move}
 */
export function requireOpen(state: TicketState, can: string): void {
  if (!isOpen(state)) refuse(state, can);
}

function refuse(state: TicketState, can: string): never {
  const refusal = `This ticket is ${stateWords[state]}, so it cannot be ${can}.`;
  return fail('conflict', `${refusal} ${whatIsLegal(state)}`);
}

/** Whether work on the ticket is still owed: not resolved, closed or cancelled. */
export function isOpen(state: TicketState): boolean {
  return state === 'new' || state === 'in_progress' || state === 'on_hold';
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Whether a ticket resolved at `resolvedAt` may still be reopened at `at`. Days of 24 hours, free of any
 * calendar or time zone, so both sides of the chat see the same end; the last instant still counts.
 */
export function withinGrace(resolvedAt: Date, graceDays: number, at: Date): boolean {
  return at.getTime() - resolvedAt.getTime() <= graceDays * dayMs;
}

/** What a requester's reply asks for, as read by the chat layer. */
export type ReplyIntent = 'thanks' | 'reopen' | 'other';

/**
 * What a requester's reply does to a ticket, besides landing on its timeline:
 * - `resume`, `reopen`: make that move;
 * - `follow_up`: the ticket is final, open a new one linked to it;
 * - `none`: nothing moves.
 *
 * A "thanks" never reopens and never opens a follow-up. Within the grace period a reply reopens only when
 * it says so: most replies to a resolved ticket are not complaints. After it, resolved counts as closed.
 */
export function afterRequesterReply(
  ticket: { state: TicketState; holdReason: HoldReason | null; resolvedAt: Date | null },
  intent: ReplyIntent,
  grace: { days: number; at: Date },
): 'resume' | 'reopen' | 'follow_up' | 'none' {
  if (ticket.state === 'on_hold') return ticket.holdReason === 'awaiting_requester' ? 'resume' : 'none';
  if (isOpen(ticket.state) || intent === 'thanks') return 'none';
  const reopenable =
    ticket.state === 'resolved' &&
    ticket.resolvedAt !== null &&
    withinGrace(ticket.resolvedAt, grace.days, grace.at);
  if (!reopenable) return 'follow_up';
  return intent === 'reopen' ? 'reopen' : 'none';
}

function isLegal(state: TicketState, verb: TicketMove): boolean {
  const from: readonly TicketState[] = ticketMoves[verb].from;
  return from.includes(state);
}

function whatIsLegal(state: TicketState): string {
  const can = legalMoves(state).map((verb) => ticketMoves[verb].can);
  if (can.length === 0) return 'That state is final.';
  return `It can be ${new Intl.ListFormat('en', { type: 'disjunction' }).format(can)}.`;
}
