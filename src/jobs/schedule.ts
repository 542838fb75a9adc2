import { schedule } from 'node-cron';
import type { News } from '../lib/bus.ts';
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
  /** Also when there is news of this: a hint that something may be due. */
  on?: News['topic'];
  /** Also when the process starts. */
  atStart?: boolean;
  run: (ctx: Ctx) => Promise<unknown>;
};

/** Starts the jobs; the returned function ends them and waits for what is running. */
export function startSchedule(ctx: () => Ctx, jobs: readonly ScheduledJob[]): () => Promise<void> {
  const running = new Set<Promise<unknown>>();
  const tasks = jobs.map(({ name, when, on, atStart, run }) => {
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
    const unsubscribe = ctx().bus.subscribe(({ topic }) => {
      if (topic === on) void start();
    });
    return { ticking: schedule(when, start, { timezone: 'UTC', name }), unsubscribe };
  });
  return async () => {
    for (const { ticking, unsubscribe } of tasks) {
      unsubscribe();
      await ticking.destroy();
    }
    await Promise.all(running);
  };
}
