import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forgetPeople } from '../../src/chat/people.ts';
import { getTicket, listEntries } from '../../src/domain/tickets/get.ts';
import { listTickets } from '../../src/domain/tickets/list.ts';
import { DAY, SECOND } from '../../src/lib/clock.ts';
import { type Cast, createCast } from '../domain/tickets/cast.ts';
import { recordingChannel } from '../support/recording-channel.ts';
import { deliverAll } from '../support/worker.ts';
import { accountOf, fresh, message, send, user } from './inbound.ts';

let cast: Cast;
const EVERY = 'C-help';
const ON_REQUEST = 'C-general';
const TRIAGE = 'C-triage';
const lin = user('Lin');
beforeAll(async () => {
  cast = await createCast();
  const { client } = cast.store;
  for (const [conversation, rule] of [
    [EVERY, 'every_thread'],
    [ON_REQUEST, 'on_request'],
  ] as const) {
    await client.intakeConversation.create({
      data: {
        ...{ id: crypto.randomUUID(), queueId: cast.queue.id, channel: 'slack', conversation, rule },
        readUntil: cast.clock.now(),
      },
    });
  }
  await client.queue.update({
    where: { id: cast.queue.id },
    data: { triage: [{ channel: 'slack', conversation: TRIAGE }] },
  });
  cast.bus.publish({ topic: 'directory' });
});
// Nobody in here is a program that answers faster than people do.
beforeEach(() => cast.clock.advance(11 * SECOND));
afterAll(() => cast.close());

const tickets = () => cast.store.client.ticket.count();
/** What stands on a ticket's timeline, without events. */
const said = async (number: string | null) =>
  (await listEntries(cast.ctxFor(cast.agent), { number: number ?? '', limit: 200 })).items
    .filter((entry) => entry.kind !== 'event')
    .map((entry) => `${entry.kind}: ${entry.body}`);
const see = (number: string | null) => getTicket(cast.ctxFor(cast.agent), { number: number ?? '' });
const file = async (uploaderId: string, name = 'screen.png') => {
  const id = crypto.randomUUID();
  await cast.store.client.attachment.create({
    data: { id, uploaderId, name, type: 'image/png', size: 1, sha256: 'x', createdAt: cast.clock.now() },
  });
  return id;
};

