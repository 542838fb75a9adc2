import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, messageOf } from './errors.ts';
import { freePort } from './free-port.ts';
import type { Launcher } from './postgres-binaries.ts';
import { type ClusterPaths, cleanEnvironment } from './postgres-cluster.ts';
import { probe } from './postgres-connection.ts';
import { endPostmaster, readPostmaster } from './postmaster.ts';

export type Server = { pid: number; port: number; adopted: boolean; child?: ChildProcess };

export type Setup = {
  paths: ClusterPaths;
  launcher: Launcher;
  program: string;
  password: string;
  log: (line: string) => void;
};

/** The remains of a killed server hold its lock for a second or so; milliseconds. */
export const LOCK_PATIENCE = 10_000;
export const LOCK_RETRY = 100;
/** Replaying the log after a crash can take long, and there is nothing better to do than to wait. */
const RECOVERY_PATIENCE = 180_000;
const LOG_LIMIT = 10 * 1024 * 1024;

/** What the server is told at every start, whatever its configuration file says. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 100,
  // Durability: what has been acknowledged survives a power cut.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  logging_collector: 'off',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
  // Statements and row contents hold what people wrote; they do not belong in a log.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

/** Starts a server, again and again while the remains of a killed one still hold the lock or the port. */
export async function launch(setup: Setup, wantedPort: number | undefined): Promise<Server> {
  const deadline = performance.now() + LOCK_PATIENCE;
  for (;;) {
    const port = wantedPort ?? (await freePort());
    const { child, logStart } = await spawnServer(setup, port);
    if (await becameReady(child, port, setup)) return { pid: child.pid ?? 0, port, adopted: false, child };
    const lines = await linesSince(setup.paths.log, logStart);
    const locked =
      /lock file ".*" already exists|pre-existing shared memory block|could not remove old lock/.test(lines);
    const taken = wantedPort === undefined && /could not (bind|create any TCP)/.test(lines);
    if (!(locked || taken) || performance.now() > deadline) failStart(setup, lines, port);
    await sleep(LOCK_RETRY);
  }
}

async function spawnServer(setup: Setup, port: number): Promise<{ child: ChildProcess; logStart: number }> {
  const { paths } = setup;
  const { program, args, uid, gid } = setup.launcher.command(setup.program, [
    ...['-D', paths.cluster],
    ...Object.entries({ ...SETTINGS, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  // PostgreSQL takes any living process with the pid in its lock file for a server. When it certainly is
  // none, this variable (pg_ctl's own) makes it pass over that pid; it still looks for living backends.
  const stale = await readPostmaster(paths.cluster);
  const pass = stale?.pidInUse && !stale.alive ? { PG_GRANDPARENT_PID: String(stale.pid) } : undefined;

  const logFile = await openLog(paths.log);
  try {
    const logStart = (await logFile.stat()).size;
    const child = spawn(program, args, {
      ...{ uid, gid, cwd: paths.cluster, env: cleanEnvironment(pass) },
      stdio: ['ignore', logFile.fd, logFile.fd],
      detached: true,
    });
    await once(child, 'spawn');
    child.unref();
    return { child, logStart };
  } catch (error) {
    return fail('unavailable', `The embedded PostgreSQL cannot be started: ${messageOf(error)}`);
  } finally {
    await logFile.close();
  }
}

/** True when it accepts connections, false when it has ended. */
async function becameReady(child: ChildProcess, port: number, setup: Setup): Promise<boolean> {
  const began = performance.now();
  let said = false;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    // Nothing is sent to the port before the lock file says that it is our child who listens there.
    const found = await readPostmaster(setup.paths.cluster).catch(() => undefined);
    const listens = found?.pid === child.pid && found?.status === 'ready';
    const answer = listens ? await probe(port, setup.password, setup.paths.cluster) : 'not yet';
    if (answer === 'ready') return true;
    const waited = performance.now() - began;
    if (answer === 'no' || waited > RECOVERY_PATIENCE) {
      await stopServer({ pid: child.pid ?? 0, port, adopted: false, child }, setup.paths.cluster);
      return false;
    }
    if (waited > 3_000 && !said) {
      said = true;
      setup.log('postgres: recovering after a crash, this can take a while');
    }
    await sleep(10);
  }
}

/** A fast shutdown, and the wait for its end. */
export async function stopServer(server: Server, cluster: string): Promise<void> {
  const child = server.child;
  if (child && (child.exitCode !== null || child.signalCode !== null)) return;
  // The child must be reaped before the folder may be used again; an adopted server is init's to reap.
  child?.ref();
  const reaped = child ? once(child, 'exit') : undefined;
  await endPostmaster(server.pid, cluster);
  await reaped;
}

async function openLog(path: string) {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_LIMIT) await rename(path, `${path}.1`);
  return open(path, 'a', 0o600);
}

async function linesSince(path: string, start: number): Promise<string> {
  const text = (await readFile(path)).subarray(start).toString('utf8');
  return text.trim().split('\n').slice(-15).join('\n');
}

function failStart(setup: Setup, lines: string, port: number): never {
  const hint = /error while loading shared libraries|image not found/.test(lines)
    ? '\nIts libraries are incomplete: run "npm rebuild" (the packages\' install scripts must be allowed to run).'
    : /could not (bind|create any TCP)/.test(lines)
      ? `\nPort ${port} on 127.0.0.1 is taken: choose another one, or none.`
      : '';
  return fail(
    'unavailable',
    `The embedded PostgreSQL in ${setup.paths.cluster} did not start. Its last words (${setup.paths.log}):\n` +
      `${lines || '(nothing)'}${hint}`,
  );
}
