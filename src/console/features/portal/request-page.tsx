import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { ApiProblem } from '../../problem.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { homeButton, WholePage } from '../../ui/whole-page.tsx';
import { Elsewhere } from './elsewhere.tsx';
import { RequestHead } from './request-head.tsx';
import classes from './request-page.module.css';
import { RequestThread } from './request-thread.tsx';

const route = getRouteApi('/shell/requests/$number');

/** One of my requests: what was said, and where one says more. */
export function RequestPage() {
  const { number } = route.useParams();
  const ticket = useQuery(queryOf(api.tickets.get, { number }));
  const place = useQuery(queryOf(api.portal.thread, { number }));
  const error = ticket.error ?? place.error;
  if (error && !(ticket.data && place.data)) {
    return <NoRequest number={number} error={error} retry={() => [ticket.refetch(), place.refetch()]} />;
  }
  if (!ticket.data || !place.data) {
    return (
      <div className={classes.page}>
        <Loading rows={5} label="Loading the request" />
      </div>
    );
  }
  // An earlier number of the same ticket, or one typed in small letters.
  if (ticket.data.number !== number) {
    return <Navigate to="/requests/$number" params={{ number: ticket.data.number }} replace />;
  }
  const { conversation, thread } = place.data;
  return (
    <div className={classes.page} key={ticket.data.id}>
      <RequestHead ticket={ticket.data} outcome={thread === null} />
      {thread ? (
        <RequestThread ticket={ticket.data} conversation={conversation} thread={thread} />
      ) : (
        <Elsewhere ticket={ticket.data} />
      )}
    </div>
  );
}

type NoRequestProps = { number: string; error: Error; retry: () => unknown };

function NoRequest({ number, error, retry }: NoRequestProps) {
  const unknown = error instanceof ApiProblem && [400, 403, 404, 422].includes(error.status);
  if (!unknown) {
    return (
      <div className={classes.page}>
        <PageTitle>{number}</PageTitle>
        <Failed error={error} retry={retry} title="The request could not be loaded" />
      </div>
    );
  }
  return (
    <WholePage title={`There is no request ${number}`}>
      <Text c="dimmed">
        Or it is not one of yours. You see the requests that you raised and those that you follow.
      </Text>
      <Group mt="md">{homeButton}</Group>
    </WholePage>
  );
}
