import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Clock } from '../../src/lib/clock.ts';

/** A clock that goes like the machine's, ahead by what stands in a file: the same one for any number of processes. */
export type SharedClock = Clock & { jump(milliseconds: number): void; close(): void };

/** Also one that was stopped sees, once it goes on, how late it has become. */
export function sharedClock(file: string): SharedClock {
  const handle = openSync(file, 'a+');
  const ahead = Buffer.alloc(8);
  const read = (): number => (readSync(handle, ahead, 0, 8, 0) === 8 ? ahead.readDoubleLE() : 0);
  return {
    now: () => new Date(Date.now() + read()),
    jump(milliseconds) {
      ahead.writeDoubleLE(read() + milliseconds);
      const writing = openSync(file, 'r+');
      writeSync(writing, ahead, 0, 8, 0);
      closeSync(writing);
    },
    close: () => closeSync(handle),
  };
}
