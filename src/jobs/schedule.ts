import { schedule } from 'node-cron';
import type { Ctx } from '../lib/context.ts';
import { messageOf } from '../lib/errors.ts';

/**
 * A thing to do by the clock. Every worker does it, so it must be one that several may do at once: it looks for
 * what is due and changes it by compare-and-set.
 */
export type ScheduledJob = {
  name: string;
  /** In cron's five fields, UTC. */
  when: string;
  /** Also when the process starts. */
  atStart?: boolean;
  run: (ctx: Ctx) => Promise<unknown>;
};

/** Starts the jobs; the returned function ends them and waits for what is running. */
export function startSchedule(ctx: () => Ctx, jobs: readonly ScheduledJob[]): () => Promise<void> {
  const running = new Set<Promise<unknown>>();
  const tasks = jobs.map(({ name, when, atStart, run }) => {
    let busy = false;
    const start = async () => {
      // A run that takes longer than its interval is not started a second time.
      if (busy) return;
      busy = true;
      const work = run(ctx())
        .catch((error) => ctx().log.error({ job: name, error: messageOf(error) }, 'a scheduled job failed'))
        .finally(() => {
          busy = false;
          running.delete(work);
        });
      running.add(work);
      await work;
    };
    if (atStart) void start();
    return schedule(when, start, { timezone: 'UTC', name });
  });
  return async () => {
    for (const task of tasks) await task.destroy();
    await Promise.all(running);
  };
}
