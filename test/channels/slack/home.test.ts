import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderHome } from '../../../src/channels/slack/home.ts';
import { forgetPeople } from '../../../src/chat/people.ts';
import type { HomeLine } from '../../../src/chat/views/home.ts';
import { setOwnAvailability } from '../../../src/domain/assignment/availability.ts';
import { startSession } from '../../../src/domain/sessions/session.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import { assignTicket } from '../../../src/domain/tickets/take.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import type { Person } from '../../support/slack/person.ts';
import { allBlocks, liveMarkup, shownText } from '../../support/slack/render.ts';
import type { Json, View } from '../../support/slack/types.ts';
import { viewTrouble } from '../../support/slack/validate-view.ts';
import { createSlackScene, GENERAL, HELP, PUBLIC_URL, type SlackScene } from './rig.ts';

let scene: SlackScene;
beforeAll(async () => {
  scene = await createSlackScene();
});
afterAll(() => scene?.close());

/** Opens the home tab and reads it. */
async function home(who: Person): Promise<View> {
  await scene.heard(who.openHome());
  return who.home() ?? expect.fail('nothing is shown');
}
const read = async (who: Person) => wordsOf(await home(who));
const wordsOf = (view: View | undefined) =>
  shownText({ text: '', blocks: view?.body.blocks ?? expect.fail('no view') });
const buttonsOf = (view: View | undefined): Json[] =>
  allBlocks({ blocks: view?.body.blocks ?? [] }).flatMap((block) => [
    ...(block.type === 'actions' ? (block.elements as Json[]) : []),
    ...(block.accessory ? [block.accessory as Json] : []),
  ]);
const linksOf = (view: View | undefined) => buttonsOf(view).flatMap(({ url }) => (url ? [String(url)] : []));
async function press(who: Person, action: string): Promise<void> {
  const view = who.home() ?? expect.fail('nothing is shown');
  const id = buttonsOf(view).find((one) => String(one.action_id).endsWith(`:${action}`))?.action_id;
  await who.pressInView(view, String(id)).answer;
  await scene.settled();
}
const person = async (who: Person): Promise<ActingPerson> => {
  const { desk } = scene;
  const row = await desk.store.client.person.findUniqueOrThrow({
    where: { email: who.user.email ?? '' },
    include: { memberships: true },
  });
  return { ...row, teamIds: row.memberships.map(({ teamId }) => teamId), leadOf: [] };
};
async function open(by: ActingPerson, title: string, queue: { id: string } = scene.desk.queue) {
  const { desk } = scene;
  // One after another, so that the newest is known.
  desk.clock.advance(1);
  const opened = await openTicket(desk.ctxFor(by), { title, description: title, queueId: queue.id });
  return opened?.number ?? expect.fail('not opened');
}
const trouble = () => ({
  violations: scene.slack.violations,
  refused: scene.slack.calls.filter(({ response }) => response?.ok !== true),
});
const nothing = { violations: [], refused: [] };

