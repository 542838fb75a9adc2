import { Checkbox, MultiSelect, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { AlertSeverity, AlertState } from '../../../contract/alerts.ts';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import type { AlertsSearch } from '../../search.ts';
import { FilterButton } from '../queues/filter-button.tsx';
import { alertStateWords, severityWords } from './alert-words.ts';
import classes from './alerts.module.css';

type AlertFiltersProps = { filters: AlertsSearch; onChange: (filters: AlertsSearch) => void };

export function AlertFilters({ filters, onChange }: AlertFiltersProps) {
  const services = useQuery(queryOf(api.services.list, {})).data?.items ?? [];
  const chosen = filters.service ?? [];
  const named = chosen.map((id) => services.find((one) => one.id === id)?.name ?? '…');
  return (
    <search className={classes.filters} aria-label="Filter alerts">
      <Choices
        label="State"
        otherwise="State: open"
        words={alertStateWords}
        order={AlertState.options}
        value={filters.state}
        onChange={(state) => onChange({ ...filters, state })}
      />
      <Choices
        label="Severity"
        otherwise="Severity"
        words={severityWords}
        order={AlertSeverity.options}
        value={filters.severity}
        onChange={(severity) => onChange({ ...filters, severity })}
      />
      <FilterButton label="Service" value={named.length > 0 ? named.join(', ') : null}>
        <MultiSelect
          label="Service"
          data={services.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen}
          searchable
          clearable
          maxValues={20}
          comboboxProps={{ withinPortal: false }}
          onChange={(ids) => onChange({ ...filters, service: ids.length > 0 ? ids : undefined })}
        />
      </FilterButton>
    </search>
  );
}

type ChoicesProps<Value extends string> = {
  label: string;
  /** On the button while nothing is chosen. */
  otherwise: string;
  words: Record<Value, string>;
  order: readonly Value[];
  value: Value[] | undefined;
  onChange: (value: Value[] | undefined) => void;
};

/** Some of a few; none chosen: as if there were no filter. */
function Choices<Value extends string>({
  label,
  otherwise,
  words,
  order,
  value,
  onChange,
}: ChoicesProps<Value>) {
  return (
    <FilterButton
      label={value ? label : otherwise}
      value={value ? value.map((one) => words[one]).join(', ') : null}
    >
      <Checkbox.Group
        label={label}
        value={value ?? []}
        onChange={(chosen) =>
          onChange(chosen.length > 0 ? order.filter((one) => chosen.includes(one)) : undefined)
        }
      >
        <Stack gap={8} mt={8}>
          {order.map((one) => (
            <Checkbox key={one} size="xs" value={one} label={words[one]} />
          ))}
        </Stack>
      </Checkbox.Group>
    </FilterButton>
  );
}
