import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { usePeopleNames } from '../../ui/people-found.tsx';
import { useNames } from '../settings/names.ts';
import type { RuleNames } from './condition-words.ts';

/** The webhooks of the desk, for a select; agents do not see which there are. */
export function useWebhooks(): { value: string; label: string }[] {
  const found = useQuery({ ...queryOf(api.webhooks.list, {}), enabled: isAdmin(useMe()) });
  return (found.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
}

/** The approval policies of the desk, for a select. */
export function useApprovalPolicies(): { value: string; label: string }[] {
  const found = useQuery(queryOf(api.approvalPolicies.list, {}));
  return (found.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
}

/** The services that somebody is paged for, for a select. */
export function usePagedServices(): { value: string; label: string }[] {
  const found = useQuery(queryOf(api.services.list, {}));
  return (found.data?.items ?? [])
    .filter(({ archivedAt, escalationPolicyId }) => archivedAt === null && escalationPolicyId !== null)
    .map(({ id, name }) => ({ value: id, label: name }));
}

/** The names behind the ids of rules; of people, those who are asked for. */
export function useRuleNames(people: readonly string[]): RuleNames {
  const person = usePeopleNames(people);
  const webhooks = useWebhooks();
  const approvals = useApprovalPolicies();
  const services = usePagedServices();
  return {
    ...useNames(),
    person,
    webhook: (id) => webhooks.find(({ value }) => value === id)?.label,
    service: (id) => services.find(({ value }) => value === id)?.label,
    approvalPolicy: (id) => approvals.find(({ value }) => value === id)?.label,
  };
}
