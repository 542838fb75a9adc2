import type { Clock } from '../../../src/lib/clock.ts';

/** By which platform somebody is paged. */
export type By = 'slack' | 'sms' | 'voice' | 'email';

type Happening =
  /** A source sends something, and what it is answered; null: nothing, so it sends it again. */
  | { what: 'asked'; call: number; action: 'trigger' | 'acknowledge' | 'resolve'; key: string }
  | { what: 'answered'; call: number; status: number | null }
  /** A platform was asked to page; `taken`: and did. */
  | { what: 'called'; by: By; page: string; taken: boolean }
  /** Who watches from outside was told how paging is doing. */
  | { what: 'watched'; status: string; breaches: string[] }
  /** Something was done to the desk. */
  | { what: 'killed' | 'stopped' | 'woken' }
  /** From now on nothing can be done: no process is there, or no database. */
  | { what: 'down'; why: 'process' | 'database' }
  | { what: 'up' }
  /** From now on this platform takes nothing. */
  | { what: 'away' | 'back'; by: By }
  /** Everybody's clock was put forward. */
  | { what: 'jumped'; milliseconds: number };

/** `at`: by the clock of the desk, in milliseconds. */
export type Entry = Happening & { at: number };

export type Ledger = { entries: Entry[]; note(happening: Happening, at?: number): void };

/** What happened in a run, as those saw it who are not the desk. */
export function createLedger(clock: Clock): Ledger {
  const entries: Entry[] = [];
  return {
    entries,
    note: (happening, at = clock.now().getTime()) => void entries.push({ ...happening, at }),
  };
}
