import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from './clock.ts';
import { lockDataDir } from './data-lock.ts';
import { fail } from './errors.ts';
import { startPostgres } from './postgres.ts';
import { clusterPaths } from './postgres-cluster.ts';
import { urlOf } from './postgres-connection.ts';
import { readPostmaster } from './postmaster.ts';

/** How many seconds a server may take to come up or go down before we start our own. */
const PATIENCE = 20;

export type BorrowedDatabase = { url: string; giveBack(): Promise<void> };

/**
 * The database for a command that runs beside Deskbell or without it: the configured one, the embedded server
 * that is running, or the embedded server started for the time being.
 */
export async function borrowDatabase(config: {
  databaseUrl: string | undefined;
  dataDir: string;
}): Promise<BorrowedDatabase> {
  if (config.databaseUrl) return { url: config.databaseUrl, giveBack: async () => {} };
  const { dataDir } = config;
  if (!existsSync(clusterPaths(dataDir).cluster)) {
    fail(
      'unavailable',
      `There is no database in ${dataDir} yet; “npm start” makes it. (Is DATA_DIR the one Deskbell uses?)`,
    );
  }
  const paths = clusterPaths(await realpath(dataDir));
  for (let tries = 0; tries < PATIENCE; tries += 1) {
    const server = await readPostmaster(paths.cluster);
    if (!server?.alive) break;
    if (server.status === 'ready') {
      const password = (await readFile(paths.password, 'utf8')).trim();
      return { url: urlOf(password, server.port), giveBack: async () => {} };
    }
    await sleep(SECOND);
  }
  const lock = lockDataDir(dataDir);
  try {
    const server = await startPostgres({ dataDir });
    return {
      url: server.url,
      async giveBack() {
        await server.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
