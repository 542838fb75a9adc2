import { Group, Table, Text } from '@mantine/core';
import { api } from '../../../contract/api.ts';
import type { Macro } from '../../../contract/macros.ts';
import { useVerb } from '../../call.ts';
import { EditMenu } from '../../ui/edit-menu.tsx';
import type { RuleNames } from '../automation/condition-words.ts';
import { and } from '../settings/rule-words.ts';
import { macroWords } from './macro-words.ts';
import classes from './macros.module.css';

type MacroRowProps = { macro: Macro; names: RuleNames; onEdit: () => void };

export function MacroRow({ macro, names, onEdit }: MacroRowProps) {
  const { id, name, description, uses, editable } = macro;
  const remove = useVerb(api.macros.remove);
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Text size="sm" fw={550}>
          <bdi>{name}</bdi>
        </Text>
        {description && (
          <Text size="sm">
            <bdi>{description}</bdi>
          </Text>
        )}
        <Text size="xs" c="dimmed">
          <bdi>{macroWords(macro, names)}</bdi>
        </Text>
      </Table.Th>
      <Table.Td data-label="For">
        <Text size="sm">{reachOf(macro, names)}</Text>
      </Table.Td>
      <Table.Td data-label="Used">
        <Text size="sm" className={classes.short}>
          {uses === 0 ? 'not yet' : uses === 1 ? 'once' : `${uses} times`}
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        {editable && (
          <Group justify="flex-end">
            <EditMenu
              name={name}
              consequence="What was done with it stays."
              isRemoving={remove.isPending}
              onEdit={onEdit}
              onRemove={() => remove.mutate({ id })}
            />
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function reachOf({ reach, teamIds }: Macro, names: RuleNames): string {
  if (reach === 'everybody') return 'all agents';
  if (reach === 'personal') return 'you';
  return teamIds.length > 0 ? and.format(teamIds.map(names.team)) : 'no team any more';
}
