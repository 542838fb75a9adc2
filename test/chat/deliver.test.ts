import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWebChannel } from '../../src/channels/web/channel.ts';
import type { Channel } from '../../src/chat/channel.ts';
import { editTicket } from '../../src/domain/tickets/edit.ts';
import { deleteEntry, editEntry, restoreEntry } from '../../src/domain/tickets/edit-entry.ts';
import { mergeTicket } from '../../src/domain/tickets/merge.ts';
import { moveTicket } from '../../src/domain/tickets/move.ts';
import { openTicket } from '../../src/domain/tickets/open.ts';
import { noteOnTicket, replyToTicket } from '../../src/domain/tickets/reply.ts';
import { takeTicket } from '../../src/domain/tickets/take.ts';
import type { ActingPerson, Ctx } from '../../src/lib/context.ts';
import { type Cast, createCast } from '../domain/tickets/cast.ts';
import { type RecordingChannel, recordingChannel } from '../support/recording-channel.ts';
import { deliverAll } from '../support/worker.ts';

let cast: Cast;
let channel: RecordingChannel;
let asAgent: Ctx;
let asConfidant: Ctx;
let asRequester: Ctx;
beforeEach(async () => {
  cast = await createCast();
  channel = recordingChannel();
  asAgent = cast.ctxFor(cast.agent);
  asConfidant = cast.ctxFor(cast.confidant);
  asRequester = cast.ctxFor(cast.requester);
});
afterEach(() => cast.close());

const deliver = () => deliverAll(cast, channel);
const [IT, NETWORKS, PRIVATE] = ['triage:it', 'triage:networks', 'triage:private'] as const;
const direct = (person = cast.requester) => `direct:${person.id}`;
const everything = (conversation: string) => JSON.stringify(channel.shown(conversation));

/** A ticket that came as a message in its requester's own conversation. */
async function asked(
  by: ActingPerson,
  message: string,
  title = 'Laptop',
  on: Channel = channel,
): Promise<string> {
  const opened = await openTicket(
    cast.ctxFor(by, 'web'),
    { title, description: 'It does not start.' },
    {
      source: 'message',
      delivery: `d-${message}`,
      from: { channel: 'web', conversation: direct(by), message, thread: message },
    },
  );
  await deliverAll(cast, on);
  return opened?.number ?? '';
}

