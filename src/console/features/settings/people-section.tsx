import {
  Badge,
  Button,
  Group,
  SegmentedControl,
  Table,
  Text,
  TextInput,
  VisuallyHidden,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Person } from '../../../contract/people.ts';
import { itemsOf, pagesOf } from '../../call.ts';
import { chatNames } from '../../ui/channels.ts';
import { PlusIcon, SearchIcon } from '../../ui/icons.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { PersonMenu } from './person-menu.tsx';
import { RecordTable } from './record-table.tsx';
import { SectionHead } from './section-head.tsx';
import classes from './settings.module.css';

const views = [
  { value: 'active', label: 'Active' },
  { value: 'agents', label: 'Agents' },
  { value: 'inactive', label: 'Deactivated' },
];
const filterOf: Record<string, { agents?: 'true'; active?: 'true' | 'false' }> = {
  active: { active: 'true' },
  agents: { agents: 'true', active: 'true' },
  inactive: { active: 'false' },
};

export function PeopleSection() {
  const [words, setWords] = useState('');
  const [view, setView] = useState('active');
  const [edited, setEdited] = useState<Person | 'new' | null>(null);
  const [q] = useDebouncedValue(words.trim(), 250);
  // Who was found stays until who is looked for is there: an open menu is not torn away by the last letter.
  const people = useInfiniteQuery({
    ...pagesOf(api.people.list, { q: q || undefined, ...filterOf[view] }),
    placeholderData: keepPreviousData,
  });
  const items = itemsOf(people.data);
  const looking = people.isPending || people.isPlaceholderData;
  return (
    <>
      <SectionHead
        title="People"
        aside={
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
            Add a person
          </Button>
        }
      >
        Whoever writes to the desk becomes a person by their verified e-mail. Agents work tickets; admins also
        change how the desk is set up.
      </SectionHead>
      <Group gap="sm">
        <TextInput
          aria-label="Search people"
          placeholder="Name or e-mail"
          leftSection={<SearchIcon size={16} />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          type="search"
          flex="1 1 14rem"
          maw="24rem"
        />
        <SegmentedControl aria-label="Which people" data={views} value={view} onChange={setView} size="xs" />
      </Group>
      {looking && items.length === 0 && <Loading rows={6} />}
      {people.isError && !people.data && <Failed error={people.error} retry={people.refetch} />}
      {people.data && !looking && items.length === 0 && (
        <Empty title="Nobody found">{q ? `No name or e-mail has “${q}”.` : 'Nobody is in this list.'}</Empty>
      )}
      {items.length > 0 && (
        <RecordTable columns={['Person', 'Roles', 'Teams']} busy={looking}>
          {items.map((person) => (
            <PersonRow key={person.id} person={person} onEdit={() => setEdited(person)} />
          ))}
        </RecordTable>
      )}
      <ShowMore pages={people} />
      <PersonDialog edited={edited} onClose={() => setEdited(null)} />
    </>
  );
}

function PersonRow({ person, onEdit }: { person: Person; onEdit: () => void }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Group gap={6}>
          <Text size="sm" fw={550}>
            <bdi>{person.name}</bdi>
          </Text>
          {!person.active && <Flag>Deactivated</Flag>}
          {person.guest && <Flag>Guest</Flag>}
          {person.external && <Flag>External</Flag>}
          <Chats person={person} />
        </Group>
        <Text size="xs" c="dimmed">
          {person.email}
        </Text>
      </Table.Th>
      <Table.Td data-label="Roles">
        <Text size="sm">{person.roles.filter((role) => role !== 'requester').join(', ') || 'requester'}</Text>
      </Table.Td>
      <Table.Td data-label="Teams">
        <Text size="sm" c={person.teams.length > 0 ? undefined : 'dimmed'}>
          {person.teams.map((team) => (team.lead ? `${team.name} (lead)` : team.name)).join(', ') || 'none'}
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        <PersonMenu person={person} onEdit={onEdit} />
      </Table.Td>
    </Table.Tr>
  );
}

/** The chats that somebody has, each once. */
function Chats({ person: { identities } }: { person: Person }) {
  const chats = [...new Set(identities.map(({ channel }) => channel))].filter(
    (channel) => channel in chatNames,
  );
  return chats.map((chat) => (
    <span key={chat} className={classes.chat}>
      <VisuallyHidden>has an account on </VisuallyHidden>
      {chatNames[chat]}
    </span>
  ));
}

function Flag({ children }: { children: string }) {
  return (
    <Badge size="sm" variant="default" radius="sm" tt="none" fw={500}>
      {children}
    </Badge>
  );
}
