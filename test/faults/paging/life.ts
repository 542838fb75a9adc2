import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { DeskOrders, DeskTold } from '../desk-child.ts';
import type { Fate } from '../mortal.ts';
import { type End, run } from '../run.ts';
import type { Ledger } from './ledger.ts';

/** A Deskbell in a process of its own. */
export type DeskLife = {
  url: string;
  ended: Promise<End>;
  isOver(): boolean;
  beMortal(fate: Fate): Promise<void>;
  kill(): Promise<void>;
  /** Every thread of it stands still. */
  stop(): void;
  /** Also by itself. */
  isStopped(): Promise<boolean>;
  wake(): void;
  /** Finishes what is in flight. */
  end(): Promise<void>;
};

/** How long somebody waits for a process to do what it was told, in milliseconds. */
const PATIENCE = 60_000;

export type Unborn = { begin(fate: Fate): Promise<DeskLife>; drop(): void };

/** A process that has loaded everything, and does nothing before it is told to. */
export function prepareLife(orders: DeskOrders, ledger: Ledger): Unborn {
  const { child, ended } = run('desk-child.ts', orders);
  return {
    begin: (fate) => begin(child, ended, fate, ledger),
    drop: () => child.kill('SIGKILL'),
  };
}

async function begin(
  child: ChildProcess,
  ended: Promise<End>,
  fate: Fate,
  ledger: Ledger,
): Promise<DeskLife> {
  child.send(fate);
  let over = false;
  // The ledger has it before anybody starts another one.
  const gone = ended.then((end) => {
    over = true;
    ledger.note({ what: 'killed' });
    return end;
  });
  const first = await told(child, gone);
  // Some die while they are born.
  const end = first ? undefined : await ended;
  if (end && end.signal !== 'SIGKILL') throw new Error(`it did not come to life: ${end.errors}`);
  return {
    url: first && 'url' in first ? first.url : '',
    ended: gone,
    isOver: () => over,
    async beMortal(fate) {
      child.send(fate);
      await told(child, gone);
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    stop() {
      child.kill('SIGSTOP');
      ledger.note({ what: 'stopped' });
    },
    async isStopped() {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(child.pid)]);
      return stdout.startsWith('T');
    },
    wake() {
      ledger.note({ what: 'woken' });
      child.kill('SIGCONT');
    },
    async end() {
      child.kill('SIGCONT');
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** What it says next; undefined: it has ended instead. */
async function told(child: ChildProcess, gone: Promise<unknown>): Promise<DeskTold | undefined> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE);
  try {
    return await Promise.race([
      once(child, 'message', { signal: late.signal }).then(([told]) => told as DeskTold),
      gone.then(() => undefined),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
