import { Text } from '@mantine/core';
import type { Integration } from '../../../contract/services.ts';
import { When } from '../../ui/when.tsx';
import settings from '../settings/settings.module.css';
import { IntegrationMenu } from './integration-menu.tsx';
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
              {sourceNames[integration.source]} ·{' '}
              {integration.source === 'heartbeat' ? (
                <Heartbeat integration={integration} />
              ) : (
                <LastUsed at={integration.lastUsedAt} />
              )}
            </Text>
          </div>
          {mayChange && <Payloads integration={integration} />}
          {mayChange && <IntegrationMenu integration={integration} />}
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

const LastUsed = ({ at }: { at: string | null }) => <>last used {at ? <When at={at} /> : 'never'}</>;

/** Whether it beats. */
function Heartbeat({ integration: { lastUsedAt, pingDueAt, missingSince } }: { integration: Integration }) {
  if (!lastUsedAt || (!pingDueAt && !missingSince))
    return 'not heard yet; it is waited for from the first time on';
  return (
    <>
      {!pingDueAt && (
        <Text span inherit fw={550} c="var(--mantine-color-error)">
          missing ·{' '}
        </Text>
      )}
      last heard <When at={lastUsedAt} />
      {pingDueAt && (
        <>
          , missing if not heard until <When at={pingDueAt} exact />
        </>
      )}
    </>
  );
}
