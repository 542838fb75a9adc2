import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../src/chat/channel.ts';
import { directConversation } from '../../src/domain/outbox/enqueue.ts';
import { replyToTicket } from '../../src/domain/tickets/reply.ts';
import { resolveTicket } from '../../src/domain/tickets/resolve.ts';
import { DAY } from '../../src/lib/clock.ts';
import { createTeamsScene, filledIn, GENERAL, GROUP, HELP, type TeamsScene } from '../channels/teams/rig.ts';
import type { Person } from '../support/teams/person.ts';
import { shownText } from '../support/teams/render.ts';
import type { Json } from '../support/teams/types.ts';
import { ticketMadeBy } from './made-by.ts';

let scene: TeamsScene;
beforeAll(async () => {
  scene = await createTeamsScene();
});
afterAll(() => scene?.close());

const madeBy = (doing: () => Promise<unknown>) => ticketMadeBy(scene, doing);
const cardIn = (where: string, thread: string) => {
  const cards = scene.cards(where, thread);
  expect(cards).toHaveLength(1);
  return shownText(cards[0] ?? expect.fail('no card'));
};
/** What the desk itself said there, oldest first. */
const wordsIn = (where: string) =>
  scene.teams
    .messages(where)
    .filter(({ author, activity }) => author === null && activity.text)
    .map(shownText);
const dialogWords = ({ body }: { body: Json }) => (body.task as { value?: unknown } | undefined)?.value;

