import { ActionIcon, Menu, Text, Title } from '@mantine/core';
import { api } from '../../../contract/api.ts';
import type { Service } from '../../../contract/services.ts';
import { useVerb } from '../../call.ts';
import { MoreIcon } from '../../ui/icons.tsx';
import { showUndo } from '../../ui/tell.tsx';
import settings from '../settings/settings.module.css';
import { IntegrationList } from './integration-list.tsx';

type ServicePanelProps = {
  service: Service;
  /** Who answers for it, who is paged, and what it needs. */
  facts: string;
  /** Absent: one may only read. */
  changes?: { onEdit: () => void; onNoise: () => void; onIntegrate: () => void };
};

/** One service, and from where its alerts come. */
export function ServicePanel({ service, facts, changes }: ServicePanelProps) {
  const { id, name, description, archivedAt, integrations } = service;
  return (
    <section className={settings.panel} aria-label={`Service ${name}`}>
      <div className={settings.panelHead}>
        <div>
          <Title order={2} size="h5">
            <bdi>{name}</bdi>
          </Title>
          {description && (
            <Text size="sm">
              <bdi>{description}</bdi>
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {archivedAt && 'archived · '}
            <bdi>{facts}</bdi>
          </Text>
        </div>
        {changes && <ServiceMenu id={id} name={name} isArchived={archivedAt !== null} {...changes} />}
      </div>
      {!archivedAt && <IntegrationList integrations={integrations} mayChange={changes !== undefined} />}
    </section>
  );
}

type ServiceMenuProps = NonNullable<ServicePanelProps['changes']> & {
  id: string;
  name: string;
  isArchived: boolean;
};

function ServiceMenu({ id, name, isArchived, onEdit, onNoise, onIntegrate }: ServiceMenuProps) {
  const update = useVerb(api.services.update);
  const archive = () =>
    update.mutate(
      { id, archived: true },
      {
        onSuccess: () =>
          showUndo(`${name} is archived and takes nothing in.`, () => update.mutate({ id, archived: false })),
      },
    );
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={`Actions for the service ${name}`} loading={update.isPending}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!isArchived && <Menu.Item onClick={onIntegrate}>Add an integration</Menu.Item>}
        <Menu.Item onClick={onEdit}>Edit</Menu.Item>
        <Menu.Item onClick={onNoise}>Noise and tickets</Menu.Item>
        {isArchived ? (
          <Menu.Item onClick={() => update.mutate({ id, archived: false })}>Restore</Menu.Item>
        ) : (
          <Menu.Item color="var(--bad)" onClick={archive}>
            Archive
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
