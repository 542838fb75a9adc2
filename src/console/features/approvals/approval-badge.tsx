import type { ReactNode } from 'react';
import type { ApprovalState } from '../../../contract/common.ts';
import { BadgeMark } from '../../ui/badge-mark.tsx';
import { approvalStateWords } from './approval-words.ts';
import classes from './approvals.module.css';

const round = <circle cx="7" cy="7" r="5" />;
const shapes: Record<ApprovalState, ReactNode> = {
  pending: <circle cx="7" cy="7" r="5" strokeDasharray="2.2 1.73" />,
  approved: (
    <>
      {round}
      <path d="m4.9 7.2 1.5 1.5 2.8-3.1" />
    </>
  ),
  rejected: (
    <>
      {round}
      <path d="m5.2 5.2 3.6 3.6M8.8 5.2 5.2 8.8" />
    </>
  ),
  expired: (
    <>
      {round}
      <path d="M7 4.4V7l1.8 1.3" />
    </>
  ),
  cancelled: (
    <>
      {round}
      <path d="M4.8 7h4.4" />
    </>
  ),
};

/** What became of it: shape, colour and words. */
export function ApprovalBadge({ state }: { state: ApprovalState }) {
  return (
    <span className={classes.badge} data-look={state}>
      <BadgeMark>{shapes[state]}</BadgeMark>
      {approvalStateWords[state]}
    </span>
  );
}
