import { Button, Text } from '@mantine/core';
import { api } from '../../../contract/api.ts';
import type { Integration } from '../../../contract/services.ts';
import { useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { showDone } from '../../ui/tell.tsx';
import { When } from '../../ui/when.tsx';
import settings from '../settings/settings.module.css';
import { Payloads } from './payloads.tsx';
import classes from './services.module.css';
import { sourceNames } from './source-words.ts';

type IntegrationListProps = { integrations: Integration[]; mayChange: boolean };

/** The doors of a service; those that were revoked are gone. */
export function IntegrationList({ integrations, mayChange }: IntegrationListProps) {
  const open = integrations.filter(({ revokedAt }) => revokedAt === null);
  return (
    <ul className={settings.members}>
      {open.map((integration) => (
        <li key={integration.id} className={settings.member}>
          <div className={classes.integration}>
            <Text size="sm">
              <bdi>{integration.name}</bdi>
            </Text>
            <Text size="xs" c="dimmed">
              {sourceNames[integration.source]} · last used{' '}
              {integration.lastUsedAt ? <When at={integration.lastUsedAt} /> : 'never'}
            </Text>
          </div>
          {mayChange && <Payloads integration={integration} />}
          {mayChange && <Revoke integration={integration} />}
        </li>
      ))}
      {open.length === 0 && (
        <li className={settings.member}>
          <Text size="sm" c="dimmed">
            No integration: no alert can come.
          </Text>
        </li>
      )}
    </ul>
  );
}

function Revoke({ integration: { id, name } }: { integration: Integration }) {
  const revoke = useVerb(api.services.revokeIntegration, {
    onSuccess: () => showDone(`${name} was revoked.`),
    invalidates: ['/services'],
  });
  const ask = async () => {
    const yes = await confirm({
      title: `Revoke “${name}”?`,
      text: 'What it sends is refused at once. This cannot be undone.',
      yes: 'Revoke',
      danger: true,
    });
    if (yes) revoke.mutate({ id });
  };
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="red"
      c="var(--mantine-color-error)"
      aria-label={`Revoke ${name}`}
      onClick={() => void ask()}
    >
      Revoke
    </Button>
  );
}