describe('what is relayed', () => {
  test('replies go to the other side only, notes never to a requester', async () => {
    const number = await asked(cast.requester, 'q1');
    await replyToTicket(asAgent, { number, body: 'public words' });
    await noteOnTicket(asAgent, { number, body: 'internal words' });
    await deliver();
    expect(channel.lines(direct())).toEqual([`${number} · Laptop`, 'Ada: public words']);
    expect(channel.shown(direct()).map((message) => message.thread)).toEqual(['q1', 'q1']);
    expect(channel.lines(IT)).toEqual([
      `${number} · Laptop`,
      'Ada: public words',
      'Ada (internal): internal words',
    ]);
    expect(
      channel.calls.some(
        (call) => call.conversation === direct() && JSON.stringify(call).includes('internal words'),
      ),
    ).toBe(false);
  });

  test('comes with the picture that its author has in that workspace, and in no other', async () => {
    const places = ['T1:C1', 'T2:C1', 'T3:C1', 'direct:T1:U9'].map((conversation) => ({
      ...{ channel: 'slack', conversation },
    }));
    await cast.store.client.queue.update({ where: { id: cast.queue.id }, data: { triage: places } });
    cast.bus.publish({ topic: 'directory' });
    for (const [externalId, picture] of [
      ['T1:U1', 'https://a.slack-edge.com/1'],
      ['T2:U1', 'https://a.slack-edge.com/2'],
      ['T3:U1', null],
    ] as const) {
      const account = { personId: cast.agent.id, channel: 'slack', externalId, createdAt: cast.clock.now() };
      await cast.store.client.identity.create({ data: { id: crypto.randomUUID(), ...account, picture } });
    }
    const slack = recordingChannel({ name: 'slack' });
    const both = () => deliverAll(cast, channel, slack);
    const number = await cast.open();
    await both();
    const note = await noteOnTicket(asAgent, { number, body: 'words' });
    await both();
    const picturesIn = ({ conversation }: { conversation: string }) =>
      slack.shown(conversation).map(({ content }) => content.type === 'said' && content.author?.picture);
    expect(places.map((place) => picturesIn(place).at(-1))).toEqual([
      ...[
        'https://a.slack-edge.com/1',
        'https://a.slack-edge.com/2',
        undefined,
        'https://a.slack-edge.com/1',
      ],
    ]);
    // Another picture is no change of what was said.
    await cast.store.client.identity.updateMany({ data: { picture: 'https://a.slack-edge.com/3' } });
    const calls = slack.calls.length;
    await cast.store.client.notice.updateMany({
      where: { entryId: note?.entryId ?? '' },
      data: { state: 'pending', dueAt: cast.clock.now() },
    });
    await both();
    expect(slack.calls).toHaveLength(calls);
  });

  test('what was written in a conversation is not repeated there', async () => {
    const number = await asked(cast.requester, 'q1');
    const from = { channel: 'web', conversation: direct(), message: 'q2', thread: 'q1' };
    await replyToTicket(
      cast.ctxFor(cast.requester, 'web'),
      { number, body: 'more' },
      { delivery: 'd2', from },
    );
    await deliver();
    expect(channel.lines(direct())).toEqual([`${number} · Laptop`]);
    expect(channel.lines(IT)).toEqual([`${number} · Laptop`, 'Grace: more']);
  });

  test('an edit is an edit there, a deletion takes it away', async () => {
    const number = await asked(cast.requester, 'q1');
    const kept = await replyToTicket(asAgent, { number, body: 'frist' });
    const gone = await replyToTicket(asAgent, { number, body: 'secret' });
    await deliver();
    await editEntry(asAgent, { id: kept?.entryId ?? '', body: 'first' });
    await deleteEntry(asAgent, { id: gone?.entryId ?? '' });
    await deliver();
    for (const conversation of [direct(), IT]) {
      expect(channel.lines(conversation)).toEqual([`${number} · Laptop`, 'Ada: first']);
      expect(channel.shown(conversation)[1]?.content).toMatchObject({ edited: true });
    }
  });

  test('what was deleted and is restored stands there again, on a channel that remembers its keys too', async () => {
    const web = createWebChannel(cast);
    const number = await asked(cast.requester, crypto.randomUUID(), 'Laptop', web);
    const reply = await replyToTicket(asAgent, { number, body: 'here' });
    const id = reply?.entryId ?? '';
    const here = async () => {
      const where = { conversation: direct(), deletedAt: null };
      const standing = await cast.store.client.webMessage.findMany({ where });
      return standing.map(({ content }) => JSON.stringify(content)).filter((one) => one.includes('here'));
    };
    await deliverAll(cast, web);
    await deleteEntry(asAgent, { id });
    await deliverAll(cast, web);
    expect(await here()).toEqual([]);
    await restoreEntry(asAgent, { id, body: 'here again' });
    await deliverAll(cast, web);
    await restoreEntry(asAgent, { id, body: 'here again' });
    await deliverAll(cast, web);
    expect(await here()).toEqual([expect.stringContaining('here again')]);
  });

  test('one that is restored under doubt is posted once', async () => {
    const finding = recordingChannel({ finds: true });
    const number = await asked(cast.requester, 'q1');
    await deliverAll(cast, finding);
    const reply = await replyToTicket(asAgent, { number, body: 'here' });
    const id = reply?.entryId ?? '';
    await deliverAll(cast, finding);
    await deleteEntry(asAgent, { id });
    await deliverAll(cast, finding);
    finding.fail('lost', { times: 2, when: ({ kind }) => kind === 'post' });
    await restoreEntry(asAgent, { id, body: 'here again' });
    await deliverAll(cast, finding);
    cast.clock.advance(60_000);
    await deliverAll(cast, finding);
    for (const conversation of [direct(), IT]) {
      expect(finding.lines(conversation).filter((line) => line === 'Ada: here again')).toHaveLength(1);
    }
  });

  test('one that is deleted before it was delivered is never seen', async () => {
    const number = await asked(cast.requester, 'q1');
    const gone = await replyToTicket(asAgent, { number, body: 'secret' });
    await deleteEntry(asAgent, { id: gone?.entryId ?? '' });
    await deliver();
    expect(JSON.stringify(channel.calls)).not.toContain('secret');
  });

  test('when both sides share a conversation, each has its thread', async () => {
    await cast.store.client.queue.update({
      where: { id: cast.queue.id },
      data: { triage: [{ channel: 'web', conversation: direct() }] },
    });
    cast.bus.publish({ topic: 'directory' });
    const number = await asked(cast.requester, 'q1');
    await replyToTicket(asAgent, { number, body: 'to all' });
    await noteOnTicket(asAgent, { number, body: 'among us' });
    await deliver();
    const shown = channel.shown(direct());
    const triage = shown.find((message) => message.thread === null)?.message;
    const threadOf = (word: string) =>
      shown.find((one) => JSON.stringify(one.content).includes(`"${word}"`))?.thread;
    expect(threadOf('to all')).toBe('q1');
    expect(threadOf('among us')).toBe(triage);
  });
});

