import { mkdir, realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { findBinaries, findLauncher } from './postgres-binaries.ts';
import { clusterPaths, ensureCluster } from './postgres-cluster.ts';
import { ensureDatabase, probe, urlOf } from './postgres-connection.ts';
import { LOCK_PATIENCE, LOCK_RETRY, launch, type Server, type Setup, stopServer } from './postgres-launch.ts';
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
  try {
    await ensureDatabase(server.port, password);
  } catch (error) {
    await stopServer(server, paths.cluster);
    throw error;
  }
  const how = server.adopted ? 'taken over from an earlier process' : 'ready';
  log(`postgres: ${how} on 127.0.0.1:${server.port} after ${seconds(performance.now() - began)}`);

  let stopping: Promise<void> | undefined;
  const died = (code: number | null, by: string | null) =>
    log(`postgres: the server ended by itself (${by ?? `exit code ${code}`}), see ${paths.log}`);
  server.child?.on('exit', died);
  return {
    url: urlOf(password, server.port),
    port: server.port,
    adopted: server.adopted,
    stop: () => {
      server.child?.off('exit', died);
      stopping ??= stopServer(server, paths.cluster);
      return stopping;
    },
  };
}

/** Uses the server that a killed process left running, or ends it when it is no use to us. */
async function takeOver(setup: Setup, port: number | undefined): Promise<Server | undefined> {
  const deadline = performance.now() + LOCK_PATIENCE;
  for (;;) {
    const found = await readPostmaster(setup.paths.cluster);
    if (!found?.alive) return undefined;
    const wanted = port === undefined || port === found.port;
    if (
      wanted &&
      found.status === 'ready' &&
      (await probe(found.port, setup.password, setup.paths.cluster)) === 'ready'
    ) {
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

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
