import { Button, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import type { TicketSummary } from '../../../contract/tickets.ts';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { type Key, useKeys } from '../ticket/keys.ts';
import { KeysHelp } from '../ticket/keys-help.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { clearedFilters, type Filters, isNarrowed } from './filters.ts';
import classes from './queues.module.css';
import { useRows } from './rows.ts';
import { TicketCards } from './ticket-cards.tsx';
import { TicketTable } from './ticket-table.tsx';

/** What is needed of the infinite query here. */
type List = {
  isPending: boolean;
  error: Error | null;
  isPlaceholderData: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
};

type TicketListProps = {
  listKey: string;
  items: TicketSummary[];
  list: List;
  filters: Filters;
  onFilters: (filters: Filters) => void;
  withQueue: boolean;
  onSearch: () => void;
};

export function TicketList({
  listKey,
  items,
  list,
  filters,
  onFilters,
  withQueue,
  onSearch,
}: TicketListProps) {
  const isPhone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
  const rows = useRows(items, listKey);
  const [isHelping, setHelping] = useState(false);
  const keys: Key[] = [
    { keys: ['j', 'ArrowDown'], does: 'Next ticket', press: () => rows.move(1) },
    { keys: ['k', 'ArrowUp'], does: 'Previous ticket', press: () => rows.move(-1) },
    { keys: ['Enter'], does: 'Open the ticket' },
    { keys: ['x'], does: 'Select the ticket', press: () => rows.current && rows.tick(rows.current) },
    { keys: ['Escape'], does: 'Select nothing', press: () => rows.tickOnly([]) },
    { keys: ['/'], does: 'Search', press: onSearch },
    { keys: ['?'], does: 'Show these keys', press: () => setHelping(true) },
  ];
  useKeys(keys);

  if (list.isPending) return <Loading rows={8} label="Loading tickets" />;
  if (list.error && items.length === 0) return <Failed error={list.error} retry={list.refetch} />;
  const Rows = isPhone ? TicketCards : TicketTable;
  return (
    <>
      <KeysHelp keys={keys} opened={isHelping} onClose={() => setHelping(false)} />
      {items.length === 0 && <Nothing filters={filters} onFilters={onFilters} />}
      {items.length > 0 && (
        <div data-old={list.isPlaceholderData || undefined} className={classes.rows}>
          <Rows items={items} rows={rows} withQueue={withQueue} />
        </div>
      )}
      {list.hasNextPage && (
        <Button
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
          className={classes.more}
        >
          Show more
        </Button>
      )}
      {items.length > 0 && (
        <Text size="xs" c="dimmed" className={classes.foot}>
          {list.hasNextPage
            ? `The first ${items.length} tickets`
            : `${items.length} tickets`.replace(/^1 .*/, '1 ticket')}
          <button type="button" className={classes.help} onClick={() => setHelping(true)}>
            Keyboard shortcuts
          </button>
        </Text>
      )}
      <BulkBar chosen={rows.chosen} onKeep={rows.tickOnly} />
    </>
  );
}

function Nothing({ filters, onFilters }: Pick<TicketListProps, 'filters' | 'onFilters'>) {
  if (!isNarrowed(filters) && filters.sort === 'due')
    return <Empty title="Nothing is due">No open ticket here has a time by which it must be answered.</Empty>;
  if (!isNarrowed(filters))
    return <Empty title="Nothing waits here">New tickets appear by themselves.</Empty>;
  return (
    <Empty
      title="No ticket fits these filters"
      action={
        <Button variant="default" onClick={() => onFilters(clearedFilters(filters))}>
          Clear filters
        </Button>
      }
    />
  );
}