describe('a card', () => {
  test('that somebody deleted is posted again with the next change, and goes on being edited', async () => {
    const number = await asked(cast.requester, 'q1');
    for (const message of [...channel.shown(direct()), ...channel.shown(IT)]) channel.vanish(message.message);
    await takeTicket(asAgent, { number });
    await deliver();
    await editTicket(asAgent, { number, title: 'Notebook' });
    await deliver();
    expect(channel.lines(direct())).toEqual([`${number} · Notebook`]);
    expect(channel.lines(IT)).toEqual([`${number} · Notebook`]);
    await noteOnTicket(asAgent, { number, body: 'in the new thread' });
    await deliver();
    expect(channel.lines(IT)).toHaveLength(2);
  });

  test('shows an opening message as its author left it', async () => {
    const number = await asked(cast.requester, 'q1');
    const entry = await cast.store.client.entry.findFirstOrThrow({ where: { ticket: { number } } });
    await editEntry(asRequester, { id: entry.id, body: 'It starts, but slowly.' });
    await deliver();
    expect(everything(IT)).toContain('It starts, but slowly.');
    expect(everything(IT)).not.toContain('It does not start.');
    await deleteEntry(asRequester, { id: entry.id });
    await deliver();
    expect(everything(IT)).not.toContain('slowly');
  });
});

describe('after a move', () => {
  test('agents of the new queue get a card; the old one says nothing, and hears nothing any more', async () => {
    const number = await asked(cast.requester, 'q1', 'Divorce');
    const reply = await replyToTicket(asRequester, { number, body: 'private words' });
    await deliver();
    await moveTicket(asAgent, { number, queueId: cast.privateQueue.id });
    await noteOnTicket(asConfidant, { number, body: 'note before delivery' });
    await deliver();
    await noteOnTicket(asConfidant, { number, body: 'note after delivery' });
    await replyToTicket(asConfidant, { number, body: 'reply after delivery' });
    await editTicket(asConfidant, { number, title: 'Still Divorce' });
    await editEntry(asRequester, { id: reply?.entryId ?? '', body: 'edited words' });
    await deliver();
    expect(channel.lines(IT)).toEqual([number]);
    for (const word of ['Divorce', 'note', 'after', 'edited', 'private words']) {
      expect(everything(IT)).not.toContain(word);
    }
    expect(channel.lines(PRIVATE)).toEqual([
      `${number} · Still Divorce`,
      'Hana (internal): note before delivery',
      'Hana (internal): note after delivery',
      'Hana: reply after delivery',
      'Grace: edited words',
    ]);
  });

  test('that comes while the first card is being posted, nothing is told at the old place', async () => {
    const number = await cast.open({ title: 'Divorce' });
    let moved = false;
    channel.during = async (call) => {
      if (moved || call.conversation !== IT) return;
      moved = true;
      await moveTicket(asAgent, { number, queueId: cast.privateQueue.id });
    };
    await deliver();
    await noteOnTicket(asConfidant, { number, body: 'between us' });
    await deliver();
    expect(channel.lines(IT)).toEqual([number]);
    expect(channel.lines(PRIVATE)).toEqual([`${number} · Divorce`, 'Hana (internal): between us']);
  });

  test('what is deleted afterwards is gone from the old place too', async () => {
    const number = await asked(cast.requester, 'q1');
    const reply = await replyToTicket(asRequester, { number, body: 'hunter2' });
    await deliver();
    await moveTicket(asAgent, { number, queueId: cast.otherQueue.id });
    await deliver();
    await deleteEntry(asRequester, { id: reply?.entryId ?? '' });
    await deliver();
    for (const conversation of [IT, NETWORKS, direct()])
      expect(everything(conversation)).not.toContain('hunter2');
  });

  test('and back again, the old card lives and so does its thread', async () => {
    const number = await asked(cast.requester, 'q1');
    await moveTicket(asAgent, { number, queueId: cast.otherQueue.id });
    await moveTicket(asAgent, { number, queueId: cast.queue.id });
    await deliver();
    await noteOnTicket(asAgent, { number, body: 'back home' });
    await deliver();
    expect(channel.lines(IT)).toEqual([`${number} · Laptop`, 'Ada (internal): back home']);
    expect(channel.lines(NETWORKS)).toEqual([number]);
  });
});

