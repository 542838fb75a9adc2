import { Button, Group, Table, Text } from '@mantine/core';
import { api } from '../../../contract/api.ts';
import { EXPORT_GROUPS, type Export, type ExportGroup } from '../../../contract/exports.ts';
import { API, useVerb } from '../../call.ts';
import { sizeWords } from '../../ui/bytes.ts';
import { confirm } from '../../ui/confirm.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { When } from '../../ui/when.tsx';
import { and } from '../settings/rule-words.ts';
import { groupWords } from './export-values.ts';

/** One export: what it is of, how far it is, and its file. */
export function ExportRow({ item }: { item: Export }) {
  const { name, by, format, files, filter, createdAt, mine } = item;
  const details = [
    format === 'csv' ? 'CSV' : 'JSON Lines',
    files && 'with files',
    Object.keys(filter).length > 0 && 'filtered',
  ];
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Text size="sm" fw={550}>
          {whatOf(item)}
        </Text>
        <Text size="xs" c="dimmed">
          {details.filter(Boolean).join(' · ')}
        </Text>
      </Table.Th>
      <Table.Td data-label="Started">
        <span>
          <When at={createdAt} />
          {!mine && (
            <>
              {' '}
              by <bdi>{by.name}</bdi>
            </>
          )}
        </span>
      </Table.Td>
      <Table.Td data-label="State">
        <State item={item} />
      </Table.Td>
      <Table.Td ta="right">
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {item.state === 'done' && mine && (
            <Button
              size="compact-sm"
              component="a"
              href={`${API}/exports/${item.id}/file`}
              download={name}
              aria-label={`Download ${name}`}
            >
              Download
            </Button>
          )}
          <Remove item={item} />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function whatOf({ types }: Export): string {
  if (types.length === 1 && types[0] === 'ticket') return 'Tickets, as one table';
  const groups = Object.keys(EXPORT_GROUPS) as ExportGroup[];
  const whole = groups.filter((group) => EXPORT_GROUPS[group].every((type) => types.includes(type)));
  const rest = types.filter(
    (type) => !whole.some((group) => EXPORT_GROUPS[group].some((one) => one === type)),
  );
  if (whole.length === groups.length) return 'Everything';
  return and.format([...whole.map((group) => groupWords[group].name), ...rest]);
}

function State({ item: { state, ahead, done, total, size, error, expiresAt, leftOut } }: { item: Export }) {
  switch (state) {
    case 'waiting':
      return <span>{ahead ? `Waiting, ${ahead} before it` : 'Waiting'}</span>;
    case 'running':
      return total === null ? (
        <span>Counting …</span>
      ) : (
        <ProgressBar label="Progress of the export" progress={{ done, total }} />
      );
    case 'failed':
      return <Text size="sm" c="var(--bad)">{`Failed. ${error}`}</Text>;
    case 'done':
      return (
        <div>
          <span>
            {total === 1 ? '1 row' : `${total?.toLocaleString('en')} rows`} · {sizeWords(size ?? 0)}
          </span>
          {expiresAt && (
            <Text size="xs" c="dimmed">
              Kept until <When at={expiresAt} exact />
            </Text>
          )}
          {leftOut.queues.length > 0 && (
            <Text size="xs" c="dimmed">
              Without the private {leftOut.queues.length === 1 ? 'queue' : 'queues'}{' '}
              <bdi>{and.format(leftOut.queues)}</bdi>
            </Text>
          )}
          {leftOut.missingFiles > 0 && (
            <Text size="xs" c="dimmed">
              {leftOut.missingFiles === 1 ? '1 file is' : `${leftOut.missingFiles} files are`} missing on the
              disk
            </Text>
          )}
        </div>
      );
  }
}

function Remove({ item: { id, name, state } }: { item: Export }) {
  const remove = useVerb(api.exports.remove);
  const isOver = state === 'done' || state === 'failed';
  const ask = async () => {
    const yes = await confirm({
      title: isOver ? 'Remove this export?' : 'Stop this export?',
      text: isOver ? 'Its file goes with it. You can export again.' : 'What is written of it is thrown away.',
      yes: isOver ? 'Remove' : 'Stop',
      danger: true,
    });
    if (yes) remove.mutate({ id });
  };
  const words = isOver ? 'Remove' : 'Stop';
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={remove.isPending}
      aria-label={`${words} ${name}`}
      onClick={() => void ask()}
    >
      {words}
    </Button>
  );
}
