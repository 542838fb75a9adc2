import { Group } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { itemsOf, pagesOf } from '../../call.ts';
import { ListStates } from '../../ui/list-states.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty } from '../../ui/states.tsx';
import { AlertFilters } from './alert-filters.tsx';
import { AlertList } from './alert-list.tsx';
import classes from './alerts.module.css';

const route = getRouteApi('/shell/agents/alerts');

/** What is wrong now or, by what stands in the address, what was. */
export function AlertsPage() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery({
    ...pagesOf(api.alerts.list, filters),
    placeholderData: keepPreviousData,
  });
  const items = itemsOf(list.data);
  const change = (search: typeof filters) => void navigate({ search, replace: true, resetScroll: false });
  return (
    <div className={classes.list}>
      <PageTitle
        aside={
          <Group gap="md">
            <Link to="/heartbeats" className={classes.back}>
              Heartbeats
            </Link>
            <Link to="/reports/on-call" className={classes.back}>
              On-call report
            </Link>
          </Group>
        }
      >
        Alerts
      </PageTitle>
      <AlertFilters filters={filters} onChange={change} />
      <ListStates
        list={list}
        isEmpty={items.length === 0}
        filters={filters}
        rows={6}
        loading="Loading alerts"
        none={<Empty title="All is well">No alert is open. New ones appear by themselves.</Empty>}
        noneFits="No alert fits these filters"
        onClear={() => change({})}
      />
      {items.length > 0 && <AlertList items={items} isOld={list.isPlaceholderData} />}
      <ShowMore pages={list} />
    </div>
  );
}
