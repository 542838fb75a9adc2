import { Group, NativeSelect, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { MigrationItem } from '../../../contract/migrations.ts';
import { Empty } from '../../ui/states.tsx';
import settings from '../settings/settings.module.css';
import { kindWords, needsALook, standingOf } from './plan-words.ts';

const ALL = '';
const LOOK = 'look';
/** More than anybody reads at once. */
const MOST_SHOWN = 500;

/** What is planned, or became of it, line by line. */
export function PlanTable({ items }: { items: readonly MigrationItem[] }) {
  const [kind, setKind] = useState(ALL);
  const [standing, setStanding] = useState(ALL);
  const [words, setWords] = useState('');
  const kinds = [...new Set(items.map((item) => item.kind))];
  const standings = [...new Set(items.map(standingOf))];
  const looked = words.trim().toLowerCase();
  const shown = items.filter(
    (item) =>
      (kind === ALL || item.kind === kind) &&
      (standing === ALL || (standing === LOOK ? needsALook(item) : standingOf(item) === standing)) &&
      `${item.name} ${item.place} ${sayingOf(item).join(' ')}`.toLowerCase().includes(looked),
  );
  return (
    <>
      <Group gap="sm" align="end">
        <NativeSelect
          label="What"
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value)}
          data={[
            { value: ALL, label: 'Everything' },
            ...kinds.map((one) => ({ value: one, label: kindWords[one] })),
          ]}
        />
        <NativeSelect
          label="Outcome"
          value={standing}
          onChange={(event) => setStanding(event.currentTarget.value)}
          data={[
            { value: ALL, label: 'Every one' },
            ...(items.some(needsALook) ? [{ value: LOOK, label: 'What needs a look' }] : []),
            ...standings,
          ]}
        />
        <TextInput
          label="Words"
          value={words}
          maxLength={100}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      </Group>
      {shown.length === 0 ? (
        <Empty title="Nothing like this">Choose something else above.</Empty>
      ) : (
        <div className={`${settings.panel} ${settings.scroll}`}>
          <Table verticalSpacing="xs" horizontalSpacing="md" className={settings.records}>
            <Table.Thead>
              <Table.Tr>
                {['Name', 'What', 'Outcome', 'What differs, and why'].map((column) => (
                  <Table.Th key={column} scope="col">
                    {column}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.slice(0, MOST_SHOWN).map((item) => (
                <ItemRow key={`${item.kind} ${item.name} ${item.place} ${item.problem}`} item={item} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <Text size="sm" c="dimmed" role="status">
        {shown.length > MOST_SHOWN
          ? `The first ${MOST_SHOWN} of ${shown.length} are shown. Look for words to see others.`
          : `${shown.length} of ${items.length} are shown.`}
      </Text>
    </>
  );
}

const sayingOf = ({ problem, why, notes }: MigrationItem): string[] =>
  [problem, why, ...notes].filter((one) => one !== null);

function ItemRow({ item }: { item: MigrationItem }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Text size="sm" fw={550}>
          <bdi>{item.name}</bdi>
        </Text>
        <Text size="xs" c="dimmed">
          {item.place}
        </Text>
      </Table.Th>
      <Table.Td data-label="What">{kindWords[item.kind]}</Table.Td>
      <Table.Td data-label="Outcome">
        <Text size="sm" fw={needsALook(item) ? 600 : 400}>
          {standingOf(item)}
        </Text>
      </Table.Td>
      <Table.Td data-label="What differs, and why">
        {sayingOf(item).map((words) => (
          <Text key={words} size="sm">
            {words}
          </Text>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}
