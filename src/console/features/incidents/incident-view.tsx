import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { isUnderWay, type WholeIncident } from '../../../contract/incidents.ts';
import { reviewStateWords } from '../../../contract/reviews.ts';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Priority } from '../../ui/priority.tsx';
import { When } from '../../ui/when.tsx';
import { IncidentActions } from './incident-actions.tsx';
import { IncidentBadge } from './incident-badge.tsx';
import { IncidentDialog } from './incident-dialog.tsx';
import type { IncidentForm } from './incident-forms.ts';
import { IncidentRoomLink } from './incident-room.tsx';
import { IncidentSide } from './incident-side.tsx';
import { IncidentStatus } from './incident-status.tsx';
import { IncidentTimeline } from './incident-timeline.tsx';
import classes from './incidents.module.css';

/** One major incident: how it stands, who leads it, and what happened. */
export function IncidentView({ incident }: { incident: WholeIncident }) {
  const [asked, setAsked] = useState<IncidentForm | null>(null);
  const { number, title, severity, state, reason, updateDueAt, review, room } = incident;
  const open = isUnderWay(state);
  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <header className={classes.head}>
          <PageTitle
            tab={`${number} ${title} · Major incidents`}
            above={
              <Link to="/incidents" search={{}} className={classes.back}>
                <BackIcon size={16} />
                Major incidents
              </Link>
            }
          >
            {`${number} · ${title}`}
          </PageTitle>
          <div className={classes.badges}>
            <Priority value={severity} />
            <IncidentBadge state={state} />
            <IncidentRoomLink room={room} />
            {open && updateDueAt && (
              <span>
                The next update is due <When at={updateDueAt} />
              </span>
            )}
          </div>
          {reason && <p className={classes.reason}>{reason}</p>}
          {(state === 'resolved' || review) && (
            <p className={classes.reason}>
              <Link to="/incidents/$number/review" params={{ number }}>
                Review
              </Link>
              : {review ? reviewStateWords[review].toLowerCase() : 'none yet'}
              {severity === 1 && review && review !== 'done' && state === 'resolved'
                ? '; the ticket is not closed before it is done'
                : ''}
            </p>
          )}
          <IncidentActions incident={incident} ask={setAsked} />
        </header>
        <IncidentStatus incident={incident} ask={setAsked} />
        <IncidentTimeline incident={incident} ask={setAsked} />
      </div>
      <aside className={classes.side} aria-label="Details">
        <IncidentSide incident={incident} />
      </aside>
      <IncidentDialog asked={asked} onClose={() => setAsked(null)} />
    </div>
  );
}