/** Each way in which somebody on Teams can ask for help. */
describe('on Teams, a ticket is raised', () => {
  test('by a message to the desk alone', async () => {
    const { grace, say } = scene;
    let id = '';
    const ticket = await madeBy(async () => {
      ({ id } = await say(grace, grace.own(), 'The printer eats paper'));
    });
    expect(ticket).toMatchObject({ source: 'message', requester: { name: 'Grace' } });
    expect(cardIn(grace.own(), id)).toContain(ticket.number);
  });

  test('by a mention in a channel where the desk hears nothing else', async () => {
    const { grace, say } = scene;
    const before = (await scene.tickets()).length;
    expect((await say(grace, GENERAL, 'The lift is stuck')).status).toBe(0);
    expect(await scene.tickets()).toHaveLength(before);
    let id = '';
    const ticket = await madeBy(async () => {
      ({ id } = await say(grace, GENERAL, 'The lift is stuck', { mention: true }));
    });
    expect(ticket).toMatchObject({ source: 'mention', title: 'The lift is stuck' });
    expect(cardIn(GENERAL, id)).toContain(ticket.number);
  });

  test('by a mention in a group chat', async () => {
    const { grace, say } = scene;
    let id = '';
    const ticket = await madeBy(async () => {
      ({ id } = await say(grace, GROUP, 'Our projector is dark', { mention: true }));
    });
    expect(ticket).toMatchObject({ source: 'mention', title: 'Our projector is dark' });
    expect(cardIn(GROUP, id)).toContain(ticket.number);
  });

  test('by a mention in a thread, whose earlier messages come along where the desk may read them', async () => {
    const { grace, stan, say, written, teams } = scene;
    teams.state.granted.add('ChannelMessage.Read.Group');
    const { id: thread } = await say(stan, GENERAL, 'Does anybody know why the door squeaks?');
    await say(grace, GENERAL, 'It does so <i>every</i> day', {
      thread,
      html: '<p>It does so <i>every</i> day</p>',
    });
    await say(stan, GENERAL, 'And at night', { thread });
    const ticket = await madeBy(() => say(grace, GENERAL, 'please oil it', { mention: true, thread }));
    expect(await written(ticket.number)).toEqual([
      'reply: Does anybody know why the door squeaks?',
      'reply: It does so every day',
      'reply: And at night',
      'reply: please oil it',
    ]);
    expect(wordsIn(GENERAL)).toEqual([]);
  });

  test('by such a mention where it may not, and then it says what it cannot see', async () => {
    const { grace, stan, say, written, teams } = scene;
    teams.state.granted.clear();
    const { id: thread } = await say(stan, GENERAL, 'Is the coffee machine broken again?');
    const ticket = await madeBy(() => say(grace, GENERAL, 'please look at it', { mention: true, thread }));
    expect(await written(ticket.number)).toEqual(['reply: please look at it']);
    expect(wordsIn(GENERAL)).toEqual([expect.stringContaining('may not read what was said here before')]);
  });

  test('by “Create ticket” on somebody’s message, in their name', async () => {
    const { stan, ada, say, teams } = scene;
    const { id } = await say(stan, GENERAL, 'My badge is broken');
    const message = teams.messages(GENERAL).find((one) => one.id === id);
    let words: unknown;
    const ticket = await madeBy(async () => {
      words = dialogWords(await ada.extension(GENERAL, message));
    });
    expect(ticket).toMatchObject({
      source: 'shortcut',
      requester: { name: 'Stan' },
      title: 'My badge is broken',
    });
    expect(words).toBe(`${ticket.number} is open.`);
    expect(cardIn(GENERAL, id)).toContain(ticket.number);
    expect(dialogWords(await ada.extension(GENERAL, message))).toBe(`This is ${ticket.number} already.`);
  });

  test('by “Create ticket” where the app is not: then its author has the card', async () => {
    const { stan, ada, teams } = scene;
    teams.addGroup({ id: '19:private@thread.v2', members: [stan, ada], app: false });
    const { id } = stan.say('19:private@thread.v2', 'My chair is wobbly');
    const message = teams.messages('19:private@thread.v2').find((one) => one.id === id);
    const ticket = await madeBy(() => ada.extension('19:private@thread.v2', message));
    expect(ticket).toMatchObject({ requester: { name: 'Stan' } });
    expect(scene.cards(stan.own()).map(shownText).at(-1)).toContain(ticket.number);
    expect(scene.cards('19:private@thread.v2')).toEqual([]);
  });

  test('by the dialog beside a message that is being written, which says what is missing', async () => {
    const { grace } = scene;
    const ticket = await madeBy(async () => {
      const opened = await grace.extension(GENERAL);
      const empty = await grace.sendDialog(
        GENERAL,
        filledIn(opened, { title: 'A bigger screen', description: '  ' }),
      );
      expect(JSON.stringify(empty.body)).toContain('A bigger screen');
      expect(JSON.stringify(empty.body)).toContain('Attention');
      const sent = await grace.sendDialog(
        GENERAL,
        filledIn(empty, { title: 'A bigger screen', description: 'Mine is small' }),
      );
      expect(dialogWords(sent)).toContain('is open');
    });
    expect(ticket).toMatchObject({ source: 'form', title: 'A bigger screen', description: 'Mine is small' });
  });

  test('by “new”, which offers the dialog', async () => {
    const { grace, say, cards } = scene;
    const ticket = await madeBy(async () => {
      await say(grace, grace.own(), 'new');
      const offer = cards(grace.own()).at(-1);
      const heard = await scene.fillIn(grace, grace.own(), offer, 'raise', {
        title: 'Keys',
        description: 'Two of them',
      });
      expect(dialogWords(heard)).toContain('is open');
    });
    expect(ticket).toMatchObject({ source: 'form', title: 'Keys' });
    // Its card is where she asked for it.
    expect(cards(grace.own()).map(shownText).at(-1)).toContain(`${ticket.number} · Keys`);
  });
});

