import { ActionIcon, Menu, Modal } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Integration } from '../../../contract/services.ts';
import { useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { MoreIcon } from '../../ui/icons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { IntegrationSettingsForm } from './integration-settings.tsx';
import { CHANGED } from './integration-values.ts';
import { KeyOnce, type Opened } from './key-once.tsx';

/** What an admin can do with an integration. */
export function IntegrationMenu({ integration }: { integration: Integration }) {
  const { id, name } = integration;
  const [isEdited, setEdited] = useState(false);
  const [opened, setOpened] = useState<Opened | null>(null);
  const revoke = useVerb(api.services.revokeIntegration, {
    onSuccess: () => showDone(`${name} was revoked.`),
    invalidates: CHANGED,
  });
  const rotate = useVerb(api.services.rotateKey, { onSuccess: setOpened, invalidates: CHANGED });
  const askRotate = async () => {
    const yes = await confirm({
      title: `A new key for “${name}”?`,
      text: 'The old key opens nothing from then on: what is sent with it is refused until the new one stands there.',
      yes: 'Make a new key',
      danger: true,
    });
    if (yes) rotate.mutate({ id });
  };
  const askRevoke = async () => {
    const yes = await confirm({
      title: `Revoke “${name}”?`,
      text: 'What it sends is refused at once. This cannot be undone.',
      yes: 'Revoke',
      danger: true,
    });
    if (yes) revoke.mutate({ id });
  };
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon
            aria-label={`Actions for the integration ${name}`}
            loading={revoke.isPending || rotate.isPending}
          >
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setEdited(true)}>Settings</Menu.Item>
          <Menu.Item onClick={() => void askRotate()}>New key</Menu.Item>
          <Menu.Item color="var(--bad)" onClick={() => void askRevoke()}>
            Revoke
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={isEdited}
        onClose={() => setEdited(false)}
        title={`Settings of “${name}”`}
        size="lg"
        closeOnClickOutside={false}
      >
        <IntegrationSettingsForm integration={integration} onDone={() => setEdited(false)} />
      </Modal>
      <KeyOnce opened={opened} onClose={() => setOpened(null)} />
    </>
  );
}
