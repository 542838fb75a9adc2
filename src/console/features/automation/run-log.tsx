import { Button, NativeSelect, Select } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../../../contract/api.ts';
import { RuleRun } from '../../../contract/automation.ts';
import { Id, TicketNumber } from '../../../contract/common.ts';
import { itemsOf, pagesOf, queryOf } from '../../call.ts';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import settings from '../settings/settings.module.css';
import { Typed } from '../settings/typed.tsx';
import { optionsOf } from '../ticket/words.ts';
import { RunItem } from './run-item.tsx';
import { runStateWords } from './run-words.ts';

/** What is shown, as it stands in the address: the page of a ticket links here. */
export const LogSearch = z.object({
  show: z.literal('log').optional().catch(undefined),
  rule: Id.optional().catch(undefined),
  ticket: TicketNumber.optional().catch(undefined),
  state: RuleRun.shape.state.optional().catch(undefined),
});
export type LogSearch = z.output<typeof LogSearch>;

type RunLogProps = { search: LogSearch; onChange: (search: LogSearch) => void };

/** What rules did, newest first. */
export function RunLog({ search, onChange }: RunLogProps) {
  const { show: _, ...filters } = search;
  const rules = useQuery(queryOf(api.automations.list, {})).data?.items ?? [];
  const runs = useInfiniteQuery(pagesOf(api.automations.runs, filters));
  const items = itemsOf(runs.data);
  const narrow = (change: LogSearch) => onChange({ ...search, ...change });
  const isNarrowed = Object.values(filters).some((value) => value !== undefined);
  const clear = (
    <Button variant="subtle" onClick={() => onChange({ show: 'log' })} style={{ justifySelf: 'start' }}>
      Clear
    </Button>
  );
  return (
    <>
      <search className={settings.filters} aria-label="Filter what rules did">
        <Select
          label="Rule"
          placeholder="Any"
          clearable
          searchable
          data={rules.map(({ id, name }) => ({ value: id, label: name }))}
          value={search.rule ?? null}
          onChange={(rule) => narrow({ rule: rule ?? undefined })}
        />
        <Typed
          label="Ticket"
          placeholder="INC-12"
          value={search.ticket}
          onChange={(number) => narrow({ ticket: TicketNumber.safeParse(number).data })}
        />
        <NativeSelect
          label="State"
          data={[{ value: '', label: 'Any' }, ...optionsOf(runStateWords)]}
          value={search.state ?? ''}
          onChange={(event) =>
            narrow({ state: RuleRun.shape.state.safeParse(event.currentTarget.value).data })
          }
        />
        {isNarrowed && clear}
      </search>
      {runs.isPending && <Loading rows={6} />}
      {runs.isError && !runs.data && <Failed error={runs.error} retry={runs.refetch} />}
      {runs.data && items.length === 0 && (
        <Empty title={isNarrowed ? 'Nothing like that' : 'No rule has done anything yet'}>
          {isNarrowed ? undefined : 'What rules do on tickets that you work on stands here.'}
        </Empty>
      )}
      {items.length > 0 && (
        <ol className={`${settings.panel} ${settings.entries}`}>
          {items.map((run) => (
            <RunItem key={run.id} run={run} />
          ))}
        </ol>
      )}
      <ShowMore pages={runs} />
    </>
  );
}
