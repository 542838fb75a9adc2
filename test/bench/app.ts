import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/lib/free-port.ts';

export type RunningApp = {
  url: string;
  child: ChildProcess;
  /** Milliseconds from the spawn until it said that it is ready. */
  readyAfter: number;
  stop(): Promise<void>;
};

const ROOT = join(import.meta.dirname, '../..');
/** What stands behind `node` in the script `start`: its flags and the program. */
const [, ...START] = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts.start.split(' ');
const PATIENCE = 60_000;

/**
 * Starts `src/main.ts` as a process of its own, as `npm start` does, and waits until `/readyz` says yes.
 * @param nodeFlags such as `--expose-gc`
 */
export async function startMain(
  environment: Record<string, string>,
  nodeFlags: string[] = [],
): Promise<RunningApp> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { DATABASE_URL: _, ...inherited } = process.env;
  const began = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, ...START], {
    cwd: ROOT,
    env: { ...inherited, PORT: String(port), LOG_LEVEL: 'info', ...environment },
    // Its log goes nowhere, but it is written.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  endWithUs(child);
  for (;;) {
    if (child.exitCode !== null) throw new Error(`src/main.ts ended with ${child.exitCode}.`);
    if (await isReady(url)) break;
    if (performance.now() - began > PATIENCE) throw new Error('src/main.ts did not become ready.');
    await sleep(5);
  }
  return {
    url,
    child,
    readyAfter: performance.now() - began,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Milliseconds of CPU that the process has used so far, by its own metrics. */
export async function cpuOf(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]) * 1000;
}

/** Should we end before it does. */
export function endWithUs(child: ChildProcess): void {
  const end = () => child.kill();
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
