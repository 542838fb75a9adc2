import { ChangeState, ChangeType, changeStateWords } from '../../../contract/changes.ts';
import type { ChangesSearch } from '../../search.ts';
import { FilterChoices } from '../queues/filter-choices.tsx';
import { ServiceFilter } from '../services/service-filter.tsx';
import { typeWords } from './change-words.ts';
import classes from './changes.module.css';

type ChangeFiltersProps = { filters: ChangesSearch; onChange: (filters: ChangesSearch) => void };

export function ChangeFilters({ filters, onChange }: ChangeFiltersProps) {
  return (
    <search className={classes.filters} aria-label="Filter changes">
      <FilterChoices
        label="State"
        otherwise="State: open"
        words={changeStateWords}
        order={ChangeState.options}
        value={filters.state}
        onChange={(state) => onChange({ ...filters, state })}
      />
      <FilterChoices
        label="Type"
        otherwise="Type"
        words={typeWords}
        order={ChangeType.options}
        value={filters.type}
        onChange={(type) => onChange({ ...filters, type })}
      />
      <ServiceFilter value={filters.service} onChange={(service) => onChange({ ...filters, service })} />
    </search>
  );
}
