import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMain } from './app.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median } from './stats.ts';

/** Milliseconds. */
const LIMIT = 3_000;

/** From the command to `/readyz`, with the embedded database of an earlier start. */
export async function measureStart(bench: Bench): Promise<Result[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'deskbell-bench-start-'));
  try {
    // The first start makes the database.
    const first = await startMain({ DATA_DIR: dataDir });
    await first.stop();
    const rounds: number[] = [];
    for (let round = 0; round < bench.rounds; round += 1) {
      const app = await startMain({ DATA_DIR: dataDir });
      rounds.push(app.readyAfter);
      await app.stop();
    }
    return [
      result('start: the very first, database included', 'ms', [first.readyAfter], first.readyAfter),
      result('start: to ready', 'ms', rounds, median(rounds), { atMost: LIMIT }),
    ];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
