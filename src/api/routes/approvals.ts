import { askForApproval } from '../../domain/approvals/ask.ts';
import { cancelApproval } from '../../domain/approvals/cancel.ts';
import { createDelegation, listDelegations, removeDelegation } from '../../domain/approvals/delegations.ts';
import { approvalsOfTicket, getApproval, listApprovals } from '../../domain/approvals/list.ts';
import type { LoadedApproval } from '../../domain/approvals/load.ts';
import {
  createApprovalPolicy,
  listApprovalPolicies,
  removeApprovalPolicy,
  updateApprovalPolicy,
} from '../../domain/approvals/policies.ts';
import { showApproval } from '../../domain/approvals/view.ts';
import { castVote } from '../../domain/approvals/vote.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Api, Handlers } from '../bind.ts';

export const approvalPolicyRoutes: Handlers<Api['approvalPolicies']> = {
  list: listApprovalPolicies,
  create: createApprovalPolicy,
  update: updateApprovalPolicy,
  remove: removeApprovalPolicy,
};

/** The approval as the caller sees it afterwards. */
const thenShow =
  <Input>(verb: (ctx: Ctx, input: Input) => Promise<LoadedApproval>) =>
  async (ctx: Ctx, input: Input) =>
    showApproval(ctx, await verb(ctx, input));

export const approvalRoutes: Handlers<Api['approvals']> = {
  list: listApprovals,
  get: getApproval,
  ofTicket: approvalsOfTicket,
  ask: thenShow(askForApproval),
  vote: thenShow(castVote),
  cancel: thenShow(cancelApproval),
};

export const delegationRoutes: Handlers<Api['delegations']> = {
  list: listDelegations,
  create: createDelegation,
  remove: removeDelegation,
};
