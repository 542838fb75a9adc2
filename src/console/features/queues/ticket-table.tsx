import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { TicketSummary } from '../../../contract/tickets.ts';
import { DueBadge } from '../../ui/clock-badge.tsx';
import { Priority } from '../../ui/priority.tsx';
import { holdWords, StateBadge } from '../../ui/state-badge.tsx';
import { When } from '../../ui/when.tsx';
import classes from './queues.module.css';
import type { Rows } from './rows.ts';

export type TicketRowsProps = { items: TicketSummary[]; rows: Rows; withQueue: boolean };

/** Dense rows; the whole row is the link. */
export function TicketTable({ items, rows, withQueue }: TicketRowsProps) {
  const areAll = rows.chosen.length === items.length;
  // A desk that promises nothing needs the room for what it has.
  const withDue = items.some(({ due }) => due !== null);
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col" className={classes.tick}>
            <Checkbox
              size="xs"
              aria-label="Select all shown tickets"
              checked={areAll}
              indeterminate={rows.chosen.length > 0 && !areAll}
              onChange={(event) => rows.tickOnly(event.currentTarget.checked ? items : [])}
            />
          </th>
          <th scope="col" className={classes.number}>
            Number
          </th>
          <th scope="col" className={classes.priority}>
            Priority
          </th>
          <th scope="col">Title</th>
          <th scope="col" className={classes.person}>
            Requester
          </th>
          <th scope="col" className={classes.person}>
            Assignee
          </th>
          <th scope="col" className={classes.state}>
            State
          </th>
          {withDue && (
            <th scope="col" className={classes.due}>
              Due
            </th>
          )}
          <th scope="col" className={classes.age}>
            Opened
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((ticket) => (
          <tr
            key={ticket.id}
            data-current={rows.current === ticket.id || undefined}
            data-ticked={rows.isTicked(ticket.id) || undefined}
          >
            <td className={classes.tick}>
              <Checkbox
                size="xs"
                aria-label={`Select ${ticket.number}`}
                checked={rows.isTicked(ticket.id)}
                onChange={(event) => rows.tick(ticket.id, event.currentTarget.checked)}
              />
            </td>
            <td className={classes.number}>{ticket.number}</td>
            <td>
              <Priority value={ticket.priority} short />
            </td>
            <th scope="row" className={classes.title}>
              <Link
                to="/tickets/$number"
                params={{ number: ticket.number }}
                className={classes.rowLink}
                data-row={ticket.id}
                onFocus={() => rows.onFocus(ticket.id)}
              >
                <bdi>{ticket.title}</bdi>
              </Link>
              <RowAside ticket={ticket} withQueue={withQueue} />
            </th>
            <td className={classes.cut}>
              <bdi>{ticket.requester.name}</bdi>
            </td>
            <td className={classes.cut}>
              {ticket.assignee ? (
                <bdi>{ticket.assignee.name}</bdi>
              ) : (
                <span className={classes.nobody}>Nobody</span>
              )}
            </td>
            <td>
              <StateBadge state={ticket.state} />
            </td>
            {withDue && <td className={classes.due}>{ticket.due && <DueBadge due={ticket.due} />}</td>}
            <td className={classes.age}>
              <When at={ticket.createdAt} brief />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** As many as there is room for beside the rest. */
const SHOWN_TAGS = 2;

/** Below the title: where it waits, for what, and its tags. */
function RowAside({ ticket, withQueue }: { ticket: TicketSummary; withQueue: boolean }) {
  const { isProject } = ticket;
  if (!withQueue && !isProject && !ticket.holdReason && ticket.tags.length === 0) return null;
  const room = ticket.holdReason ? 1 : SHOWN_TAGS;
  const more = ticket.tags.slice(room);
  return (
    <span className={classes.aside}>
      {withQueue && <bdi>{ticket.queue.name}</bdi>}
      {isProject && <span>Project</span>}
      {ticket.holdReason && <span className={classes.waits}>{holdWords[ticket.holdReason]}</span>}
      {ticket.tags.slice(0, room).map((tag) => (
        <span key={tag} className={classes.tag}>
          {tag}
        </span>
      ))}
      {more.length > 0 && <span title={more.join(', ')}>+{more.length}</span>}
    </span>
  );
}
