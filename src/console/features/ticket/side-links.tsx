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
import { linkWords } from './words.ts';

type SideLinksProps = { ticket: Ticket; onDialog: (dialog: DialogName) => void };

export function SideLinks({ ticket, onDialog }: SideLinksProps) {
  const unlink = useVerb(api.tickets.unlink, { invalidates: ['/tickets'] });
  const canLink = ticket.verbs.includes('link');
  const remove = ({ kind, direction, number }: Ticket['links'][number]) => {
    // A link belongs to the side that is the duplicate or the part.
    if (direction === 'in') unlink.mutate({ number, kind, to: ticket.number });
    else unlink.mutate({ number: ticket.number, kind, to: number });
  };
  return (
    <SideSection
      title="Links"
      action={canLink && <SideButton onClick={() => onDialog('link')}>Add a link</SideButton>}
    >
      {ticket.links.length === 0 && <p className={classes.soft}>none</p>}
      <ul className={classes.sideList}>
        {ticket.links.map((link) => (
          <li key={`${link.kind} ${link.direction} ${link.number}`}>
            <div>
              <span className={classes.soft}>{linkWords[link.kind][link.direction]} </span>
              <Link to="/tickets/$number" params={{ number: link.number }}>
                {link.number}
              </Link>{' '}
              <bdi>{link.title}</bdi>
              <div>
                <StateBadge state={link.state} />
              </div>
            </div>
            {canLink && (
              <ActionIcon
                size="sm"
                aria-label={`Remove the link to ${link.number}`}
                disabled={unlink.isPending}
                onClick={() => remove(link)}
              >
                <CloseIcon size={14} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
    </SideSection>
  );
}
