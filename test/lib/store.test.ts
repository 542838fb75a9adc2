import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isDatabaseAway } from '../../src/api/database-away.ts';
import { inTransaction } from '../../src/lib/context.ts';
import type { Sql } from '../../src/lib/shared-connection.ts';
import { statement } from '../../src/lib/sql.ts';
import { createDesk, type Desk } from '../support/desk.ts';

const names = statement<{ name: string }>(
  'test-teams',
  `SELECT name FROM team WHERE name LIKE $1::text ORDER BY name`,
);
const rename = statement<{ id: string }>(
  'test-rename',
  `UPDATE team SET name = $2::text WHERE name = $1::text RETURNING id::text`,
);

describe('a transaction', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await createDesk();
  });
  afterAll(() => desk?.close());

  const add = (name: string) => {
    const ctx = desk.ctxFor('system');
    return ctx.db.team.create({ data: { id: ctx.newId(), createdAt: ctx.now(), name } });
  };
  const seen = async (like: string) => (await names(desk.ctxFor('system'), like)).map(({ name }) => name);

  test('is one for statements and for Prisma, and nobody sees it before its end', async () => {
    await add('one 1');
    await inTransaction(desk.ctxFor('system'), async (ctx) => {
      await ctx.db.team.create({ data: { id: ctx.newId(), createdAt: ctx.now(), name: 'one 2' } });
      await rename(ctx, 'one 1', 'one 0');
      expect(await names(ctx, 'one%')).toEqual([{ name: 'one 0' }, { name: 'one 2' }]);
      expect(await ctx.db.team.count({ where: { name: 'one 0' } })).toBe(1);
      expect(await seen('one%')).toEqual(['one 1']);
    });
    expect(await seen('one%')).toEqual(['one 0', 'one 2']);
  });

  test('is undone whole by what fails in it, whichever door it came by', async () => {
    await add('two 1');
    await add('two 2');
    await expect(
      inTransaction(desk.ctxFor('system'), async (ctx) => {
        await ctx.db.team.create({ data: { id: ctx.newId(), createdAt: ctx.now(), name: 'two 3' } });
        await rename(ctx, 'two 1', 'two 2');
      }),
    ).rejects.toMatchObject({ code: '23505' });
    await expect(
      inTransaction(desk.ctxFor('system'), async (ctx) => {
        await rename(ctx, 'two 1', 'two 0');
        throw new Error('changed their mind');
      }),
    ).rejects.toThrow('changed their mind');
    expect(await seen('two%')).toEqual(['two 1', 'two 2']);
  });

  test('keeps to itself beside others, and within one of another', async () => {
    const many = Array.from({ length: 6 }, (_, index) => index);
    await Promise.all(
      many.map((index) =>
        inTransaction(desk.ctxFor('system'), async (ctx) => {
          await ctx.db.team.create({
            data: { id: ctx.newId(), createdAt: ctx.now(), name: `three ${index}` },
          });
          await inTransaction(desk.ctxFor('system'), async (inner) => {
            expect(await names(inner, `three ${index}`)).toEqual([]);
          });
          expect(await rename(ctx, `three ${index}`, `three by ${index}`)).toHaveLength(1);
          if (index % 2 === 1) throw new Error('odd');
        }).catch((error: Error) => expect(error.message).toBe('odd')),
      ),
    );
    expect(await seen('three%')).toEqual(
      many
        .filter((index) => index % 2 === 0)
        .map((index) => `three by ${index}`)
        .sort(),
    );
  });

  test('takes no statement behind its end, where its connection is somebody else’s', async () => {
    const kept: Sql[] = [];
    await desk.store.transaction(async (_, sql) => kept.push(sql));
    await desk.store
      .transaction(async (_, sql) => {
        kept.push(sql);
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    expect(kept).toHaveLength(2);
    for (const sql of kept) {
      const failure = await sql.query({ name: 'late', text: 'SELECT 1' }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'P2028' });
      expect(isDatabaseAway(failure)).toBe(true);
    }
  });
});
