import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '../../../src/lib/migrate.ts';
import { MIGRATIONS } from '../../../src/lib/paths.ts';
import { type EmbeddedPostgres, startPostgres } from '../../../src/lib/postgres.ts';
import { readPostmaster } from '../../../src/lib/postmaster.ts';
import { makeFolder } from '../../support/folder.ts';

/** A PostgreSQL of its own, which can be taken away. It knows of each row when it was committed. */
export type MortalDatabase = {
  url: string;
  folder: string;
  /** In order, or as when the power fails. */
  stop(how?: 'fast' | 'at once'): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
};

export async function mortalDatabase(): Promise<MortalDatabase> {
  const folder = await makeFolder();
  const cluster = join(folder, 'postgres');
  const first = await startPostgres({ dataDir: folder });
  const { port, url } = first;
  await first.stop();
  await appendFile(join(cluster, 'postgresql.conf'), '\ntrack_commit_timestamp = on\n');
  let server: EmbeddedPostgres = await startPostgres({ dataDir: folder, port });
  await migrate({ url, dir: MIGRATIONS });
  return {
    url,
    folder,
    async stop(how = 'fast') {
      const found = how === 'at once' ? await readPostmaster(cluster) : undefined;
      // Its children notice, and end, too.
      if (found) process.kill(found.pid, 'SIGKILL');
      await server.stop();
    },
    async start() {
      server = await startPostgres({ dataDir: folder, port });
    },
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
