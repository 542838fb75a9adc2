import { access, constants, mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FOLDER = 'deskbell-test-';
const ROOM = 2 * 1024 ** 3;

/** Memory if there is enough of it (containers often have 64 MB), since here nothing must survive. */
export async function fastFolder(): Promise<string> {
  try {
    const { bavail, bsize } = await statfs('/dev/shm');
    await access('/dev/shm', constants.W_OK);
    return bavail * bsize > ROOM ? '/dev/shm' : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** A folder for a server, in a name that says whose it is: what is left of those who were killed is cleared away. */
export const makeFolder = async (): Promise<string> =>
  mkdtemp(join(await fastFolder(), `${FOLDER}${process.pid}-`));

/** The process that made such a folder; undefined: it is none. */
export function ownerOf(name: string): number | undefined {
  const pid = Number(name.startsWith(FOLDER) ? name.slice(FOLDER.length).split('-')[0] : Number.NaN);
  return Number.isInteger(pid) ? pid : undefined;
}
