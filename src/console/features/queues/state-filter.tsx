import { Checkbox, Radio, Stack } from '@mantine/core';
import { TicketState } from '../../../contract/common.ts';
import { stateWords } from '../../ui/state-badge.tsx';
import { FilterButton } from './filter-button.tsx';
import type { Filters } from './filters.ts';

type StateFilterProps = { filters: Filters; onChange: (part: Filters) => void };

/** Open tickets unless told: all that are not over, any at all, or certain states. */
export function StateFilter({ filters, onChange }: StateFilterProps) {
  const { state, show, open } = filters;
  const view = state ? 'some' : show === 'all' ? 'all' : open === 'false' ? 'over' : 'open';
  const words = {
    some: (state ?? []).map((one) => stateWords[one]).join(', '),
    all: 'Any',
    over: 'Finished',
    open: null,
  };
  const choose = (chosen: string) =>
    onChange({
      state: chosen === 'some' ? ['new'] : undefined,
      show: chosen === 'all' ? 'all' : undefined,
      open: chosen === 'over' ? 'false' : undefined,
    });
  return (
    <FilterButton label={view === 'open' ? 'State: open' : 'State'} value={words[view]}>
      <Radio.Group label="State" value={view} onChange={choose}>
        <Stack gap={8} mt={8}>
          <Radio size="xs" value="open" label="Open" description="New, in progress or on hold" />
          <Radio size="xs" value="over" label="Finished" description="Resolved, closed or cancelled" />
          <Radio size="xs" value="all" label="Any" />
          <Radio size="xs" value="some" label="Only these" />
        </Stack>
      </Radio.Group>
      {view === 'some' && (
        <Checkbox.Group
          aria-label="Only these states"
          value={state ?? []}
          onChange={(chosen) =>
            onChange({
              state:
                chosen.length > 0 ? TicketState.options.filter((one) => chosen.includes(one)) : undefined,
            })
          }
        >
          <Stack gap={8} mt={8} ml="lg">
            {TicketState.options.map((one) => (
              <Checkbox key={one} size="xs" value={one} label={stateWords[one]} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </FilterButton>
  );
}
