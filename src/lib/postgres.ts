import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, realpath, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { fail, messageOf } from './errors.ts';
import { findBinaries, findLauncher, type Launcher } from './postgres-binaries.ts';
import {
  type ClusterPaths,
  cleanEnvironment,
  clusterPaths,
  ensureCluster,
  SUPERUSER,
} from './postgres-cluster.ts';
import { endPostmaster, readPostmaster } from './postmaster.ts';

export type PostgresOptions = {
  /** Deskbell's data folder; the database is `postgres/` inside it. Hold its lock (`lockDataDir`) first. */
  dataDir: string;
  /** Default: any free port. */
  port?: number;
  log?: (line: string) => void;
};

export type EmbeddedPostgres = {
  /** Database `deskbell`, as user `deskbell`: owner of its databases, may create more, not a superuser. */
  url: string;
  port: number;
  /** True when the server of an earlier process, killed before it could stop it, was taken over. */
  adopted: boolean;
  /** Fast shutdown: cuts clients off, writes everything out. Waits for the end; safe to call twice. */
  stop(): Promise<void>;
};

type Server = { pid: number; port: number; adopted: boolean; child?: ChildProcess };
type Setup = {
  paths: ClusterPaths;
  launcher: Launcher;
  program: string;
  password: string;
  log: (line: string) => void;
};

const DATABASE = 'deskbell';
const LOCK_PATIENCE = 10_000;
const LOCK_RETRY = 100;
/** Replaying the log after a crash can take long, and there is nothing better to do than to wait. */
const RECOVERY_PATIENCE = 180_000;
const LOG_LIMIT = 10 * 1024 * 1024;

/**
 * Starts the PostgreSQL server that Deskbell brings along, on 127.0.0.1 only. The server is a process of
 * its own: it does not see the terminal's Ctrl-C, and it outlives a killed Deskbell; the next start takes
 * it over. Every setting that keeps acknowledged writes durable is on. Raises `unavailable` with the last
 * lines of the server's log when it does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const began = performance.now();
  const log = options.log ?? (() => {});
  await mkdir(options.dataDir, { recursive: true, mode: 0o711 });
  const paths = clusterPaths(await realpath(options.dataDir));
  const binaries = findBinaries();
  const launcher = await findLauncher(paths.dataDir, binaries);
  const password = await ensureCluster(paths, binaries, launcher, log);
  const setup: Setup = { paths, launcher, program: binaries.postgres, password, log };

  const server = (await takeOver(setup, options.port)) ?? (await launch(setup, options.port));
  await ensureDatabase(server.port, password);
  const how = server.adopted ? 'taken over from an earlier process' : 'ready';
  log(`postgres: ${how} on 127.0.0.1:${server.port} after ${seconds(performance.now() - began)}`);

  let stopping: Promise<void> | undefined;
  const died = (code: number | null, by: string | null) =>
    log(`postgres: the server ended by itself (${by ?? `exit code ${code}`}), see ${paths.log}`);
  server.child?.on('exit', died);
  return {
    url: urlOf(DATABASE, password, server.port, DATABASE),
    port: server.port,
    adopted: server.adopted,
    stop: () => {
      server.child?.off('exit', died);
      stopping ??= stopServer(server, paths.cluster);
      return stopping;
    },
  };
}

async function stopServer(server: Server, cluster: string): Promise<void> {
  const child = server.child;
  if (child && (child.exitCode !== null || child.signalCode !== null)) return;
  // The child must be reaped before the folder may be used again; an adopted server is init's to reap.
  child?.ref();
  const reaped = child ? once(child, 'exit') : undefined;
  await endPostmaster(server.pid, cluster);
  await reaped;
}

/** Uses the server that a killed process left running, or ends it when it is no use to us. */
async function takeOver(setup: Setup, port: number | undefined): Promise<Server | undefined> {
  const deadline = performance.now() + LOCK_PATIENCE;
  for (;;) {
    const found = await readPostmaster(setup.paths.cluster);
    if (!found?.alive) return undefined;
    const wanted = port === undefined || port === found.port;
    if (wanted && found.status === 'ready' && (await probe(found.port, setup)) === 'ready') {
      return { pid: found.pid, port: found.port, adopted: true };
    }
    const onItsWay = found.status === 'stopping' || (wanted && found.status === 'starting');
    if (!onItsWay || performance.now() > deadline) {
      setup.log(`postgres: ending the server of an earlier process (pid ${found.pid})`);
      await endPostmaster(found.pid, setup.paths.cluster);
      return undefined;
    }
    await sleep(LOCK_RETRY);
  }
}

/** Starts a server, again and again while the remains of a killed one still hold the lock or the port. */
async function launch(setup: Setup, wantedPort: number | undefined): Promise<Server> {
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
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
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
  const { program, args, uid, gid } = setup.launcher.command(setup.program, [
    ...['-D', paths.cluster],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
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
    const answer = listens ? await probe(port, setup) : 'not yet';
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

/** Asks a port whether our cluster answers there. `no`: another server, or one that refuses us. */
async function probe(port: number, setup: Setup): Promise<'ready' | 'not yet' | 'no'> {
  let client: Client;
  try {
    client = await connect(port, setup.password);
  } catch (error) {
    const code = (error as { code?: string }).code;
    // 57P03: starting up or shutting down. A timeout of the client has no code.
    return code === undefined || code === '57P03' || /^E(CONN|PIPE)/.test(code) ? 'not yet' : 'no';
  }
  try {
    const { rows } = await client.query("select current_setting('data_directory') as folder");
    return rows[0].folder === setup.paths.cluster ? 'ready' : 'no';
  } catch {
    return 'not yet';
  } finally {
    await client.end().catch(() => {});
  }
}

async function ensureDatabase(port: number, password: string): Promise<void> {
  const client = await connect(port, password);
  try {
    const role = await client.query('select from pg_roles where rolname = $1', [DATABASE]);
    if (role.rowCount === 0) {
      await client.query(`create role ${DATABASE} login createdb password ${client.escapeLiteral(password)}`);
    }
    const database = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (database.rowCount === 0) await client.query(`create database ${DATABASE} owner ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function connect(port: number, password: string): Promise<Client> {
  const connectionString = urlOf(SUPERUSER, password, port, 'postgres');
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 });
  // Without a listener, a server that goes away would end this process.
  client.on('error', () => {});
  await client.connect();
  return client;
}

function urlOf(user: string, password: string, port: number, database: string): string {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
}

/** A port nobody listens on just now; someone else may take it before us, so the caller tries again. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
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

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
