import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { FilterButton } from '../queues/filter-button.tsx';

type ServiceFilterProps = {
  value: string[] | undefined;
  onChange: (ids: string[] | undefined) => void;
};

/** Only what touches one of these services. */
export function ServiceFilter({ value = [], onChange }: ServiceFilterProps) {
  const services = useQuery(queryOf(api.services.list, {})).data?.items ?? [];
  const named = value.map((id) => services.find((one) => one.id === id)?.name ?? '…');
  return (
    <FilterButton label="Service" value={named.length > 0 ? named.join(', ') : null}>
      <MultiSelect
        label="Service"
        data={services.map(({ id, name }) => ({ value: id, label: name }))}
        value={value}
        searchable
        clearable
        maxValues={20}
        comboboxProps={{ withinPortal: false }}
        onChange={(ids) => onChange(ids.length > 0 ? ids : undefined)}
      />
    </FilterButton>
  );
}
