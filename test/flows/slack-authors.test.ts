import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBack } from '../../src/channels/slack/read-back.ts';
import { workspaceOfToken } from '../../src/channels/slack/workspaces.ts';
import { replyToTicket } from '../../src/domain/tickets/reply.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import { createSlackScene, HELP, type SlackScene, TRIAGE } from '../channels/slack/rig.ts';
import { liveMarkup, shownText } from '../support/slack/render.ts';

/** What is relayed on Slack stands there in its author's name, and nothing comes of it but what people do with it. */
let scene: SlackScene;
let thread: string;
beforeEach(async () => {
  scene = await createSlackScene();
  ({ ts: thread } = await scene.say(scene.grace, HELP, 'The scanner eats paper'));
  await scene.deliver();
});
afterEach(() => scene?.close());

const root = () => scene.cards(TRIAGE)[0]?.ts ?? expect.fail('no card');
const lastIn = (channel: string, at: string) =>
  scene.slack.messages(channel, at).at(-1) ?? expect.fail('nothing stands there');
/** Grace goes on, and her words come to the agents. */
async function relayed(text = 'And the second page too') {
  const said = await scene.say(scene.grace, HELP, text, { thread });
  await scene.deliver();
  return { said, shown: lastIn(TRIAGE, root()) };
}
async function answered() {
  await scene.press(scene.ada, scene.cards(TRIAGE)[0], 'reply');
  await scene.fillIn(scene.ada, { body: 'I bring you a new one' });
  await scene.deliver();
  return lastIn(HELP, thread);
}
const standing = async () => ({ tickets: await scene.tickets(), written: await scene.written('REQ-1') });
const numberOf = (method: string) => scene.slack.calls.filter((call) => call.method === method).length;

test('a reply has the name and the picture of who wrote it', async () => {
  expect(await answered()).toMatchObject({ username: 'Ada', iconUrl: scene.ada.user.picture });
  const { shown } = await relayed();
  expect(shown).toMatchObject({ username: 'Grace', text: 'And the second page too' });
  // She has none, so Slack shows the app's.
  expect(shown.iconUrl).toBeUndefined();
});

test('what was said in the portal has the picture of the same person, without a chat', async () => {
  await scene.heard(scene.ada.react({ channel: TRIAGE, ts: root() }, 'eyes'));
  const ctx = scene.desk.ctxFor(scene.agent);
  await replyToTicket(ctx, { number: 'REQ-1', body: 'Is it the left one?' });
  await scene.deliver();
  expect(lastIn(HELP, thread)).toMatchObject({ username: 'Ada', iconUrl: scene.ada.user.picture });
});

describe('nothing comes of', () => {
  test('what was posted in somebody’s name, as it comes, by its edit and by its end', async () => {
    const before = await standing();
    const { said } = await relayed();
    const heard = () =>
      scene.slack.deliveries.filter(({ parcel: { payload } }) =>
        JSON.stringify(payload).includes('bot_message'),
      );
    expect(heard().length).toBeGreaterThan(0);
    await scene.heard(scene.grace.edit(said, 'And the third page too'));
    await scene.deliver();
    expect(shownText(lastIn(TRIAGE, root()))).toContain('third page');
    await scene.heard(scene.grace.delete(said));
    await scene.deliver();
    expect(scene.slack.messages(TRIAGE, root())).toHaveLength(1);
    for (const { answer } of heard()) expect(await answer).toMatchObject({ status: 200 });
    // What she took back is empty.
    expect(await standing()).toEqual({ ...before, written: [...before.written, 'reply: '] });
    expect(scene.slack.violations).toEqual([]);
  });

  test('it when conversations are read back', async () => {
    await answered();
    const before = await standing();
    scene.desk.clock.advance(20 * MINUTE);
    const { desk, slack, workspace } = scene;
    const workspaces = workspaceOfToken({ token: workspace.botToken, url: slack.apiUrl, clock: desk.clock });
    expect(await readBack(desk.ctxFor('system'), workspaces, scene.dataDir)).toBeGreaterThan(0);
    expect(await standing()).toEqual(before);
  });

  test('it when the desk is called into a thread where it stands', async () => {
    await answered();
    await scene.say(scene.stan, HELP, 'Mine too', { thread, mention: true });
    const written = await scene.written('REQ-1');
    expect(written.filter((one) => one.includes('I bring you a new one'))).toHaveLength(1);
  });
});

