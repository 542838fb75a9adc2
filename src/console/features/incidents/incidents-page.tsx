import { Button, SegmentedControl } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Incident, IncidentState } from '../../../contract/incidents.ts';
import { itemsOf, pagesOf, queryOf } from '../../call.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { Priority } from '../../ui/priority.tsx';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { IncidentBadge } from './incident-badge.tsx';
import { IncidentDialog } from './incident-dialog.tsx';
import { declaring, type IncidentForm } from './incident-forms.ts';
import classes from './incidents.module.css';

const route = getRouteApi('/shell/agents/incidents');

/** What each choice asks for; none: what is open or proposed. */
const SHOWN: Record<'open' | 'past', IncidentState[] | undefined> = {
  open: undefined,
  past: ['resolved', 'cancelled', 'rejected'],
};

/** Major incidents: those that are open, or those that were. */
export function IncidentsPage() {
  const { show = 'open' } = route.useSearch();
  const navigate = route.useNavigate();
  const [asked, setAsked] = useState<IncidentForm | null>(null);
  const services = useQuery(queryOf(api.services.list, {}));
  const settings = useQuery(queryOf(api.settings.get, {}));
  const state = SHOWN[show];
  const list = useInfiniteQuery({
    ...pagesOf(api.incidents.list, state ? { state } : {}),
    placeholderData: keepPreviousData,
  });
  const items = itemsOf(list.data);
  const active = (services.data?.items ?? []).filter(({ archivedAt }) => archivedAt === null);
  return (
    <div className={classes.list}>
      <PageTitle
        aside={
          <Button onClick={() => setAsked(declaring(active, settings.data?.incidents.severityTree ?? null))}>
            Declare …
          </Button>
        }
      >
        Major incidents
      </PageTitle>
      <SegmentedControl
        className={classes.choice}
        aria-label="Which"
        value={show}
        onChange={(value) =>
          void navigate({ search: value === 'past' ? { show: 'past' } : {}, replace: true })
        }
        data={[
          { value: 'open', label: 'Open' },
          { value: 'past', label: 'Past' },
        ]}
      />
      {list.isPending && <Loading rows={4} label="Loading major incidents" />}
      {list.isError && items.length === 0 && <Failed error={list.error} retry={list.refetch} />}
      {list.isSuccess && items.length === 0 && (
        <Empty title={show === 'open' ? 'No major incident is open' : 'There was none yet'}>
          When something breaks for many, declare one: people come together, and everybody else is told.
        </Empty>
      )}
      {items.length > 0 && (
        <ul className={classes.rows} aria-label="Major incidents">
          {items.map((incident) => (
            <Row key={incident.id} incident={incident} />
          ))}
        </ul>
      )}
      <ShowMore pages={list} />
      <IncidentDialog
        asked={asked}
        onClose={() => setAsked(null)}
        onDone={({ number }) => void navigate({ to: '/incidents/$number', params: { number } })}
      />
    </div>
  );
}

function Row({ incident }: { incident: Incident }) {
  const { number, title, severity, state, services, commander, declaredAt } = incident;
  return (
    <li className={classes.row}>
      <Priority value={severity} short />
      <div className={classes.what}>
        <Link to="/incidents/$number" params={{ number }} className={classes.summary}>
          {number} · <bdi>{title}</bdi>
        </Link>
        <p>
          {services.length > 0 ? services.map(({ name }) => name).join(', ') : 'No service is named'} ·{' '}
          {commander ? <bdi>{commander.name}</bdi> : 'nobody commands'}
        </p>
      </div>
      <IncidentBadge state={state} />
      <p className={classes.since}>
        <When at={declaredAt} />
      </p>
    </li>
  );
}
