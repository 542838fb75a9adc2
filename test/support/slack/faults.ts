import type { Json } from './types.ts';

/**
 * What goes wrong on purpose.
 * - `hang`: no answer, until it is released or the fake closes
 * - `reset`: the connection breaks before anything is done
 * - `lost`: the work is done, and then the connection breaks
 * - `ratelimited`: as if a limit had been reached, for so many seconds
 */
export type Fault =
  | 'hang'
  | 'reset'
  | 'lost'
  | { ratelimited: number }
  | { status: number }
  | { error: string; extra?: Json };

export type Faults = {
  add(method: string, how: Fault, times: number, when?: (args: Json) => boolean): void;
  /** Takes one fault for this call, if there is one. */
  take(method: string, args: Json): Fault | undefined;
  /** Ends when hanging calls are let go. */
  hang(): Promise<void>;
  release(): void;
  reset(): void;
};

export function createFaults(): Faults {
  let planned: { method: string; how: Fault; times: number; when: (args: Json) => boolean }[] = [];
  let hanging: (() => void)[] = [];
  return {
    add(method, how, times, when = () => true) {
      planned.push({ method, how, times, when });
    },
    take(method, args) {
      const fault = planned.find(
        (one) => one.times > 0 && (one.method === method || one.method === '*') && one.when(args),
      );
      if (fault) fault.times -= 1;
      return fault?.how;
    },
    hang: () => new Promise((resolve) => hanging.push(resolve)),
    release() {
      for (const go of hanging) go();
      hanging = [];
    },
    reset() {
      planned = [];
    },
  };
}

/** What stands in front of Slack when Slack is down: a page for people. */
export const outage = (status: number): string =>
  `<!DOCTYPE html><html><head><title>Server Error</title></head><body><h1>Server Error</h1><p>${status}</p></body></html>`;
