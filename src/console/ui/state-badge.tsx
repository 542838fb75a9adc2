import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { HoldReason, TicketState } from '../../contract/common.ts';
import classes from './state-badge.module.css';

type State = z.infer<typeof TicketState>;
type Hold = z.infer<typeof HoldReason>;

export const stateWords: Record<State, string> = {
  new: 'New',
  in_progress: 'In progress',
  on_hold: 'On hold',
  resolved: 'Resolved',
  closed: 'Closed',
  cancelled: 'Cancelled',
};

export const holdWords: Record<Hold, string> = {
  awaiting_requester: 'Waiting for requester',
  awaiting_change: 'Waiting for a change',
  awaiting_problem: 'Waiting for a problem',
  awaiting_vendor: 'Waiting for a vendor',
};

const shapes: Record<State, ReactNode> = {
  new: <circle cx="7" cy="7" r="5" strokeDasharray="2.2 1.73" />,
  in_progress: (
    <>
      <circle cx="7" cy="7" r="5" />
      <path d="M7 4.5a2.5 2.5 0 0 1 0 5z" fill="currentColor" strokeWidth="1" />
    </>
  ),
  on_hold: (
    <>
      <circle cx="7" cy="7" r="5" />
      <path d="M5.8 5.2v3.6M8.2 5.2v3.6" />
    </>
  ),
  resolved: (
    <>
      <circle cx="7" cy="7" r="5" fill="currentColor" />
      <path d="m4.9 7.2 1.5 1.5 2.8-3.1" className={classes.cut} />
    </>
  ),
  closed: (
    <>
      <circle cx="7" cy="7" r="5" />
      <path d="m4.9 7.2 1.5 1.5 2.8-3.1" />
    </>
  ),
  cancelled: (
    <>
      <circle cx="7" cy="7" r="5" />
      <path d="m5.4 5.4 3.2 3.2M8.6 5.4 5.4 8.6" />
    </>
  ),
};

type StateBadgeProps = {
  state: State;
  holdReason?: Hold | null;
  /** The requester reads "Waiting for you". */
  requester?: boolean;
};

/** A ticket's state: shape, colour and words. */
export function StateBadge({ state, holdReason, requester = false }: StateBadgeProps) {
  const asksRequester = requester && state === 'on_hold' && holdReason === 'awaiting_requester';
  const waits = state === 'on_hold' && holdReason ? holdWords[holdReason] : null;
  return (
    <span className={classes.badge} data-state={state}>
      <svg
        width="14"
        height="14"
        viewBox="0 0 14 14"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        aria-hidden="true"
        focusable="false"
      >
        {shapes[state]}
      </svg>
      {asksRequester ? 'Waiting for you' : (waits ?? stateWords[state])}
    </span>
  );
}
