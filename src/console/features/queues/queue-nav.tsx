import { Button, Drawer, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Queue } from '../../../contract/queues.ts';
import { useMe } from '../../session.tsx';
import { ChevronDownIcon, LockIcon } from '../../ui/icons.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import type { Filters } from './filters.ts';
import classes from './queues.module.css';

type QueueNavProps = {
  queues: UseQueryResult<{ items: Queue[] }>;
  queueId: string | undefined;
  /** What the list shows; null: one is on another page of the queues. */
  filters: Filters | null;
};

const triageOnWeb = ({ triage }: Queue) => triage.find(({ channel }) => channel === 'web')?.conversation;

/** The queues I may see, mine first: beside the list, or behind a button where there is no room. */
export function QueueNav(props: QueueNavProps) {
  const isNarrow = useMediaQuery('(max-width: 61.99em)', false, { getInitialValueInEffect: false });
  const [opened, setOpened] = useState(false);
  if (!isNarrow) {
    return (
      <nav className={classes.nav} aria-label="Queues">
        <Links {...props} />
      </nav>
    );
  }
  return (
    <div>
      <Button
        variant="default"
        size="xs"
        rightSection={<ChevronDownIcon size={14} />}
        aria-haspopup="dialog"
        aria-expanded={opened}
        onClick={() => setOpened(true)}
      >
        Switch queue
      </Button>
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        title="Queues"
        position="left"
        size="19rem"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <nav aria-label="Queues">
          <Links {...props} onTurn={() => setOpened(false)} />
        </nav>
      </Drawer>
    </div>
  );
}

/** Four links lead to the same path: only the one whose search fits is where one is. */
const exactly = { exact: true, includeSearch: true };

const openOf = ({ counts }: Queue) => counts.new + counts.in_progress + counts.on_hold;
const sum = (queues: Queue[], count: (queue: Queue) => number) =>
  queues.reduce((total, queue) => total + count(queue), 0);

function Links({ queues, queueId, filters, onTurn }: QueueNavProps & { onTurn?: () => void }) {
  const me = useMe();
  if (queues.isPending) return <Loading rows={4} />;
  if (queues.isError && !queues.data) return <Failed error={queues.error} retry={queues.refetch} />;
  // Admins know of private queues too, but not of their tickets.
  const items = (queues.data?.items ?? []).filter((queue) => !queue.archived && queue.mine);
  const isOurs = (queue: Queue) => me.teams.some((team) => team.id === queue.teamId);
  const mine = items.filter(isOurs);
  const others = items.filter((queue) => !isOurs(queue));
  const view =
    queueId || !filters
      ? null
      : filters.assignee === 'me' || filters.assignee === 'none'
        ? filters.assignee
        : filters.sort === 'due'
          ? 'due'
          : 'all';
  return (
    <>
      <ul className={classes.links}>
        <li>
          <Link
            to="/queues"
            search={{}}
            className={classes.link}
            activeOptions={exactly}
            aria-current={current(view === 'all')}
            onClick={onTurn}
          >
            <span>All queues</span>
            <Count open={sum(items, openOf)} />
          </Link>
        </li>
        <li>
          <Link
            to="/queues"
            search={{ assignee: 'me' }}
            className={classes.link}
            activeOptions={exactly}
            aria-current={current(view === 'me')}
            onClick={onTurn}
          >
            <span>Assigned to me</span>
          </Link>
        </li>
        <li>
          <Link
            to="/queues"
            search={{ assignee: 'none' }}
            className={classes.link}
            activeOptions={exactly}
            aria-current={current(view === 'none')}
            onClick={onTurn}
          >
            <span>Unassigned</span>
            <Count open={sum(items, (queue) => queue.counts.unassigned)} />
          </Link>
        </li>
        <li>
          <Link
            to="/queues"
            search={{ sort: 'due' }}
            className={classes.link}
            activeOptions={exactly}
            aria-current={current(view === 'due')}
            onClick={onTurn}
          >
            <span>Due next</span>
          </Link>
        </li>
      </ul>
      <Group label="My queues" queues={mine} queueId={queueId} onTurn={onTurn} />
      <Group
        label={mine.length > 0 ? 'Other queues' : 'Queues'}
        queues={others}
        queueId={queueId}
        onTurn={onTurn}
      />
      <ul className={`${classes.links} ${classes.apart}`}>
        <li>
          <Link to="/availability" className={classes.link} onClick={onTurn}>
            Availability
          </Link>
        </li>
      </ul>
    </>
  );
}

const current = (is: boolean) => (is ? ('page' as const) : undefined);

type GroupProps = { label: string; queues: Queue[]; queueId: string | undefined; onTurn?: () => void };

function Group({ label, queues, queueId, onTurn }: GroupProps) {
  if (queues.length === 0) return null;
  return (
    <>
      <Text className={classes.groupLabel}>{label}</Text>
      <ul className={classes.links} aria-label={label}>
        {queues.map((queue) => (
          <li key={queue.id}>
            <Link
              to="/queues/$queueId"
              params={{ queueId: queue.id }}
              search={{}}
              className={classes.link}
              activeOptions={exactly}
              aria-current={current(queue.id === queueId)}
              onClick={onTurn}
            >
              <span className={classes.linkName}>
                <bdi>{queue.name}</bdi>
                {queue.visibility === 'private' && <LockIcon size={12} />}
              </span>
              <Count open={openOf(queue)} unassigned={queue.counts.unassigned} />
            </Link>
            {triageOnWeb(queue) !== undefined && (
              <Link
                to="/triage/$conversation"
                params={{ conversation: triageOnWeb(queue) ?? '' }}
                className={classes.triage}
                aria-label={`Triage of ${queue.name}`}
                onClick={onTurn}
              >
                Triage
              </Link>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** How many are open, and how many of them nobody has. */
function Count({ open, unassigned = 0 }: { open: number; unassigned?: number }) {
  const words = `${open} open${unassigned > 0 ? `, ${unassigned} unassigned` : ''}`;
  return (
    <span className={classes.count} title={words}>
      <span className={classes.hidden}>{words}</span>
      {unassigned > 0 && (
        <span className={classes.free} aria-hidden="true">
          {unassigned}
        </span>
      )}
      <span aria-hidden="true">{open}</span>
    </span>
  );
}
