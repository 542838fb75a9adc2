import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import { api } from '../../../contract/api.ts';
import { itemsOf, pagesOf, queryOf } from '../../call.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty } from '../../ui/states.tsx';
import { ExportThese } from '../exports/export-these.tsx';
import { NewTicketButton } from '../ticket/new-ticket.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type Filters, listInput, readFilters } from './filters.ts';
import { QueueNav } from './queue-nav.tsx';
import classes from './queues.module.css';
import { SearchField } from './search-field.tsx';
import { TicketList } from './ticket-list.tsx';

/** The tickets of one queue, or of all that I may see: filtered by what stands in the address. */
export function QueuesPage() {
  const { queueId } = useParams({ strict: false });
  const search: unknown = useLocation({ select: (location) => location.search });
  const filters = useMemo(() => readFilters(search), [search]);
  const navigate = useNavigate();
  const searchBox = useRef<HTMLInputElement>(null);

  const queues = useQuery(queryOf(api.queues.list, {}));
  const queue = queues.data?.items.find((one) => one.id === queueId);
  const input = listInput(filters, queueId);
  const list = useInfiniteQuery({
    ...pagesOf(api.tickets.list, input),
    // While a filter is being changed the rows stay; those of another queue do not.
    placeholderData: (previous, query) =>
      query?.queryKey[1].queue === queueId ? keepPreviousData(previous) : undefined,
  });
  const items = useMemo(() => itemsOf(list.data), [list.data]);

  const change = (next: Filters) =>
    void navigate({
      to: queueId ? '/queues/$queueId' : '/queues',
      params: queueId ? { queueId } : {},
      search: next,
      replace: true,
      resetScroll: false,
    });

  if (queueId && queues.data && !queue) {
    return (
      <div className={classes.page}>
        <QueueNav queues={queues} queueId={queueId} filters={filters} />
        <div className={classes.body}>
          <PageTitle>No such queue</PageTitle>
          <Empty title="You cannot see this queue">It may be private to its team, or gone.</Empty>
        </div>
      </div>
    );
  }
  return (
    <div className={classes.page}>
      <QueueNav queues={queues} queueId={queueId} filters={filters} />
      <div className={classes.body}>
        <PageTitle
          aside={
            <div className={classes.headAside}>
              <SearchField
                label="Search tickets"
                value={filters.q ?? ''}
                onChange={(q) => change({ ...filters, q })}
                box={searchBox}
                isBusy={list.isFetching}
              />
              <NewTicketButton queueId={queueId} />
            </div>
          }
        >
          {titleOf(queue?.name, queueId, filters)}
        </PageTitle>
        <FilterBar filters={filters} onChange={change}>
          {items.length > 0 && <ExportThese list={input} />}
        </FilterBar>
        <TicketList
          key={`${queueId ?? 'all'} ${JSON.stringify(input)}`}
          listKey={`${queueId ?? 'all'} ${JSON.stringify(input)}`}
          items={items}
          list={list}
          filters={filters}
          onFilters={change}
          withQueue={!queueId}
          onSearch={() => searchBox.current?.focus()}
        />
      </div>
    </div>
  );
}

function titleOf(name: string | undefined, queueId: string | undefined, filters: Filters): string {
  if (queueId) return name ?? 'Queue';
  if (filters.assignee === 'me') return 'Assigned to me';
  if (filters.assignee === 'none') return 'Unassigned';
  if (filters.sort === 'due') return 'Due next';
  return 'All queues';
}
