/** What becomes of approvals, in plain words. */
import type { Approval, ApprovalChoice } from '../../../contract/approvals.ts';
import type { ApprovalState } from '../../../contract/common.ts';

export const approvalStateWords: Record<ApprovalState, string> = {
  pending: 'Waiting for approval',
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Not decided in time',
  cancelled: 'Taken back',
};

export const choiceWords: Record<ApprovalChoice, string> = {
  approve: 'approved',
  reject: 'rejected',
  abstain: 'abstained',
  changes: 'asked for changes',
};

/** “1 of 2 approved, 1 rejected”. */
export function tallyWords({
  approved,
  needed,
  rejected,
  abstained,
}: Approval['stages'][number]['groups'][number]) {
  const also = [
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
    ...(abstained > 0 ? [`${abstained} abstained`] : []),
  ];
  return [`${approved} of ${needed} approved`, ...also].join(', ');
}
