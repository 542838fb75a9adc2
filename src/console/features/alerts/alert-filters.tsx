import { AlertSeverity, AlertState } from '../../../contract/alerts.ts';
import type { AlertsSearch } from '../../search.ts';
import { FilterChoices } from '../queues/filter-choices.tsx';
import { ServiceFilter } from '../services/service-filter.tsx';
import { alertStateWords, severityWords } from './alert-words.ts';
import classes from './alerts.module.css';

type AlertFiltersProps = { filters: AlertsSearch; onChange: (filters: AlertsSearch) => void };

export function AlertFilters({ filters, onChange }: AlertFiltersProps) {
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
      <ServiceFilter value={filters.service} onChange={(service) => onChange({ ...filters, service })} />
    </search>
  );
}
