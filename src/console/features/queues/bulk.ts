/** The same verb on many tickets, one call each: every ticket is authorised, audited and refused by itself. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TicketSummary } from '../../../contract/tickets.ts';
import { wordsOf } from '../../problem.ts';

export type Failure = { ticket: TicketSummary; why: string };
export type BulkRun = { does: string; total: number; done: number; failures: Failure[]; isOver: boolean };

export function useBulk(onOver: (run: BulkRun) => void) {
  const client = useQueryClient();
  const [run, setRun] = useState<BulkRun | null>(null);

  const start = async (
    does: string,
    tickets: TicketSummary[],
    act: (ticket: TicketSummary) => Promise<unknown>,
  ) => {
    let state: BulkRun = { does, total: tickets.length, done: 0, failures: [], isOver: false };
    setRun(state);
    for (const ticket of tickets) {
      const why = await outcome(() => act(ticket));
      const failures = why === null ? state.failures : [...state.failures, { ticket, why }];
      state = { ...state, done: state.done + 1, failures };
      setRun(state);
    }
    await Promise.all([
      client.invalidateQueries({ queryKey: ['/tickets'] }),
      client.invalidateQueries({ queryKey: ['/queues'] }),
    ]);
    const over = { ...state, isOver: true };
    setRun(over);
    onOver(over);
  };

  return { run, start, forget: () => setRun(null) };
}

async function outcome(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    return wordsOf(error);
  }
}
