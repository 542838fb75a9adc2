import type { News } from '../lib/bus.ts';
import type { Ctx } from '../lib/context.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';

export type Loop = {
  /** @returns whether it looks soon because of that: it was waiting, or rests between two rounds */
  wake(): boolean;
  stop(): Promise<void>;
};

/**
 * Calls `work` again and again: at once while it finds something to do, else when woken. It
 * never overlaps itself; what it throws is logged and tried again.
 * @param options.work returns how much it found to do
 * @param options.batch so much it does in one round where there is more; with less than that it has done all
 * @param options.apart milliseconds from the beginning of a round to that of the next one, at least
 */
export function runLoop(options: {
  name: string;
  log: Log;
  work: () => Promise<number>;
  batch?: number;
  apart?: number;
}): Loop {
  let stopped = false;
  let woken = false;
  let wakeUp: (() => void) | undefined;
  let endRest: (() => void) | undefined;

  const pause = () =>
    new Promise<void>((resolve) => {
      if (woken || stopped) resolve();
      else wakeUp = resolve;
    });

  const rest = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const over = setTimeout(resolve, milliseconds);
      endRest = () => {
        clearTimeout(over);
        resolve();
      };
    });

  async function run() {
    while (!stopped) {
      woken = false;
      const next = performance.now() + (options.apart ?? 0);
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
      const early = next - performance.now();
      if (early > 0 && !stopped) {
        await rest(early);
        endRest = undefined;
      }
    }
  }

  const running = run();
  return {
    wake() {
      woken = true;
      const looksSoon = wakeUp !== undefined || endRest !== undefined;
      wakeUp?.();
      return looksSoon;
    },
    async stop() {
      stopped = true;
      wakeUp?.();
      endRest?.();
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
  /** Milliseconds between the beginnings of two rounds, at least: in a rush, one does what many would. */
  apart?: number;
  /** How many go side by side, where one round may take long and nobody else shall wait for it. */
  beside?: number;
};

/** Does the work whenever there is some: woken by news, and by the clock. */
export function keepLooking({ name, ctx, work, every, on, batch = 1, apart = 0, beside = 1 }: Looking): Loop {
  const { log, bus } = ctx();
  const loops = Array.from({ length: beside }, () =>
    runLoop({ name, log, batch, apart, work: () => work(ctx()) }),
  );
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
