import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { once, sweepIdempotentCalls } from '../../src/api/idempotency.ts';
import type { Ticket } from '../../src/contract/tickets.ts';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { type ApiServer, type Credentials, type Problem, startServer } from '../support/server.ts';

let desk: Desk;
let server: ApiServer;
let ada: Credentials;
let grace: Credentials;

beforeAll(async () => {
  desk = await createDesk();
  server = await startServer(desk);
  ada = await server.token(await desk.person({ name: 'Ada' }), ['read', 'write']);
  grace = await server.token(await desk.person({ name: 'Grace' }), ['read', 'write']);
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

const open = (key: string, description: string, as = ada) =>
  server.call<Ticket & Problem>('POST', '/tickets', {
    as,
    body: { description },
    headers: { 'idempotency-key': key },
  });
const count = (description: string) => desk.store.client.ticket.count({ where: { description } });

describe('a call with an Idempotency-Key', () => {
  it('has its effect once, and gives repeats the same answer', async () => {
    const first = await open('k1', 'once');
    const second = await open('k1', 'once');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await count('once')).toBe(1);
  });

  it('has its effect once, of fifty at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => open('k2', 'fifty')));
    const statuses = new Set(answers.map((answer) => answer.status));
    expect([...statuses].every((status) => status === 201 || status === 409)).toBe(true);
    const numbers = new Set(answers.flatMap(({ status, body }) => (status === 201 ? [body.number] : [])));
    expect(numbers.size).toBe(1);
    expect(await count('fifty')).toBe(1);
    expect((await open('k2', 'fifty')).body.number).toBe([...numbers][0]);
  });

  it('is refused when the key was for something else', async () => {
    await open('k3', 'this');
    const answer = await open('k3', 'that');
    expect(answer.status).toBe(422);
    expect(await count('that')).toBe(0);
  });

  it('is one of its caller: the same key of somebody else is another', async () => {
    const mine = await open('k4', 'shared');
    const theirs = await open('k4', 'shared', grace);
    expect(theirs.status).toBe(201);
    expect(theirs.body.number).not.toBe(mine.body.number);
  });

  it('that failed may be sent again, corrected too', async () => {
    expect((await open('k5', ' ')).status).toBe(422);
    expect((await open('k5', 'now with words')).status).toBe(201);
  });

  it('is remembered for a day', async () => {
    await open('k6', 'daily');
    desk.clock.advance(23 * HOUR);
    await open('k6', 'daily');
    expect(await count('daily')).toBe(1);
    desk.clock.advance(2 * HOUR);
    expect((await open('k6', 'daily')).status).toBe(201);
    expect(await count('daily')).toBe(2);
    desk.clock.advance(2 * DAY);
    expect(await sweepIdempotentCalls(desk.ctxFor('system'))).toBeGreaterThan(0);
    expect(await desk.store.client.idempotentCall.count()).toBe(0);
  });

  it.each(['', ' ', 'a b', 'x'.repeat(256)])('needs a sane key: %j', async (key) => {
    const answer = await open(key, 'key');
    // Fetch sends no header at all for blanks, and then there is no key.
    expect([201, 422]).toContain(answer.status);
    if (key.trim() !== '') expect(answer.status).toBe(422);
  });
});

describe('a crash', () => {
  const call = { caller: 'person:x', key: 'crash', method: 'POST', path: '/teams', input: {} };
  const make = (name: string) => async (ctx: ReturnType<Desk['ctxFor']>) => {
    await ctx.db.team.create({ data: { id: ctx.newId(), name, createdAt: ctx.now() } });
    return { status: 201, body: { name } };
  };

  it('before the commit leaves nothing, so that a repeat does the work', async () => {
    const ctx = desk.ctxFor('system');
    const dying = once(ctx, call, async (ctx) => {
      await make('Crashed')(ctx);
      // The connection is cut as a crash would cut it: with the transaction open.
      const [row] = await ctx.db.$queryRaw<[{ pid: number }]>`SELECT pg_backend_pid()::int AS pid`;
      await desk.store.pool.query('SELECT pg_terminate_backend($1)', [row.pid]);
      await ctx.db.$queryRaw`SELECT 1`;
      return { status: 201, body: {} };
    });
    await expect(dying).rejects.toThrow();
    expect(await desk.store.client.team.count({ where: { name: 'Crashed' } })).toBe(0);
    const again = await once(ctx, call, make('Crashed'));
    expect(again.repeated).toBe(false);
    expect(await desk.store.client.team.count({ where: { name: 'Crashed' } })).toBe(1);
  });

  it('after the commit leaves the answer, so that a repeat does nothing', async () => {
    const again = await once(desk.ctxFor('system'), call, make('Twice'));
    expect(again).toEqual({ status: 201, body: { name: 'Crashed' }, repeated: true });
    expect(await desk.store.client.team.count({ where: { name: 'Twice' } })).toBe(0);
  });

  it('is not waited for: a call in flight is a conflict, in whichever process', async () => {
    const ctx = desk.ctxFor('system');
    const gate = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const slow = once(ctx, { ...call, key: 'slow' }, async (ctx) => {
      began.resolve();
      await gate.promise;
      return make('Slow')(ctx);
    });
    await began.promise;
    await expect(once(ctx, { ...call, key: 'slow' }, make('Slow'))).rejects.toMatchObject({
      code: 'conflict',
    });
    gate.resolve();
    expect((await slow).repeated).toBe(false);
    expect((await once(ctx, { ...call, key: 'slow' }, make('Slow'))).repeated).toBe(true);
  });
});