describe('on what stands in somebody’s name', () => {
  test('an agent’s emoji works the ticket, and another’s does not', async () => {
    const shown = await answered();
    await scene.heard(scene.grace.react(shown, 'white_check_mark'));
    expect(await scene.tickets()).toMatchObject([{ state: 'new' }]);
    await scene.heard(scene.ada.react(shown, 'white_check_mark'));
    expect(await scene.tickets()).toMatchObject([{ state: 'resolved' }]);
  });

  test('an emoji takes it, under the agents’ card too', async () => {
    const { shown } = await relayed();
    await scene.heard(scene.ada.react(shown, 'eyes'));
    expect(await scene.tickets()).toMatchObject([{ state: 'in_progress' }]);
  });

  test('the emoji and the shortcut for a ticket say that it is one', async () => {
    const shown = await answered();
    await scene.heard(scene.stan.react(shown, 'ticket'));
    await scene.heard({ answers: scene.stan.shortcut('create_ticket', shown).answer });
    expect(scene.told(scene.stan, HELP)).toEqual(['This is REQ-1 already.', 'This is REQ-1 already.']);
    expect(await scene.tickets()).toHaveLength(1);
  });

  test('its end by somebody else’s hand brings it back with its next change', async () => {
    const { said, shown } = await relayed();
    const body = new URLSearchParams({ channel: TRIAGE, ts: shown.ts });
    const headers = { authorization: `Bearer ${scene.workspace.botToken}` };
    await fetch(`${scene.slack.apiUrl}chat.delete`, { method: 'POST', headers, body });
    await scene.heard(scene.grace.edit(said, 'And the third page too'));
    await scene.deliver();
    expect(shownText(lastIn(TRIAGE, root()))).toBe('Grace\nAnd the third page too\nEdited');
  });
});

test.each(['Deskbell', '<!channel> \u202eada', 'x'.repeat(200), '🦊', '\u200b'])(
  'the name %j is nobody else’s, and calls nobody',
  async (realName) => {
    const { slack, workspace, say, deliver } = scene;
    const eve = slack.addUser(workspace, { id: 'U6', name: 'eve', realName });
    workspace.conversations.get(HELP)?.members.add(eve.id);
    const { ts } = await say(eve, HELP, 'help me, please');
    await deliver();
    await say(eve, HELP, 'now', { thread: ts });
    await deliver();
    const shown = lastIn(TRIAGE, scene.cards(TRIAGE).at(-1)?.ts ?? '');
    expect(shownText(shown)).toContain('now');
    expect(liveMarkup(shown)).toEqual([]);
    expect(shownText(shown)).not.toMatch(/\p{Bidi_Control}/u);
    expect(shown.username).not.toBe('Deskbell');
    expect(await scene.desk.store.client.notice.count({ where: { state: { not: 'sent' } } })).toBe(0);
  },
);

test('a workspace without the scope goes on as it did', async () => {
  scene.workspace.scopes.delete('chat:write.customize');
  // Slack's next answer, whatever it is about, says so.
  await scene.say(scene.stan, HELP, 'The door of room 4 does not open');
  await scene.deliver();
  const posts = numberOf('chat.postMessage');
  const { shown } = await relayed();
  expect(shownText(shown)).toBe('Grace\n\nAnd the second page too');
  expect(shown).toMatchObject({ user: scene.workspace.botUserId, text: 'Grace: And the second page too' });
  expect(numberOf('chat.postMessage')).toBe(posts + 1);
});

test('a picture is asked for again when somebody opens their home, and changes nothing that stands', async () => {
  const { slack, grace, heard, deliver } = scene;
  await relayed();
  const picture = 'https://secure.gravatar.com/avatar/0.jpg?s=72&d=https%3A%2F%2Fa.slack-edge.com%2Fx.png';
  grace.user.picture = picture;
  await heard(grace.openHome());
  await deliver();
  expect(numberOf('chat.update')).toBe(0);
  expect((await relayed('Page three')).shown.iconUrl).toBe(picture);
  // No picture of somebody else's is shown or fetched.
  for (const other of [
    'https://evil.example/a.png',
    'http://a.slack-edge.com/a.png',
    'javascript:alert(1)',
  ]) {
    grace.user.picture = other;
    await heard(grace.openHome());
    expect((await relayed(`Not ${other}`)).shown.iconUrl).toBeUndefined();
  }
  expect(slack.violations).toEqual([]);
});
