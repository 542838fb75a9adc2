import { Link } from '@tanstack/react-router';
import type { Ticket } from '../../../contract/tickets.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { Priority } from '../../ui/priority.tsx';
import { SideAlerts } from '../alerts/side-alerts.tsx';
import { SideApprovals } from '../approvals/side-approvals.tsx';
import { SideRequested } from '../catalogue/requested.tsx';
import type { DialogName } from './dialogs.tsx';
import { SideDates } from './side-dates.tsx';
import { SideFamily } from './side-family.tsx';
import { SideLinks } from './side-links.tsx';
import { SideOutcome } from './side-outcome.tsx';
import { Fact, Facts, SideButton, SideSection } from './side-parts.tsx';
import { SideRules } from './side-rules.tsx';
import { SideSla } from './side-sla.tsx';
import { SideTasks } from './side-tasks.tsx';
import { SideWatchers } from './side-watchers.tsx';
import classes from './ticket.module.css';
import { kindWords, levelWords, originWords } from './words.ts';

type SideProps = { ticket: Ticket; onDialog: (dialog: DialogName) => void };

/** What is known of a ticket besides what was said. */
export function Side({ ticket, onDialog }: SideProps) {
  const me = useMe();
  const can = (verb: Ticket['verbs'][number]) => ticket.verbs.includes(verb);
  return (
    <>
      <SideOutcome ticket={ticket} />
      <SideRequested ticket={ticket} />
      <SideSla ticket={ticket} />
      <SideAlerts number={ticket.number} />
      <SideApprovals ticket={ticket} />
      <SideTasks ticket={ticket} />
      <SideSection title="People">
        <Facts>
          <Fact label="Requester">
            <Link to="/queues" search={{ requester: ticket.requester.id }} title="Their open tickets">
              <bdi>{ticket.requester.name}</bdi>
            </Link>
          </Fact>
          {ticket.openedBy.id !== ticket.requester.id && (
            <Fact label="Opened by">
              <bdi>{ticket.openedBy.name}</bdi>
            </Fact>
          )}
          <Fact
            label="Assignee"
            action={can('assign') && <SideButton onClick={() => onDialog('assign')}>Assign</SideButton>}
          >
            {ticket.assignee ? (
              <bdi>{ticket.assignee.name}</bdi>
            ) : (
              <span className={classes.soft}>nobody</span>
            )}
          </Fact>
          <Fact
            label="Queue"
            action={can('move') && <SideButton onClick={() => onDialog('move')}>Move</SideButton>}
          >
            <bdi>{ticket.queue.name}</bdi>
          </Fact>
        </Facts>
      </SideSection>
      <SideSection
        title="Classification"
        action={can('edit') && <SideButton onClick={() => onDialog('edit')}>Edit</SideButton>}
      >
        <Facts>
          <Fact label="Kind">{kindWords[ticket.kind]}</Fact>
          <Fact label="Priority">
            <Priority value={ticket.priority} />
          </Fact>
          {ticket.priorityReason && <Fact label="By hand">{ticket.priorityReason}</Fact>}
          <Fact label="Impact">{levelWords[ticket.impact]}</Fact>
          <Fact label="Urgency">{levelWords[ticket.urgency]}</Fact>
          <Fact label="Category">
            {ticket.category ? <bdi>{ticket.category}</bdi> : <span className={classes.soft}>none</span>}
          </Fact>
          <Fact label="Tags">
            {ticket.tags.length === 0 && <span className={classes.soft}>none</span>}
            {ticket.tags.map((tag) => (
              <Link key={tag} to="/queues" search={{ tag }} className={classes.tag}>
                {tag}
              </Link>
            ))}
          </Fact>
        </Facts>
      </SideSection>
      <SideFamily ticket={ticket} onDialog={onDialog} />
      <SideLinks ticket={ticket} onDialog={onDialog} />
      <SideWatchers ticket={ticket} />
      <SideDates ticket={ticket} />
      <SideRules ticket={ticket} />
      <SideSection title="Where it comes from">
        <Facts>
          <Fact label="Raised by">{originWords(ticket.source, ticket.channel)}</Fact>
          <Fact label="Routed by">
            {ticket.routedBy ? (
              <>
                <bdi>{ticket.routedBy.name}</bdi>, version {ticket.routedBy.version}
              </>
            ) : (
              <span className={classes.soft}>no rule: its conversation or the default queue</span>
            )}
          </Fact>
          {ticket.aliases.length > 0 && <Fact label="Other numbers">{ticket.aliases.join(', ')}</Fact>}
        </Facts>
        {isAdmin(me) && (
          <p className={classes.sideFoot}>
            {ticket.routedBy && (
              <Link to="/settings/$section" params={{ section: 'rules' }}>
                Routing rules
              </Link>
            )}
            <Link
              to="/settings/$section"
              params={{ section: 'audit' }}
              search={{ subjectType: 'ticket', subjectId: ticket.id }}
            >
              Audit of this ticket
            </Link>
          </p>
        )}
      </SideSection>
    </>
  );
}
