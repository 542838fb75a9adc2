import { Box, Radio, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { FilterButton } from './filter-button.tsx';

type PersonFilterProps = {
  label: string;
  value: string | undefined;
  /** Answers that are no particular person. */
  choices: { value: string; label: string }[];
  agentsOnly?: boolean;
  onChange: (value: string | undefined) => void;
};

/** Anyone, one of the choices, or somebody by name. */
export function PersonFilter({ label, value, choices, agentsOnly, onChange }: PersonFilterProps) {
  const choice = choices.find((one) => one.value === value);
  const isSomebody = value !== undefined && !choice;
  const [isPicking, setPicking] = useState(isSomebody);
  const person = useQuery({ ...queryOf(api.people.get, { id: value ?? '' }), enabled: isSomebody });
  const words = value === undefined ? null : (choice?.label ?? person.data?.name ?? '…');
  const view = isSomebody || isPicking ? 'somebody' : (value ?? '');
  return (
    <FilterButton label={label} value={words}>
      <Radio.Group
        label={label}
        value={view}
        onChange={(chosen) => {
          setPicking(chosen === 'somebody');
          if (chosen !== 'somebody') onChange(chosen === '' ? undefined : chosen);
        }}
      >
        <Stack gap={8} mt={8}>
          {[{ value: '', label: 'Anyone' }, ...choices, { value: 'somebody', label: 'Somebody else' }].map(
            (one) => (
              <Radio key={one.value} size="xs" value={one.value} label={one.label} />
            ),
          )}
        </Stack>
      </Radio.Group>
      {view === 'somebody' && (
        <Box mt="sm">
          <PersonPicker
            label="Who"
            agentsOnly={agentsOnly}
            value={isSomebody ? value : null}
            onChange={(id) => onChange(id ?? undefined)}
          />
        </Box>
      )}
    </FilterButton>
  );
}
