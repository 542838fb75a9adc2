import { ActionIcon, Menu } from '@mantine/core';
import { api } from '../../../contract/api.ts';
import type { Webhook } from '../../../contract/webhooks.ts';
import { useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { MoreIcon } from '../../ui/icons.tsx';
import { showDone, showRefusal } from '../../ui/tell.tsx';

type WebhookMenuProps = {
  webhook: Webhook;
  onEdit: () => void;
  onSecret: (secret: string) => void;
  onReplay: () => void;
};

/** What an admin can do with a webhook. */
export function WebhookMenu({ webhook, onEdit, onSecret, onReplay }: WebhookMenuProps) {
  const { id, name, enabled } = webhook;
  const update = useVerb(api.webhooks.update);
  const remove = useVerb(api.webhooks.remove);
  const rotate = useVerb(api.webhooks.rotate, { onSuccess: ({ secret }) => onSecret(secret) });
  const test = useVerb(api.webhooks.test, {
    onSuccess: ({ status, error }) =>
      error ? showRefusal(error) : showDone(`${name} answered with ${status}.`),
  });
  const askRotate = async () => {
    const yes = await confirm({
      title: `Make a new secret for “${name}”?`,
      text: 'The secret that it has now signs beside the new one for 24 hours. One that it had before ends at once.',
      yes: 'Make it',
    });
    if (yes) rotate.mutate({ id });
  };
  const askOff = async () => {
    const yes = await confirm({
      title: `Switch “${name}” off?`,
      text: 'What waits to be sent has then failed. You can send it again from the log once the webhook is on.',
      yes: 'Switch off',
      danger: true,
    });
    if (yes) update.mutate({ id, enabled: false });
  };
  const askRemove = async () => {
    const yes = await confirm({
      title: `Remove “${name}”?`,
      text: 'Its log goes with it. This cannot be undone.',
      yes: 'Remove',
      danger: true,
    });
    if (yes) remove.mutate({ id });
  };
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={`Actions for the webhook ${name}`}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onEdit}>Edit</Menu.Item>
        <Menu.Item onClick={() => test.mutate({ id })}>Send a test</Menu.Item>
        {enabled && <Menu.Item onClick={onReplay}>Send again what failed</Menu.Item>}
        <Menu.Item onClick={() => void askRotate()}>New secret</Menu.Item>
        <Menu.Divider />
        {enabled ? (
          <Menu.Item onClick={() => void askOff()}>Switch off</Menu.Item>
        ) : (
          <Menu.Item onClick={() => update.mutate({ id, enabled: true })}>Switch on</Menu.Item>
        )}
        <Menu.Item color="var(--bad)" onClick={() => void askRemove()}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
