import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export type ZipEntry = {
  name: string;
  bytes: AsyncIterable<string | Uint8Array>;
  /** It is compressed by itself. */
  isCompressed?: boolean;
};

/**
 * A zip archive, made while it is read, one entry after the other: so much of it is in memory as is under way. What goes
 * wrong with an entry ends the archive with that error, and whoever reads no further ends the entries.
 * @param at the time that each entry bears
 */
export function zipOf(entries: AsyncIterable<ZipEntry>, at: Date): Readable {
  const zip = new ZipFile();
  const archive = zip.outputStream as Readable;
  const closed = new AbortController();
  archive.once('close', () => closed.abort());
  // It may fail before anybody reads it, or when nobody does any more. Whoever reads it is told all the same.
  archive.on('error', () => {});
  zip.on('error', (error) => archive.destroy(error as Error));
  void addAll(zip, entries, at, closed.signal).catch((error) => archive.destroy(error));
  return archive;
}

async function addAll(zip: ZipFile, entries: AsyncIterable<ZipEntry>, at: Date, closed: AbortSignal) {
  for await (const { name, bytes, isCompressed = false } of entries) {
    const content = Readable.from(bytes, { objectMode: false });
    const end = () => content.destroy();
    closed.addEventListener('abort', end);
    if (closed.aborted) return end();
    zip.addReadStream(content, name, { mtime: at, mode: 0o100_600, compress: !isCompressed });
    await finished(content);
    closed.removeEventListener('abort', end);
  }
  zip.end();
}
