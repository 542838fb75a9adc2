import { Link } from '@tanstack/react-router';
import type { Alert } from '../../../contract/alerts.ts';
import { When } from '../../ui/when.tsx';
import { AlertActions } from './alert-actions.tsx';
import { AlertStateBadge, SeverityBadge } from './alert-badge.tsx';
import classes from './alerts.module.css';

/** Alerts below each other, in columns where there is room for them. */
export function AlertList({ items, isOld }: { items: Alert[]; isOld: boolean }) {
  return (
    <ul className={classes.rows} data-old={isOld || undefined} aria-label="Alerts">
      {items.map((alert) => (
        <li key={alert.id} className={classes.row} data-state={alert.state}>
          <SeverityBadge severity={alert.severity} />
          <div className={classes.what}>
            <Link to="/alerts/$id" params={{ id: alert.id }} className={classes.summary}>
              <bdi>{alert.summary}</bdi>
            </Link>
            <p>
              {alert.askedBy && <bdi>{alert.askedBy.name} pages</bdi>}
              {alert.askedBy && alert.service && ' · '}
              {alert.service && <bdi>{alert.service.name}</bdi>}
              {alert.source && (
                <>
                  {' '}
                  · <bdi>{alert.source}</bdi>
                </>
              )}
            </p>
          </div>
          <div className={classes.state}>
            <AlertStateBadge state={alert.state} />
            <Answered alert={alert} />
            {alert.silencedUntil && <p>Silenced</p>}
          </div>
          <p className={classes.since}>
            <When at={alert.firstAt} />
            {alert.count > 1 && <span title="How often it was triggered"> · {alert.count} times</span>}
          </p>
          <AlertActions alert={alert} inList />
        </li>
      ))}
    </ul>
  );
}

/** Who has answered it. */
function Answered({ alert: { state, acknowledgedBy, resolvedBy } }: { alert: Alert }) {
  if (state === 'triggered') return null;
  const by = state === 'resolved' ? resolvedBy : acknowledgedBy;
  return (
    <p>
      by <bdi>{by?.name ?? 'its source'}</bdi>
    </p>
  );
}
