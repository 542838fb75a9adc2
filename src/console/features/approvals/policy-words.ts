/** An approval policy in plain words. */
import type { ApprovalPolicy, ApprovalStage, Approvers, Need } from '../../../contract/approvals.ts';
import { and, or } from '../settings/rule-words.ts';

/** The names behind the ids that a policy holds. */
export type PolicyNames = {
  person: (id: string) => string;
  team: (id: string) => string;
  service: (id: string) => string;
  schedule: (id: string) => string;
};

export const approverKinds: Record<Approvers['who'], string> = {
  people: 'People',
  team: 'A team',
  role: 'A role',
  manager: 'The requester’s manager',
  service_owner: 'The owner of a service',
  schedule: 'Whoever is on call',
};
export const needKinds: Record<Need['need'], string> = {
  any: 'One of them',
  all: 'All of them',
  count: 'So many',
  percent: 'Per cent',
};
export const roleWords = { agent: 'Agents', admin: 'Admins' };

function approversWords(approvers: Approvers, names: PolicyNames, how: Intl.ListFormat): string {
  switch (approvers.who) {
    case 'people':
      return how.format(approvers.personIds.map(names.person));
    case 'team':
      return names.team(approvers.teamId);
    case 'role':
      return roleWords[approvers.role].toLowerCase();
    case 'manager':
      return 'the requester’s manager';
    case 'service_owner':
      return approvers.serviceId
        ? `the owners of ${names.service(approvers.serviceId)}`
        : 'the owners of the service';
    case 'schedule':
      return `those on call by ${names.schedule(approvers.scheduleId)}`;
  }
}

function groupWords({ approvers, need }: ApprovalStage['groups'][number], names: PolicyNames): string {
  const isOne =
    approvers.who === 'manager' || (approvers.who === 'people' && approvers.personIds.length === 1);
  const who = approversWords(approvers, names, need.need === 'any' ? or : and);
  if (isOne) return who;
  switch (need.need) {
    case 'any':
      return approvers.who === 'people' ? who : `one of ${who}`;
    case 'all':
      return approvers.who === 'people' ? who : `all of ${who}`;
    case 'count':
      return `${need.count} of ${who}`;
    case 'percent':
      return `${need.percent} % of ${who}`;
  }
}

/** `one of Security and 2 of Operations; then the requester’s manager`. */
export function policyWords(
  policy: Pick<
    ApprovalPolicy,
    'stages' | 'auto' | 'remindHours' | 'escalateHours' | 'expireHours' | 'selfApproval'
  >,
  names: PolicyNames,
): string {
  const stages = policy.stages.map(({ groups, mandatory }) => {
    const not = mandatory.length > 0 ? ` (not without ${and.format(mandatory.map(names.person))})` : '';
    return `${and.format(groups.map((group) => groupWords(group, names)))}${not}`;
  });
  const { auto, remindHours, escalateHours, expireHours, selfApproval } = policy;
  return [
    stages.join(', then '),
    ...(auto.length > 0 ? ['decided at once by conditions'] : []),
    ...(remindHours === null ? [] : [`reminded after ${remindHours} h`]),
    ...(escalateHours === null ? [] : [`managers asked after ${escalateHours} h`]),
    ...(expireHours === null ? [] : [`expires after ${expireHours} h`]),
    ...(selfApproval === null ? [] : ['requesters may vote themselves']),
  ].join('; ');
}