describe('what becomes a ticket', () => {
  test.each([
    [
      'in a conversation where every thread is one',
      { conversation: EVERY },
      message('My VPN is down'),
      'message',
    ],
    [
      'by a mention anywhere',
      { conversation: 'C-random' },
      message('My VPN is down', { mentioned: true }),
      'mention',
    ],
    [
      'by a mention where it is on request',
      { conversation: ON_REQUEST },
      message('No mail', { mentioned: true }),
      'mention',
    ],
    [
      'by a mention in a thread of something else',
      { conversation: ON_REQUEST },
      message('No mail', { thread: 'other', mentioned: true }),
      'mention',
    ],
    ['between its sender and the desk', {}, message('My VPN is down'), 'message'],
  ] as const)('%s', async (_, where, event, source) => {
    const { ticket, answer } = await send(cast, lin, event, where);
    expect(answer.type).toBe('done');
    expect(await see(ticket)).toMatchObject({
      source,
      channel: 'slack',
      requester: { name: 'Lin' },
      state: 'new',
    });
  });

  test.each([
    ['what is said on request only', { conversation: ON_REQUEST }, message('My VPN is down')],
    ['what is said where the desk does not listen', { conversation: 'C-random' }, message('My VPN is down')],
    [
      'a message in a thread that is none of ours',
      { conversation: EVERY },
      message('same here', { thread: 'elsewhere' }),
    ],
    ['small talk', { conversation: EVERY }, message('Good morning everyone 👋')],
    ['thanks', { conversation: EVERY }, message('thanks a lot!')],
    ['an announcement', { conversation: EVERY }, message('📣 The office is closed, VPN is down')],
    ['an announcement in words', { conversation: EVERY }, message(':megaphone: VPN down tonight')],
    ['an announcement to the desk alone', {}, message('📣 nothing to do')],
    ['nothing at all', { conversation: EVERY }, message('  \n ')],
    ['what a program says', { conversation: EVERY }, message('Build failed')],
  ] as const)('not %s', async (what, where, event) => {
    const before = await tickets();
    const sender = what === 'what a program says' ? user('Jenkins', { bot: true }) : lin;
    expect(await send(cast, sender, event, where)).toEqual({ answer: { type: 'done' }, ticket: null });
    expect(await tickets()).toBe(before);
  });

  test('small talk to the desk itself is answered, and with a file it is a request', async () => {
    const before = await tickets();
    for (const where of [{}, { conversation: ON_REQUEST }]) {
      const { answer, ticket } = await send(cast, lin, message('Hi!', { mentioned: true }), where);
      expect(answer).toMatchObject({ type: 'said', text: expect.stringContaining('Hello') });
      expect(ticket).toBeNull();
    }
    expect(await tickets()).toBe(before);
    const { id } = await cast.store.client.person.findUniqueOrThrow({ where: { email: 'lin@example.com' } });
    const hi = await send(cast, lin, message('Hi', { attachmentIds: [await file(id)] }), {
      conversation: EVERY,
    });
    expect((await see(hi.ticket)).state).toBe('new');
    const bare = await send(cast, lin, message('', { attachmentIds: [await file(id)] }), {
      conversation: EVERY,
    });
    expect(await said(bare.ticket)).toEqual(['reply: screen.png']);
  });

  test('what an emoji or a shortcut was put on, in the name of who wrote it, past every filter', async () => {
    const event = { type: 'forced', source: 'emoji', message: fresh('m'), text: 'hi', author: lin } as const;
    const where = { conversation: ON_REQUEST };
    const forced = { ...event, thread: event.message };
    const { ticket } = await send(cast, user('Omar'), forced, where);
    expect(await see(ticket)).toMatchObject({ source: 'emoji', requester: { name: 'Lin' } });
    const again = await send(cast, user('Omar'), forced, where);
    expect(again.answer).toMatchObject({ type: 'said', text: `This is ${ticket} already.` });
    const both = { ...event, message: 'both', thread: 'both' };
    const results = await Promise.all([
      send(cast, user('Omar'), both, where),
      send(cast, user('Nia'), both, where),
    ]);
    expect(await cast.store.client.ticketThread.count({ where: { thread: 'both' } })).toBe(1);
    const names = results.map(({ ticket, answer }) => ticket ?? JSON.stringify(answer).match(/REQ-\d+/)?.[0]);
    expect(names[0]).toBe(names[1]);
    const ofBot = { ...event, message: fresh('m'), author: user('Monitor', { bot: true }) };
    const alert = await send(cast, user('Omar'), { ...ofBot, thread: ofBot.message }, where);
    expect(await see(alert.ticket)).toMatchObject({ requester: { name: 'Omar' } });
  });

  test('a command that comes as a message is one', async () => {
    const say = (text: string) => send(cast, lin, message(text));
    expect((await say('/ticket')).answer).toMatchObject({ type: 'form' });
    expect((await say(' /Ticket  Help ')).answer).toMatchObject({ type: 'said' });
    const opened = await say('/ticket The badge is lost');
    expect(await see(opened.ticket)).toMatchObject({ title: 'The badge is lost' });
    expect(await see((await say('/tickets is a page that fails')).ticket)).toMatchObject({
      title: '/tickets is a page that fails',
    });
  });

  test('commands are few; anything else is a request, once', async () => {
    const say = (text: string, delivery = fresh('d')) =>
      send(cast, lin, { type: 'command', text }, { delivery });
    expect((await say('help')).answer).toMatchObject({ type: 'said' });
    for (const text of ['', 'new']) expect((await say(text)).answer).toMatchObject({ type: 'form' });
    const opened = await say('I need a badge', 'same');
    expect(await see(opened.ticket)).toMatchObject({ source: 'command', title: 'I need a badge' });
    expect((await say('I need a badge', 'same')).answer).toMatchObject({
      type: 'said',
      text: 'This was sent already.',
    });
    expect((await say('list')).answer).toMatchObject({ text: expect.stringContaining(opened.ticket ?? '') });
    expect((await say(opened.ticket?.toLowerCase() ?? '')).answer).toMatchObject({
      text: expect.stringContaining('badge'),
    });
    const secret = await cast.open({ by: cast.stranger });
    expect((await say(secret)).answer).toEqual({ type: 'refused', text: 'There is no such ticket.' });
  });
});

