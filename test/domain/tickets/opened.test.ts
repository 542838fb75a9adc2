import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRule } from '../../../src/domain/routing/rules.ts';
import { getTicket, showOpened } from '../../../src/domain/tickets/get.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { type Cast, createCast } from './cast.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await createCast();
  await createRule(cast.ctxFor(cast.admin), {
    name: 'VPN',
    conditions: { words: { any: ['vpn'] } },
    actions: { tags: ['vpn'], category: 'network', queueId: cast.otherQueue.id },
  });
});
afterAll(() => cast?.close());

describe('a ticket that was just opened is told without being read, and is the same', () => {
  type Input = Parameters<typeof openTicket>[1];
  const told: [string, (cast: Cast) => ActingPerson, (cast: Cast) => Input][] = [
    [
      'the requester',
      ({ requester }) => requester,
      () => ({ title: 'Mouse', description: 'Its wheel 🐭 sticks.' }),
    ],
    [
      'an agent',
      ({ agent }) => agent,
      () => ({ title: 'Mouse', description: 'Wheel', impact: 1, tags: ['a', 'b'] }),
    ],
    [
      'an agent, on behalf of somebody, by a rule',
      ({ agent }) => agent,
      ({ requester }) => ({ title: 'vpn', description: 'vpn', requesterId: requester.id, kind: 'incident' }),
    ],
    [
      'who is routed by a rule that they may not see',
      ({ stranger }) => stranger,
      () => ({ title: 'vpn', description: 'x' }),
    ],
    [
      'who opens it in a queue that they do not see',
      ({ agent }) => agent,
      ({ privateQueue, stranger }) => ({
        ...{ title: 'Salary', description: 'Private', category: 'pay' },
        ...{ queueId: privateQueue.id, requesterId: stranger.id },
      }),
    ],
    [
      'text with half a character',
      ({ admin }) => admin,
      () => ({ title: 'half \ud83d', description: 'nul \u0000 x' }),
    ],
  ];
  it.each(told)('to %s', async (_, by, input) => {
    const ctx = cast.ctxFor(by(cast));
    const opened = await openTicket(ctx, input(cast));
    if (!opened) throw new Error('not opened');
    expect(await showOpened(ctx, opened)).toEqual(await getTicket(ctx, { number: opened.number }));
  });
});
