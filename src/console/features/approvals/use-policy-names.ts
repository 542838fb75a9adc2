import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import type { ApprovalPolicy } from '../../../contract/approvals.ts';
import { queryOf } from '../../call.ts';
import { usePeopleNames } from '../../ui/people-found.tsx';
import { useSchedules } from '../escalation/use-schedules.ts';
import { useNames } from '../settings/names.ts';
import type { PolicyNames } from './policy-words.ts';

export const useServices = () => useQuery(queryOf(api.services.list, {})).data?.items ?? [];

/** The names of whom these policies ask. */
export function useApproverNames(policies: readonly Pick<ApprovalPolicy, 'stages'>[]): PolicyNames {
  const ids = policies.flatMap(({ stages }) =>
    stages.flatMap(({ groups, mandatory }) => [
      ...mandatory,
      ...groups.flatMap(({ approvers }) => (approvers.who === 'people' ? approvers.personIds : [])),
    ]),
  );
  const person = usePeopleNames([...new Set(ids)]);
  const { team } = useNames();
  const services = useServices();
  const schedules = useSchedules();
  return {
    person,
    team,
    service: (id) => services.find((one) => one.id === id)?.name ?? '…',
    schedule: (id) => schedules.find((one) => one.id === id)?.name ?? '…',
  };
}
