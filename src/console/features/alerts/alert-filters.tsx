import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { AlertSeverity, AlertState } from '../../../contract/alerts.ts';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import type { AlertsSearch } from '../../search.ts';
import { FilterButton } from '../queues/filter-button.tsx';
import { FilterChoices } from '../queues/filter-choices.tsx';
import { alertStateWords, severityWords } from './alert-words.ts';
import classes from './alerts.module.css';

type AlertFiltersProps = { filters: AlertsSearch; onChange: (filters: AlertsSearch) => void };

export function AlertFilters({ filters, onChange }: AlertFiltersProps) {
  const services = useQuery(queryOf(api.services.list, {})).data?.items ?? [];
  const chosen = filters.service ?? [];
  const named = chosen.map((id) => services.find((one) => one.id === id)?.name ?? '…');
  return (
    <search className={classes.filters} aria-label="Filter alerts">
      <FilterChoices
        label="State"
        otherwise="State: open"
        words={alertStateWords}
        order={AlertState.options}
        value={filters.state}
        onChange={(state) => onChange({ ...filters, state })}
      />
      <FilterChoices
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
