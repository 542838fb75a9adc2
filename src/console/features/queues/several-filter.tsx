import { MultiSelect } from '@mantine/core';
import { FilterButton } from './filter-button.tsx';

type SeveralFilterProps = {
  label: string;
  data: { value: string; label: string }[];
  value: string[] | undefined;
  onChange: (value: string[] | undefined) => void;
};

/** Some of many; none chosen: as if there were no filter. */
export function SeveralFilter({ label, data, value = [], onChange }: SeveralFilterProps) {
  const named = value.map((id) => data.find((one) => one.value === id)?.label ?? '…');
  return (
    <FilterButton label={label} value={named.length > 0 ? named.join(', ') : null}>
      <MultiSelect
        label={label}
        data={data}
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
