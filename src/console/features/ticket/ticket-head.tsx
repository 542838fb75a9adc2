import { ActionIcon, Button, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { useVerb } from '../../call.ts';
import { DueBadge } from '../../ui/clock-badge.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { BackIcon, MoreIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Priority } from '../../ui/priority.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { When } from '../../ui/when.tsx';
import type { DialogName } from './dialogs.tsx';
import classes from './ticket.module.css';
import { becauseWords, kindWords } from './words.ts';

type TicketHeadProps = {
  ticket: Ticket;
  onDialog: (dialog: DialogName) => void;
  onTake: (input: { number: string }) => void;
  isTaking: boolean;
};

export function TicketHead({ ticket, onDialog, onTake, isTaking }: TicketHeadProps) {
  return (
    <header className={classes.head}>
      <PageTitle
        tab={`${ticket.number} ${ticket.title}`}
        above={
          <div className={classes.above}>
            <Link
              to="/queues/$queueId"
              params={{ queueId: ticket.queue.id }}
              search={{}}
              className={classes.back}
            >
              <BackIcon size={16} />
              <bdi>{ticket.queue.name}</bdi>
            </Link>
            <span className={classes.number}>{ticket.number}</span>
          </div>
        }
      >
        {ticket.title}
      </PageTitle>
      <div className={classes.facts}>
        <StateBadge state={ticket.state} holdReason={ticket.holdReason} />
        {ticket.due && <DueBadge due={ticket.due} full />}
        <Priority value={ticket.priority} />
        <span>
          {kindWords[ticket.kind]}
          {ticket.isProject && ' · project'}
        </span>
        <span>
          {ticket.assignee ? (
            <>
              with <bdi>{ticket.assignee.name}</bdi>
            </>
          ) : (
            'nobody has it'
          )}
          {ticket.unassignedBecause && (
            <span className={classes.because}> · {becauseWords[ticket.unassignedBecause]}</span>
          )}
        </span>
        <span>
          opened <When at={ticket.createdAt} />
        </span>
      </div>
      <Actions ticket={ticket} onDialog={onDialog} onTake={onTake} isTaking={isTaking} />
    </header>
  );
}

function Actions({ ticket, onDialog, onTake, isTaking }: TicketHeadProps) {
  const touched = { invalidates: ['/tickets', '/queues'] };
  const resume = useVerb(api.tickets.resume, touched);
  const close = useVerb(api.tickets.close, touched);
  const makeProject = useVerb(api.tickets.makeProject, touched);
  const endProject = useVerb(api.tickets.endProject, touched);
  const can = (verb: Ticket['verbs'][number]) => ticket.verbs.includes(verb);
  const just = { number: ticket.number };
  const askClose = async () => {
    const yes = await confirm({
      title: `Close ${ticket.number} for good?`,
      text: 'A closed ticket cannot be reopened. A later message about it opens a new one that is linked.',
      yes: 'Close it',
    });
    if (yes) close.mutate(just);
  };
  const more: [DialogName, Ticket['verbs'][number], string][] = [
    ['edit', 'edit', 'Edit'],
    ['merge', 'merge', 'Merge into another ticket'],
    ['link', 'link', 'Link to another ticket'],
    ['child', 'link', 'Open a child ticket'],
  ];
  const shown = more.filter(([, verb]) => can(verb));
  const mayPlan =
    can('edit') &&
    can('resolve') &&
    !ticket.change &&
    (ticket.kind === 'request' || ticket.kind === 'change');
  return (
    <section className={classes.actions} aria-label="What to do with it">
      {can('take') && (
        <Button size="xs" loading={isTaking} onClick={() => onTake(just)}>
          Take
        </Button>
      )}
      {can('resolve') && (
        <Button size="xs" variant={can('take') ? 'default' : 'filled'} onClick={() => onDialog('resolve')}>
          Resolve
        </Button>
      )}
      {can('resume') && (
        <Button size="xs" variant="default" loading={resume.isPending} onClick={() => resume.mutate(just)}>
          Take off hold
        </Button>
      )}
      {can('hold') && (
        <Button size="xs" variant="default" onClick={() => onDialog('hold')}>
          Hold
        </Button>
      )}
      {can('reopen') && (
        <Button size="xs" variant="default" onClick={() => onDialog('reopen')}>
          Reopen
        </Button>
      )}
      {can('close') && (
        <Button size="xs" variant="default" loading={close.isPending} onClick={() => void askClose()}>
          Close
        </Button>
      )}
      {can('assign') && (
        <Button size="xs" variant="default" onClick={() => onDialog('assign')}>
          Assign
        </Button>
      )}
      {can('move') && (
        <Button size="xs" variant="default" onClick={() => onDialog('move')}>
          Move
        </Button>
      )}
      {ticket.change && (
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => <Link to="/changes/$number" params={{ number: ticket.number }} {...props} />}
        >
          Open the change
        </Button>
      )}
      {(shown.length > 0 || can('cancel')) && (
        <Menu>
          <Menu.Target>
            <ActionIcon size="input-xs" variant="default" aria-label="More actions">
              <MoreIcon />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {shown.map(([dialog, , label]) => (
              <Menu.Item key={dialog} onClick={() => onDialog(dialog)}>
                {label}
              </Menu.Item>
            ))}
            {mayPlan && (
              <Menu.Item
                renderRoot={(props) => (
                  <Link to="/changes/new" search={{ ticket: ticket.number }} {...props} />
                )}
              >
                Plan as a change
              </Menu.Item>
            )}
            {can('project') && (
              <Menu.Item onClick={() => (ticket.isProject ? endProject : makeProject).mutate(just)}>
                {ticket.isProject ? 'Make it an ordinary ticket' : 'Make it a project'}
              </Menu.Item>
            )}
            {can('cancel') && (
              <>
                <Menu.Divider />
                <Menu.Item color="var(--bad)" onClick={() => onDialog('cancel')}>
                  Not a request
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </section>
  );
}
