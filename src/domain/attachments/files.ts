import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../lib/errors.ts';
import { SNIFFED, typeOf } from './type.ts';

/** The folder with the bytes of all attachments. */
export const folderOf = (dataDir: string) => join(dataDir, 'attachments');
export const stagingOf = (dataDir: string) => join(folderOf(dataDir), 'staging');

/** By the last two digits of the id, which are random: the first ones are the time, and all alike. */
export const pathOf = (dataDir: string, id: string) => join(folderOf(dataDir), id.slice(-2), id);

export type StoredFile = { size: number; sha256: string; type: string };

/**
 * Writes bytes to where the attachment's belong. They are on the disk, whole and under their name, or not at all.
 * @throws `too_large` for more than `limit` bytes, `invalid` for none, `unavailable` when the disk is full
 */
export async function storeFile(
  dataDir: string,
  id: string,
  bytes: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<StoredFile> {
  const staged = join(stagingOf(dataDir), id);
  const path = pathOf(dataDir, id);
  await mkdir(stagingOf(dataDir), { recursive: true });
  try {
    const stored = await writeAll(staged, bytes, limit);
    await mkdir(join(path, '..'), { recursive: true });
    await rename(staged, path);
    await syncFolder(join(path, '..'));
    return stored;
  } catch (error) {
    await rm(staged, { force: true });
    if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String((error as NodeJS.ErrnoException).code))) {
      fail('unavailable', 'There is no room for more files at the moment.', { retryAfter: 60 });
    }
    throw error;
  }
}

async function writeAll(path: string, bytes: AsyncIterable<Uint8Array>, limit: number): Promise<StoredFile> {
  const hash = createHash('sha256');
  const head = new Uint8Array(SNIFFED);
  let size = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of bytes) {
      if (size + chunk.length > limit) {
        fail('too_large', `A file has at most ${Math.floor(limit / 1024 / 1024)} MB.`);
      }
      if (size < SNIFFED) head.set(chunk.subarray(0, SNIFFED - size), size);
      hash.update(chunk);
      await file.writeFile(chunk);
      size += chunk.length;
    }
    if (size === 0) fail('invalid', 'The file is empty.');
    await file.sync();
  } finally {
    await file.close();
  }
  const type = await typeOf(head.subarray(0, Math.min(size, SNIFFED)));
  return { size, sha256: hash.digest('hex'), type };
}

/** A name is on the disk only when its folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
