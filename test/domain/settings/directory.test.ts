import { afterAll, beforeAll, expect, test } from 'vitest';
import { directoryOf, forgetDirectory } from '../../../src/domain/settings/directory.ts';
import { inTransaction } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await createDesk();
});
afterAll(() => desk?.close());

test('whoever has locked something does not wait for whoever waits for a connection', async () => {
  const { pool } = desk.store;
  await inTransaction(desk.ctxFor('system'), async (ctx) => {
    const others = await Promise.all(
      Array.from({ length: (pool.options.max ?? 0) - 1 }, () => pool.connect()),
    );
    forgetDirectory(desk.store);
    // All connections are taken, as where many wait for one lock.
    const waiting = directoryOf(desk.ctxFor('system'));
    expect((await directoryOf(ctx)).queues.size).toBe(1);
    for (const other of others) other.release();
    expect((await waiting).queues.size).toBe(1);
  });
});

test('a copy that is there is read by transactions, too, and what they read themselves is given to nobody', async () => {
  forgetDirectory(desk.store);
  await expect(
    inTransaction(desk.ctxFor('system'), async (ctx) => {
      await ctx.db.queue.updateMany({ data: { name: 'Of another mind' } });
      const [queue] = (await directoryOf(ctx)).queues.values();
      expect(queue?.name).toBe('Of another mind');
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  const copy = await directoryOf(desk.ctxFor('system'));
  expect([...copy.queues.values()].map(({ name }) => name)).not.toContain('Of another mind');
  await inTransaction(desk.ctxFor('system'), async (ctx) => expect(await directoryOf(ctx)).toBe(copy));
});
