import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** Many of them are started: what one has compiled, the next one takes. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'deskbell-test-compiled');

/** What is known of a process once it has ended. */
export type End = { signal: string | null; errors: string };

/** Runs a file beside this one in a process of its own, with its orders on the standard input: an argument has a limit. */
export function run(file: string, orders: object): { child: ChildProcess; ended: Promise<End> } {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], {
    stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE },
  });
  // How it ended is told in its place.
  child.stdin?.on('error', () => {});
  child.stdin?.end(JSON.stringify(orders));
  // `close` would say both, but does not come where it was we who disconnected.
  const ended = Promise.all([once(child, 'exit'), text(child.stderr as NodeJS.ReadableStream)]);
  return { child, ended: ended.then(([[, signal], errors]) => ({ signal, errors })) };
}
