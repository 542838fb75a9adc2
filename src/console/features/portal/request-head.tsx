import { Link } from '@tanstack/react-router';
import type { Ticket } from '../../../contract/tickets.ts';
import { isAgent, useMe } from '../../session.tsx';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { When } from '../../ui/when.tsx';
import { Requested } from '../catalogue/requested.tsx';
import { OwnTasks } from './own-tasks.tsx';
import classes from './request-head.module.css';

type RequestHeadProps = {
  ticket: Ticket;
  /** Says how it was resolved, where no card of the desk does. */
  outcome: boolean;
};

/** What the request is, where it stands and who has it. */
export function RequestHead({ ticket, outcome }: RequestHeadProps) {
  const me = useMe();
  const back = (
    <Link to="/" className={classes.back}>
      <BackIcon size={16} />
      My requests
    </Link>
  );
  return (
    <header className={classes.head}>
      <PageTitle tab={`${ticket.number} ${ticket.title}`} above={back}>
        {ticket.title}
      </PageTitle>
      <div className={classes.facts}>
        <StateBadge
          state={ticket.state}
          holdReason={ticket.holdReason}
          requester={ticket.requester.id === me.id}
        />
        <span>{ticket.number}</span>
        {ticket.aliases.length > 0 && <span>also {ticket.aliases.join(', ')}</span>}
        <span>
          opened <When at={ticket.createdAt} />
        </span>
        {ticket.requester.id !== me.id && (
          <span>
            for <bdi>{ticket.requester.name}</bdi>
          </span>
        )}
        <span>
          {ticket.assignee ? (
            <>
              with <bdi>{ticket.assignee.name}</bdi>
            </>
          ) : (
            <>
              in <bdi>{ticket.queue.name}</bdi>
            </>
          )}
        </span>
        {isAgent(me) && (
          <Link to="/tickets/$number" params={{ number: ticket.number }}>
            Open as agent
          </Link>
        )}
      </div>
      {ticket.isCatalogueRequest && <Requested number={ticket.number} />}
      {ticket.isProject && !ticket.isCatalogueRequest && ticket.progress && (
        <ProgressBar label={`How far ${ticket.number} is`} progress={ticket.progress} />
      )}
      <OwnTasks ticket={ticket} />
      {ticket.mergedInto && (
        <p className={classes.note}>
          This was the same as another request and goes on there:{' '}
          <Link to="/requests/$number" params={{ number: ticket.mergedInto }}>
            {ticket.mergedInto}
          </Link>
        </p>
      )}
      {outcome && ticket.resolution && (ticket.state === 'resolved' || ticket.state === 'closed') && (
        <div className={classes.note} data-good>
          <strong>How it was resolved</strong>
          <div className={classes.resolution} dir="auto">
            {ticket.resolution}
          </div>
        </div>
      )}
    </header>
  );
}
