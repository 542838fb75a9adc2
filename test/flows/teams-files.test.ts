import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ATTACHMENT_LIMIT } from '../../src/contract/attachments.ts';
import { pathOf } from '../../src/domain/attachments/files.ts';
import { deleteEntry } from '../../src/domain/tickets/edit-entry.ts';
import { noteOnTicket } from '../../src/domain/tickets/reply.ts';
import { watchTicket } from '../../src/domain/tickets/watch.ts';
import { MINUTE, SECOND } from '../../src/lib/clock.ts';
import { createTeamsScene, GENERAL, GROUP, HELP, type TeamsScene, TRIAGE } from '../channels/teams/rig.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import { shownText } from '../support/teams/render.ts';
import { TENANT } from '../support/teams/state.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/** One ticket that is shown on Slack, on Teams and in the portal; each test goes on where the last one ended. */
let scene: BothChats;
let thread: string;
beforeAll(async () => {
  scene = await createBothChats();
  ({ id: thread } = await scene.say(scene.grace, HELP, 'My laptop does not start'));
  await watchTicket(ctx(), { number: 'REQ-1', personId: scene.watcher.id });
  await scene.deliver();
});
afterAll(() => scene?.close());

const ctx = () => scene.slack.desk.ctxFor(scene.slack.agent);
const client = () => scene.slack.desk.store.client;
const audits = async (action: string) => client().auditEntry.count({ where: { action } });
const cards = () => [
  shownOnSlack(scene.onSlack()),
  shownText(scene.cardIn(TRIAGE)),
  shownText(scene.cardIn(HELP, thread)),
];
const followed = async (doing: Promise<unknown>) => {
  scene.slack.desk.clock.advance(SECOND);
  await doing;
  await scene.rig.settled();
  await scene.deliver();
};
const heardIn = (words: string) => {
  const { slack, teams } = scene.everywhere(thread);
  return [slack, teams].map((place) => place.filter((one) => one.includes(words)).length);
};

describe('a deletion that is undone', () => {
  test('shows the message again everywhere, once, however often it is told', async () => {
    const { grace } = scene;
    const reply = await scene.say(grace, HELP, 'It blinks twice', { thread });
    await scene.deliver();
    expect(heardIn('It blinks twice')).toEqual([1, 1]);
    await followed(grace.remove(reply));
    expect(heardIn('It blinks twice')).toEqual([0, 0]);
    expect(await scene.inPortal()).toEqual(['My laptop does not start', '']);
    await followed(grace.undelete(reply));
    expect(heardIn('It blinks twice')).toEqual([1, 1]);
    // Nothing of the time in between has passed for Teams, which tells it again.
    await Promise.all([grace.undelete(reply), grace.undelete(reply)]);
    await scene.deliver();
    expect(heardIn('It blinks twice')).toEqual([1, 1]);
    expect(await scene.inPortal()).toEqual(['My laptop does not start', 'It blinks twice']);
    expect(await audits('entry.restore')).toBe(1);
    const [entry] = await client().entry.findMany({ where: { body: 'It blinks twice' } });
    expect(entry).toMatchObject({ deletedAt: null, editedAt: null });
    // Deleted and restored once more, it is posted once more.
    await followed(grace.remove(reply));
    expect(heardIn('It blinks twice')).toEqual([0, 0]);
    await followed(grace.undelete(reply));
    expect(heardIn('It blinks twice')).toEqual([1, 1]);
    expect(await audits('entry.restore')).toBe(2);
  });

  test('shows what a ticket began with on its cards again, and nowhere else', async () => {
    const { grace } = scene;
    await followed(grace.remove({ conversation: HELP, id: thread }));
    expect((await scene.ticket()).description).toBe('');
    // Teams keeps a thread whose first message was deleted.
    await followed(grace.undelete({ conversation: HELP, id: thread }));
    expect((await scene.ticket()).description).toBe('My laptop does not start');
    expect(heardIn('My laptop does not start')).toEqual([0, 0]);
    for (const words of cards()) expect(words).toContain('My laptop does not start');
  });

  test('by somebody else, or of what somebody else deleted, brings nothing back', async () => {
    const { grace, nora, rig } = scene;
    const secret = await scene.say(grace, HELP, 'My code is 4711', { thread });
    await followed(grace.remove(secret));
    await followed(nora.undelete(secret));
    expect(JSON.stringify([await scene.inPortal(), scene.everywhere(thread)])).not.toContain('4711');
    // What an agent wrote and deleted is not for others to bring back, whichever message they name.
    const written = await noteOnTicket(ctx(), { number: 'REQ-1', body: 'A note, xyzzy' });
    await scene.deliver();
    const note = rig.teams.messages(TRIAGE).find((one) => shownText(one).includes('xyzzy'));
    await deleteEntry(ctx(), { id: written?.entryId ?? '' });
    await scene.deliver();
    await followed(nora.undelete({ conversation: TRIAGE, id: note?.id ?? expect.fail('no note') }));
    expect(await client().entry.count({ where: { deletedAt: { not: null } } })).toBe(2);
    expect(await client().entry.count({ where: { body: { contains: 'xyzzy' } } })).toBe(0);
    expect(await audits('entry.restore')).toBe(3);
  });

  test('of what its author deleted at the desk brings nothing back', async () => {
    const { grace, slack } = scene;
    const secret = await scene.say(grace, HELP, 'My pin is 0815', { thread });
    const { id, author } = await client().entry.findFirstOrThrow({
      where: { message: secret.id },
      include: { author: true },
    });
    const { watcher } = scene;
    const own = slack.desk.ctxFor({ ...watcher, id: author?.id ?? '', email: author?.email ?? '' });
    await followed(deleteEntry(own, { id }));
    await followed(grace.remove(secret));
    await followed(grace.undelete(secret));
    expect(JSON.stringify([await scene.inPortal(), scene.everywhere(thread)])).not.toContain('0815');
    expect(await audits('entry.restore')).toBe(3);
  });
});

