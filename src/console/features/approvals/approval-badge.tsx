import type { ReactNode } from 'react';
import type { ApprovalState } from '../../../contract/common.ts';
import { BadgeMark, DASHED, ROUND, TICKED } from '../../ui/badge-mark.tsx';
import { approvalStateWords } from './approval-words.ts';
import classes from './approvals.module.css';

const shapes: Record<ApprovalState, ReactNode> = {
  pending: DASHED,
  approved: TICKED,
  rejected: (
    <>
      {ROUND}
      <path d="m5.2 5.2 3.6 3.6M8.8 5.2 5.2 8.8" />
    </>
  ),
  expired: (
    <>
      {ROUND}
      <path d="M7 4.4V7l1.8 1.3" />
    </>
  ),
  cancelled: (
    <>
      {ROUND}
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