describe('between somebody and the desk', () => {
  let eve: Person;
  let count = 0;
  beforeEach(() => {
    eve = scene.teams.addUser({ aad: `eve${++count}`, name: 'Eve' });
  });
  const answer = (number: string, body: string) =>
    replyToTicket(scene.desk.ctxFor(scene.agent), { number, body, attachmentIds: [] });

  test('greetings and “help” are answered and make nothing', async () => {
    const before = await scene.tickets();
    for (const text of ['Hi', 'hello!', 'help']) {
      await scene.say(eve, eve.own(), text);
      expect(wordsIn(eve.own()).at(-1)).toContain('Commands:');
    }
    expect(await scene.tickets()).toEqual(before);
  });

  test('“list” and a number show what is theirs', async () => {
    const ticket = await madeBy(() => scene.say(eve, eve.own(), 'My mouse is dead'));
    await scene.say(eve, eve.own(), 'list');
    expect(wordsIn(eve.own()).at(-1)).toBe(`${ticket.number} · New · My mouse is dead`);
    await scene.say(eve, eve.own(), ticket.number.toLowerCase());
    expect(wordsIn(eve.own()).at(-1)).toContain('nobody has it yet');
  });

  test('two first messages are two requests, and each quotation goes to its own', async () => {
    const first = await madeBy(() => scene.say(eve, eve.own(), 'My mouse is dead'));
    const second = await madeBy(() => scene.say(eve, eve.own(), 'My chair is broken'));
    const [card] = scene.cards(eve.own());
    await scene.say(eve, eve.own(), 'The small one', { quote: card?.id ?? '' });
    expect(await scene.written(first.number)).toEqual(['reply: My mouse is dead', 'reply: The small one']);
    expect(await scene.written(second.number)).toHaveLength(1);
  });

  test('what comes after an answer goes on with it, and says so once', async () => {
    const ticket = await madeBy(() => scene.say(eve, eve.own(), 'My mouse is dead'));
    await answer(ticket.number, 'Which one?');
    await scene.deliver();
    expect(wordsIn(eve.own()).at(-1)).toBe(`Ada · ${ticket.number}\nWhich one?`);
    const before = wordsIn(eve.own()).length;
    const said = await scene.say(eve, eve.own(), 'The grey one');
    // Teams sends it again.
    await said.again();
    await scene.say(eve, eve.own(), 'with the ball');
    await scene.settled();
    expect(await scene.written(ticket.number)).toEqual([
      'reply: My mouse is dead',
      'reply: Which one?',
      'reply: The grey one',
      'reply: with the ball',
    ]);
    expect(wordsIn(eve.own()).slice(before)).toEqual([
      `Added to ${ticket.number}. For something else, write “new”.`,
    ]);
  });

  test('unless they write what the desk has told them to write for something else', async () => {
    const ticket = await madeBy(() => scene.say(eve, eve.own(), 'My mouse is dead'));
    await answer(ticket.number, 'Which one?');
    await scene.say(eve, eve.own(), 'New');
    // It offers the form.
    expect(shownText(scene.cards(eve.own()).at(-1) ?? expect.fail('no card'))).toContain('New request');
    // A word of agents is an answer as any other one from everybody else.
    await scene.say(eve, eve.own(), 'back');
    expect(await scene.written(ticket.number)).toEqual([
      'reply: My mouse is dead',
      'reply: Which one?',
      'reply: back',
    ]);
  });

  test('a day later it is another request', async () => {
    const ticket = await madeBy(() => scene.say(eve, eve.own(), 'My mouse is dead'));
    await answer(ticket.number, 'Which one?');
    scene.desk.clock.advance(DAY + 1);
    const next = await madeBy(() => scene.say(eve, eve.own(), 'My screen is dark'));
    expect(next.number).not.toBe(ticket.number);
  });

  test('what was solved stays so, unless they say otherwise', async () => {
    const ticket = await madeBy(() => scene.say(eve, eve.own(), 'My mouse is dead'));
    await resolveTicket(scene.desk.ctxFor(scene.agent), { number: ticket.number, resolution: 'A new one' });
    await scene.say(eve, eve.own(), 'Thanks!');
    expect(await scene.written(ticket.number)).toContain('reply: Thanks!');
    const next = await madeBy(() => scene.say(eve, eve.own(), 'My desk creaks'));
    expect(next.title).toBe('My desk creaks');
  });

  test('a link into the console comes to them alone', async () => {
    await scene.say(eve, eve.own(), 'console');
    const [card] = scene.cards(eve.own()).slice(-1);
    expect(JSON.stringify(card?.activity)).toContain('https://desk.example.com/sign-in');
    const before = scene.teams.messages(GROUP).length;
    await scene.say(eve, GROUP, 'console', { mention: true });
    await scene.deliver();
    expect(JSON.stringify(scene.teams.messages(GROUP).slice(before))).not.toContain(
      'https://desk.example.com/sign-in',
    );
  });
});

