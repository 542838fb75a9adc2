import { Table, Text } from '@mantine/core';
import type { Webhook } from '../../../contract/webhooks.ts';
import { When } from '../../ui/when.tsx';
import { useNames } from './names.ts';
import { WebhookMenu } from './webhook-menu.tsx';
import { healthOf, kindWords } from './webhook-words.ts';
import classes from './webhooks.module.css';

type WebhookRowProps = {
  webhook: Webhook;
  onEdit: () => void;
  onSecret: (secret: string) => void;
  onReplay: () => void;
};

export function WebhookRow({ webhook, ...actions }: WebhookRowProps) {
  const names = useNames();
  const { name, url, kinds, queueIds } = webhook;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Text size="sm" fw={550}>
          <bdi>{name}</bdi>
        </Text>
        <Text size="xs" c="dimmed" className={classes.address}>
          {url}
        </Text>
      </Table.Th>
      <Table.Td data-label="Hears of">
        <div>
          <Text size="sm">{kinds.map((kind) => kindWords[kind]).join(', ')}</Text>
          <Text size="xs" c="dimmed">
            {queueIds.length === 0 ? 'of all open queues' : `of ${queueIds.map(names.queue).join(', ')}`}
          </Text>
        </div>
      </Table.Td>
      <Table.Td data-label="Health">
        <Health webhook={webhook} />
      </Table.Td>
      <Table.Td ta="right">
        <WebhookMenu webhook={webhook} {...actions} />
      </Table.Td>
    </Table.Tr>
  );
}

function Health({ webhook }: { webhook: Webhook }) {
  const { failures, failingSince, waiting, failed, oldSecretUntil } = webhook;
  const health = healthOf(webhook);
  const counts = [
    health === 'waiting' && (failures === 1 ? '1 attempt' : `${failures} attempts in a row`),
    waiting > 0 && `${waiting} waiting`,
    failed > 0 && `${failed} failed`,
  ];
  return (
    <div>
      <span className={classes.state} data-state={health}>
        {health === 'good' && 'On'}
        {health === 'off' && 'Off'}
        {health === 'bad' && 'Switched off by the desk'}
        {health === 'waiting' && <>Failing {failingSince && <When at={failingSince} />}</>}
      </span>
      <Text size="xs" c="dimmed">
        {counts.filter(Boolean).join(' · ')}
      </Text>
      {oldSecretUntil && (
        <Text size="xs" c="dimmed">
          The old secret signs until <When at={oldSecretUntil} exact />
        </Text>
      )}
    </div>
  );
}
