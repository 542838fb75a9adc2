import { Link } from '@tanstack/react-router';
import type { Heartbeat } from '../../../contract/heartbeats.ts';
import { When } from '../../ui/when.tsx';
import { IntegrationMenu } from '../services/integration-menu.tsx';
import { HeartbeatBadge } from './heartbeat-badge.tsx';
import { periodInWords } from './heartbeat-words.ts';
import classes from './heartbeats.module.css';
import { PingHelp } from './ping-help.tsx';

type HeartbeatListProps = { items: Heartbeat[]; isOld: boolean; mayChange: boolean };

/** Heartbeats below each other, in columns where there is room for them. */
export function HeartbeatList({ items, isOld, mayChange }: HeartbeatListProps) {
  return (
    <ul className={classes.rows} data-old={isOld || undefined} aria-label="Heartbeats">
      {items.map((heartbeat) => (
        <li key={heartbeat.id} className={classes.row}>
          <HeartbeatBadge state={heartbeat.state} />
          <div className={classes.what}>
            <bdi className={classes.name}>{heartbeat.name}</bdi>
            <p>
              <bdi>{heartbeat.service.name}</bdi> · <bdi>{heartbeat.team.name}</bdi>
            </p>
          </div>
          <div className={classes.heard}>
            <Heard heartbeat={heartbeat} />
            <p>Expected {periodInWords(heartbeat.settings)}</p>
          </div>
          <div className={classes.actions}>
            {heartbeat.alertId && (
              <Link
                to="/alerts/$id"
                params={{ id: heartbeat.alertId }}
                className={classes.alert}
                aria-label={`Open alert of ${heartbeat.name}`}
              >
                Open alert
              </Link>
            )}
            <PingHelp name={heartbeat.name} mayChange={mayChange} />
            {mayChange && <IntegrationMenu integration={heartbeat} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** When it was heard last, and since when it should have been. */
function Heard({
  heartbeat: { state, since, pingDueAt, missingSince, lastUsedAt, maintenance },
}: {
  heartbeat: Heartbeat;
}) {
  const isWaitedFor = pingDueAt !== null || missingSince !== null;
  const late = state === 'late' || (state === 'maintenance' && missingSince === null) ? 'Late' : 'Missing';
  return (
    <>
      <p className={classes.last}>
        {isWaitedFor && lastUsedAt ? (
          <>
            Last heard <When at={lastUsedAt} />
          </>
        ) : (
          'Not heard yet'
        )}
      </p>
      {since && (
        <p>
          {late} since <When at={since} exact />
        </p>
      )}
      {!isWaitedFor && <p>It is waited for from the first one on</p>}
      {maintenance && (
        <p>
          Pages nobody: <bdi>{maintenance.name}</bdi>
        </p>
      )}
    </>
  );
}
