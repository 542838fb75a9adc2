import { MultiSelect, type MultiSelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { usePeopleFound, usePeopleNames } from './people-found.tsx';

type PeoplePickerProps = Pick<MultiSelectProps, 'label' | 'aria-label' | 'description' | 'error'> & {
  /** Ids. */
  value: string[];
  onChange: (ids: string[]) => void;
  agentsOnly?: boolean;
  'data-path'?: string;
};

/** Finds people by a part of their name or e-mail address. */
export function PeoplePicker({ value, onChange, agentsOnly = false, ...rest }: PeoplePickerProps) {
  const [typed, setTyped] = useState('');
  const [words] = useDebouncedValue(typed.trim(), 200);
  const { names, ...found } = usePeopleFound(words, agentsOnly);
  const nameOf = usePeopleNames(value);
  for (const id of value) if (!names.has(id)) names.set(id, nameOf(id));
  return (
    <MultiSelect
      {...rest}
      {...found}
      searchable
      hidePickedOptions
      placeholder={value.length === 0 ? 'Name or e-mail' : undefined}
      value={value}
      data={[...names].map(([id, label]) => ({ value: id, label }))}
      // The server has done the looking.
      filter={({ options }) => options}
      onSearchChange={setTyped}
      onChange={onChange}
    />
  );
}
