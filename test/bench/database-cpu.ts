import { readdirSync, readFileSync } from 'node:fs';
import { query } from './database.ts';

/** Linux counts the time of processes in hundredths of a second. */
const TICK_MS = 10;

/**
 * Milliseconds of CPU that the database server has used so far, by all its processes, those that have ended included;
 * NaN where it runs on another machine or this one is no Linux.
 */
export async function databaseCpu(url: string): Promise<number> {
  const server = await serverOf(url);
  if (server === undefined) return Number.NaN;
  const ticks = readdirSync('/proc').map((name) => {
    const found = statOf(name);
    if (found?.pid === server) return found.own + found.ended;
    return found?.parent === server ? found.own : 0;
  });
  return ticks.reduce((sum, each) => sum + each, 0) * TICK_MS;
}

/**
 * Lets the database stand still, without closing a connection, for as long as `work` takes; then for what it returns
 * the database goes on.
 */
export async function withDatabaseStopped(
  url: string,
  work: () => Promise<() => Promise<unknown>>,
): Promise<void> {
  const server = await serverOf(url);
  const processes = readdirSync('/proc').filter(
    (name) => server !== undefined && statOf(name)?.parent === server,
  );
  const signalAll = (signal: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of processes) {
      try {
        process.kill(Number(pid), signal);
      } catch {
        // It has ended meanwhile.
      }
    }
  };
  signalAll('SIGSTOP');
  const rest = await work().finally(() => signalAll('SIGCONT'));
  await rest();
}

/** The process of the server, of which one that was there from the beginning is a child. */
async function serverOf(url: string): Promise<string | undefined> {
  const [oldest] = await query(url, 'SELECT min(pid) AS pid FROM pg_stat_activity');
  return statOf(oldest?.pid ?? '')?.parent;
}

type Stat = { pid: string; parent: string; own: number; ended: number };

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; undefined: no such process of PostgreSQL. */
function statOf(pid: string): Stat | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    if (!line.includes('(postgres)')) return undefined;
    // Behind the name: state, parent, ..., and from the 12th on utime, stime and the same of children that have ended.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15).map(Number);
    return { pid, parent: fields[1] ?? '', own: utime + stime, ended: cutime + cstime };
  } catch {
    return undefined;
  }
}
