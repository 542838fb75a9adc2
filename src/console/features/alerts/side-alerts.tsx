import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { AlertState } from '../../../contract/alerts.ts';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { SideSection } from '../ticket/side-parts.tsx';
import { AlertStateBadge } from './alert-badge.tsx';
import classes from './alerts.module.css';

/** The alerts because of which there is a ticket, or that page for it. */
export function SideAlerts({ number }: { number: string }) {
  const found = useQuery(queryOf(api.alerts.list, { ticket: number, state: AlertState.options }));
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <SideSection title="Alerts">
      <ul className={classes.links} aria-label={`Alerts of ${number}`}>
        {items.map(({ id, summary, state }) => (
          <li key={id}>
            <Link to="/alerts/$id" params={{ id }}>
              <bdi>{summary}</bdi>
            </Link>{' '}
            <AlertStateBadge state={state} />
          </li>
        ))}
      </ul>
    </SideSection>
  );
}
