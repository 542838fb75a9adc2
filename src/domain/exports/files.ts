import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncFolder } from '../attachments/files.ts';

/** The folder with all exports. */
export const folderOf = (dataDir: string) => join(dataDir, 'exports');

/** Each time that one is begun it has a name of its own: who comes back late overwrites nothing. */
type Named = { id: string; attempts: number };
export const nameOf = ({ id, attempts }: Named) => `${id}.${attempts}`;
export const pathOf = (dataDir: string, named: Named) => join(folderOf(dataDir), nameOf(named));
const partOf = (dataDir: string, named: Named) => `${pathOf(dataDir, named)}.part`;

/**
 * Writes a file. It is on the disk, whole and under its name, or not at all.
 * @returns its size in bytes
 */
export async function storeExport(
  dataDir: string,
  named: Named,
  bytes: Readable,
  signal: AbortSignal,
): Promise<number> {
  const [part, path] = [partOf(dataDir, named), pathOf(dataDir, named)];
  try {
    await mkdir(folderOf(dataDir), { recursive: true, mode: 0o700 });
    await pipeline(bytes, createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }), { signal });
    const { size } = await stat(part);
    await rename(part, path);
    await syncFolder(folderOf(dataDir));
    return size;
  } catch (error) {
    bytes.destroy();
    await rm(part, { force: true });
    throw error;
  }
}

/** Removes what an export left on the disk, however often it was begun. */
export async function removeFiles(dataDir: string, { id, attempts }: Named): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const named = { id, attempts: attempt };
    await rm(pathOf(dataDir, named), { force: true });
    await rm(partOf(dataDir, named), { force: true });
  }
}
