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
 */
export function runLoop(options: { name: string; log: Log; work: () => Promise<number> }): Loop {
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
      if (found === 0) {
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