describe('once', () => {
  test('100 deliveries of one message at once make one ticket, and all are told of it', async () => {
    const event = message('The lift is stuck');
    const before = await tickets();
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () =>
        send(cast, lin, event, { conversation: EVERY, delivery: 'same-100' }),
      ),
    );
    expect(await tickets()).toBe(before + 1);
    expect(new Set(outcomes.map(({ ticket }) => ticket)).size).toBe(1);
    expect(outcomes[0]?.ticket).toMatch(/^REQ-/);
    expect(await said(outcomes[0]?.ticket ?? null)).toEqual(['reply: The lift is stuck']);
  });

  test('so do deliveries of it under different ids, as some platforms send them', async () => {
    const event = message('The door is stuck');
    const before = await tickets();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => send(cast, lin, event, { conversation: EVERY })),
    );
    expect(await tickets()).toBe(before + 1);
    expect(new Set(outcomes.map(({ ticket }) => ticket)).size).toBe(1);
    const reply = message('It opened', { thread: event.message });
    await Promise.all(Array.from({ length: 5 }, () => send(cast, lin, reply, { conversation: EVERY })));
    expect(await said(outcomes[0]?.ticket ?? null)).toEqual(['reply: The door is stuck', 'reply: It opened']);
  });

  test('two messages of a new thread at once make one ticket that holds both', async () => {
    for (let round = 0; round < 8; round += 1) {
      const root = message(`First of ${round}`);
      const next = message(`Second of ${round}`, { thread: root.message });
      const [a, b] = await Promise.all([send(cast, lin, root), send(cast, lin, next)]);
      expect(a.ticket).toBe(b.ticket);
      expect((await said(a.ticket)).sort()).toEqual([
        `reply: First of ${round}`,
        `reply: Second of ${round}`,
      ]);
    }
  });
});

describe('a thread of a ticket', () => {
  test('on the requester’s side is public, on the agents’ side internal', async () => {
    const slack = recordingChannel({ name: 'slack' });
    const root = message('Beamer dead');
    const { ticket } = await send(cast, lin, root, { conversation: EVERY });
    await deliverAll(cast, slack);
    const card = slack
      .shown(TRIAGE)
      .find((one) => JSON.stringify(one.content).includes(`${ticket} `))?.message;
    const ada = accountOf(cast.agent);
    await send(cast, ada, message('On my way', { thread: root.message }), { conversation: EVERY });
    await send(cast, ada, message('Lamp is 40 Euro', { thread: card ?? '' }), { conversation: TRIAGE });
    await send(cast, lin, message('Thank you', { thread: root.message }), { conversation: EVERY });
    expect(await said(ticket)).toEqual([
      'reply: Beamer dead',
      'reply: On my way',
      'note: Lamp is 40 Euro',
      'reply: Thank you',
    ]);
    const outsider = await send(cast, user('Eve'), message('What is it?', { thread: card ?? '' }), {
      conversation: TRIAGE,
    });
    expect(outsider.answer.type).toBe('refused');
    await deliverAll(cast, slack);
    expect(JSON.stringify(slack.shown(EVERY))).not.toContain('Euro');
  });

  test('edits and deletions of its author change the entry; of others they do not; a late repeat neither', async () => {
    const root = message('Passwort: hunter2');
    const where = { conversation: EVERY };
    const { ticket } = await send(cast, lin, root, where);
    const edit = (text: string, delivery: string, by = lin) =>
      send(cast, by, { type: 'edited', message: root.message, text }, { ...where, delivery });
    await edit('Password question', 'edit-1');
    await edit('Password question!', 'edit-2');
    await edit('Password question', 'edit-1');
    expect(await said(ticket)).toEqual(['reply: Password question!']);
    expect((await edit('forged', fresh('d'), user('Omar'))).answer.type).toBe('refused');
    expect((await edit('', fresh('d'))).answer.type).toBe('refused');
    expect(await said(ticket)).toEqual(['reply: Password question!']);
    await send(cast, lin, { type: 'deleted', message: root.message }, where);
    await send(cast, lin, { type: 'deleted', message: root.message }, where);
    expect(await said(ticket)).toEqual(['reply: ']);
    expect(await edit('back again', fresh('d'))).toEqual({ answer: { type: 'done' }, ticket: null });
    expect(await send(cast, lin, { type: 'deleted', message: 'never seen' }, where)).toEqual({
      answer: { type: 'done' },
      ticket: null,
    });
  });

  test('thanks on a resolved ticket reopens nothing, “reopen” does, and anything else is told how', async () => {
    const root = message('Mouse dead');
    const { ticket } = await send(cast, lin, root);
    const say = (text: string) => send(cast, lin, message(text, { thread: root.message }));
    await cast.put(ticket ?? '', 'resolved');
    expect((await say('Thanks, works again! 🎉')).answer).toEqual({ type: 'done' });
    expect((await see(ticket)).state).toBe('resolved');
    const other = await say('It still blinks');
    expect(other).toMatchObject({
      ticket,
      answer: { type: 'said', text: expect.stringContaining('reopen') },
    });
    expect((await see(ticket)).state).toBe('resolved');
    await say('Reopen, it is dead again');
    expect((await see(ticket)).state).toBe('in_progress');
    expect(await said(ticket)).toHaveLength(4);
  });

  test('of a closed ticket goes on with a new one that is linked to it; thanks do not', async () => {
    const root = message('Keyboard dead');
    const { ticket } = await send(cast, lin, root);
    const say = (text: string) => send(cast, lin, message(text, { thread: root.message }));
    await cast.put(ticket ?? '', 'closed');
    const before = await tickets();
    expect((await say('thanks')).ticket).toBe(ticket);
    expect(await tickets()).toBe(before);
    const again = await say('Dead again');
    expect(again.answer).toMatchObject({
      text: `${ticket} is closed, so this became ${again.ticket}, linked to it.`,
    });
    expect((await see(again.ticket)).links).toMatchObject([{ kind: 'related', number: ticket }]);
    expect((await say('One more thing')).ticket).toBe(again.ticket);
    expect(await said(again.ticket)).toEqual(['reply: Dead again', 'reply: One more thing']);
  });

  test('after the grace period a resolved ticket counts as closed, though nobody has closed it yet', async () => {
    const root = message('Cable dead');
    const { ticket } = await send(cast, lin, root);
    await cast.put(ticket ?? '', 'resolved');
    cast.clock.advance(5 * DAY + 1);
    const again = await send(cast, lin, message('reopen', { thread: root.message }));
    expect(again.ticket).not.toBe(ticket);
    expect((await see(ticket)).state).toBe('resolved');
  });
});