describe('a file of a post', () => {
  let desk: TeamsScene;
  beforeAll(async () => {
    desk = await createTeamsScene();
  });
  afterAll(() => desk?.close());
  beforeEach(() => {
    // Nobody writes so much at once that the desk takes it for a loop.
    desk.desk.clock.advance(2 * MINUTE);
    desk.teams.state.granted.clear();
    desk.teams.state.granted.add('ChannelMessage.Read.Group').add('Files.Read.All');
    desk.teams.state.fetched.length = 0;
  });

  const entryOf = ({ id }: { id: string }) =>
    desk.desk.store.client.entry.findFirstOrThrow({
      where: { channel: 'teams', message: id },
      include: { attachments: { orderBy: { name: 'asc' } } },
    });
  const filesOf = async (said: { id: string }) =>
    (await entryOf(said)).attachments.map(({ name, size }) => `${name} ${size}`);
  const addressOf = (name: string) => {
    const found = [...desk.teams.state.shared.keys()].find((one) => one.endsWith(`/${name}`));
    return new URL(found ?? expect.fail(`${name} is nowhere`)).href;
  };
  /** Where people open a message of the channel. */
  const linkTo = ({ id, conversation }: { id: string; conversation: string }) => {
    const { team } = desk.teams.state.conversations.get(conversation) ?? {};
    const query = `tenantId=${TENANT}&groupId=${team?.groupId}&parentMessageId=${id}`;
    return `https://teams.microsoft.com/l/message/${encodeURIComponent(conversation)}/${id}?${query}`;
  };
  /** What the desk said there last. */
  const wordsIn = (where: string) =>
    desk.teams
      .messages(where)
      .filter(({ author, activity }) => author === null && activity.text)
      .map(shownText);
  const text = (name: string, words = 'a line') => ({ name, bytes: Buffer.from(words), type: 'text/plain' });

  test('comes when Graph is back, though Teams does not tell of it again', async () => {
    desk.teams.fail({ status: 503 }, 2, ({ path }) => path.startsWith('/v1.0/teams/'));
    const post = await desk.say(desk.grace, HELP, 'Look at this log', { files: [text('late.txt')] });
    const filesAfter = async (milliseconds: number) => {
      desk.desk.clock.advance(milliseconds);
      await desk.catchUp();
      return filesOf(post);
    };
    expect(await filesAfter(0)).toEqual([]);
    expect(await filesAfter(MINUTE)).toEqual([]);
    expect(await filesAfter(MINUTE)).toEqual([]);
    expect(await filesAfter(MINUTE)).toEqual(['late.txt 6']);
    expect(await filesAfter(60 * MINUTE)).toEqual(['late.txt 6']);
    expect(await desk.desk.store.client.unfinished.count()).toBe(0);
  });

  test('comes along with its bytes, from a post and from a reply to it, and is told everywhere', async () => {
    const post = await desk.say(desk.grace, HELP, 'See the log', { files: [text('my log.txt')] });
    const [ticket] = (await desk.tickets()).slice(-1);
    const reply = await desk.say(desk.grace, HELP, 'And these', {
      thread: post.id,
      files: [text('b.txt', 'of b'), text('c.txt', 'of c!')],
    });
    await desk.deliver();
    expect(await filesOf(post)).toEqual(['my log.txt 6']);
    expect(await filesOf(reply)).toEqual(['b.txt 4', 'c.txt 5']);
    const [{ id } = expect.fail('no file')] = (await entryOf(post)).attachments;
    expect(await readFile(pathOf(desk.dataDir, id), 'utf8')).toBe('a line');
    expect(await desk.written(ticket?.number ?? '')).toEqual(['reply: See the log', 'reply: And these']);
    expect(desk.teams.messages(TRIAGE).map(shownText).at(-1)).toMatch(/And these[\s\S]*b\.txt[\s\S]*c\.txt/);
    expect(wordsIn(HELP)).toEqual([]);
  });

  test('is fetched without a token of ours, and from nowhere else than Microsoft’s addresses', async () => {
    const elsewhere = desk.teams.state.url.replace('127.0.0.1', 'localhost');
    const post = await desk.say(desk.grace, HELP, 'See both', {
      files: [text('here.txt'), { ...text('there.txt'), location: `${elsewhere}/files/there` }],
    });
    expect(await filesOf(post)).toEqual(['here.txt 6']);
    expect(desk.teams.state.fetched).toEqual([
      { path: expect.not.stringContaining('there'), authorization: undefined },
    ]);
    expect(wordsIn(HELP).at(-1)).toContain(
      'there.txt was not taken along: it is at no address of Microsoft.',
    );
    expect((await entryOf(post)).body).toBe(`See both\nthere.txt: ${addressOf('there.txt')}`);
  });

  test('is attached once, however often Teams tells of it, and so is one that is named', async () => {
    const said = await desk.say(desk.grace, HELP, 'Once', {
      files: [text('once.txt'), { ...text('other.txt'), by: 'stan' }],
    });
    const before = wordsIn(HELP).length;
    await Promise.all([said.again(), said.again(), said.again()]);
    await desk.settled();
    await said.again();
    await desk.settled();
    expect(await filesOf(said)).toEqual(['once.txt 6']);
    expect((await entryOf(said)).body).toBe(`Once\nother.txt: ${addressOf('other.txt')}`);
    expect(wordsIn(HELP)).toHaveLength(before);
  });

  test('that somebody else has put there is named, and not handed out in their place', async () => {
    const said = await desk.say(desk.grace, HELP, 'Look what he has', {
      files: [{ ...text('salaries.xlsx'), by: 'stan' }],
    });
    expect(await filesOf(said)).toEqual([]);
    expect(desk.teams.state.fetched).toEqual([]);
    expect(wordsIn(HELP).at(-1)).toBe('salaries.xlsx was not taken along: somebody else has put it there.');
  });

  test('is named with where it is while the desk may not read it, on the cards too and once', async () => {
    desk.teams.state.granted.delete('Files.Read.All');
    const said = await desk.say(desk.grace, HELP, 'See the plan', { files: [text('plan.txt')] });
    await desk.deliver();
    const line = `plan.txt: ${addressOf('plan.txt')}`;
    expect(await entryOf(said)).toMatchObject({ body: `See the plan\n${line}`, editedAt: null });
    expect(wordsIn(HELP).at(-1)).toBe('plan.txt was not taken along: the desk may not read it.');
    const told = desk.teams.messages(TRIAGE).map(shownText);
    expect(told.filter((one) => one.includes('plan.txt'))).toHaveLength(1);
    // Edited, it still says so, and the author is not told again.
    const before = wordsIn(HELP).length;
    desk.desk.clock.advance(SECOND);
    await desk.grace.edit(said, 'See my plan');
    await desk.settled();
    expect((await entryOf(said)).body).toBe(`See my plan\n${line}`);
    expect(wordsIn(HELP)).toHaveLength(before);
  });

  test('alone makes a ticket, even where the desk may read nothing at all', async () => {
    desk.teams.state.granted.clear();
    const said = await desk.say(desk.grace, HELP, '', { files: [text('alone.txt')] });
    expect((await desk.tickets()).at(-1)).toMatchObject({ title: 'An attachment' });
    expect(await entryOf(said)).toMatchObject({
      body: `An attachment\nWhat is attached: ${linkTo(said)}`,
      attachments: [],
    });
    expect(wordsIn(HELP).at(-1)).toContain('the desk may not read it here');
    // Told again, its author is not.
    const before = wordsIn(HELP).length;
    await said.again();
    await desk.settled();
    expect(wordsIn(HELP)).toHaveLength(before);
    expect((await entryOf(said)).body.split('\n')).toHaveLength(2);
  });

  test('that is too large is named, whatever SharePoint says of its size', async () => {
    const bytes = Buffer.alloc(ATTACHMENT_LIMIT + 1, 'x');
    const said = await desk.say(desk.grace, HELP, 'All of it', {
      files: [
        { name: 'large.bin', bytes },
        { name: 'liar.bin', bytes, size: 10 },
      ],
    });
    expect(await filesOf(said)).toEqual([]);
    expect((await entryOf(said)).body).toBe(
      `All of it\nlarge.bin: ${addressOf('large.bin')}\nliar.bin: ${addressOf('liar.bin')}`,
    );
    expect(wordsIn(HELP).at(-1)).toBe(
      ['large.bin', 'liar.bin']
        .map((name) => `${name} was not taken along: A file has at most 25 MB.`)
        .join('\n'),
    );
    expect(desk.teams.state.fetched).toHaveLength(1);
  });

  test('that Graph tells nothing of for a while is there once Teams tells of it again', async () => {
    desk.teams.fail({ status: 503 }, 1, ({ path }) => path.startsWith('/v1.0/teams/'));
    const said = await desk.say(desk.grace, HELP, 'Later', { files: [text('later.txt')] });
    expect(said.status).toBe(200);
    expect(await entryOf(said)).toMatchObject({ body: 'Later', attachments: [] });
    await said.again();
    await desk.settled();
    expect(await filesOf(said)).toEqual(['later.txt 6']);
  });

  test('that breaks off half-way is named, and those behind it come along', async () => {
    const said = await desk.say(desk.grace, HELP, 'Two of them', {
      files: [{ ...text('half.txt'), broken: true }, text('whole.txt')],
    });
    expect(await filesOf(said)).toEqual(['whole.txt 6']);
    expect((await entryOf(said)).body).toBe(`Two of them\nhalf.txt: ${addressOf('half.txt')}`);
    expect(wordsIn(HELP).at(-1)).toContain('half.txt was not taken along: it could not be fetched');
  });

  test('from before the desk was called into a thread comes along, or is named, and nobody is told', async () => {
    const first = await desk.say(desk.stan, GENERAL, 'Does anybody know this?', {
      files: [text('screen.txt')],
    });
    const alone = await desk.say(desk.stan, GENERAL, '', {
      thread: first.id,
      files: [{ ...text('manual.txt'), by: 'ada' }],
    });
    const calls = { thread: first.id, mention: true };
    const called = await desk.say(desk.grace, GENERAL, 'please help him', calls);
    await desk.deliver();
    const { number } = (await desk.tickets()).at(-1) ?? expect.fail('no ticket');
    const said = [
      'reply: Does anybody know this?',
      `reply: manual.txt\nmanual.txt: ${addressOf('manual.txt')}`,
      'reply: please help him',
    ];
    expect(await desk.written(number)).toEqual(said);
    expect(await filesOf(first)).toEqual(['screen.txt 6']);
    await called.again();
    await desk.settled();
    await desk.deliver();
    expect(await desk.written(number)).toEqual(said);
    expect([...(await filesOf(first)), ...(await filesOf(alone))]).toEqual(['screen.txt 6']);
    expect(wordsIn(GENERAL)).toEqual([]);
    expect(JSON.stringify(desk.teams.messages(TRIAGE))).not.toMatch(/screen\.txt|manual\.txt/);
  });

  test('comes along by “Create ticket” as well, in the name of who sent it', async () => {
    const post = await desk.say(desk.stan, GENERAL, '', { files: [text('badge.txt')] });
    const message = desk.teams.messages(GENERAL).find(({ id }) => id === post.id);
    await desk.ada.extension(GENERAL, message);
    await desk.settled();
    expect((await desk.tickets()).at(-1)).toMatchObject({ title: 'badge.txt', source: 'shortcut' });
    expect(await filesOf(post)).toEqual(['badge.txt 6']);
  });

  test('is not looked for where a message is only quoted', async () => {
    const before = desk.teams.calls().length;
    const html = '<p>As I said</p><attachment id="1700000000000"></attachment>';
    const said = await desk.say(desk.grace, HELP, 'As I said', { html });
    expect((await entryOf(said)).body).toBe('As I said');
    expect(desk.teams.calls().slice(before)).toEqual([]);
  });

  test('comes back with its message when a deletion is undone', async () => {
    const said = await desk.say(desk.grace, HELP, 'Gone and back', { files: [text('back.txt')] });
    desk.desk.clock.advance(SECOND);
    await desk.grace.remove(said);
    await desk.settled();
    expect(await filesOf(said)).toEqual([]);
    desk.desk.clock.advance(SECOND);
    await desk.grace.undelete(said);
    await desk.settled();
    expect(await entryOf(said)).toMatchObject({ body: 'Gone and back', deletedAt: null });
    expect(await filesOf(said)).toEqual(['back.txt 6']);
  });

  test('of a group chat comes along where the desk may read there, and is missed in words where not', async () => {
    const how = (name: string) => ({ mention: true, files: [text(name)] });
    const before = await desk.say(desk.grace, GROUP, 'Our beamer', how('beamer.txt'));
    expect(await filesOf(before)).toEqual([]);
    expect(wordsIn(GROUP).at(-1)).toContain('the desk may not read it here');
    desk.teams.state.granted.add('Chat.Read.All');
    expect(await filesOf(await desk.say(desk.grace, GROUP, 'Our screen', how('screen.txt')))).toEqual([
      'screen.txt 6',
    ]);
  });
});