describe('the app', () => {
  test('greets whom it is installed for once, however often it comes and goes', async () => {
    const finn = scene.teams.addUser({ aad: 'finn', name: 'Finn', installed: false });
    await finn.install();
    await scene.settled();
    expect(wordsIn(finn.own())).toEqual([expect.stringContaining('Hello!')]);
    await finn.uninstall();
    await finn.install();
    await finn.uninstall();
    await finn.install();
    await scene.settled();
    expect(wordsIn(finn.own())).toHaveLength(1);
    const ticket = await madeBy(() => scene.say(finn, finn.own(), 'My lamp is dark'));
    expect(scene.cards(finn.own()).map(shownText).at(-1)).toContain(ticket.number);
  });

  test('that was removed writes nothing more, and goes on where it was when it is back', async () => {
    const gil = scene.teams.addUser({ aad: 'gil', name: 'Gil' });
    const ticket = await madeBy(() => scene.say(gil, gil.own(), 'My fan is loud'));
    await gil.uninstall();
    const before = scene.teams.messages(gil.own()).length;
    await replyToTicket(scene.desk.ctxFor(scene.agent), {
      number: ticket.number,
      body: 'How loud?',
      attachmentIds: [],
    });
    await scene.deliver();
    expect(scene.teams.messages(gil.own())).toHaveLength(before);
    const failed = await scene.desk.store.client.notice.findFirst({
      where: { state: 'failed', channel: 'teams' },
    });
    expect(failed?.error).toContain('has not added the app');
    await gil.install();
    await replyToTicket(scene.desk.ctxFor(scene.agent), {
      number: ticket.number,
      body: 'Still there?',
      attachmentIds: [],
    });
    await scene.deliver();
    expect(wordsIn(gil.own()).at(-1)).toContain('Still there?');
  });

  test('is installed by itself for whom it has to write to, where that is granted', async () => {
    scene.teams.state.granted.add('TeamsAppInstallation').add('AppCatalog.Read.All');
    const hana = scene.teams.addUser({ aad: 'hana', name: 'Hana', installed: false });
    const place = {
      conversation: directConversation('aaaaaaaa-0000-4000-8000-000000000001:hana'),
      thread: null,
    };
    const message: Message = {
      type: 'said',
      author: null,
      text: 'Hello',
      edited: false,
      internal: false,
      attachments: [],
    };
    await scene.channel.post(place, message, crypto.randomUUID());
    expect(wordsIn(hana.own())).toEqual(['The desk\nHello']);
  });
});

test('an edited message, a deleted one and one whose deletion is undone are followed', async () => {
  const { grace, say, written } = scene;
  const ticket = await madeBy(() => say(grace, HELP, 'The gate does not open'));
  const thread =
    scene.teams.messages(HELP).findLast((one) => one.author === 'grace' && one.thread === null)?.id ?? '';
  const reply = await say(grace, HELP, 'The one on the left', { thread });
  await grace.edit(reply, 'The one on the right');
  const secret = await say(grace, HELP, 'My code is 4711', { thread });
  await scene.deliver();
  await grace.remove(secret);
  await scene.deliver();
  expect(await written(ticket.number)).toEqual([
    'reply: The gate does not open',
    'reply: The one on the right',
    'reply: ',
  ]);
  const everything = [...scene.teams.state.conversations.values()].flatMap(({ id }) =>
    scene.teams.messages(id),
  );
  expect(JSON.stringify(everything)).not.toContain('4711');
});

