import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Approval } from '../../../contract/approvals.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { queryOf, useVerb } from '../../call.ts';
import { Failed } from '../../ui/states.tsx';
import { ReasonDialog } from '../ticket/reason-dialog.tsx';
import { SideButton, SideSection } from '../ticket/side-parts.tsx';
import { ApprovalBadge } from './approval-badge.tsx';
import { ApprovalState } from './approval-state.tsx';
import classes from './approvals.module.css';
import { AskDialog } from './ask-dialog.tsx';
import { VoteButtons } from './vote-buttons.tsx';

/** What was asked about the ticket, and what became of it. */
export function SideApprovals({ ticket }: { ticket: Ticket }) {
  const { number } = ticket;
  const mayAsk = ticket.verbs.includes('approval');
  const [asking, setAsking] = useState(false);
  const [taken, setTaken] = useState<Approval | null>(null);
  const found = useQuery({
    ...queryOf(api.approvals.ofTicket, { number }),
    enabled: ticket.approvals.length > 0,
  });
  const cancel = useVerb(api.approvals.cancel, {
    onSuccess: () => setTaken(null),
    invalidates: ['/approvals', '/tickets', '/entries'],
  });
  if (!mayAsk && ticket.approvals.length === 0) return null;
  const items = found.data?.items ?? [];
  return (
    <SideSection
      title="Approvals"
      action={mayAsk && <SideButton onClick={() => setAsking(true)}>Ask for approval</SideButton>}
    >
      {found.isError && !found.data && <Failed error={found.error} retry={found.refetch} />}
      <ul className={classes.list} aria-label={`Approvals of ${number}`}>
        {items.toReversed().map((approval) => (
          <li key={approval.id} className={classes.item}>
            <div className={classes.itemHead}>
              <bdi className={classes.policy}>{approval.policy.name}</bdi>
              {approval.cancellable && (
                <SideButton label={`Take back: ${approval.policy.name}`} onClick={() => setTaken(approval)}>
                  Take back
                </SideButton>
              )}
            </div>
            <ApprovalBadge state={approval.state} />
            {approval.reason && <q dir="auto">{approval.reason}</q>}
            <ApprovalState approval={approval} />
            <VoteButtons approval={approval} />
          </li>
        ))}
      </ul>
      <AskDialog opened={asking} number={number} onClose={() => setAsking(false)} />
      <ReasonDialog
        opened={taken !== null}
        title="Take the question back?"
        text="Nobody is asked any more, and every card says so."
        yes="Take it back"
        no="Keep it"
        isBusy={cancel.isPending}
        onClose={() => setTaken(null)}
        onYes={(reason) => taken && cancel.mutate({ id: taken.id, reason: reason ?? '' })}
      />
    </SideSection>
  );
}
