import { ActionIcon, Button, Menu, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { ChangeTemplate } from '../../../contract/change-templates.ts';
import { queryOf, useVerb } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { durationWords } from '../../ui/duration.ts';
import { MoreIcon, PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { showDone } from '../../ui/tell.tsx';
import { RecordDialog } from '../settings/record-dialog.tsx';
import { RecordTable } from '../settings/record-table.tsx';
import { SectionHead } from '../settings/section-head.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import { type ChangeForm, withdrawing } from './change-forms.ts';
import { ProposalList } from './proposal-list.tsx';
import { TemplateForm } from './template-form.tsx';

/** What was agreed to once for all. Agents plan by them, admins change them. */
export function ChangeTemplatesSection() {
  const mayChange = isAdmin(useMe());
  const templates = useQuery(queryOf(api.changeTemplates.list, {}));
  const [edited, setEdited] = useState<ChangeTemplate | 'new' | null>(null);
  const [asked, setAsked] = useState<ChangeForm | null>(null);
  const items = templates.data?.items ?? [];
  return (
    <>
      <SectionHead
        title="Change templates"
        aside={
          mayChange && (
            <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
              Add a template
            </Button>
          )
        }
      >
        What is agreed to once for all. A standard change of a template is scheduled as soon as it is
        submitted. When one goes wrong, its template is withdrawn until an admin approves it again.
      </SectionHead>
      <ProposalList />
      {templates.isPending && <Loading rows={4} />}
      {templates.isError && !templates.data && <Failed error={templates.error} retry={templates.refetch} />}
      {templates.data && items.length === 0 && (
        <Empty title="No template yet">Begin with what is done again and again, and goes well.</Empty>
      )}
      {items.length > 0 && (
        <RecordTable columns={['Template', 'State', 'Version']}>
          {items.map((template) => (
            <Table.Tr key={template.id}>
              <Table.Th scope="row" fw={400}>
                <Text size="sm" fw={550}>
                  <bdi>{template.name}</bdi>
                </Text>
                <Text size="sm" c="dimmed">
                  <bdi>{template.content.title}</bdi> · takes {durationWords(template.content.minutes)}
                </Text>
                {template.withdrawnAt && (
                  <Text size="sm" dir="auto">
                    {template.reason}
                  </Text>
                )}
              </Table.Th>
              <Table.Td data-label="State">
                {template.withdrawnAt ? (
                  'withdrawn'
                ) : (
                  <Link
                    to="/changes/new"
                    search={{ template: template.id }}
                    aria-label={`Use ${template.name}`}
                  >
                    Use it
                  </Link>
                )}
              </Table.Td>
              <Table.Td data-label="Version">{template.version}</Table.Td>
              <Table.Td ta="right">
                {mayChange && (
                  <TemplateMenu
                    template={template}
                    onEdit={() => setEdited(template)}
                    onWithdraw={() => setAsked(withdrawing(template))}
                  />
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </RecordTable>
      )}
      <RecordDialog edited={edited} what="a template" size="lg" onClose={() => setEdited(null)}>
        {(template) => <TemplateForm template={template} onDone={() => setEdited(null)} />}
      </RecordDialog>
      <ChangeDialog asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}

type TemplateMenuProps = { template: ChangeTemplate; onEdit: () => void; onWithdraw: () => void };

function TemplateMenu({ template: { id, name, withdrawnAt }, onEdit, onWithdraw }: TemplateMenuProps) {
  const approve = useVerb(api.changeTemplates.approve, {
    onSuccess: () => showDone(`${name} may be used again.`),
  });
  const askApprove = async () => {
    const yes = await confirm({
      title: `Approve “${name}” again?`,
      text: 'Changes of it are scheduled as soon as they are submitted.',
      yes: 'Approve',
    });
    if (yes) approve.mutate({ id });
  };
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${name}`} loading={approve.isPending}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onEdit}>Edit</Menu.Item>
        {withdrawnAt ? (
          <Menu.Item onClick={() => void askApprove()}>Approve again</Menu.Item>
        ) : (
          <Menu.Item color="var(--bad)" onClick={onWithdraw}>
            Withdraw …
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