describe('the home of a requester', () => {
  test('begins with nothing but the way to raise a request', async () => {
    const words = await read(scene.grace);
    expect(words).toContain('Raise a request');
    expect(words).toContain('You have no open requests.');
    for (const agents of ['Queues', 'Assigned', 'Nobody has these', 'IT support', 'console']) {
      expect(words).not.toContain(agents);
    }
  });

  test('raises a request, and shows it at once', async () => {
    const { grace, fillIn, tickets } = scene;
    await press(grace, 'raise');
    const sent = await fillIn(grace, { title: 'A new badge', description: 'Mine is broken' });
    expect(sent.outcome).toBe('updated');
    grace.close(grace.view() ?? expect.fail('no answer'));
    const [{ number = '', source } = {}] = await tickets();
    expect(source).toBe('form');
    expect(wordsOf(grace.home())).toContain(`${number} · A new badge\nNew · nobody has it yet`);
    expect(linksOf(grace.home())).toEqual([`${PUBLIC_URL}/requests/${number}`]);
  });

  test('shows how things are whenever it is opened', async () => {
    const { grace, stan, desk, agent } = scene;
    const [{ number = '' } = {}] = await scene.tickets();
    await assignTicket(desk.ctxFor(agent), { number, assigneeId: agent.id });
    expect(await read(grace)).toContain(`${number} · A new badge\nIn progress · Ada has it`);
    expect(await read(stan)).not.toContain('badge');
  });

  test('tells of no other tab', async () => {
    const { slack, workspace, nils, heard } = scene;
    const event = {
      type: 'app_home_opened',
      user: nils.id,
      channel: nils.dm(),
      tab: 'messages',
      event_ts: '1.1',
    };
    await heard(slack.event(workspace, event));
    expect(nils.home()).toBeUndefined();
  });

  test('is there for a guest and for somebody of another organisation, and is theirs alone', async () => {
    const { slack, workspace } = scene;
    const guest = slack.addUser(workspace, { id: 'UG', name: 'guest', isRestricted: true });
    const external = slack.addUser(workspace, { id: 'UX', name: 'external', teamId: 'T2' });
    const visitors = await scene.desk.addQueue({ name: 'Visitors', guestsAllowed: true });
    for (const who of [guest, external]) {
      expect(await read(who)).toContain('You have no open requests.');
      await open(await person(who), `For ${who.id}`, visitors);
      expect(await read(who)).toContain(`For ${who.id}`);
      expect(await read(who)).not.toContain('badge');
    }
  });

  test('is plain for whom the desk cannot tell apart, and for who was deactivated', async () => {
    const { slack, workspace, desk } = scene;
    const nobody = slack.addUser(workspace, { id: 'UN', name: 'nobody', email: null });
    // Another organisation does not say who our people are.
    const claimed = slack.addUser(workspace, {
      ...{ id: 'UC', name: 'claimed', teamId: 'T2', email: scene.agent.email },
    });
    const gone = slack.addUser(workspace, { id: 'UD', name: 'gone' });
    await home(gone);
    await desk.store.client.person.update({ where: { email: 'gone@example.com' }, data: { active: false } });
    forgetPeople(desk.store);
    for (const who of [nobody, claimed, gone]) {
      const view = await home(who);
      expect(wordsOf(view)).toMatch(/^The desk does not know this account, or it is no longer active/);
      expect(buttonsOf(view)).toEqual([]);
    }
  });
});

describe('the home of an agent', () => {
  test('shows their queues, what is theirs and what is nobody’s; private queues to their team alone', async () => {
    const { ada, nils, desk, agent } = scene;
    const queue = await desk.addQueue({ name: 'Personal matters', team: desk.team, visibility: 'private' });
    const secret = await open(await person(scene.stan), 'About my salary', queue);
    const mine = await person(ada);
    const held = await open(mine, 'My own request');
    const view = await home(ada);
    const words = wordsOf(view);
    expect(words).toContain('Personal matters\n1 new · 0 in progress · 0 on hold · 1 unassigned');
    expect(words).toContain(`${secret} · About my salary\nNew · P4 · Personal matters · from Stan`);
    expect(words.indexOf('Assigned to you')).toBeLessThan(words.indexOf('A new badge'));
    expect(linksOf(view)).toContain(`${PUBLIC_URL}/tickets/${secret}`);
    expect(linksOf(view)).toContain(`${PUBLIC_URL}/requests/${held}`);
    expect(linksOf(view)).toContain(`${PUBLIC_URL}/queues/${queue.id}`);
    const others = await read(nils);
    expect(others).toContain('IT support');
    expect(others).toContain('Nothing is assigned to you.');
    expect(others).not.toContain('Personal matters');
    expect(others).not.toContain('salary');
    // Nor is an admin of another team shown them.
    const admin = await desk.person({ name: 'Root', roles: ['requester', 'admin'] });
    const root = scene.slack.addUser(scene.workspace, { id: 'UR', name: 'root', email: admin.email });
    expect(await read(root)).not.toContain('Personal matters');
    expect(agent.id).toBe(mine.id);
  });

  test('says that they are away, while they are', async () => {
    const { ada, grace, desk, agent } = scene;
    const say = (availability: 'away' | 'available') =>
      setOwnAvailability(desk.ctxFor(agent), { availability });
    expect(await read(ada)).not.toContain('You are away');
    await say('away');
    expect(await read(ada)).toContain('You are away: no tickets are given to you.');
    expect(await read(grace)).not.toContain('You are away');
    await say('available');
    expect(await read(ada)).not.toContain('You are away');
  });

  test('names the newest ten of three hundred, and says how many more there are', async () => {
    const { ada, nils, desk, agent, slack, workspace } = scene;
    const many = slack.addUser(workspace, { id: 'UM', name: 'many' });
    await home(many);
    const by = await person(many);
    const before = await desk.store.client.ticket.count({ where: { assigneeId: null, state: 'new' } });
    const numbers: string[] = [];
    for (let index = 0; index < 300; index += 1) numbers.push(await open(by, `Thing ${index}`));
    const newest = numbers.slice(-10).reverse();
    const view = await home(many);
    const listed = [...wordsOf(view).matchAll(/REQ-\d+/g)].map(([number]) => number);
    expect(listed).toEqual(newest);
    expect(wordsOf(view)).toContain('… and 290 more.');
    expect(await read(ada)).toContain(`… and ${before + 290} more.`);
    // What he may not see is not counted either.
    expect(await read(nils)).toContain(`… and ${before + 289} more.`);
    await desk.store.client.ticket.updateMany({
      where: { requesterId: by.id },
      data: { assigneeId: agent.id },
    });
    const busy = wordsOf(await home(ada));
    expect(busy.slice(0, busy.indexOf('Nobody has these yet'))).toContain('… and 291 more.');
    await desk.store.client.ticket.updateMany({ where: { requesterId: by.id }, data: { state: 'closed' } });
  });

  test('names fifteen queues of many, those of their teams first', async () => {
    const { nils, desk } = scene;
    for (let index = 10; index < 40; index += 1) await desk.addQueue({ name: `Aa ${index}` });
    const [team] = (await person(nils)).teamIds;
    await desk.addQueue({ name: 'Zz of his own', team: { id: team ?? '' } });
    const words = await read(nils);
    expect(words.indexOf('Zz of his own')).toBeLessThan(words.indexOf('Aa 10'));
    expect(words).toContain('… and 18 more.');
  });
});

