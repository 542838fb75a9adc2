import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSlackScene, HELP, type SlackScene } from './rig.ts';

/** Slack ends and replaces sockets all the time. */
let scene: SlackScene;
beforeEach(async () => {
  scene = await createSlackScene('Socket Mode');
});
afterEach(() => scene?.close());

const connected = () => expect.poll(() => scene.slack.socket.open(), { timeout: 20_000 }).toBe(1);
const titles = async () => (await scene.tickets()).map(({ title }) => title);

test('an envelope is acknowledged once, after its ticket is there', async () => {
  const said = scene.grace.say(HELP, 'The gate is stuck');
  expect(await said.answers).toMatchObject([{ status: 200, late: false }]);
  expect(await titles()).toEqual(['The gate is stuck']);
  expect(scene.slack.violations).toEqual([]);
});

test('a socket that Slack wants to refresh is replaced, and nothing is lost', async () => {
  await scene.say(scene.grace, HELP, 'Who is there?');
  scene.slack.socket.disconnect('refresh_requested', true);
  await connected();
  await scene.say(scene.grace, HELP, 'Still there?');
  expect(await titles()).toEqual(['Who is there?', 'Still there?']);
  expect(scene.slack.violations).toEqual([]);
});

test('a socket that breaks in the middle is replaced; what was in doubt comes again and is one ticket', async () => {
  const said = scene.grace.say(HELP, 'Did you hear me?');
  scene.slack.socket.drop();
  const [first] = await said.answers;
  expect(first?.status).toBe(0);
  await connected();
  const again = await said.deliveries[0]?.retry({ reason: 'timeout', newEventId: true }).answer;
  expect(again?.status).toBe(200);
  expect(await titles()).toEqual(['Did you hear me?']);
});

test('a socket through which nothing comes any more is replaced; what was sent meanwhile comes again', async () => {
  scene.slack.socket.mute();
  const said = scene.grace.say(HELP, 'Can you hear me?');
  expect(await said.answers).toMatchObject([{ status: 0 }]);
  await connected();
  const again = await said.deliveries[0]?.retry({ reason: 'timeout' }).answer;
  expect(again?.status).toBe(200);
  expect(await titles()).toEqual(['Can you hear me?']);
}, 60_000);

test('an answer to a ping keeps it', async () => {
  expect(await scene.slack.socket.ping()).toBe(1);
  expect(scene.slack.socket.open()).toBe(1);
});
