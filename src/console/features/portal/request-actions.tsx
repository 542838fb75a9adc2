import { Group, Rating, Text } from '@mantine/core';
import { api } from '../../../contract/api.ts';
import type { Ticket, TicketVerb } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { confirm } from '../../ui/confirm.tsx';

/** What a requester can do where no card of the desk offers it. */
export function RequestActions({ ticket }: { ticket: Ticket }) {
  const resolve = useVerb(api.tickets.resolve);
  const reopen = useVerb(api.tickets.reopen);
  const cancel = useVerb(api.tickets.cancel);
  const rate = useVerb(api.tickets.rate);
  const can = new Set(ticket.verbs);
  const { number } = ticket;
  const drop = async () => {
    const text = 'Nobody will work on it any more.';
    if (await confirm({ title: `Cancel ${number}?`, text, yes: 'Cancel the request', no: 'Keep it' })) {
      cancel.mutate({ number });
    }
  };
  if (!['resolve', 'reopen', 'cancel', 'rate'].some((verb) => can.has(verb as TicketVerb))) return null;
  return (
    <Group gap="xs" justify="space-between">
      {can.has('rate') && (
        <Group gap="xs">
          <Text size="sm" id="rate-help">
            How was the help?
          </Text>
          <Rating
            aria-labelledby="rate-help"
            readOnly={rate.isPending}
            getSymbolLabel={(score) => `${score} of 5`}
            onChange={(score) => rate.mutate({ number, score })}
          />
        </Group>
      )}
      <Group gap="xs" ml="auto">
        {can.has('resolve') && (
          <BusyButton
            size="xs"
            busy={resolve.isPending}
            onClick={() => resolve.mutate({ number, resolution: 'The requester says that it is solved.' })}
          >
            It’s solved
          </BusyButton>
        )}
        {can.has('reopen') && (
          <BusyButton
            size="xs"
            variant="default"
            busy={reopen.isPending}
            onClick={() => reopen.mutate({ number })}
          >
            Reopen
          </BusyButton>
        )}
        {can.has('cancel') && (
          <BusyButton size="xs" variant="default" busy={cancel.isPending} onClick={() => void drop()}>
            I no longer need this
          </BusyButton>
        )}
      </Group>
    </Group>
  );
}
