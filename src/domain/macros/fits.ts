import type { Macro } from '../../contract/macros.ts';
import { isOpen, type TicketState, ticketMoves } from '../tickets/states.ts';

/**
 * Whether a ticket in this state lets all of it be done, one after another, as far as states go. What depends on more
 * than that is found out when it is applied.
 */
export function fits(state: TicketState, { reply, actions }: Pick<Macro, 'reply' | 'actions'>): boolean {
  if (reply !== null && !isOpen(state) && state !== 'resolved') return false;
  let now = state;
  for (const action of actions) {
    switch (action.do) {
      case 'assign':
        if (!isOpen(now)) return false;
        if (now === 'new' && action.to !== 'nobody') now = 'in_progress';
        break;
      case 'move':
        if (!isOpen(now)) return false;
        break;
      case 'hold':
      case 'resume':
      case 'resolve':
      case 'close':
      case 'cancel': {
        const { from, to } = ticketMoves[action.do];
        if (!(from as readonly TicketState[]).includes(now)) return false;
        now = to;
        break;
      }
    }
  }
  return true;
}
