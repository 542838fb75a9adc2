import { runNextExport } from '../domain/exports/run.ts';
import { SECOND } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { keepLooking, type Loop } from './loop.ts';

/** Writes exports. */
export function startExports(ctx: () => Ctx, dataDir: string): Loop {
  const stopping = new AbortController();
  const loop = keepLooking({
    ...{ name: 'exports', ctx, every: 5 * SECOND, on: 'exports' },
    work: (ctx) => runNextExport(ctx, { dataDir, stopping: stopping.signal }),
    // As many as may be written at a time.
    beside: 2,
  });
  return {
    ...loop,
    stop() {
      stopping.abort();
      return loop.stop();
    },
  };
}
