import { Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, type Ref, useState } from 'react';
import { api } from '../../contract/api.ts';
import type { PersonRef } from '../../contract/people.ts';
import { queryOf } from '../call.ts';
import { wordsOf } from '../problem.ts';

type PersonPickerProps = {
  label: ReactNode;
  /** A person's id. */
  value: string | null;
  onChange: (id: string | null, person: PersonRef | null) => void;
  agentsOnly?: boolean;
  /** The person of `value`, when the caller knows the name. */
  chosen?: PersonRef | null;
  description?: ReactNode;
  error?: ReactNode;
  placeholder?: string;
  required?: boolean;
  disabled?: boolean;
  clearable?: boolean;
  ref?: Ref<HTMLInputElement>;
};

/** Finds somebody by a part of the name or e-mail address. */
export function PersonPicker(props: PersonPickerProps) {
  const {
    value,
    onChange,
    agentsOnly = false,
    chosen = null,
    placeholder = 'Name or e-mail',
    ...rest
  } = props;
  const [typed, setTyped] = useState('');
  const [picked, setPicked] = useState(chosen);
  const [q] = useDebouncedValue(typed.trim(), 200);
  const current = picked?.id === value ? picked : chosen?.id === value ? chosen : null;
  // With the name of the chosen one in the box, nothing is being looked for.
  const words = current && q === current.name ? '' : q;
  const found = useQuery({
    ...queryOf(api.people.list, {
      limit: 20,
      active: 'true',
      ...(words ? { q: words } : {}),
      ...(agentsOnly ? { agents: 'true' as const } : {}),
    }),
    placeholderData: keepPreviousData,
  });
  const named = useQuery({ ...queryOf(api.people.get, { id: value ?? '' }), enabled: !!value && !current });
  const people = new Map((found.data?.items ?? []).map((person) => [person.id, person.name]));
  const known = current ?? named.data;
  if (value && !people.has(value)) people.set(value, known?.name ?? '…');
  const emails = new Map((found.data?.items ?? []).map((person) => [person.id, person.email]));
  return (
    <Select
      {...rest}
      searchable
      allowDeselect={props.clearable ?? false}
      placeholder={placeholder}
      value={value}
      data={[...people].map(([id, label]) => ({ value: id, label }))}
      // The server has done the looking.
      filter={({ options }) => options}
      onSearchChange={setTyped}
      onChange={(id) => {
        const person = id ? { id, name: people.get(id) ?? '' } : null;
        setPicked(person);
        onChange(id, person);
      }}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">
            <bdi>{option.label}</bdi>
          </Text>
          <Text size="xs" c="dimmed">
            {emails.get(option.value)}
          </Text>
        </div>
      )}
      nothingFoundMessage={
        found.isError ? wordsOf(found.error) : found.isFetching ? 'Looking …' : 'Nobody by that name'
      }
    />
  );
}
