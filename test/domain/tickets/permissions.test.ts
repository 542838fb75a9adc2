import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deleteEntry, editEntry } from '../../../src/domain/tickets/edit-entry.ts';
import { getTicket } from '../../../src/domain/tickets/get.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import type { ActingPerson, Actor } from '../../../src/lib/context.ts';
import { ACTS, type Act, acts, perform, setScene } from './acts.ts';
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
  if (who === 'a watcher') return act === 'reply' ? 'done' : 'forbidden';
  return 'not_found';
}

describe.each(['open', 'private'] as const)('in a queue that is %s', (visibility) => {
  describe.each(everybody)('$who', ({ who, actor }) => {
    test.each(acts)('may %s exactly if the rule book says so, and leaves nothing behind if not', async (act) => {
      const queue = visibility === 'open' ? cast.queue : cast.privateQueue;
      const scene = await setScene(cast, act, queue);
      const before = await cast.traces();
      const result = await outcome(perform(cast, act, cast.ctxFor(actor(cast)), scene));
      expect(result).toBe(expected(act, who, visibility));
      if (result === 'done') expect(await cast.traces()).not.toEqual(before);
      else expect(await cast.traces()).toEqual(before);
    });
  });
});

test('what a ticket offers is what its verbs allow', async () => {
  // The rule book lists unlink and unwatch under the verbs that they undo.
  const offered = acts.filter((act) => act !== 'unlink' && act !== 'unwatch') as Exclude<
    Act,
    'unlink' | 'unwatch'
  >[];
  for (const visibility of ['open', 'private'] as const) {
    const queue = visibility === 'open' ? cast.queue : cast.privateQueue;
    for (const person of [cast.requester, cast.watcher, cast.agent, cast.admin, cast.confidant]) {
      for (const act of offered) {
        const scene = await setScene(cast, act, queue);
        const ctx = cast.ctxFor(person);
        const ticket = await getTicket(ctx, { number: scene.number }).catch(() => undefined);
        const result = await outcome(perform(cast, act, ctx, scene));
        expect([act, person.name, ticket?.verbs.includes(act) ?? false]).toEqual([act, person.name, result === 'done']);
      }
    }
  }
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
    expect((await refusal(openTicket(cast.ctxFor(cast.agent), { ...input, requesterId: cast.guest.id }))).code).toBe(
      'forbidden',
    );
  });
  test('only agents may open in the name of somebody else, and only of somebody active', async () => {
    const forWanda = { ...input, requesterId: cast.watcher.id };
    expect((await refusal(openTicket(cast.ctxFor(cast.requester), forWanda))).code).toBe('forbidden');
    const gone = await cast.person({ active: false });
    expect((await refusal(openTicket(cast.ctxFor(cast.agent), { ...input, requesterId: gone.id }))).fields).toEqual([
      'requesterId',
    ]);
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
    expect(await outcome(editEntry(cast.ctxFor(cast.requester), { id: idOf('reply'), body: 'Mine' }))).toBe('done');
    expect(await outcome(deleteEntry(cast.ctxFor(cast.agent), { id: idOf('note') }))).toBe('done');
  });

  test('an agent who lost sight of the ticket cannot', async () => {
    const number = await cast.open({});
    await perform(cast, 'note', cast.ctxFor(cast.agent), { number, other: number });
    const note = await cast.store.client.entry.findFirstOrThrow({ where: { ticket: { number }, kind: 'note' } });
    await cast.store.client.ticket.update({ where: { number }, data: { queueId: cast.privateQueue.id } });
    expect(await outcome(editEntry(cast.ctxFor(cast.agent), { id: note.id, body: 'x' }))).toBe('not_found');
  });
});

test('every verb of the contract is tried here', () => {
  expect(Object.keys(ACTS)).toEqual(expect.arrayContaining(['reply', 'note', 'merge', 'rate']));
});
