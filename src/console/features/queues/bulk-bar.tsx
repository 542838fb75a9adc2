import { Anchor, Button, CloseButton, List, Modal, Progress, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { TicketSummary } from '../../../contract/tickets.ts';
import { call } from '../../call.ts';
import { showDone } from '../../ui/tell.tsx';
import { BulkMacro } from '../macros/bulk-macro.tsx';
import { AssignDialog } from '../ticket/assign-dialog.tsx';
import { MoveDialog } from '../ticket/move-dialog.tsx';
import { type BulkRun, useBulk } from './bulk.ts';
import classes from './queues.module.css';

type BulkBarProps = { chosen: TicketSummary[]; onKeep: (tickets: TicketSummary[]) => void };

/** What can be done with the ticked tickets, how far it has come, and what failed. */
export function BulkBar({ chosen, onKeep }: BulkBarProps) {
  const [asks, setAsks] = useState<'assign' | 'move' | 'macro' | null>(null);
  const { run, start, forget } = useBulk((over) => {
    onKeep(over.failures.map(({ ticket }) => ticket));
    if (over.failures.length > 0) return;
    showDone(`${over.does}: ${over.total} ${over.total === 1 ? 'ticket' : 'tickets'}.`);
  });
  const isRunning = run !== null && !run.isOver;
  const close = () => setAsks(null);
  const words = chosen.length === 1 ? '1 ticket' : `${chosen.length} tickets`;

  return (
    <>
      {(chosen.length > 0 || isRunning) && (
        <section className={classes.bar} aria-label="Selected tickets">
          {isRunning ? (
            <Running run={run} />
          ) : (
            <>
              <Text size="sm" fw={600} role="status">
                {chosen.length} selected
              </Text>
              <Button
                size="xs"
                onClick={() =>
                  void start('Taken', chosen, ({ number }) => call(api.tickets.take, { number }))
                }
              >
                Take
              </Button>
              <Button size="xs" variant="default" onClick={() => setAsks('assign')}>
                Assign
              </Button>
              <Button size="xs" variant="default" onClick={() => setAsks('move')}>
                Move
              </Button>
              <Button size="xs" variant="default" onClick={() => setAsks('macro')}>
                Macro
              </Button>
              <CloseButton aria-label="Select nothing" onClick={() => onKeep([])} />
            </>
          )}
        </section>
      )}
      <AssignDialog
        opened={asks === 'assign'}
        title={`Assign ${words}`}
        onClose={close}
        onAssign={(assigneeId) => {
          close();
          void start('Assigned', chosen, ({ number }) => call(api.tickets.assign, { number, assigneeId }));
        }}
      />
      <MoveDialog
        opened={asks === 'move'}
        title={`Move ${words}`}
        onClose={close}
        onMove={(queueId, reason) => {
          close();
          void start('Moved', chosen, ({ number }) => call(api.tickets.move, { number, queueId, reason }));
        }}
      />
      <BulkMacro
        opened={asks === 'macro'}
        title={`Use a macro on ${words}`}
        onClose={close}
        onApply={({ id, name, version }) => {
          close();
          void start(name, chosen, ({ number }) => call(api.macros.apply, { id, ticket: number, version }));
        }}
      />
      <Summary run={run} onClose={forget} />
    </>
  );
}

function Running({ run }: { run: BulkRun }) {
  return (
    <>
      <Text size="sm" role="status">
        {run.done} of {run.total} done
      </Text>
      <Progress w="10rem" value={(run.done / run.total) * 100} aria-label="Progress" />
    </>
  );
}

function Summary({ run, onClose }: { run: BulkRun | null; onClose: () => void }) {
  const failures = run?.isOver ? run.failures : [];
  return (
    <Modal
      opened={failures.length > 0}
      onClose={onClose}
      title={`${failures.length} of ${run?.total ?? 0} could not be done`}
    >
      <Text size="sm" c="dimmed" mb="sm">
        The others are done. These stay selected:
      </Text>
      <List size="sm" spacing={8} listStyleType="none">
        {failures.map(({ ticket: { number, title }, why }) => (
          <List.Item key={number}>
            <Anchor
              size="sm"
              renderRoot={(props) => <Link to="/tickets/$number" params={{ number }} {...props} />}
            >
              {number}
            </Anchor>{' '}
            <bdi>{title}</bdi>
            <Text size="sm" c="var(--bad)">
              {why}
            </Text>
          </List.Item>
        ))}
      </List>
      <Button mt="md" onClick={onClose} fullWidth>
        OK
      </Button>
    </Modal>
  );
}
