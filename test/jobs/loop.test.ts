import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Loop, runLoop } from '../../src/jobs/loop.ts';
import { silentLog } from '../../src/lib/log.ts';

let rounds: number[];
/** What is found, round by round; nothing behind that. */
let found: number[];
let loop: Loop | undefined;
beforeEach(() => {
  vi.useFakeTimers();
  [rounds, found] = [[], []];
});
afterEach(async () => {
  await loop?.stop();
  vi.useRealTimers();
});

function start(options: { batch?: number; apart?: number } = {}): Loop {
  const began = performance.now();
  loop = runLoop({
    ...{ name: 'test', log: silentLog, ...options },
    work: async () => {
      rounds.push(Math.round(performance.now() - began));
      return found.shift() ?? 0;
    },
  });
  return loop;
}
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

test('goes on while it finds something, and then waits until it is woken', async () => {
  found = [3, 1];
  const { wake } = start();
  await pass(1_000);
  expect(rounds).toEqual([0, 0, 0]);
  expect(wake()).toBe(true);
  await pass(0);
  expect(rounds).toEqual([0, 0, 0, 1_000]);
});

test('with less than it does in one round it has done all', async () => {
  found = [5, 5, 4, 1];
  start({ batch: 5 });
  await pass(1_000);
  expect(rounds).toHaveLength(3);
});

test('a wake in the middle of a round is a round more', async () => {
  const { wake } = start();
  expect(wake()).toBe(false);
  await pass(0);
  expect(rounds).toEqual([0, 0]);
});

test('one that goes in a rush begins its rounds apart, and is woken at once where it had nothing to do', async () => {
  found = [1, 1];
  const { wake } = start({ apart: 40 });
  await pass(0);
  // It looks soon anyway.
  expect(wake()).toBe(true);
  await pass(200);
  expect(rounds).toEqual([0, 40, 80]);
  wake();
  await pass(0);
  expect(rounds).toEqual([0, 40, 80, 200]);
  for (let time = 0; time < 10; time += 1) {
    wake();
    await pass(10);
  }
  expect(rounds).toEqual([0, 40, 80, 200, 240, 280]);
});

test('stops while it rests, too', async () => {
  found = [1, 1, 1];
  const { stop } = start({ apart: 40 });
  await pass(0);
  await stop();
  await pass(1_000);
  expect(rounds).toEqual([0]);
});
