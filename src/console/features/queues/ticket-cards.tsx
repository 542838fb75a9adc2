import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { DueBadge } from '../../ui/clock-badge.tsx';
import { Priority } from '../../ui/priority.tsx';
import { holdWords, StateBadge } from '../../ui/state-badge.tsx';
import { When } from '../../ui/when.tsx';
import classes from './queues.module.css';
import type { TicketRowsProps } from './ticket-table.tsx';

/** The same rows where there is no room for columns. */
export function TicketCards({ items, rows, withQueue }: TicketRowsProps) {
  return (
    <ul className={classes.cards}>
      {items.map((ticket) => (
        <li
          key={ticket.id}
          className={classes.card}
          data-current={rows.current === ticket.id || undefined}
          data-ticked={rows.isTicked(ticket.id) || undefined}
        >
          <Checkbox
            className={classes.cardTick}
            aria-label={`Select ${ticket.number}`}
            checked={rows.isTicked(ticket.id)}
            onChange={(event) => rows.tick(ticket.id, event.currentTarget.checked)}
          />
          <div className={classes.cardBody}>
            <div className={classes.cardTop}>
              <span className={classes.number}>{ticket.number}</span>
              <Priority value={ticket.priority} short />
              <StateBadge state={ticket.state} />
            </div>
            <Link
              to="/tickets/$number"
              params={{ number: ticket.number }}
              className={classes.rowLink}
              data-row={ticket.id}
              onFocus={() => rows.onFocus(ticket.id)}
            >
              <bdi>{ticket.title}</bdi>
            </Link>
            <p className={classes.cardFoot}>
              {ticket.due && (
                <span className={classes.cardDue}>
                  <DueBadge due={ticket.due} />
                </span>
              )}
              <bdi>{ticket.requester.name}</bdi> ·{' '}
              {ticket.assignee ? <bdi>{ticket.assignee.name}</bdi> : 'nobody has it'}
              {withQueue && (
                <>
                  {' '}
                  · <bdi>{ticket.queue.name}</bdi>
                </>
              )}{' '}
              {ticket.isProject && '· project '}· <When at={ticket.createdAt} />
              {ticket.holdReason && (
                <span className={classes.waits}> · {holdWords[ticket.holdReason].toLowerCase()}</span>
              )}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
