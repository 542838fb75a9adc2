import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { api } from '../../../contract/api.ts';
import { HeartbeatState } from '../../../contract/heartbeats.ts';
import { queryOf } from '../../call.ts';
import type { HeartbeatsSearch } from '../../search.ts';
import alerts from '../alerts/alerts.module.css';
import { FilterButton } from '../queues/filter-button.tsx';
import { FilterChoices } from '../queues/filter-choices.tsx';
import { SearchField } from '../queues/search-field.tsx';
import { useNames } from '../settings/names.ts';
import { heartbeatStateWords } from './heartbeat-words.ts';
import classes from './heartbeats.module.css';

type HeartbeatFiltersProps = {
  filters: HeartbeatsSearch;
  isBusy: boolean;
  onChange: (filters: HeartbeatsSearch) => void;
};

export function HeartbeatFilters({ filters, isBusy, onChange }: HeartbeatFiltersProps) {
  const box = useRef<HTMLInputElement>(null);
  const services = useQuery(queryOf(api.services.list, {})).data?.items ?? [];
  const { teams } = useNames();
  return (
    <search className={alerts.filters} aria-label="Filter heartbeats">
      <FilterChoices
        label="State"
        otherwise="State"
        words={heartbeatStateWords}
        order={HeartbeatState.options}
        value={filters.state}
        onChange={(state) => onChange({ ...filters, state })}
      />
      <Several
        label="Service"
        data={services
          .filter(({ archivedAt }) => archivedAt === null)
          .map(({ id, name }) => ({ value: id, label: name }))}
        value={filters.service}
        onChange={(service) => onChange({ ...filters, service })}
      />
      <Several
        label="Team"
        data={teams}
        value={filters.team}
        onChange={(team) => onChange({ ...filters, team })}
      />
      <div className={classes.search}>
        <SearchField
          label="Search heartbeats"
          value={filters.text ?? ''}
          box={box}
          isBusy={isBusy}
          onChange={(text) => onChange({ ...filters, text })}
        />
      </div>
    </search>
  );
}

type SeveralProps = {
  label: string;
  data: { value: string; label: string }[];
  value: string[] | undefined;
  onChange: (value: string[] | undefined) => void;
};

/** Some of many; none chosen: as if there were no filter. */
function Several({ label, data, value = [], onChange }: SeveralProps) {
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