describe('who is who', () => {
  test('one person by one verified address, on two channels', async () => {
    const mia = user('Mia');
    const first = await send(cast, mia, message('From Slack'));
    const second = await send(
      cast,
      user('Mia', { account: '29:teams', verifiedEmail: 'MIA@example.com' }),
      message('From Teams'),
      { channel: 'teams' },
    );
    expect((await see(second.ticket)).requester.id).toBe((await see(first.ticket)).requester.id);
    expect(await cast.store.client.identity.count({ where: { person: { email: 'mia@example.com' } } })).toBe(
      2,
    );
  });

  test('20 first messages at once on two channels make one person', async () => {
    const kai = user('Kai');
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        send(cast, { ...kai, account: `K-${index % 2}` }, message(`Wish ${index}`), {
          channel: index % 2 ? 'slack' : 'teams',
        }),
      ),
    );
    const people = await cast.store.client.person.findMany({
      where: { email: 'kai@example.com' },
      include: { identities: true },
    });
    expect(people).toHaveLength(1);
    expect(people[0]?.identities).toHaveLength(2);
    expect(await cast.store.client.ticket.count({ where: { requester: { email: 'kai@example.com' } } })).toBe(
      20,
    );
    const audits = await cast.store.client.auditEntry.groupBy({
      by: ['action'],
      where: { subjectId: people[0]?.id ?? '' },
      _count: true,
    });
    expect(Object.fromEntries(audits.map((one) => [one.action, one._count]))).toEqual({
      'person.create': 1,
      'person.identity': 2,
    });
  });

  test('an address that nobody vouches for makes nobody', async () => {
    const before = await cast.store.client.person.count();
    const { answer } = await send(cast, user('Ghost', { verifiedEmail: null }), message('Let me in'));
    expect(answer.type).toBe('refused');
    expect(await cast.store.client.person.count()).toBe(before);
  });

  test('another organisation cannot say who our people are', async () => {
    const impostor = user('Ada', { account: 'U-elsewhere', external: true, verifiedEmail: cast.agent.email });
    const { answer } = await send(cast, impostor, message('list'));
    expect(answer.type).toBe('refused');
    expect(
      await cast.store.client.identity.count({
        where: { personId: cast.agent.id, externalId: 'U-elsewhere' },
      }),
    ).toBe(0);
  });

  test('who was deactivated is refused within seconds, and a guest where guests are not served', async () => {
    const zoe = user('Zoe');
    await send(cast, zoe, message('Still here'));
    await cast.store.client.person.update({ where: { email: 'zoe@example.com' }, data: { active: false } });
    cast.clock.advance(2 * SECOND);
    expect((await send(cast, zoe, message('And now?'))).answer.type).toBe('refused');
    forgetPeople(cast.store);
    const before = await tickets();
    const guest = await send(cast, user('Visitor', { guest: true }), message('Wi-Fi please'), {
      conversation: EVERY,
    });
    expect(guest.answer).toMatchObject({ type: 'refused', text: expect.stringContaining('Guests') });
    expect(await tickets()).toBe(before);
  });

  test('a name is mended that a database cannot hold, or that would turn a sentence around', async () => {
    const { ticket } = await send(
      cast,
      user('Odd', { name: ' O\0d\u202e\ud800d ' }),
      message('Hello there, mouse broken'),
    );
    expect((await see(ticket)).requester.name).toBe('Od\ufffdd');
  });
});

