import { passChange, returnChange, submitChange } from '../../domain/changes/agree.ts';
import { cancelChange, closeChange, finishChange, startChange } from '../../domain/changes/carry-out.ts';
import { reportFailure } from '../../domain/changes/failures.ts';
import { createFreeze, listFreezes, removeFreeze, updateFreeze } from '../../domain/changes/freezes.ts';
import { changeCalendar, changeGate, getChange, listChanges } from '../../domain/changes/list.ts';
import { type ByNumber, editChange, planChange } from '../../domain/changes/plan.ts';
import { approveProposal, declineProposal, listProposals } from '../../domain/changes/proposals.ts';
import {
  approveTemplate,
  createTemplate,
  listTemplates,
  updateTemplate,
  withdrawTemplate,
} from '../../domain/changes/templates.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Api, Handlers } from '../bind.ts';

const thenShow =
  <Input>(verb: (ctx: Ctx, input: Input) => Promise<ByNumber>) =>
  async (ctx: Ctx, input: Input) =>
    getChange(ctx, await verb(ctx, input));

export const changeRoutes: Handlers<Api['changes']> = {
  list: listChanges,
  calendar: changeCalendar,
  get: getChange,
  gate: changeGate,
  plan: thenShow(planChange),
  edit: thenShow(editChange),
  submit: thenShow(submitChange),
  pass: thenShow(passChange),
  return: thenShow(returnChange),
  start: thenShow(startChange),
  finish: thenShow(finishChange),
  reportFailure,
  close: thenShow(closeChange),
  cancel: thenShow(cancelChange),
};

export const changeTemplateRoutes: Handlers<Api['changeTemplates']> = {
  list: listTemplates,
  create: createTemplate,
  update: updateTemplate,
  withdraw: withdrawTemplate,
  approve: approveTemplate,
  proposals: listProposals,
  approveProposal,
  declineProposal,
};

export const freezeRoutes: Handlers<Api['freezes']> = {
  list: listFreezes,
  create: createFreeze,
  update: updateFreeze,
  remove: removeFreeze,
};
