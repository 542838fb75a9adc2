import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { slope } from './stats.ts';

/** For a process whose memory is to be measured. */
export const PROBE = ['--expose-gc', '--import', './test/bench/memory-probe.ts'];
export const MESSAGES = 100_000;
const SAMPLES = 50;
/** So many messages are on their way at any time. */
export const AT_ONCE = 16;
const MB = 1024 * 1024;

export type Resident = {
  /** MB, idle and then after each fiftieth of the messages. */
  samples: number[];
  /** MB for each 10,000 messages, over the second half; the samples of it. */
  growth: number;
  later: number[];
};

/** What a process with the {@link PROBE} holds in memory while so many messages pass through it. */
export async function residentDuring(
  child: ChildProcess,
  messages: number,
  send: () => Promise<void>,
  say: (line: string) => void,
): Promise<Resident> {
  const step = messages / SAMPLES;
  const points = [{ x: 0, y: await residentOf(child) }];
  for (let sample = 1; sample <= SAMPLES; sample += 1) {
    await sendMany(step, send);
    points.push({ x: sample * step, y: await residentOf(child) });
    if (sample % 10 === 0) say(`${sample * step} messages, ${points.at(-1)?.y.toFixed(0)} MB`);
  }
  const later = points.slice(SAMPLES / 2);
  return {
    samples: points.map(({ y }) => y),
    growth: slope(later) * 10_000,
    later: later.map(({ y }) => y),
  };
}

async function sendMany(count: number, send: () => Promise<void>): Promise<void> {
  let left = count;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        await send();
      }
    }),
  );
}

/** MB, after garbage was collected. */
async function residentOf(child: ChildProcess): Promise<number> {
  const answer = once(child, 'message');
  child.send('memory');
  const [memory] = (await answer) as [NodeJS.MemoryUsage];
  return memory.rss / MB;
}
