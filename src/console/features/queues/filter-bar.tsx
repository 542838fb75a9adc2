import { Button, Checkbox, Radio, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { CloseIcon } from '../../ui/icons.tsx';
import { priorityWords } from '../../ui/priority.tsx';
import { kindWords, optionsOf } from '../ticket/words.ts';
import { FilterButton } from './filter-button.tsx';
import { clearedFilters, type Filters, isNarrowed } from './filters.ts';
import { PersonFilter } from './person-filter.tsx';
import classes from './queues.module.css';
import { StateFilter } from './state-filter.tsx';

type FilterBarProps = { filters: Filters; onChange: (filters: Filters) => void };

/** @param children what can be done with what is left */
export function FilterBar({ filters, onChange, children }: FilterBarProps & { children?: ReactNode }) {
  const set = (part: Filters) => onChange({ ...filters, ...part });
  const priorities = filters.priority ?? [];
  return (
    <search className={classes.filters} aria-label="Filter tickets">
      <StateFilter filters={filters} onChange={set} />
      <PersonFilter
        label="Assignee"
        value={filters.assignee}
        choices={[
          { value: 'me', label: 'Me' },
          { value: 'none', label: 'Nobody' },
        ]}
        agentsOnly
        onChange={(assignee) => set({ assignee: assignee as Filters['assignee'] })}
      />
      <FilterButton
        label="Priority"
        value={priorities.length > 0 ? priorities.map((one) => `P${one}`).join(', ') : null}
      >
        <Checkbox.Group
          label="Priority"
          value={priorities.map(String)}
          onChange={(chosen) =>
            set({ priority: chosen.length > 0 ? chosen.map(Number).sort((a, b) => a - b) : undefined })
          }
        >
          <Stack gap={8} mt={8}>
            {[1, 2, 3, 4, 5].map((one) => (
              <Checkbox key={one} size="xs" value={String(one)} label={`P${one} ${priorityWords[one]}`} />
            ))}
          </Stack>
        </Checkbox.Group>
      </FilterButton>
      <FilterButton label="Kind" value={filters.kind ? kindWords[filters.kind] : null}>
        <Radio.Group
          label="Kind"
          value={filters.kind ?? ''}
          onChange={(kind) => set({ kind: kind === '' ? undefined : (kind as Filters['kind']) })}
        >
          <Stack gap={8} mt={8}>
            {[{ value: '', label: 'Any' }, ...optionsOf(kindWords)].map((one) => (
              <Radio key={one.value} size="xs" value={one.value} label={one.label} />
            ))}
          </Stack>
        </Radio.Group>
      </FilterButton>
      <PersonFilter
        label="Requester"
        value={filters.requester}
        choices={[{ value: 'me', label: 'Me' }]}
        onChange={(requester) => set({ requester: requester as Filters['requester'] })}
      />
      <FilterButton label="Tag" value={filters.tag ?? null}>
        <Settled label="Tag" value={filters.tag ?? ''} onChange={(tag) => set({ tag })} />
      </FilterButton>
      <FilterButton label="Projects" value={filters.project ? projectWords[filters.project] : null}>
        <Radio.Group
          label="Projects"
          value={filters.project ?? ''}
          onChange={(project) => set({ project: (project || undefined) as Filters['project'] })}
        >
          <Stack gap={8} mt={8}>
            <Radio size="xs" value="" label="With the others" />
            <Radio size="xs" value="true" label={projectWords.true} />
            <Radio size="xs" value="false" label={projectWords.false} />
          </Stack>
        </Radio.Group>
      </FilterButton>
      {filters.parent && (
        <Button
          size="compact-sm"
          variant="light"
          rightSection={<CloseIcon size={12} />}
          aria-label={`Not only parts of ${filters.parent}`}
          onClick={() => set({ parent: undefined })}
        >
          Parts of {filters.parent}
        </Button>
      )}
      <FilterButton label="Opened" value={datesWords(filters)}>
        <Stack gap="xs">
          <TextInput
            label="From"
            type="date"
            max={filters.to}
            value={filters.from ?? ''}
            onChange={(event) => set({ from: event.currentTarget.value || undefined })}
          />
          <TextInput
            label="To"
            type="date"
            min={filters.from}
            value={filters.to ?? ''}
            onChange={(event) => set({ to: event.currentTarget.value || undefined })}
          />
        </Stack>
      </FilterButton>
      <SortButton filters={filters} onChange={set} />
      {isNarrowed(filters) && (
        <Button size="compact-sm" variant="subtle" onClick={() => onChange(clearedFilters(filters))}>
          Clear filters
        </Button>
      )}
      {children}
    </search>
  );
}

const projectWords = { true: 'Only', false: 'None' };

const orders = { newest: 'Newest first', oldest: 'Oldest first', due: 'Due first' };

function SortButton({ filters, onChange }: FilterBarProps) {
  const { sort = 'newest', q } = filters;
  return (
    <FilterButton label={orders[sort]} value={null}>
      <Radio.Group
        label="Order"
        value={sort}
        onChange={(chosen) =>
          onChange({ sort: chosen === 'newest' ? undefined : (chosen as Filters['sort']) })
        }
      >
        <Stack gap={8} mt={8}>
          <Radio size="xs" value="newest" label={orders.newest} />
          <Radio size="xs" value="oldest" label={orders.oldest} />
          <Radio
            size="xs"
            value="due"
            label={orders.due}
            description={q ? 'Not for what a search finds' : 'Open tickets that have a time, and no others'}
          />
        </Stack>
      </Radio.Group>
    </FilterButton>
  );
}

function datesWords({ from, to }: Filters): string | null {
  if (from && to) return from === to ? from : `${from} to ${to}`;
  if (from) return `since ${from}`;
  return to ? `until ${to}` : null;
}

/** A text that narrows when it is done, not at every letter. */
function Settled({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string | undefined) => void;
}) {
  const [words, setWords] = useState(value);
  const settle = () => words.trim() !== value && onChange(words.trim().toLowerCase() || undefined);
  return (
    <TextInput
      label={label}
      data-autofocus
      value={words}
      maxLength={40}
      onChange={(event) => setWords(event.currentTarget.value)}
      onBlur={settle}
      onKeyDown={(event) => event.key === 'Enter' && settle()}
    />
  );
}
