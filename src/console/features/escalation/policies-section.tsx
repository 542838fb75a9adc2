import { Button, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { EscalationPolicy } from '../../../contract/escalation.ts';
import { queryOf, useVerb } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { EditMenu } from '../../ui/edit-menu.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { RecordDialog } from '../settings/record-dialog.tsx';
import { RecordTable } from '../settings/record-table.tsx';
import { sentence } from '../settings/rule-words.ts';
import { SectionHead } from '../settings/section-head.tsx';
import { PolicyForm } from './policy-form.tsx';
import { policyWords } from './policy-words.ts';
import { usePolicyNames } from './use-policy-names.ts';

export function PoliciesSection() {
  const mayChange = isAdmin(useMe());
  const policies = useQuery(queryOf(api.escalationPolicies.list, {}));
  const [edited, setEdited] = useState<EscalationPolicy | 'new' | null>(null);
  const items = policies.data?.items ?? [];
  const names = usePolicyNames(items);
  return (
    <>
      <SectionHead
        title="Escalation policies"
        aside={
          mayChange && (
            <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
              Add a policy
            </Button>
          )
        }
      >
        Whom an alert pages, one step after the other, until somebody answers. Services go by them.
      </SectionHead>
      {policies.isPending && <Loading rows={4} />}
      {policies.isError && !policies.data && <Failed error={policies.error} retry={policies.refetch} />}
      {policies.data && items.length === 0 && (
        <Empty title="No policy yet">Until there is one, alerts are shown and nobody is paged.</Empty>
      )}
      {items.length > 0 && (
        <RecordTable columns={['Policy', 'Version']}>
          {items.map((policy) => (
            <Table.Tr key={policy.id}>
              <Table.Th scope="row" fw={400}>
                <Text size="sm" fw={550}>
                  <bdi>{policy.name}</bdi>
                </Text>
                <Text size="sm" c="dimmed">
                  <bdi>{sentence(policyWords(policy, names))}.</bdi>
                </Text>
              </Table.Th>
              <Table.Td data-label="Version">{policy.version}</Table.Td>
              <Table.Td ta="right">
                {mayChange && <PolicyMenu policy={policy} onEdit={() => setEdited(policy)} />}
              </Table.Td>
            </Table.Tr>
          ))}
        </RecordTable>
      )}
      <RecordDialog edited={edited} what="a policy" size="xl" onClose={() => setEdited(null)}>
        {(policy) => <PolicyForm policy={policy} onDone={() => setEdited(null)} />}
      </RecordDialog>
    </>
  );
}

type PolicyMenuProps = { policy: EscalationPolicy; onEdit: () => void };

function PolicyMenu({ policy: { id, name }, onEdit }: PolicyMenuProps) {
  const remove = useVerb(api.escalationPolicies.remove);
  return (
    <EditMenu
      name={name}
      consequence="What is under way goes on. A policy that a service goes by cannot be removed."
      isRemoving={remove.isPending}
      onEdit={onEdit}
      onRemove={() => remove.mutate({ id })}
    />
  );
}
