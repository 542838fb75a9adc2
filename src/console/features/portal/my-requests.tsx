import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { TicketSummary } from '../../../contract/tickets.ts';
import { itemsOf, pagesOf } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { BusyButton } from '../../ui/busy-button.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './my-requests.module.css';

const route = getRouteApi('/shell/');

/** What one has asked for and what one follows: the open ones, or those and the done ones below. */
export function MyRequests() {
  const { show = 'open' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <section aria-labelledby="my-requests" className={classes.section}>
      <div className={classes.head}>
        <h2 id="my-requests">My requests</h2>
        <SegmentedControl
          size="xs"
          aria-label="Which requests"
          value={show}
          data={[
            { value: 'open', label: 'Open' },
            { value: 'all', label: 'All' },
          ]}
          onChange={(value) =>
            void navigate({
              search: { show: value === 'all' ? 'all' : undefined },
              replace: true,
              resetScroll: false,
            })
          }
        />
      </div>
      <Requests open onlyOpen={show === 'open'} />
      {show === 'all' && (
        <>
          <h3 className={classes.done}>Done</h3>
          <Requests open={false} onlyOpen={false} />
        </>
      )}
    </section>
  );
}

function Requests({ open, onlyOpen }: { open: boolean; onlyOpen: boolean }) {
  const pages = useInfiniteQuery(pagesOf(api.portal.tickets, { open: open ? 'true' : 'false', limit: 25 }));
  if (pages.isPending) return <Loading rows={3} label="Loading your requests" />;
  if (pages.isError && !pages.data) return <Failed error={pages.error} retry={pages.refetch} />;
  const items = itemsOf(pages.data);
  if (items.length === 0) return <Nothing open={open} onlyOpen={onlyOpen} />;
  return (
    <>
      <ul className={classes.list}>
        {items.map((ticket) => (
          <li key={ticket.id}>
            <Row ticket={ticket} />
          </li>
        ))}
      </ul>
      {pages.hasNextPage && (
        <BusyButton
          variant="default"
          className={classes.more}
          busy={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          Show more
        </BusyButton>
      )}
    </>
  );
}

function Nothing({ open, onlyOpen }: { open: boolean; onlyOpen: boolean }) {
  if (!open) return <p className={classes.nothing}>Requests that are resolved or closed will stand here.</p>;
  return (
    <Empty title="No open requests">
      {onlyOpen
        ? 'When something does not work or you need something, write it above. Earlier requests are under “All”.'
        : 'When something does not work or you need something, write it above.'}
    </Empty>
  );
}

function Row({ ticket }: { ticket: TicketSummary }) {
  const me = useMe();
  return (
    <Link to="/requests/$number" params={{ number: ticket.number }} className={classes.row}>
      <span className={classes.title} dir="auto">
        {ticket.title}
      </span>
      <span className={classes.state}>
        <StateBadge state={ticket.state} holdReason={ticket.holdReason} requester />
      </span>
      <span className={classes.facts}>
        <span>{ticket.number}</span>
        {ticket.requester.id !== me.id && (
          <span>
            by <bdi>{ticket.requester.name}</bdi>
          </span>
        )}
        {ticket.assignee && (
          <span>
            with <bdi>{ticket.assignee.name}</bdi>
          </span>
        )}
        <span>
          changed <When at={ticket.updatedAt} />
        </span>
      </span>
    </Link>
  );
}
