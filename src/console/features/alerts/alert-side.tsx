import { Link } from '@tanstack/react-router';
import type { WholeAlert } from '../../../contract/alerts.ts';
import { When } from '../../ui/when.tsx';
import { Fact, Facts, SideSection } from '../ticket/side-parts.tsx';
import classes from './alerts.module.css';

/** What its source says of it. */
export function AlertSide({ alert }: { alert: WholeAlert }) {
  const labels = Object.entries(alert.labels);
  return (
    <>
      <SideSection title="Facts">
        <Facts>
          {alert.service && (
            <Fact label="Service">
              <bdi>{alert.service.name}</bdi>
            </Fact>
          )}
          {alert.askedBy && (
            <Fact label="Paged by">
              <bdi>{alert.askedBy.name}</bdi>
            </Fact>
          )}
          {alert.source && (
            <Fact label="Source">
              <bdi>{alert.source}</bdi>
            </Fact>
          )}
          <Fact label="Since">
            <When at={alert.firstAt} exact />
          </Fact>
          {alert.count > 1 && (
            <>
              <Fact label="Triggered">{alert.count} times</Fact>
              <Fact label="Last">
                <When at={alert.lastAt} />
              </Fact>
            </>
          )}
          {alert.state === 'acknowledged' && alert.acknowledgedAt && (
            <Answer label="Acknowledged" by={alert.acknowledgedBy?.name} at={alert.acknowledgedAt} />
          )}
          {alert.resolvedAt && <Answer label="Resolved" by={alert.resolvedBy?.name} at={alert.resolvedAt} />}
          {alert.silencedUntil && (
            <Fact label="Silenced">
              until <When at={alert.silencedUntil} exact />
            </Fact>
          )}
          {alert.maintenance && (
            <Fact label="Maintenance">
              <bdi>{alert.maintenance.name}</bdi>
            </Fact>
          )}
          {alert.during.map(({ number, title }) => (
            <Fact key={number} label="Began during">
              <Link to="/changes/$number" params={{ number }}>
                {number}
              </Link>{' '}
              <bdi>{title}</bdi>
            </Fact>
          ))}
          {alert.groupId && (
            <Fact label="Group">
              <Link to="/alerts/$id" params={{ id: alert.groupId }}>
                The alert that pages for it
              </Link>
            </Fact>
          )}
          {alert.ticket && (
            <Fact label="Ticket">
              <Link to="/tickets/$number" params={{ number: alert.ticket }}>
                {alert.ticket}
              </Link>
            </Fact>
          )}
          <Fact label="Key">
            <code>{alert.dedupKey}</code>
          </Fact>
        </Facts>
      </SideSection>
      {labels.length > 0 && (
        <SideSection title="Labels">
          <Facts>
            {labels.map(([name, value]) => (
              <Fact key={name} label={name}>
                <bdi>{value}</bdi>
              </Fact>
            ))}
          </Facts>
        </SideSection>
      )}
      {alert.links.length > 0 && (
        <SideSection title="Links">
          <ul className={classes.links}>
            {alert.links.map(({ text, url }) => (
              <li key={`${text} ${url}`}>
                <a href={url} target="_blank" rel="noreferrer noopener">
                  <bdi>{text}</bdi>
                </a>
              </li>
            ))}
          </ul>
        </SideSection>
      )}
    </>
  );
}

function Answer({ label, by = 'its source', at }: { label: string; by: string | undefined; at: string }) {
  return (
    <Fact label={label}>
      by <bdi>{by}</bdi>, <When at={at} />
    </Fact>
  );
}