describe('after a merge', () => {
  test('both requesters hear the answers in their own threads, and what was on its way arrives', async () => {
    const first = await asked(cast.requester, 'q1', 'Wi-Fi');
    const second = await asked(cast.stranger, 'q2', 'No internet');
    await replyToTicket(asAgent, { number: first, body: 'on its way' });
    await mergeTicket(asAgent, { number: first, into: second });
    await replyToTicket(asAgent, { number: second, body: 'for both' });
    await deliver();
    expect(channel.lines(direct())).toEqual([`${first} · Wi-Fi`, 'Ada: on its way', 'Ada: for both']);
    expect(channel.lines(direct(cast.stranger))).toEqual([`${second} · No internet`, 'Ada: for both']);
    expect(everything(direct())).toContain(`Merged into ${second}`);
    expect(channel.lines(IT).filter((line) => line === 'Ada: for both')).toHaveLength(1);
  });

  test('of two tickets of one person the answers go to the thread of the one that goes on', async () => {
    const first = await asked(cast.requester, 'a-first');
    const second = await asked(cast.requester, 'b-second');
    await mergeTicket(asAgent, { number: first, into: second });
    await replyToTicket(asAgent, { number: second, body: 'here' });
    await deliver();
    expect(channel.shown(direct()).at(-1)).toMatchObject({ thread: 'b-second', content: { text: 'here' } });
  });

  test('into a private queue, what is said there is not told where the other ticket was triaged', async () => {
    const open = await asked(cast.requester, 'q1');
    const secret = await cast.open({ queue: cast.privateQueue });
    await deliver();
    await mergeTicket(asConfidant, { number: open, into: secret });
    await noteOnTicket(asConfidant, { number: secret, body: 'between us' });
    await deliver();
    expect(everything(IT)).not.toContain('between us');
    expect(everything(PRIVATE)).toContain('between us');
  });

  test('a message that was taken back afterwards is nowhere', async () => {
    const first = await asked(cast.requester, 'q1');
    const second = await asked(cast.requester, 'q2');
    const reply = await replyToTicket(asRequester, { number: first, body: 'hunter2' });
    await deliver();
    await mergeTicket(asAgent, { number: first, into: second });
    await deliver();
    await deleteEntry(asRequester, { id: reply?.entryId ?? '' });
    await deliver();
    for (const conversation of [IT, direct()]) expect(everything(conversation)).not.toContain('hunter2');
    const { rows } = await cast.store.pool.query(
      `SELECT count(*)::int AS n FROM ticket_search WHERE words::text LIKE '%hunter2%'`,
    );
    expect(rows).toEqual([{ n: 0 }]);
  });
});