describe('what people wrote', () => {
  test.each([
    '<!channel> *bold* _it_ `code` :tada: <https://evil.example|the bank>',
    '@here @everyone <@U2> &lt;!here&gt; <#C1>',
    '\u202eevil\u202c \u200bhidden',
    'line\nbreak\r\n> quote\n```\nfence',
    '"}],"type":"mrkdwn","text":"<!channel>',
    '🏳️‍🌈'.repeat(40),
    'x'.repeat(300),
  ])('%j is only words', async (title) => {
    const { slack, workspace, ada } = scene;
    const mallory =
      [...workspace.users.values()].some(({ id }) => id === 'UE') ||
      slack.addUser(workspace, { id: 'UE', name: 'eve', realName: '<!here> *Eve*\u202e' });
    if (mallory !== true) await home(mallory);
    const eve = await scene.desk.store.client.person.findUniqueOrThrow({
      where: { email: 'eve@example.com' },
    });
    await open({ ...eve, teamIds: [], leadOf: [] }, title);
    const view = await home(ada);
    expect(liveMarkup({ text: '', blocks: view.body.blocks })).toEqual([]);
    const texts = JSON.stringify(view.body.blocks).match(/"type":"(?:mrkdwn|rich_text)"/g);
    expect(texts).toBeNull();
    expect(wordsOf(view)).not.toMatch(/[\u202a-\u202e\u200b]/);
    expect(viewTrouble({ ...view.body, blocks: view.body.blocks })).toBeUndefined();
    expect(trouble()).toEqual(nothing);
  });

  test('and however much it is, Slack takes it', () => {
    const line: HomeLine = {
      ...{ text: '"\\\n'.repeat(400), detail: 'y'.repeat(5_000) },
      link: { text: 'Open', url: `https://desk.example.com/${'u'.repeat(3_000)}` },
    };
    for (const lines of [0, 1, 40, 300]) {
      const sections = [1, 2, 3, 4].map((at) => ({
        ...{
          title: `Section ${at}`.repeat(30),
          lines: Array.from({ length: lines }, () => line),
          note: 'more',
        },
      }));
      const view = renderHome({ text: '', buttons: [], sections });
      expect(viewTrouble(view)).toBeUndefined();
      expect(view.blocks.length).toBeLessThanOrEqual(100);
    }
  });
});

