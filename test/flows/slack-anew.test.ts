import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSlackScene, GENERAL, HELP, type SlackScene, TRIAGE } from '../channels/slack/rig.ts';
import { shownText } from '../support/slack/render.ts';

/** Cards that come back, answers where nobody has written, and people who only talk. */
let scene: SlackScene;
beforeEach(async () => {
  scene = await createSlackScene();
});
afterEach(() => scene?.close());

const failed = () => scene.desk.store.client.notice.count({ where: { state: 'failed' } });
async function wipe(ts: string): Promise<void> {
  const body = new URLSearchParams({ channel: TRIAGE, ts });
  const headers = { authorization: `Bearer ${scene.workspace.botToken}` };
  await fetch(`${scene.slack.apiUrl}chat.delete`, { method: 'POST', headers, body });
}
/** Somebody asks, perhaps twice, and the agents' card of it is deleted. */
async function askAndWipe(twice: boolean): Promise<string> {
  const { grace, say, deliver, cards } = scene;
  const { ts: thread } = await say(grace, HELP, 'The scanner eats paper');
  await deliver();
  if (twice) {
    await say(grace, HELP, 'before', { thread });
    await deliver();
  }
  await wipe(cards(TRIAGE)[0]?.ts ?? '');
  return thread;
}

describe.each([false, true])('the agents’ card is deleted (answered before: %s)', (answered) => {
  test('and the talk goes on under the new one', async () => {
    const { grace, ada, say, deliver, cards, slack, written } = scene;
    const thread = await askAndWipe(answered);
    await scene.heard(ada.react({ channel: HELP, ts: thread }, 'eyes'));
    await deliver();
    const root = cards(TRIAGE)[0]?.ts ?? '';
    await say(ada, TRIAGE, 'a note under the new one', { thread: root });
    await say(grace, HELP, 'after', { thread });
    await deliver();
    expect(await written('REQ-1')).toContain('note: a note under the new one');
    expect(slack.messages(TRIAGE, root).map(shownText).join('\n')).toContain('after');
    expect(await failed()).toBe(0);
  });

  test('and what the requester writes next brings it back', async () => {
    const { grace, say, deliver, slack } = scene;
    const thread = await askAndWipe(answered);
    await say(grace, HELP, 'after', { thread });
    await deliver();
    expect(await failed()).toBe(0);
    const all = slack.messages(TRIAGE).flatMap((one) => slack.messages(TRIAGE, one.ts).map(shownText));
    expect(all.join('\n')).toContain('after');
  });
});

test('what a command has raised is answered between its requester and the desk', async () => {
  const { grace, ada, heard, deliver, cards, press, fillIn, slack, say, written } = scene;
  await heard({ answers: grace.command('/ticket', 'The heating hums', HELP).answer });
  await deliver();
  const [card] = cards(grace.dm());
  expect(shownText(card ?? expect.fail('no card'))).toContain('REQ-1');
  await press(ada, cards(TRIAGE)[0], 'reply');
  await fillIn(ada, { body: 'Since when?' });
  await deliver();
  expect(slack.messages(grace.dm(), card?.ts).map(shownText).at(-1)).toContain('Since when?');
  await say(grace, grace.dm(), 'Since monday', { thread: card?.ts ?? '' });
  expect(await written('REQ-1')).toContain('reply: Since monday');
  expect(await failed()).toBe(0);
});

test('what the form has raised is answered there too', async () => {
  const { grace, heard, deliver, cards, fillIn } = scene;
  await heard({ answers: grace.command('/ticket', '', HELP).answer });
  await fillIn(grace, { title: 'A bigger screen', description: 'Mine is small' });
  await deliver();
  expect(cards(grace.dm())).toHaveLength(1);
});

test('people who only talk where the desk listens are none of its business', async () => {
  const { slack, workspace, say, told, desk, stan, heard } = scene;
  const eve = slack.addUser(workspace, { id: 'U9', name: 'eve', teamId: 'T8', email: null });
  workspace.conversations.get(GENERAL)?.members.add('U9');
  const said = await say(eve, GENERAL, 'nice weather');
  await say(stan, GENERAL, 'yes', { thread: said.ts });
  await heard(stan.react(said, 'eyes'));
  await heard(stan.edit(await say(stan, GENERAL, 'no'), 'yes'));
  expect(told(eve, GENERAL)).toEqual([]);
  expect(await desk.store.client.person.count()).toBe(2);
  expect(slack.calls.filter(({ method }) => method === 'users.info')).toEqual([]);
});
