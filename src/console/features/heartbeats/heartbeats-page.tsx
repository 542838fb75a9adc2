import { Button, Modal } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { itemsOf, pagesOf, queryOf } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { ListStates } from '../../ui/list-states.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty } from '../../ui/states.tsx';
import alerts from '../alerts/alerts.module.css';
import { IntegrationForm } from '../services/integration-form.tsx';
import { KeyOnce, type Opened } from '../services/key-once.tsx';
import { HeartbeatFilters } from './heartbeat-filters.tsx';
import { HeartbeatList } from './heartbeat-list.tsx';

const route = getRouteApi('/shell/agents/heartbeats');
/** That one was heard again in time, or is late, is no news: it is looked for. */
const LOOK = 15_000;

/** What says again and again that it is alive, and whether it still does. */
export function HeartbeatsPage() {
  const mayChange = isAdmin(useMe());
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery({
    ...pagesOf(api.heartbeats.list, filters),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK,
  });
  const items = itemsOf(list.data);
  const change = (search: typeof filters) => void navigate({ search, replace: true, resetScroll: false });
  return (
    <div className={alerts.list}>
      <PageTitle
        above={
          <Link to="/alerts" className={alerts.back}>
            Alerts
          </Link>
        }
        aside={mayChange && <AddHeartbeat />}
      >
        Heartbeats
      </PageTitle>
      <HeartbeatFilters filters={filters} isBusy={list.isPlaceholderData} onChange={change} />
      <ListStates
        list={list}
        isEmpty={items.length === 0}
        filters={filters}
        rows={6}
        loading="Loading heartbeats"
        none={
          <Empty title="No heartbeat yet">
            A job or a machine says again and again that it is alive; when it stops, an alert is opened.
            {!mayChange && ' An admin adds one.'}
          </Empty>
        }
        noneFits="No heartbeat fits these filters"
        onClear={() => change({})}
      />
      {items.length > 0 && (
        <HeartbeatList items={items} isOld={list.isPlaceholderData} mayChange={mayChange} />
      )}
      <ShowMore pages={list} />
    </div>
  );
}

function AddHeartbeat() {
  const found = useQuery(queryOf(api.services.list, {}));
  const services = (found.data?.items ?? []).filter(({ archivedAt }) => archivedAt === null);
  const [isAdding, setAdding] = useState(false);
  const [opened, setOpened] = useState<Opened | null>(null);
  return (
    <>
      <Button leftSection={<PlusIcon size={16} />} disabled={!found.data} onClick={() => setAdding(true)}>
        Add a heartbeat
      </Button>
      <Modal
        opened={isAdding}
        onClose={() => setAdding(false)}
        title="Add a heartbeat"
        closeOnClickOutside={false}
      >
        {services.length > 0 ? (
          <IntegrationForm
            services={services}
            source="heartbeat"
            onCancel={() => setAdding(false)}
            onAdded={(added) => {
              setAdding(false);
              setOpened(added);
            }}
          />
        ) : (
          <Empty title="No service yet">
            A heartbeat is of a service.{' '}
            <Link to="/settings/$section" params={{ section: 'services' }}>
              Add one first
            </Link>
            .
          </Empty>
        )}
      </Modal>
      <KeyOnce opened={opened} onClose={() => setOpened(null)} />
    </>
  );
}
