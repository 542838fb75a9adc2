import { afterAll, beforeAll, expect, it } from 'vitest';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { getTicket, listEntries } from '../../../src/domain/tickets/get.ts';
import { moveTicket } from '../../../src/domain/tickets/move.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

let desk: Desk;
let ctx: Ctx;
beforeAll(async () => {
  desk = await createDesk();
  ctx = desk.ctxFor(await desk.person({ roles: ['agent'], teams: [desk.team] }));
});
afterAll(() => desk?.close());

it('keeps what the database cannot hold as the nearest that it can, in every field', async () => {
  const opened = await openTicket(ctx, {
    title: 'T\0',
    description: 'D\ud800',
    category: 'C\0',
    tags: ['t\0'],
  });
  const number = opened?.number ?? '';
  expect(await getTicket(ctx, { number })).toMatchObject({
    title: 'T\u2400',
    description: 'D\ufffd',
    category: 'C\u2400',
    tags: ['t\u2400'],
  });
  await editTicket(ctx, {
    number,
    category: 'E\0',
    tags: ['e\ud800'],
    priority: { value: 1, reason: 'because\0' },
  });
  expect(await getTicket(ctx, { number })).toMatchObject({
    category: 'E\u2400',
    tags: ['e\ufffd'],
    priorityReason: 'because\u2400',
  });
  const queue = await desk.addQueue({ name: 'Elsewhere' });
  await moveTicket(ctx, { number, queueId: queue.id, reason: 'so\0 \ud800' });
  const { items } = await listEntries(ctx, { number, limit: 50 });
  const moved = items.find((entry) => entry.event?.action === 'move');
  expect(moved?.event?.changes[0]?.to).toBe('Elsewhere: so\u2400 \ufffd');
});