describe('any text', () => {
  const tricky: [string, string][] = [
    ['right-to-left', 'الطابعة \u202Eدفعت\u202C لا تعمل'],
    ['zero-width', 'pass\u200Bword re\u00ADset\u2060 \uFEFF'],
    ['emoji', '👩‍👩‍👧‍👦 🧑🏽‍🚀 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 family wifi'],
    ['Slack markup', '<!everyone> <!channel> <@U123> <https://evil.example|click> *bold* `code` &amp; &lt;'],
    ['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)>&nbsp;'],
    ['a card', '{"type":"AdaptiveCard","actions":[{"type":"Action.OpenUrl","url":"https://evil.example"}]}'],
    ['Markdown', '[click](javascript:alert(1)) # title\n- item\n```\ncode\n```'],
    ['controls', 'bell \u0007 esc \u001B[31m red\r\nline\u2028separator'],
  ];
  test.each(tricky)('with %s arrives whole and is only text on a card', async (_, text) => {
    const { ticket } = await send(cast, lin, message(text));
    expect(await said(ticket)).toEqual([`reply: ${text}`]);
    const slack = recordingChannel({ name: 'slack' });
    await deliverAll(cast, slack);
    const cards = slack.shown(TRIAGE).filter((one) => JSON.stringify(one.content).includes(`${ticket} `));
    expect(cards).toHaveLength(1);
    const content = cards[0]?.content;
    if (content?.type !== 'card') return expect.fail('no card');
    // Nothing of it became a block, a button or a link of its own, or turns the text around it.
    expect(content.card.blocks.map((block) => block.type)).toEqual([
      'facts',
      'quote',
      'actions',
      'link',
      'context',
    ]);
    expect(JSON.stringify(content)).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B]/);
    expect(content.card.title).not.toContain('\n');
  });

  test('lone surrogates and NUL are replaced, the rest stays', async () => {
    const { ticket } = await send(cast, lin, message('a\ud83d b\udc00 c\0d'));
    expect(await said(ticket)).toEqual(['reply: a\ufffd b\ufffd c\u2400d']);
  });

  test('an emoji on the edge of what is indexed or quoted breaks nothing', async () => {
    for (const length of [599, 600, 19_999, 20_000]) {
      const { ticket } = await send(cast, lin, message(`${'x'.repeat(length - 1)}😀 tail`));
      expect((await see(ticket)).description).toContain('😀 tail');
    }
    await deliverAll(cast, recordingChannel({ name: 'slack' }));
    expect(await cast.store.client.notice.count({ where: { state: 'failed', channel: 'slack' } })).toBe(0);
  });

  test('200,000 characters are taken and found, one more is refused in plain words', async () => {
    const text = `zeppelin ${'y'.repeat(199_991)}`;
    const { ticket } = await send(cast, lin, message(text));
    expect((await see(ticket)).description).toBe(text);
    const found = await listTickets(cast.ctxFor(cast.agent), { q: 'zeppelin' });
    expect(found.items.map((one) => one.number)).toEqual([ticket]);
    const before = await tickets();
    const { answer } = await send(cast, lin, message(`${text}y`));
    expect(answer).toMatchObject({
      type: 'refused',
      text: expect.stringContaining('at most 200,000 characters'),
    });
    expect(await tickets()).toBe(before);
  });
});
