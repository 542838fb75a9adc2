import { Button, Group } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { Change } from '../../../contract/changes.ts';
import { itemsOf, pagesOf } from '../../call.ts';
import { ListStates } from '../../ui/list-states.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty } from '../../ui/states.tsx';
import { ChangeBadge, RiskBadge } from './change-badge.tsx';
import { ChangeFilters } from './change-filters.tsx';
import { typeWords } from './change-words.ts';
import classes from './changes.module.css';
import { Window } from './window.tsx';

const route = getRouteApi('/shell/agents/changes');

/** Planned changes: those that are open or, by what stands in the address, others. */
export function ChangesPage() {
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery({
    ...pagesOf(api.changes.list, filters),
    placeholderData: keepPreviousData,
  });
  const items = itemsOf(list.data);
  const change = (search: typeof filters) => void navigate({ search, replace: true, resetScroll: false });
  return (
    <div className={classes.list}>
      <PageTitle
        aside={
          <Group gap="xs">
            <Button
              variant="default"
              renderRoot={(props) => <Link to="/changes/calendar" search={{}} {...props} />}
            >
              Calendar
            </Button>
            <Button
              variant="default"
              renderRoot={(props) => <Link to="/changes/meetings" search={{}} {...props} />}
            >
              Meetings
            </Button>
            <Button renderRoot={(props) => <Link to="/changes/new" search={{}} {...props} />}>
              New change
            </Button>
          </Group>
        }
      >
        Changes
      </PageTitle>
      <ChangeFilters filters={filters} onChange={change} />
      <ListStates
        list={list}
        isEmpty={items.length === 0}
        filters={filters}
        rows={5}
        loading="Loading changes"
        none={
          <Empty title="No change is planned">
            Plan what could go wrong: who agrees to it, when it is done, and how it is taken back.
          </Empty>
        }
        noneFits="No change fits these filters"
        onClear={() => change({})}
      />
      {items.length > 0 && (
        <ul className={classes.rows} aria-label="Changes" data-old={list.isPlaceholderData || undefined}>
          {items.map((one) => (
            <Row key={one.id} change={one} />
          ))}
        </ul>
      )}
      <ShowMore pages={list} />
    </div>
  );
}

function Row({ change }: { change: Change }) {
  const { number, title, type, state, risk, services, implementer } = change;
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Link to="/changes/$number" params={{ number }} className={classes.summary}>
          {number} · <bdi>{title}</bdi>
        </Link>
        <p>
          {typeWords[type]} ·{' '}
          {services.length > 0 ? services.map(({ name }) => name).join(', ') : 'no service'} ·{' '}
          {implementer ? <bdi>{implementer.name}</bdi> : 'nobody carries it out'}
        </p>
      </div>
      <p className={classes.window}>
        <Window change={change} />
      </p>
      <RiskBadge risk={risk} />
      <ChangeBadge state={state} />
    </li>
  );
}
