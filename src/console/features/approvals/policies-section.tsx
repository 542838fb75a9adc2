import { Button, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { ApprovalPolicy } from '../../../contract/approvals.ts';
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
import { useApproverNames } from './use-policy-names.ts';

export function ApprovalPoliciesSection() {
  const mayChange = isAdmin(useMe());
  const policies = useQuery(queryOf(api.approvalPolicies.list, {}));
  const [edited, setEdited] = useState<ApprovalPolicy | 'new' | null>(null);
  const items = policies.data?.items ?? [];
  const names = useApproverNames(items);
  return (
    <>
      <SectionHead
        title="Approval policies"
        aside={
          mayChange && (
            <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
              Add a policy
            </Button>
          )
        }
      >
        Who must agree before something is done. Agents ask by them on a ticket, and automation rules do.
      </SectionHead>
      {policies.isPending && <Loading rows={4} />}
      {policies.isError && !policies.data && <Failed error={policies.error} retry={policies.refetch} />}
      {policies.data && items.length === 0 && (
        <Empty title="No policy yet">Until there is one, nobody can be asked for approval.</Empty>
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

type PolicyMenuProps = { policy: ApprovalPolicy; onEdit: () => void };

function PolicyMenu({ policy: { id, name }, onEdit }: PolicyMenuProps) {
  const remove = useVerb(api.approvalPolicies.remove);
  return (
    <EditMenu
      name={name}
      consequence="What is under way goes on. Rules that ask by it will fail, and say so."
      isRemoving={remove.isPending}
      onEdit={onEdit}
      onRemove={() => remove.mutate({ id })}
    />
  );
}
