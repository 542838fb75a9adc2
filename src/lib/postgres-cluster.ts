import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fail, messageOf } from './errors.ts';
import type { Launcher, PostgresBinaries } from './postgres-binaries.ts';

/** The files of the embedded server inside Deskbell's data folder. */
export type ClusterPaths = { dataDir: string; cluster: string; password: string; log: string };

/** The server's own administrator; Deskbell itself connects as `deskbell`, which is not one. */
export const SUPERUSER = 'postgres';

const UNFINISHED = 'postgres.unfinished-';

export function clusterPaths(dataDir: string): ClusterPaths {
  return {
    dataDir,
    cluster: join(dataDir, 'postgres'),
    password: join(dataDir, 'postgres.password'),
    log: join(dataDir, 'postgres.log'),
  };
}

/** The environment of PostgreSQL's programs: nothing of ours, since PGDATA, PGPORT or LANG would be obeyed. */
export function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].filter((name) => process.env[name] !== undefined);
  return { ...Object.fromEntries(kept.map((name) => [name, process.env[name]])), LC_ALL: 'C', ...extra };
}

/**
 * Reads the password of the cluster, and makes both when there is no cluster yet. The cluster is built in a
 * folder of another name that is renamed at the end, so being killed half-way leaves nothing to trip over.
 */
export async function ensureCluster(
  paths: ClusterPaths,
  binaries: PostgresBinaries,
  launcher: Launcher,
  log: (line: string) => void,
): Promise<string> {
  if (existsSync(paths.cluster)) return readPassword(paths);
  for (const name of await readdir(paths.dataDir)) {
    // A killed start may have left an initdb at work in there; then the rest goes at the next start.
    if (name.startsWith(UNFINISHED)) {
      await rm(join(paths.dataDir, name), { recursive: true, force: true }).catch(() => {});
    }
  }
  log('postgres: first start, creating the database files');
  const password = await createPassword(paths, launcher);
  const unfinished = await mkdtemp(join(paths.dataDir, UNFINISHED));
  await own(unfinished, launcher);
  await initdb(unfinished, paths, binaries, launcher);
  await rename(unfinished, paths.cluster);
  await syncFolder(paths.dataDir);
  return password;
}

async function readPassword(paths: ClusterPaths): Promise<string> {
  try {
    return (await readFile(paths.password, 'utf8')).trim();
  } catch (error) {
    return fail(
      'unavailable',
      `The database in ${paths.cluster} is there, but its password cannot be read (${messageOf(error)}). ` +
        `Restore ${paths.password} from a backup, or make it readable for the user that runs Deskbell.`,
    );
  }
}

async function createPassword(paths: ClusterPaths, launcher: Launcher): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  await writeFile(paths.password, `${password}\n`, { mode: 0o600, flush: true });
  await own(paths.password, launcher);
  return password;
}

async function initdb(
  folder: string,
  paths: ClusterPaths,
  binaries: PostgresBinaries,
  launcher: Launcher,
): Promise<void> {
  const { program, args, uid, gid } = launcher.command(binaries.initdb, [
    ...['-D', folder, `--username=${SUPERUSER}`, `--pwfile=${paths.password}`, '--auth=scram-sha-256'],
    // The builtin provider sorts by code point and knows upper and lower case of all Unicode letters,
    // the same on every machine, and no upgrade of the system's libraries can silently break an index.
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    '--no-instructions',
  ]);
  try {
    await promisify(execFile)(program, args, { uid, gid, cwd: folder, env: cleanEnvironment() });
  } catch (error) {
    const output = String((error as { stderr?: string }).stderr ?? '').trim();
    await rm(folder, { recursive: true, force: true }).catch(() => {});
    fail(
      'unavailable',
      `The database files could not be created in ${paths.dataDir}.\n${output || messageOf(error)}`,
    );
  }
}

async function own(path: string, launcher: Launcher): Promise<void> {
  if (launcher.owner) await chown(path, launcher.owner.uid, launcher.owner.gid);
}

/** Makes the rename itself survive a power cut. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
