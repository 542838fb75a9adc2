import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { api } from '../../../contract/api.ts';
import { HeartbeatState } from '../../../contract/heartbeats.ts';
import { queryOf } from '../../call.ts';
import type { HeartbeatsSearch } from '../../search.ts';
import alerts from '../alerts/alerts.module.css';
import { FilterChoices } from '../queues/filter-choices.tsx';
import { SearchField } from '../queues/search-field.tsx';
import { SeveralFilter } from '../queues/several-filter.tsx';
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
      <SeveralFilter
        label="Service"
        data={services
          .filter(({ archivedAt }) => archivedAt === null)
          .map(({ id, name }) => ({ value: id, label: name }))}
        value={filters.service}
        onChange={(service) => onChange({ ...filters, service })}
      />
      <SeveralFilter
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
