import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TicketVerb } from '../../../src/contract/tickets.ts';
import { deleteEntry, editEntry } from '../../../src/domain/tickets/edit-entry.ts';
import { getTicket } from '../../../src/domain/tickets/get.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import type { ActingPerson, Actor } from '../../../src/lib/context.ts';
import { type Act, acts, perform, setScene } from './acts.ts';
import { type Cast, createCast, outcome, refusal, tokenOf } from './cast.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await createCast();
});
afterAll(() => cast.close());

type Who = { who: string; actor: (cast: Cast) => ActingPerson | Actor | 'system' | 'nobody' };
const everybody: Who[] = [
  { who: 'the requester', actor: (cast) => cast.requester },
  { who: 'another requester', actor: (cast) => cast.stranger },
  { who: 'a watcher', actor: (cast) => cast.watcher },
  { who: 'an agent of the team', actor: (cast) => cast.agent },
  { who: 'an agent of another team', actor: (cast) => cast.neighbour },
  { who: 'an admin', actor: (cast) => cast.admin },
  { who: 'an agent of the private team', actor: (cast) => cast.confidant },
  { who: 'a guest', actor: (cast) => cast.guest },
  { who: 'somebody from outside', actor: (cast) => cast.external },
  { who: 'an outsider with the role agent', actor: (cast) => ({ ...cast.agent, external: true }) },
  { who: 'a token that may read', actor: (cast) => tokenOf(cast.confidant, 'read') },
  { who: 'a token that may write', actor: (cast) => tokenOf(cast.confidant, 'write') },
  { who: 'nobody', actor: () => 'nobody' },
  { who: 'an alert source', actor: () => ({ kind: 'source', name: 'alerts' }) },
];

/** The rule book once more, from the other side. */
function expected(act: Act, who: string, queue: 'open' | 'private'): string {
  const staff = ['an agent of the private team', 'a token that may write'];
  if (queue === 'open') staff.push('an agent of the team', 'an agent of another team', 'an admin');
  if (who === 'a token that may read') return 'forbidden';
  if (staff.includes(who)) return act === 'rate' ? 'forbidden' : 'done';
  if (who === 'the requester') {
    return ['reply', 'resolve', 'reopen', 'cancel', 'rate'].includes(act) ? 'done' : 'forbidden';
  }
  // The other ticket of a merge or a link is none of theirs.
  if (who === 'a watcher')
    return act === 'reply' ? 'done' : ['merge', 'link'].includes(act) ? 'not_found' : 'forbidden';
  return 'not_found';
}

describe.each(['open', 'private'] as const)('in a queue that is %s', (visibility) => {
  test.each(acts)('who may %s, does; who may not, is told so and leaves nothing behind', async (act) => {
    const queue = visibility === 'open' ? cast.queue : cast.privateQueue;
    const scene = await setScene(cast, act, queue);
    const before = await cast.traces(scene.number, scene.other);
    for (const { who, actor } of everybody) {
      const wanted = expected(act, who, visibility);
      if (wanted === 'done') continue;
      expect([who, await outcome(perform(cast, act, cast.ctxFor(actor(cast)), scene))]).toEqual([
        who,
        wanted,
      ]);
    }
    expect(await cast.traces(scene.number, scene.other)).toEqual(before);
    for (const { who, actor } of everybody) {
      if (expected(act, who, visibility) !== 'done') continue;
      const ctx = cast.ctxFor(actor(cast));
      expect([who, await outcome(perform(cast, act, ctx, await setScene(cast, act, queue)))]).toEqual([
        who,
        'done',
      ]);
    }
  });

  test.each(acts)('%s is offered to those who may do it', async (act) => {
    // The rule book has unlinking and unwatching under the verbs that they undo.
    if (act === 'unlink' || act === 'unwatch') return;
    const { number } = await setScene(cast, act, visibility === 'open' ? cast.queue : cast.privateQueue);
    for (const { who, actor } of everybody) {
      const wanted = expected(act, who, visibility);
      if (wanted === 'not_found' || who.startsWith('a token')) continue;
      const { verbs } = await getTicket(cast.ctxFor(actor(cast)), { number });
      expect([who, verbs.includes(act)]).toEqual([who, wanted === 'done']);
    }
  });
});

