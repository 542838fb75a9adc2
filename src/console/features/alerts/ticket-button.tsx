import { Button } from '@mantine/core';
import type { Alert } from '../../../contract/alerts.ts';
import { api } from '../../../contract/api.ts';
import { useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';

/** Opens a ticket for an alert that has none. */
export function TicketButton({ alert: { id, ticket } }: { alert: Alert }) {
  const make = useVerb(api.alerts.makeTicket, {
    onSuccess: ({ ticket }) => announce(`${ticket} is its ticket.`),
  });
  if (ticket) return null;
  return (
    <Button variant="default" loading={make.isPending} onClick={() => make.mutate({ id })}>
      Make a ticket
    </Button>
  );
}
