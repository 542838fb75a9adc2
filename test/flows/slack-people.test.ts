import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forgetPeople } from '../../src/chat/people.ts';
import { createSlackScene, GENERAL, HELP, type SlackScene } from '../channels/slack/rig.ts';
import type { Person } from '../support/slack/person.ts';
import type { User } from '../support/slack/types.ts';

/** Who is who on Slack. */
let scene: SlackScene;
beforeAll(async () => {
  scene = await createSlackScene();
});
afterAll(() => scene?.close());
beforeEach(() => forgetPeople(scene.desk.store));

let count = 0;
function somebody(about: Partial<User>): Person {
  const id = `UX${++count}`;
  const person = scene.slack.addUser(scene.workspace, { id, name: `someone${count}`, ...about });
  for (const channel of [HELP, GENERAL]) scene.workspace.conversations.get(channel)?.members.add(id);
  return person;
}
const allowGuests = async (guestsAllowed: boolean) => {
  const { desk } = scene;
  await desk.store.client.queue.update({ where: { id: desk.queue.id }, data: { guestsAllowed } });
  desk.bus.publish({ topic: 'directory' });
};
const lastRequester = () =>
  scene.desk.store.client.ticket.findFirst({
    orderBy: { createdAt: 'desc' },
    select: { requester: true, title: true },
  });

describe.each([
  ['a guest', { isRestricted: true }, { guest: true, external: false }],
  ['a guest of one channel', { isUltraRestricted: true }, { guest: true, external: false }],
  ['somebody of another organisation', { teamId: 'T8' }, { guest: false, external: true }],
])('%s', (_, about, known) => {
  test('is told where the queue is not for them, and raises nothing', async () => {
    await allowGuests(false);
    const before = await scene.tickets();
    const who = somebody(about);
    await scene.say(who, HELP, 'I cannot get in');
    expect(await scene.tickets()).toEqual(before);
    expect(scene.told(who, HELP)).toEqual([expect.stringContaining('cannot raise requests here')]);
  });

  test('is helped where the queue takes them, and recognised as such', async () => {
    await allowGuests(true);
    scene.desk.clock.advance(1_000);
    const who = somebody(about);
    await scene.say(who, HELP, `I cannot get out, says ${who.id}`);
    const found = await lastRequester();
    expect(found?.title).toContain(who.id);
    expect(found?.requester).toMatchObject({ ...known, roles: ['requester'] });
    await allowGuests(false);
  });
});

test('another organisation does not say who our agents are', async () => {
  await allowGuests(true);
  const before = await scene.tickets();
  const impostor = somebody({ teamId: 'T8', email: scene.agent.email });
  await scene.say(impostor, HELP, 'It is me, Ada');
  expect(await scene.tickets()).toEqual(before);
  expect(scene.told(impostor, HELP)).toHaveLength(1);
});

test('an address that nobody has confirmed says nothing of who somebody is', async () => {
  const { email } = await scene.desk.person({ name: 'Chief', roles: ['requester', 'admin'] });
  const impostor = somebody({ email, emailConfirmed: false });
  const before = await scene.tickets();
  await scene.say(impostor, HELP, 'It is me, the chief');
  expect(await scene.tickets()).toEqual(before);
});

test('somebody whom the desk cannot know is told so', async () => {
  const stranger = somebody({ teamId: 'T8', email: null });
  await scene.say(stranger, HELP, 'My screen is dark');
  expect(scene.told(stranger, HELP)).toHaveLength(1);
});

test('a profile that Slack does not show is no fault', async () => {
  scene.slack.fail('users.info', { error: 'user_not_visible' });
  const who = somebody({});
  const { answers } = who.say(HELP, 'My keyboard is sticky');
  expect(await answers).toMatchObject([{ status: 200 }]);
});

test('a ticket is given to an agent by their Slack account, and not to a program', async () => {
  const { grace, ada, deliver, cards, press, fillIn, desk, slack, workspace } = scene;
  await allowGuests(false);
  await scene.say(grace, HELP, 'Whose is this?');
  await deliver();
  slack.addUser(workspace, { id: 'U0BOT2', name: 'jenkins', isBot: true, email: null });
  const ticket = () =>
    desk.store.client.ticket.findFirstOrThrow({
      where: { title: 'Whose is this?' },
      include: { assignee: true },
    });
  const card = () => cards('C9').find((one) => JSON.stringify(one).includes('Whose is this?'));
  await press(ada, card(), 'assign');
  expect(await fillIn(ada, { assigneeId: 'U2' })).toMatchObject({ outcome: 'closed' });
  expect((await ticket()).assignee?.name).toBe('Ada');
  await deliver();

  await press(ada, card(), 'assign');
  const refused = await fillIn(ada, { assigneeId: 'U0BOT2' });
  expect(refused).toMatchObject({ outcome: 'errors', errors: { 'field:assigneeId': expect.any(String) } });
  expect((await ticket()).assignee?.name).toBe('Ada');
  const requester = await fillIn(ada, { assigneeId: 'U1' });
  expect(requester).toMatchObject({ outcome: 'errors', errors: { 'field:assigneeId': expect.any(String) } });
});
