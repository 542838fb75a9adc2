import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from './stats.ts';

export type Load = {
  count: number;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Of this process, milliseconds of one core for each piece of work. */
  cpu: number;
};

/** So many at once, each beginning the next when it is done, for so many milliseconds. */
export async function closedLoop(
  milliseconds: number,
  atOnce: number,
  work: () => Promise<unknown>,
): Promise<Load> {
  const took: number[] = [];
  const cpu = process.cpuUsage();
  const began = performance.now();
  const end = began + milliseconds;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let at = performance.now(); at < end; ) {
        await work();
        const now = performance.now();
        took.push(now - at);
        at = now;
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const used = process.cpuUsage(cpu);
  return {
    count: took.length,
    perSecond: took.length / seconds,
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    cpu: (used.user + used.system) / 1000 / took.length,
  };
}

/** So many a second, whether those before are done or not: what waits shows in the figures. */
export async function openLoop(count: number, perSecond: number, work: (index: number) => Promise<unknown>) {
  const began = performance.now();
  const running: Promise<unknown>[] = [];
  const errors: unknown[] = [];
  for (let index = 0; index < count; index += 1) {
    const wait = began + (index * 1000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    running.push(work(index).catch((error: unknown) => errors.push(error)));
  }
  await Promise.all(running);
  if (errors.length > 0) throw errors[0];
}
