import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatusFacts } from '../../domain/status/facts.ts';

/** What the public page said last, for a process that starts while there is no database. */
export type Kept = { facts: StatusFacts; readAt: number };

/** Counts the changes after which an older file means something else. */
const VERSION = 2;
const NAME = 'status-page.json';

/** Writes it down as a whole or not at all; null takes it away, since nobody may see it any more. */
export async function keepFacts(dataDir: string, kept: Kept | null): Promise<void> {
  const file = join(dataDir, NAME);
  if (!kept) return rm(file, { force: true });
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  // Processes may share the folder.
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, JSON.stringify({ version: VERSION, ...kept }), { mode: 0o600 });
  await rename(unfinished, file);
}

/** Undefined: there is none, or it cannot be read. */
export async function keptFacts(dataDir: string): Promise<Kept | undefined> {
  try {
    const { version, facts, readAt } = JSON.parse(await readFile(join(dataDir, NAME), 'utf8')) as Kept & {
      version: number;
    };
    return version === VERSION ? { facts, readAt } : undefined;
  } catch {
    return undefined;
  }
}
