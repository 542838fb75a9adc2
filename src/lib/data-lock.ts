import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fail, messageOf } from './errors.ts';

export type DataLock = { release(): void };

/** Kept here, since a lock that nobody refers to any more would be collected as garbage, and so let go. */
const held = new Set<DatabaseSync>();

/**
 * Takes a data folder for this process alone (creating it if need be), or raises `unavailable` saying who
 * has it. The lock is one of the operating system's on a small SQLite file: two simultaneous starts cannot
 * both get it, and however a process ends, nothing stale stays behind. The pid file beside it only serves
 * the message; a pid alone would lie after a reboot, and in containers, where everybody is pid 1.
 */
export function lockDataDir(dataDir: string): DataLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const lockFile = join(dataDir, 'deskbell.lock');
  const pidFile = join(dataDir, 'deskbell.pid');
  const database = openLock(lockFile, pidFile, dataDir);
  writeFileSync(pidFile, `${process.pid}\n`);
  held.add(database);
  return {
    release() {
      if (!held.delete(database)) return;
      // The pid goes first: once the lock is free, the file is the next holder's.
      rmSync(pidFile, { force: true });
      database.close();
    },
  };
}

function openLock(lockFile: string, pidFile: string, dataDir: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(lockFile, { timeout: 0 });
    // An exclusive transaction that is never ended holds the lock; it writes nothing.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    chmodSync(lockFile, 0o600);
    return database;
  } catch (error) {
    database?.close();
    // https://www.sqlite.org/rescode.html#busy
    if ((error as { errcode?: number }).errcode !== 5) {
      return fail('unavailable', `The data folder ${dataDir} cannot be locked: ${messageOf(error)}`);
    }
    return fail(
      'unavailable',
      `Another Deskbell${holder(pidFile)} is using the data folder ${dataDir}. Stop it first, or start this ` +
        'one with another folder. To run several at once, give them all one DATABASE_URL instead.',
    );
  }
}

function holder(pidFile: string): string {
  try {
    return ` (pid ${Number.parseInt(readFileSync(pidFile, 'utf8'), 10)})`;
  } catch {
    // It has just started and not yet written its pid.
    return '';
  }
}
