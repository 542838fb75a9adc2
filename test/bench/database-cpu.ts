import { readdirSync, readFileSync } from 'node:fs';
import { query } from './database.ts';

/** Linux counts the time of processes in hundredths of a second. */
const TICK_MS = 10;

/**
 * Milliseconds of CPU that the database server has used so far, by all its processes, those that have ended included;
 * NaN where it runs on another machine or this one is no Linux.
 */
export async function databaseCpu(url: string): Promise<number> {
  // One that was there from the beginning; which, only a superuser is told.
  const [oldest] = await query(url, 'SELECT min(pid) AS pid FROM pg_stat_activity');
  const server = statOf(oldest?.pid ?? '')?.parent;
  if (server === undefined) return Number.NaN;
  const ticks = readdirSync('/proc').map((name) => {
    const found = statOf(name);
    if (found?.pid === server) return found.own + found.ended;
    return found?.parent === server ? found.own : 0;
  });
  return ticks.reduce((sum, each) => sum + each, 0) * TICK_MS;
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
