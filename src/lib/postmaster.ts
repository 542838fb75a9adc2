import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** What `postmaster.pid` says, and whether that process still is the server of this cluster. */
export type Postmaster = {
  pid: number;
  port: number;
  /** `starting`, `ready`, `stopping`, ... as the server writes it; empty very early. */
  status: string;
  /** False when the process is gone, is a zombie, or its pid has been given to a stranger. */
  alive: boolean;
  /** True when some process of ours or of another user has this pid, server or not. */
  pidInUse: boolean;
};

/** Reads `postmaster.pid` of a cluster; undefined when there is none (the server was stopped in order). */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  let text: string;
  try {
    text = await readFile(join(cluster, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // Lines: pid, data folder, start time, port, socket folder, address, shared memory key, status.
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Math.abs(Number(lines[0]));
  if (!Number.isInteger(pid) || pid < 2) return undefined;
  const pidInUse = pidExists(pid);
  const alive = pidInUse && (await isServerOf(pid, cluster));
  return { pid, port: Number(lines[3] ?? 0), status: lines[7] ?? '', alive, pidInUse };
}

/**
 * Ends a postmaster: a fast shutdown (clients are cut off, everything is written out), and if that has not
 * ended it after `patience` milliseconds, an immediate one, after which the next start replays the log.
 */
export async function endPostmaster(pid: number, cluster: string, patience = 10_000): Promise<void> {
  signal(pid, 'SIGINT');
  if (await ended(pid, cluster, patience)) return;
  signal(pid, 'SIGQUIT');
  await ended(pid, cluster, patience);
}

async function ended(pid: number, cluster: string, patience: number): Promise<boolean> {
  const deadline = performance.now() + patience;
  while (performance.now() < deadline) {
    if (!pidExists(pid) || !(await isServerOf(pid, cluster))) return true;
    await sleep(20);
  }
  return false;
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Pids are used again, after a reboot above all, so the command line must be that of our server. */
async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  const command = await commandLine(pid);
  // The postmaster keeps the arguments it was started with; the trailing blank ends the folder's name.
  return command.includes(` -D ${cluster} `);
}

async function commandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') {
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    }
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
    return `${stdout.trim()} `;
  } catch {
    return '';
  }
}
