import type { News } from '../lib/bus.ts';
import type { Ctx } from '../lib/context.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';

export type Loop = {
  /** @returns whether it was waiting */
  wake(): boolean;
  stop(): Promise<void>;
};

/**
 * Calls `work` again and again: at once while it finds something to do, else when woken. It
 * never overlaps itself; what it throws is logged and tried again.
 * @param options.work returns how much it found to do
 * @param options.batch so much it does in one round where there is more; with less than that it has done all
 */
export function runLoop(options: {
  name: string;
  log: Log;
  work: () => Promise<number>;
  batch?: number;
}): Loop {
  let stopped = false;
  let woken = false;
  let wakeUp: (() => void) | undefined;

  const pause = () =>
    new Promise<void>((resolve) => {
      if (woken || stopped) resolve();
      else wakeUp = resolve;
    });

  async function run() {
    while (!stopped) {
      woken = false;
      let found = 0;
      try {
        found = await options.work();
      } catch (error) {
        options.log.error({ job: options.name, error: messageOf(error) }, 'a job failed and is tried again');
      }
      if (found < (options.batch ?? 1)) {
        await pause();
        wakeUp = undefined;
      }
    }
  }

  const running = run();
  return {
    wake() {
      woken = true;
      const waited = wakeUp !== undefined;
      wakeUp?.();
      return waited;
    },
    async stop() {
      stopped = true;
      wakeUp?.();
      await running;
    },
  };
}

export type Looking = {
  name: string;
  ctx: () => Ctx;
  /** Returns how much it found to do. */
  work: (ctx: Ctx) => Promise<number>;
  /** Milliseconds after which it looks by itself: news may get lost, and much comes by the clock alone. */
  every: number;
  /** News that wakes it. */
  on?: News['topic'];
  /** So much it does in one round where there is more: with less than that it has done all. */
  batch?: number;
  /** How many go side by side, where one round may take long and nobody else shall wait for it. */
  beside?: number;
};

/** Does the work whenever there is some: woken by news, and by the clock. */
export function keepLooking({ name, ctx, work, every, on, batch = 1, beside = 1 }: Looking): Loop {
  const { log, bus } = ctx();
  const loops = Array.from({ length: beside }, () => runLoop({ name, log, batch, work: () => work(ctx()) }));
  // One that was waiting is enough; those at work look again when they are done.
  const wake = () => loops.some((loop) => loop.wake());
  const looking = setInterval(wake, every);
  const unsubscribe = bus.subscribe(({ topic }) => {
    if (topic === on) wake();
  });
  return {
    wake,
    async stop() {
      clearInterval(looking);
      unsubscribe();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
