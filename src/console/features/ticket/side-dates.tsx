import type { Ticket } from '../../../contract/tickets.ts';
import { When } from '../../ui/when.tsx';
import { Fact, Facts, SideSection } from './side-parts.tsx';

/** When each thing happened that can happen to a ticket. */
export function SideDates({ ticket }: { ticket: Ticket }) {
  const dates: [string, string | null][] = [
    ['Opened', ticket.createdAt],
    ['Taken', ticket.takenAt],
    ['Put on hold', ticket.heldAt],
    ['Off hold', ticket.resumedAt],
    ['Resolved', ticket.resolvedAt],
    ['Reopened', ticket.reopenedAt],
    ['Closed', ticket.closedAt],
    ['Cancelled', ticket.cancelledAt],
    ['Last change', ticket.updatedAt],
  ];
  return (
    <SideSection title="Dates">
      <Facts>
        {dates.map(
          ([label, at]) =>
            at && (
              <Fact key={label} label={label}>
                <When at={at} exact />
              </Fact>
            ),
        )}
        {ticket.reopenUntil && (
          <Fact label="Can be reopened until">
            <When at={ticket.reopenUntil} exact />
          </Fact>
        )}
      </Facts>
    </SideSection>
  );
}