describe('files', () => {
  test('come along, from Teams’ own addresses only', async () => {
    const { grace, say, teams, desk } = scene;
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    const ticket = await madeBy(() =>
      say(grace, grace.own(), 'See the picture', {
        files: [
          { name: 'log.txt', bytes: Buffer.from('a line'), type: 'text/plain' },
          { name: 'image', bytes: png, type: 'image/png', inline: true },
        ],
      }),
    );
    const files = await desk.store.client.attachment.findMany({
      where: { entryId: { not: null } },
      orderBy: { name: 'asc' },
    });
    expect(files.map(({ name, size }) => [name, size])).toEqual([
      ['image.png', 16],
      ['log.txt', 6],
    ]);
    expect(ticket.title).toBe('See the picture');
    const said = grace.say(grace.own(), 'And this');
    await said.heard;
    const [attachment] = [
      {
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        content: { downloadUrl: 'https://evil.example/x', uniqueId: 'evil' },
        name: 'evil.txt',
      },
    ];
    await teams.send({ ...said.activity, id: '77', text: 'And that', attachments: [attachment] });
    await scene.settled();
    expect(wordsIn(grace.own()).at(-1)).toContain('evil.txt was not taken along');
    expect(await desk.store.client.attachment.count()).toBe(2);
  });
});

test('agents say whether they are there, and others are told that they need not', async () => {
  const { ada, grace, say, agent, desk } = scene;
  const person = () => desk.store.client.person.findUniqueOrThrow({ where: { id: agent.id } });
  await say(ada, ada.own(), 'away hand back');
  expect(wordsIn(ada.own()).at(-1)).toContain('your open ones are going back');
  expect(await person()).toMatchObject({ availability: 'handing_back' });
  // Also in the middle of a talk about what they asked for themselves.
  const { number } = await madeBy(() => say(ada, ada.own(), 'My own screen is dark'));
  await replyToTicket(desk.ctxFor('system'), { number, body: 'Which one?' });
  await say(ada, ada.own(), 'Available');
  expect(await person()).toMatchObject({ availability: 'available' });
  expect(await scene.written(number)).toEqual(['reply: My own screen is dark', 'reply: Which one?']);
  const before = await scene.tickets();
  await say(grace, grace.own(), 'away');
  expect(wordsIn(grace.own()).at(-1)).toContain('Only agents say whether they are there');
  expect(await scene.tickets()).toEqual(before);
});

describe('who somebody is', () => {
  test('is known by the address that Entra vouches for; a guest is known as one', async () => {
    const { teams, say, desk } = scene;
    const guest = teams.addUser({ aad: 'guest', name: 'Greta', email: 'greta@partner.example', guest: true });
    await say(guest, guest.own(), 'I need access');
    const person = await desk.store.client.person.findUnique({
      where: { email: 'greta@partner.example' },
      include: { identities: true },
    });
    expect(person).toMatchObject({ name: 'Greta', guest: true, external: false, timeZone: 'Europe/Berlin' });
    expect(person?.identities).toMatchObject([
      { channel: 'teams', externalId: 'aaaaaaaa-0000-4000-8000-000000000001:guest' },
    ]);
    // The queue takes no guests, and says so.
    expect(wordsIn(guest.own()).at(-1)).toContain('Guests');
  });

  test('from another organisation is never taken for one of ours', async () => {
    const { teams, say, agent, desk } = scene;
    const stranger = teams.addUser({ aad: 'stranger', name: 'Ada', email: agent.email, tenant: 'other' });
    await say(stranger, stranger.own(), 'Take over');
    expect(await desk.store.client.identity.count({ where: { externalId: { endsWith: ':stranger' } } })).toBe(
      0,
    );
    expect(wordsIn(stranger.own()).at(-1)).toContain('does not know this account');
  });
});