describe('opening', () => {
  const input = { title: 'Badge', description: 'Lost.' };
  test('guests and outsiders are refused where the queue does not take them, and served where it does', async () => {
    for (const person of [cast.guest, cast.external]) {
      expect((await refusal(openTicket(cast.ctxFor(person), input))).code).toBe('forbidden');
    }
    const lobby = await cast.addQueue({ guestsAllowed: true });
    for (const person of [cast.guest, cast.external]) {
      expect(await openTicket(cast.ctxFor(person), { ...input, queueId: lobby.id })).toBeDefined();
    }
    expect(
      (await refusal(openTicket(cast.ctxFor(cast.agent), { ...input, requesterId: cast.guest.id }))).code,
    ).toBe('forbidden');
  });
  test('only agents may open in the name of somebody else, and only of somebody active', async () => {
    const forWanda = { ...input, requesterId: cast.watcher.id };
    expect((await refusal(openTicket(cast.ctxFor(cast.requester), forWanda))).code).toBe('forbidden');
    const gone = await cast.person({ active: false });
    expect(
      (await refusal(openTicket(cast.ctxFor(cast.agent), { ...input, requesterId: gone.id }))).fields,
    ).toEqual(['requesterId']);
    const opened = await openTicket(cast.ctxFor(cast.agent), forWanda);
    expect(await getTicket(cast.ctxFor(cast.watcher), { number: opened?.number ?? '' })).toMatchObject({
      requester: { name: 'Wanda' },
      openedBy: { name: 'Ada' },
    });
  });
  test.each([
    ['nobody', 'unauthenticated'],
    ['a token that may read', 'forbidden'],
  ])('%s is refused (%s)', async (who, code) => {
    const actor = everybody.find((one) => one.who === who)?.actor(cast) ?? 'nobody';
    const before = await cast.traces();
    expect((await refusal(openTicket(cast.ctxFor(actor), input))).code).toBe(code);
    expect(await cast.traces()).toEqual(before);
  });
});

describe('changing what was written', () => {
  test('only its author may, not even an admin or a token that may only read', async () => {
    const number = await cast.open({ watched: true });
    await perform(cast, 'note', cast.ctxFor(cast.agent), { number, other: number });
    const entries = await cast.store.client.entry.findMany({ where: { ticket: { number } } });
    const idOf = (kind: string) => entries.find((entry) => entry.kind === kind)?.id ?? '';
    const tries: [ActingPerson | Actor | 'nobody', string, string][] = [
      [cast.agent, 'reply', 'forbidden'],
      [cast.admin, 'reply', 'forbidden'],
      [cast.watcher, 'reply', 'forbidden'],
      [cast.stranger, 'reply', 'not_found'],
      ['nobody', 'reply', 'not_found'],
      [tokenOf(cast.requester, 'read'), 'reply', 'forbidden'],
      [cast.requester, 'note', 'not_found'],
      [cast.neighbour, 'note', 'forbidden'],
    ];
    const before = await cast.traces();
    for (const [who, kind, code] of tries) {
      const ctx = cast.ctxFor(who);
      expect(await outcome(editEntry(ctx, { id: idOf(kind), body: 'Forged' }))).toBe(code);
      expect(await outcome(deleteEntry(ctx, { id: idOf(kind) }))).toBe(code);
    }
    expect(await cast.traces()).toEqual(before);
    expect(await outcome(editEntry(cast.ctxFor(cast.requester), { id: idOf('reply'), body: 'Mine' }))).toBe(
      'done',
    );
    expect(await outcome(deleteEntry(cast.ctxFor(cast.agent), { id: idOf('note') }))).toBe('done');
  });

  test('an agent who lost sight of the ticket cannot', async () => {
    const number = await cast.open({});
    await perform(cast, 'note', cast.ctxFor(cast.agent), { number, other: number });
    const note = await cast.store.client.entry.findFirstOrThrow({
      where: { ticket: { number }, kind: 'note' },
    });
    await cast.store.client.ticket.update({ where: { number }, data: { queueId: cast.privateQueue.id } });
    expect(await outcome(editEntry(cast.ctxFor(cast.agent), { id: note.id, body: 'x' }))).toBe('not_found');
  });
});

test('every verb of the contract is tried here', () => {
  expect(TicketVerb.options.filter((verb) => !(acts as string[]).includes(verb))).toEqual([]);
});
