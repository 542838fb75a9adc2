import { readFileSync } from 'node:fs';
import { query } from './database.ts';

/** Linux counts the time of processes in hundredths of a second: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICK_MS = 10;

/**
 * Milliseconds of CPU that the database server has used so far, by all its processes; NaN where it runs on another
 * machine or this one is no Linux.
 */
export async function databaseCpu(url: string): Promise<number> {
  const rows = await query(url, 'SELECT pid FROM pg_stat_activity');
  try {
    const ticks = rows.map(({ pid }) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8');
      if (!fields.includes('(postgres)')) return Number.NaN;
      // Behind the name, which may hold blanks: state is the first, utime the 12th, stime the 13th.
      const [utime, stime] = fields
        .slice(fields.lastIndexOf(')') + 2)
        .split(' ')
        .slice(11, 13);
      return Number(utime) + Number(stime);
    });
    return ticks.reduce((sum, one) => sum + one, 0) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}
