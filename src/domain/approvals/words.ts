import type { ApprovalChoice } from '../../contract/approvals.ts';
import type { ApprovalState } from '../../contract/common.ts';

/** What becomes of approvals, in plain words. */

export const CHOICE_WORDS: Record<ApprovalChoice, string> = {
  approve: 'approved',
  reject: 'rejected',
  abstain: 'abstained',
  changes: 'asked for changes',
};

export const STATE_WORDS: Record<ApprovalState, string> = {
  pending: 'waits for approval',
  approved: 'approved',
  rejected: 'rejected',
  expired: 'expired',
  cancelled: 'taken back',
};
