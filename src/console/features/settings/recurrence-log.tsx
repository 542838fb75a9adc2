import { Modal, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Recurrence, RecurrenceRun, RunState } from '../../../contract/recurrences.ts';
import { pagesOf } from '../../call.ts';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './recurrence.module.css';

const stateWords: Record<RunState, string> = {
  waiting: 'Waiting',
  done: 'Done',
  failed: 'Failed',
  skipped: 'Skipped',
};

/** What a recurrence did, newest first. */
export function RecurrenceLog({ of, onClose }: { of: Recurrence | null; onClose: () => void }) {
  // The words stay while the dialog fades.
  const [shown, setShown] = useState(of);
  if (of && of !== shown) setShown(of);
  return (
    <Modal opened={of !== null} onClose={onClose} title={`Runs of “${shown?.name}”`} size="lg">
      {shown && <Runs id={shown.id} />}
    </Modal>
  );
}

function Runs({ id }: { id: string }) {
  const runs = useInfiniteQuery(pagesOf(api.recurrences.runs, { id, limit: 20 }));
  const items = runs.data?.pages.flatMap((page) => page.items) ?? [];
  if (runs.isPending) return <Loading rows={4} />;
  if (runs.isError && !runs.data) return <Failed error={runs.error} retry={runs.refetch} />;
  if (items.length === 0) return <Empty title="It has not run yet" />;
  return (
    <>
      <ol className={classes.log}>
        {items.map((run) => (
          <li key={run.plannedAt}>
            <span>
              <When at={run.plannedAt} exact />
              {run.manual && ' · by hand'}
            </span>
            <RunOutcome run={run} />
            {run.words && (
              <Text size="sm" c="dimmed" style={{ gridColumn: '1 / -1' }}>
                {run.words}
              </Text>
            )}
            {run.missedSince && (
              <Text size="xs" c="dimmed" style={{ gridColumn: '1 / -1' }}>
                Stands for what was missed since <When at={run.missedSince} exact />
              </Text>
            )}
          </li>
        ))}
      </ol>
      <ShowMore pages={runs} />
    </>
  );
}

/** How a run ended, with its ticket. */
export function RunOutcome({ run: { state, ticket, attempts } }: { run: RecurrenceRun }) {
  return (
    <span className={classes.state} data-state={state}>
      {ticket ? (
        <Link to="/tickets/$number" params={{ number: ticket.number }}>
          {ticket.number}
        </Link>
      ) : (
        stateWords[state]
      )}
      {state === 'waiting' && attempts > 0 && `, tried ${attempts === 1 ? 'once' : `${attempts} times`}`}
    </span>
  );
}
