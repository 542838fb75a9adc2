import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type ZipEntry, zipOf } from '../../src/lib/zip.ts';

const AT = new Date('2026-01-05T09:00:00Z');
const entry = (name: string, ...parts: string[]): ZipEntry => ({ name, bytes: Readable.from(parts) });

async function* failing() {
  yield 'a';
  throw new Error('the disk is gone');
}

/** What becomes of entries whose reader has gone away. */
function endless() {
  let isOver = false;
  const bytes = async function* () {
    try {
      for (;;) yield 'x'.repeat(100_000);
    } finally {
      isOver = true;
    }
  };
  return { bytes: bytes(), isOver: () => isOver };
}

describe('an archive', () => {
  it('holds what was put in, compressed or not', async () => {
    const long = 'ü'.repeat(200_000);
    const archive = zipOf(
      Readable.from([
        entry('a.txt', 'one', 'two'),
        { ...entry('files/ü/✓.png', long), isCompressed: true },
        entry('empty'),
      ]),
      AT,
    );
    const files = unzipSync(new Uint8Array(await buffer(archive)));
    const text = (name: string) => Buffer.from(files[name] ?? []).toString();
    expect(Object.keys(files)).toEqual(['a.txt', 'files/ü/✓.png', 'empty']);
    expect([text('a.txt'), text('files/ü/✓.png'), text('empty')]).toEqual(['onetwo', long, '']);
  });

  it('fails with what fails in it', async () => {
    const archive = zipOf(Readable.from([entry('a', 'a'), { name: 'b', bytes: failing() }]), AT);
    await expect(buffer(archive)).rejects.toThrow('the disk is gone');
  });

  it('that failed before anybody read it fails for whoever does', async () => {
    const archive = zipOf(Readable.from([{ name: 'b', bytes: failing() }]), AT);
    await new Promise((resolve) => archive.once('close', resolve));
    await expect(buffer(archive)).rejects.toThrow();
  });

  it('that nobody reads any further ends its entries', async () => {
    const { bytes, isOver } = endless();
    const archive = zipOf(Readable.from([{ name: 'a', bytes }]), AT);
    await archive.iterator({ destroyOnReturn: false }).next();
    expect(isOver()).toBe(false);
    archive.destroy();
    await expect.poll(isOver).toBe(true);
  });
});