describe('the link into the console', () => {
  const secretIn = (found: string | undefined) => found?.split('/sign-in#')[1] ?? expect.fail('no link');
  const signIn = (secret: string) => startSession(scene.desk.ctxFor('nobody'), { secret });

  test('comes in a view of its own from the home, and works once', async () => {
    const { ada, grace, slack } = scene;
    for (const who of [ada, grace]) {
      await home(who);
      await press(who, 'console');
      const view = who.view() ?? expect.fail('no view');
      expect(wordsOf(view)).toContain('It works once, until ');
      expect(linksOf(view)).toEqual([expect.stringMatching(`^${PUBLIC_URL}/sign-in#[\\w-]{43}$`)]);
      const secret = secretIn(linksOf(view)[0]);
      const { person } = await signIn(secret);
      expect(person.email).toBe(who.user.email);
      await expect(signIn(secret)).rejects.toThrow('has been used');
      who.close(view);
    }
    expect(slack.views()).toEqual([]);
    expect(trouble()).toEqual(nothing);
  });

  test('comes by command and in a direct message, to its asker alone', async () => {
    const { ada, nils, grace, slack, desk } = scene;
    const away = slack.addChannel(scene.workspace, {
      id: 'C7',
      name: 'away',
      members: [ada, nils],
      bot: false,
    });
    const linksIn = (some: { blocks: Json[] }[]) =>
      some.flatMap(({ blocks }) => linksOf({ body: { blocks } } as unknown as View));
    const channels = [HELP, ada.dm(), away.id];
    for (const channel of channels) {
      await ada.command('/ticket', ' Console ', channel).answer;
      await scene.settled();
    }
    await scene.say(ada, ada.dm(), 'console');
    const links = channels.flatMap((channel) => linksIn(ada.ephemerals(channel)));
    expect(new Set(links).size).toBe(4);
    for (const link of links) expect((await signIn(secretIn(link))).person.name).toBe('Ada');
    for (const who of [nils, grace, scene.stan]) {
      expect(scene.everythingSeenBy(who)).not.toContain('/sign-in#');
    }
    // Nothing that is kept as text, shown in a notification or looked up has it.
    for (const { args } of slack.calls.filter(({ method }) => method.startsWith('chat.'))) {
      expect(String(args.text)).not.toContain('sign-in');
      expect([args.unfurl_links, args.unfurl_media].map(String)).toEqual(['false', 'false']);
    }
    expect(await desk.store.client.ticket.count({ where: { title: { contains: 'onsole' } } })).toBe(0);
  });

  test('is not made where others read it, and once for one message', async () => {
    const { grace, slack, desk } = scene;
    const count = () => desk.store.client.signInLink.count();
    const before = await count();
    await scene.say(grace, GENERAL, 'console');
    await scene.say(grace, HELP, 'console', { mention: true });
    expect(await count()).toBe(before);
    const said = await scene.say(grace, grace.dm(), 'console');
    expect(await count()).toBe(before + 1);
    for (const one of said.deliveries) {
      await one.retry({ reason: 'http_timeout', num: 1, newEventId: true }).answer;
    }
    await scene.settled();
    expect(await count()).toBe(before + 1);
    expect(scene.told(grace, grace.dm())).toHaveLength(1);
    expect(slack.violations).toEqual([]);
  });

  test('is not for who was deactivated while their home stood there', async () => {
    const { stan, desk } = scene;
    await home(stan);
    await desk.store.client.person.update({ where: { email: 'stan@example.com' }, data: { active: false } });
    // Even while it is remembered that they were not.
    const before = await desk.store.client.signInLink.count();
    await press(stan, 'console');
    const view = stan.view() ?? expect.fail('no view');
    expect(wordsOf(view)).toContain('There is no such active person.');
    expect(linksOf(view)).toEqual([]);
    stan.close(view);
    forgetPeople(desk.store);
    for (const action of ['console', 'raise']) {
      await press(stan, action);
      const refused = stan.view() ?? expect.fail('no view');
      expect(wordsOf(refused)).toContain('no longer active');
      stan.close(refused);
    }
    expect(await desk.store.client.signInLink.count()).toBe(before);
  });
});
