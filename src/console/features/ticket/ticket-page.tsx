import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { ApiProblem } from '../../problem.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { TicketView } from './ticket-view.tsx';

export function TicketPage() {
  const { number = '' } = useParams({ strict: false });
  const ticket = useQuery(queryOf(api.tickets.get, { number }));
  // What is shown stays through a failed refresh; a ticket that one may not see any more does not.
  const isGone = ticket.error instanceof ApiProblem && [403, 404, 422].includes(ticket.error.status);
  if (isGone) {
    return (
      <>
        <PageTitle>{`No ticket ${number}`}</PageTitle>
        <Empty title="There is no such ticket">
          Its number may be mistyped, or it may wait in a queue that is private to its team.
        </Empty>
      </>
    );
  }
  if (ticket.data)
    return <TicketView key={ticket.data.id} asked={number.trim().toUpperCase()} ticket={ticket.data} />;
  if (ticket.error)
    return <Failed error={ticket.error} retry={ticket.refetch} title={`${number} could not be loaded`} />;
  return (
    <>
      <PageTitle>{number}</PageTitle>
      <Loading rows={8} label="Loading the ticket" />
    </>
  );
}
