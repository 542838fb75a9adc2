import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SECOND } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { equalSecrets, hmac } from '../../lib/crypto.ts';
import { statement } from '../../lib/sql.ts';
import type { Head } from './seal.ts';

/**
 * The newest hash of the chain, kept outside the database, so that whoever can write there cannot cut off
 * its end unnoticed. In `<dataDir>/audit/`:
 *   head.json    the last place, at most a second old
 *   anchors.log  one line a day, `2026-11-24 <seq> <hash> <mac>`; copy it elsewhere for more safety
 * Both carry an HMAC, so that a forged one is told from a chain that has changed.
 */
export type AnchorOptions = { key: Buffer; dataDir: string };

/** A place of the chain that was noted outside the database. */
export type Note = Head & { source: 'head.json' | 'anchors.log' /** UTC, `2026-11-24`. */; day: string };

const HEAD_FILE = 'head.json';
const LOG_FILE = 'anchors.log';
/** More than one line of the log. */
const LINE_ROOM = 512;

const HASH_AT = statement<{ hash: string | null }>(
  'audit-hash-at',
  `SELECT encode(hash, 'hex') AS hash FROM audit_entry WHERE seq = $1::bigint`,
);

const folderOf = (dataDir: string) => join(dataDir, 'audit');
const dayOf = (at: Date) => at.toISOString().slice(0, 10);
const macOf = (key: Buffer, text: string) => hmac(key, `deskbell.audit.note ${text}`).toString('hex');

/**
 * Notes the head outside, unless that was done less than a second ago (`force`: even then), and once a day in
 * the log. Call it after the sealing is committed. When the chain no longer has the head that was noted
 * before, that note moves to the log first, so that the evidence is not overwritten, and an error is logged.
 */
export async function keepHead(
  ctx: Ctx,
  { key, dataDir }: AnchorOptions,
  head: Head,
  { force = false }: { force?: boolean } = {},
): Promise<void> {
  const folder = folderOf(dataDir);
  const noted = await readHead(folder, key);
  if (noted && noted !== 'forged') {
    if (noted.seq === head.seq && noted.hash === head.hash) return;
    const age = ctx.now().getTime() - noted.at.getTime();
    if (!force && age >= 0 && age < SECOND) return;
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (noted === 'forged') {
    ctx.log.error({ file: join(folder, HEAD_FILE) }, 'the noted head of the audit chain is not genuine');
    await rename(join(folder, HEAD_FILE), join(folder, 'head.rejected.json'));
  } else if (noted) {
    const [row] = await HASH_AT(ctx, noted.seq);
    if (row?.hash !== noted.hash) {
      ctx.log.error({ seq: noted.seq }, 'the audit chain no longer has the entry that was its last');
      await appendAnchor(folder, key, { ...noted, day: dayOf(noted.at) });
    } else if (noted.seq > head.seq) {
      // Another process has sealed on and noted it in the meantime.
      return;
    }
  }
  await writeHead(folder, key, head, ctx.now());
  const today = dayOf(ctx.now());
  if ((await lastDay(folder)) !== today) await appendAnchor(folder, key, { ...head, day: today });
}

/**
 * Everything noted outside, and in `forged` words for each note that is not genuine. A line at the end of
 * the log that a power cut has torn is passed over.
 */
export async function readNotes({
  key,
  dataDir,
}: AnchorOptions): Promise<{ notes: Note[]; forged: string[] }> {
  const folder = folderOf(dataDir);
  const notes: Note[] = [];
  const forged: string[] = [];
  const lines = ((await readIfThere(join(folder, LOG_FILE))) ?? '').split('\n').slice(0, -1);
  for (const [index, line] of lines.entries()) {
    const note = readLine(line, key);
    if (note) notes.push(note);
    else
      forged.push(`Line ${index + 1} of ${join(folder, LOG_FILE)} is not genuine: it was edited or added.`);
  }
  const head = await readHead(folder, key);
  if (head === 'forged') forged.push(`${join(folder, HEAD_FILE)} is not genuine: it was edited or replaced.`);
  else if (head) notes.push({ seq: head.seq, hash: head.hash, source: HEAD_FILE, day: dayOf(head.at) });
  return { notes, forged };
}

const headText = (head: Head, at: string) => `head ${at} ${head.seq} ${head.hash}`;

async function readHead(folder: string, key: Buffer): Promise<(Head & { at: Date }) | 'forged' | undefined> {
  const text = await readIfThere(join(folder, HEAD_FILE));
  if (text === undefined) return undefined;
  try {
    const { seq, hash, at, mac } = JSON.parse(text);
    const genuine = equalSecrets(String(mac), macOf(key, headText({ seq, hash }, at)));
    return genuine ? { seq, hash, at: new Date(at) } : 'forged';
  } catch {
    return 'forged';
  }
}

/** By renaming, so that a reader never sees half of it; on the disk first, so that neither does a power cut. */
async function writeHead(folder: string, key: Buffer, head: Head, now: Date): Promise<void> {
  const at = now.toISOString();
  const text = JSON.stringify({ ...head, at, mac: macOf(key, headText(head, at)) });
  const draft = join(folder, `${HEAD_FILE}.${randomBytes(4).toString('hex')}`);
  try {
    await writeFile(draft, `${text}\n`, { mode: 0o600, flush: true });
    await rename(draft, join(folder, HEAD_FILE));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function readLine(line: string, key: Buffer): Note | undefined {
  const match = /^((\d{4}-\d\d-\d\d) (\d{1,15}) ([0-9a-f]{64})) ([0-9a-f]{64})$/.exec(line);
  if (!match) return undefined;
  const [, text, day, seq, hash, mac] = match as unknown as [string, string, string, string, string, string];
  return equalSecrets(mac, macOf(key, text)) ? { day, seq: Number(seq), hash, source: LOG_FILE } : undefined;
}

/** The day of the last line; undefined: there is none. */
async function lastDay(folder: string): Promise<string | undefined> {
  const file = await open(join(folder, LOG_FILE), 'r').catch(passOverMissing);
  if (!file) return undefined;
  const { whole } = await readTail(file).finally(() => file.close());
  return whole.trimEnd().split('\n').at(-1)?.slice(0, 10);
}

async function appendAnchor(folder: string, key: Buffer, anchor: Head & { day: string }): Promise<void> {
  const text = `${anchor.day} ${anchor.seq} ${anchor.hash}`;
  const file = await open(join(folder, LOG_FILE), 'a+', 0o600);
  try {
    // What a power cut has torn goes away; left in the middle of the log it would look forged.
    const { torn, end } = await readTail(file);
    if (torn > 0) await file.truncate(end);
    await file.appendFile(`${text} ${macOf(key, text)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(folder);
}

/** The last lines as far as they are whole, where they end, and how many bytes come after that. */
async function readTail(file: FileHandle): Promise<{ whole: string; end: number; torn: number }> {
  const { size } = await file.stat();
  const start = Math.max(0, size - LINE_ROOM);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(LINE_ROOM), 0, LINE_ROOM, start);
  const length = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
  return {
    whole: buffer.toString('utf8', 0, length),
    end: start + length,
    torn: bytesRead - length,
  };
}

/** Makes a new file's name survive a power cut. Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(passOverMissing);
}

function passOverMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
