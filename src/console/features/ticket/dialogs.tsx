import { api } from '../../../contract/api.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { HoldDialog } from './hold-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { NewChildDialog } from './new-ticket.tsx';
import { OtherTicketDialog } from './other-ticket-dialog.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';

export type DialogName =
  | 'assign'
  | 'move'
  | 'hold'
  | 'resolve'
  | 'reopen'
  | 'cancel'
  | 'merge'
  | 'link'
  | 'edit'
  | 'child';

type TicketDialogsProps = { ticket: Ticket; dialog: DialogName | null; onClose: () => void };

/** The verbs that ask something first. */
export function TicketDialogs({ ticket, dialog, onClose }: TicketDialogsProps) {
  const { number } = ticket;
  const done = { onSuccess: onClose, invalidates: ['/tickets', '/queues'] };
  // Words about a field stand at the field; all others are told beside the page.
  const atField = (field: string) => ({
    ...done,
    onProblem: (problem: { fields: Record<string, string> }) => problem.fields[field] !== undefined,
  });
  const assign = useVerb(api.tickets.assign, atField('assigneeId'));
  const move = useVerb(api.tickets.move, atField('queueId'));
  const reopen = useVerb(api.tickets.reopen, done);
  const cancel = useVerb(api.tickets.cancel, done);
  return (
    <>
      <AssignDialog
        opened={dialog === 'assign'}
        title={`Assign ${number}`}
        assignee={ticket.assignee}
        error={assign.error?.message}
        isBusy={assign.isPending}
        onClose={onClose}
        onAssign={(assigneeId) => assign.mutate({ number, assigneeId })}
      />
      <MoveDialog
        opened={dialog === 'move'}
        title={`Move ${number}`}
        queueId={ticket.queue.id}
        error={move.error?.message}
        isBusy={move.isPending}
        onClose={onClose}
        onMove={(queueId, reason) => move.mutate({ number, queueId, reason })}
      />
      <HoldDialog opened={dialog === 'hold'} ticket={ticket} onClose={onClose} />
      <ResolveDialog opened={dialog === 'resolve'} ticket={ticket} onClose={onClose} />
      <ReasonDialog
        opened={dialog === 'reopen'}
        title={`Reopen ${number}`}
        text="It goes back to in progress."
        yes="Reopen"
        isBusy={reopen.isPending}
        onClose={onClose}
        onYes={(reason) => reopen.mutate({ number, reason })}
      />
      <ReasonDialog
        opened={dialog === 'cancel'}
        title={`${number} is not a request?`}
        text="It is cancelled and stays out of the statistics. This cannot be taken back."
        yes="Cancel the ticket"
        no="Keep it"
        isDangerous
        isBusy={cancel.isPending}
        onClose={onClose}
        onYes={(reason) => cancel.mutate({ number, reason })}
      />
      <OtherTicketDialog
        mode={dialog === 'merge' || dialog === 'link' ? dialog : null}
        ticket={ticket}
        onClose={onClose}
      />
      <EditDialog opened={dialog === 'edit'} ticket={ticket} onClose={onClose} />
      <NewChildDialog opened={dialog === 'child'} parent={ticket} onClose={onClose} />
    </>
  );
}
