/** An approval policy as its form holds it: every field present, numbers as they are typed. */
import type { z } from 'zod';
import type { ApprovalPolicy, Approvers, CreateApprovalPolicy, Need } from '../../../contract/approvals.ts';
import { conditionOf, type Group, treeErrors, treeOf } from '../automation/tree.ts';

export type GroupValues = {
  /** Tells them apart while they are moved; never sent. */
  key: string;
  who: Approvers['who'];
  personIds: string[];
  teamId: string;
  role: 'agent' | 'admin';
  /** Empty: of those whose alerts hang on the ticket. */
  serviceId: string;
  scheduleId: string;
  need: Need['need'];
  /** Of `count` and `percent`. */
  number: number | string;
};
export type StageValues = { key: string; groups: GroupValues[]; mandatory: string[] };
export type AutoValues = { key: string; decide: 'approve' | 'reject'; tree: Group };
export type PolicyValues = {
  name: string;
  stages: StageValues[];
  oneRejects: boolean;
  auto: AutoValues[];
  /** Empty: never. */
  remindHours: number | string;
  escalateHours: number | string;
  expireHours: number | string;
  /** Empty: they may not. */
  selfApproval: string;
};

let keys = 0;
const newKey = () => String(++keys);

export const newGroup = (): GroupValues => ({
  ...{ key: newKey(), who: 'team', personIds: [], teamId: '', role: 'agent', serviceId: '', scheduleId: '' },
  ...{ need: 'any', number: 1 },
});
export const newStage = (): StageValues => ({ key: newKey(), groups: [newGroup()], mandatory: [] });
export const newAuto = (): AutoValues => ({ key: newKey(), decide: 'approve', tree: treeOf(null) });

export function valuesOf(policy: ApprovalPolicy | null): PolicyValues {
  return {
    name: policy?.name ?? '',
    stages: policy?.stages.map(stageValues) ?? [newStage()],
    oneRejects: policy?.oneRejects ?? true,
    auto: (policy?.auto ?? []).map(({ decide, condition }) => ({
      ...{ key: newKey(), decide, tree: treeOf(condition) },
    })),
    remindHours: policy?.remindHours ?? '',
    escalateHours: policy?.escalateHours ?? '',
    expireHours: policy?.expireHours ?? '',
    selfApproval: policy?.selfApproval ?? '',
  };
}

const stageValues = ({ groups, mandatory }: ApprovalPolicy['stages'][number]): StageValues => ({
  key: newKey(),
  mandatory,
  groups: groups.map(({ approvers, need }) => ({
    ...newGroup(),
    ...approvers,
    serviceId: approvers.who === 'service_owner' ? (approvers.serviceId ?? '') : '',
    need: need.need,
    number: need.need === 'count' ? need.count : need.need === 'percent' ? need.percent : 1,
  })),
});

function approversOf(values: GroupValues): Approvers {
  const { who, personIds, teamId, role, serviceId, scheduleId } = values;
  switch (who) {
    case 'people':
      return { who, personIds };
    case 'team':
      return { who, teamId };
    case 'role':
      return { who, role };
    case 'manager':
      return { who };
    case 'service_owner':
      return { who, serviceId: serviceId || null };
    case 'schedule':
      return { who, scheduleId };
  }
}

function needOf({ need, number }: GroupValues): Need {
  switch (need) {
    case 'count':
      return { need, count: Number(number) };
    case 'percent':
      return { need, percent: Number(number) };
    default:
      return { need };
  }
}

const hours = (typed: number | string): number | null => (typed === '' ? null : Number(typed));

/** What is sent. A condition that asks nothing is left out. */
export function policyOf(values: PolicyValues): z.output<typeof CreateApprovalPolicy> {
  return {
    name: values.name,
    stages: values.stages.map(({ groups, mandatory }) => ({
      mandatory,
      groups: groups.map((group) => ({ approvers: approversOf(group), need: needOf(group) })),
    })),
    oneRejects: values.oneRejects,
    auto: values.auto.flatMap(({ decide, tree }) => {
      const condition = conditionOf(tree);
      return condition ? [{ decide, condition }] : [];
    }),
    remindHours: hours(values.remindHours),
    escalateHours: hours(values.escalateHours),
    expireHours: hours(values.expireHours),
    selfApproval: values.selfApproval.trim() === '' ? null : values.selfApproval,
  };
}

/** Where the form has the field that the contract calls so. */
export const fieldOf = (path: string): string =>
  path
    .replace('.approvers.', '.')
    .replace(/\.need\.(count|percent)$/, '.number')
    .replace(/\.need\.need$/, '.need');

/** What is wrong with the conditions, by the key of each and the place in it. */
export const autoErrors = ({ auto }: PolicyValues): Record<string, Record<string, string>> =>
  Object.fromEntries(auto.map(({ key, tree }) => [key, treeErrors(tree)]));
