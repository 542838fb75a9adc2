import { ActionIcon } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { CloseIcon } from '../../ui/icons.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import type { DialogName } from './dialogs.tsx';
import { SideButton, SideSection } from './side-parts.tsx';
import classes from './ticket.module.css';

type SideFamilyProps = { ticket: Ticket; onDialog: (dialog: DialogName) => void };

/** What the ticket is a part of, and its own parts. */
export function SideFamily({ ticket, onDialog }: SideFamilyProps) {
  const setParent = useVerb(api.tickets.setParent, { invalidates: ['/tickets'] });
  const { number, parent, children } = ticket;
  const canLink = ticket.verbs.includes('link');
  const release = (child: string) => setParent.mutate({ number: child, parent: null });
  const removal = (child: string, label: string) =>
    canLink ? { label, onRemove: () => release(child), isBusy: setParent.isPending } : undefined;
  return (
    <>
      {parent && (
        <SideSection title="Part of">
          <ul className={classes.sideList}>
            <Member other={parent} removal={removal(number, `Take it out of ${parent.number}`)} />
          </ul>
        </SideSection>
      )}
      <SideSection
        title="Child tickets"
        action={
          <>
            {children.length > 0 && (
              <Link to="/queues" search={{ parent: number, show: 'all' }}>
                As a list
              </Link>
            )}
            {canLink && <SideButton onClick={() => onDialog('child')}>Open a child</SideButton>}
          </>
        }
      >
        {children.length === 0 && <p className={classes.soft}>none</p>}
        <ul className={classes.sideList} aria-label={`Child tickets of ${number}`}>
          {children.map((child) => (
            <Member
              key={child.number}
              other={child}
              assignee={child.assignee?.name}
              removal={removal(child.number, `Take ${child.number} out of it`)}
            />
          ))}
        </ul>
      </SideSection>
    </>
  );
}

type MemberProps = {
  other: NonNullable<Ticket['parent']>;
  assignee?: string;
  removal?: { label: string; onRemove: () => void; isBusy: boolean };
};

function Member({ other, assignee, removal }: MemberProps) {
  return (
    <li>
      <div>
        <Link to="/tickets/$number" params={{ number: other.number }}>
          {other.number}
        </Link>{' '}
        <bdi>{other.title}</bdi>
        <div>
          <StateBadge state={other.state} />
          {assignee && (
            <span className={classes.soft}>
              {' '}
              with <bdi>{assignee}</bdi>
            </span>
          )}
        </div>
      </div>
      {removal && (
        <ActionIcon size="sm" aria-label={removal.label} disabled={removal.isBusy} onClick={removal.onRemove}>
          <CloseIcon size={14} />
        </ActionIcon>
      )}
    </li>
  );
}
