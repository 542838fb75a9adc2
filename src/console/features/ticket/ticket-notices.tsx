import { Link } from '@tanstack/react-router';
import type { PersonRef } from '../../../contract/people.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { Notice } from './notice.tsx';
import classes from './ticket.module.css';
import { UndeliveredNotice } from './undelivered.tsx';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

type TicketNoticesProps = { ticket: Ticket; asked: string; others: PersonRef[] };

/** What one should know before working on it: another number, a merge, somebody else at it. */
export function TicketNotices({ ticket, asked, others }: TicketNoticesProps) {
  const names = others.map((person) => person.name);
  return (
    <>
      {asked !== ticket.number && (
        <Notice>
          {asked} is another number of this ticket, now{' '}
          <Link to="/tickets/$number" params={{ number: ticket.number }} replace>
            {ticket.number}
          </Link>
          .
        </Notice>
      )}
      {ticket.mergedInto && (
        <Notice>
          {ticket.number} was merged into{' '}
          <Link to="/tickets/$number" params={{ number: ticket.mergedInto }}>
            {ticket.mergedInto}
          </Link>
          . Work goes on there.
        </Notice>
      )}
      <UndeliveredNotice ticket={ticket} />
      <div role="status" className={classes.presence}>
        {names.length > 0 && (
          <>
            <span className={classes.here} aria-hidden="true" />
            {list.format(names)} {names.length === 1 ? 'is' : 'are'} looking at this too
          </>
        )}
      </div>
    </>
  );
}
