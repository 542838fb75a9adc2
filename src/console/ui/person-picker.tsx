import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, type Ref, useState } from 'react';
import { api } from '../../contract/api.ts';
import type { PersonRef } from '../../contract/people.ts';
import { queryOf } from '../call.ts';
import { usePeopleFound } from './people-found.tsx';

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
  const { names, ...found } = usePeopleFound(words, agentsOnly);
  const named = useQuery({ ...queryOf(api.people.get, { id: value ?? '' }), enabled: !!value && !current });
  const known = current ?? named.data;
  if (value && !names.has(value)) names.set(value, known?.name ?? '…');
  return (
    <Select
      {...rest}
      {...found}
      searchable
      allowDeselect={props.clearable ?? false}
      placeholder={placeholder}
      value={value}
      data={[...names].map(([id, label]) => ({ value: id, label }))}
      // The server has done the looking.
      filter={({ options }) => options}
      onSearchChange={setTyped}
      onChange={(id) => {
        const person = id ? { id, name: names.get(id) ?? '' } : null;
        setPicked(person);
        onChange(id, person);
      }}
    />
  );
}
