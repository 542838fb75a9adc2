import { expect, test } from 'vitest';
import type { Ctx } from '../../src/lib/context.ts';
import { batched, gathered } from '../../src/lib/gather.ts';

/** Of its context the pace of work knows only on which store it is done. */
const somewhere = () => ({ store: {} }) as Ctx;
const soon = () => new Promise((resolve) => setImmediate(resolve));

/** Work that goes on until it is told to end. */
function workshop(most = 100) {
  const begun: { items: string[]; end(): void; fail(): void }[] = [];
  const work = batched<string, string>(
    (_ctx, items) =>
      new Promise((resolve, reject) => {
        begun.push({
          items,
          end: () => resolve(items.map((item) => `${item} done`)),
          fail: () => reject(new Error('broken')),
        });
      }),
    most,
  );
  return { begun, work, items: () => begun.map(({ items }) => items.join('')) };
}

test('one alone is served at once, those who come meanwhile together, each with what is its own', async () => {
  const { begun, work, items } = workshop();
  const ctx = somewhere();
  const first = work(ctx, 'a');
  await soon();
  const others = ['b', 'c'].map((item) => work(ctx, item));
  await soon();
  expect(items()).toEqual(['a']);
  begun[0]?.end();
  expect(await first).toBe('a done');
  await expect.poll(items).toEqual(['a', 'bc']);
  begun[1]?.end();
  expect(await Promise.all(others)).toEqual(['b done', 'c done']);
});

test('beside one that is on its way goes another once it is worth it, and no third', async () => {
  const { work, items } = workshop();
  const ctx = somewhere();
  for (const item of 'abcdefghijklmnopqrs') {
    void work(ctx, item);
    await soon();
    if (item === 'f') expect(items()).toEqual(['a']);
  }
  expect(items()).toEqual(['a', 'bcdefg']);
});

test('whoever waited for long is served, however long the others take', async () => {
  const { work, items } = workshop();
  const ctx = somewhere();
  void work(ctx, 'a');
  await soon();
  void work(ctx, 'b');
  await expect.poll(items).toEqual(['a', 'b']);
});

test('where all wait for the same, two of a kind are on their way, and other kinds go on', async () => {
  const [one, other] = [workshop(), workshop()];
  const ctx = somewhere();
  for (const item of 'abcdef') {
    void one.work(ctx, item);
    await soon();
    if (item === 'a' || item === 'b') await expect.poll(one.items).toHaveLength(item === 'a' ? 1 : 2);
  }
  // Those who wait longest are late by now.
  void other.work(ctx, 'x');
  await expect.poll(other.items).toEqual(['x']);
  expect(one.items()).toEqual(['a', 'b']);
  one.begun[0]?.end();
  await expect.poll(one.items).toEqual(['a', 'b', 'cdef']);
});

test('so many kinds may be stuck that a few connections are left', async () => {
  const ctx = somewhere();
  const kinds = Array.from({ length: 10 }, () => workshop());
  for (const { work } of kinds) void work(ctx, 'a');
  const stuck = () => kinds.filter(({ begun }) => begun.length > 0);
  await expect.poll(() => stuck().length).toBe(8);
  await soon();
  expect(stuck()).toHaveLength(8);
  stuck()[0]?.begun[0]?.end();
  await expect.poll(() => stuck().length).toBe(9);
});

test('not more are served together than is good', async () => {
  const { begun, work, items } = workshop(3);
  const ctx = somewhere();
  for (const item of 'abcdefg') void work(ctx, item);
  for (let round = 0; round < 3; round += 1) {
    await expect.poll(() => begun.length).toBeGreaterThan(round);
    begun[round]?.end();
  }
  expect(items()).toEqual(['abc', 'def', 'g']);
});

test('what goes wrong, all of the same round are told, and it goes on', async () => {
  const { begun, work, items } = workshop();
  const ctx = somewhere();
  const round = ['a', 'b'].map((item) => work(ctx, item));
  await soon();
  begun[0]?.fail();
  expect((await Promise.allSettled(round)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  void work(ctx, 'c');
  await expect.poll(items).toEqual(['ab', 'c']);
});

test('kinds of work on one store take turns, the longer line first; another store is not concerned', async () => {
  const [one, other] = [workshop(), workshop()];
  const ctx = somewhere();
  void one.work(ctx, 'a');
  await soon();
  void one.work(ctx, 'b');
  for (const item of 'cd') void other.work(ctx, item);
  void one.work(somewhere(), 'x');
  await soon();
  expect([one.items(), other.items()]).toEqual([['a', 'x'], []]);
  one.begun[0]?.end();
  await expect.poll(other.items).toEqual(['cd']);
  expect(one.items()).toEqual(['a', 'x']);
});

test('a lookup finds what belongs to its key, or nothing', async () => {
  const asked: number[] = [];
  const find = gathered<{ name: string }>(async (_ctx, keys) => {
    asked.push(keys.length);
    return [...new Set(keys)]
      .filter((key) => key !== 'nobody')
      .map((key) => ({ key, name: key.toUpperCase() }));
  });
  const ctx = somewhere();
  const found = await Promise.all(['ada', 'nobody', 'ada', 'grace'].map((key) => find(ctx, key)));
  expect(found).toEqual([{ name: 'ADA' }, undefined, { name: 'ADA' }, { name: 'GRACE' }]);
  expect(asked).toEqual([10]);
});
