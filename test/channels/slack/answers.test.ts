import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SECOND } from '../../../src/lib/clock.ts';
import { createSlackScene, GENERAL, HELP, type SlackScene, TRIAGE } from './rig.ts';

/** What people are told, where they see it, whatever Slack does meanwhile. */
let scene: SlackScene;
beforeAll(async () => {
  scene = await createSlackScene();
  await scene.say(scene.grace, HELP, 'My desk wobbles');
  await scene.deliver();
});
afterAll(() => scene?.close());

const command = (text: string) => scene.grace.command('/ticket', text, GENERAL).answer;

describe('a command', () => {
  test('is answered by its acknowledgement, while Slack answers nothing', async () => {
    const { slack, told, grace, tickets } = scene;
    slack.fail('*', 'hang', 100);
    expect(await command('My chair wobbles')).toMatchObject({ status: 200, late: false });
    slack.reset();
    slack.release();
    await scene.settled();
    expect((await tickets()).map(({ title }) => title)).toContain('My chair wobbles');
    expect(told(grace, GENERAL)).toEqual([expect.stringContaining('is open')]);
  });

  test('of its own stands for a word', async () => {
    for (const name of ['/oncall', '/whopages']) {
      const { status, body } = await scene.ada.command(name, 'all', GENERAL).answer;
      expect(status).toBe(200);
      expect(JSON.stringify(body)).toMatch(/There is no on-call schedule|There is no service called all/);
    }
  });

  test('that is delivered twice makes one ticket', async () => {
    await command('My shelf wobbles');
    const first = scene.slack.deliveries.findLast(({ parcel }) => parcel.kind === 'slash_commands');
    expect((await first?.retry({}).answer)?.status).toBe(200);
    const made = (await scene.tickets()).filter(({ title }) => title === 'My shelf wobbles');
    expect(made).toHaveLength(1);
  });

  test('whose form Slack does not open says so', async () => {
    scene.slack.fail('views.open', { error: 'expired_trigger_id' });
    expect((await command('')).status).toBe(200);
    await scene.settled();
    expect(scene.told(scene.grace, GENERAL).at(-1)).toContain('could not be opened');
    expect(scene.grace.view()).toBeUndefined();
  });
});

describe('a button', () => {
  const card = () => scene.cards(TRIAGE)[0];

  test('whose form Slack does not open says so', async () => {
    scene.slack.fail('views.open', { status: 503 });
    expect(await scene.press(scene.ada, card(), 'reply')).toMatchObject({ status: 200 });
    expect(scene.told(scene.ada, TRIAGE).at(-1)).toContain('could not be opened');
  });

  test('opens its form within three seconds', async () => {
    const answer = scene.press(scene.ada, card(), 'reply');
    expect(await answer).toMatchObject({ status: 200, late: false });
    const view = scene.ada.view() ?? expect.fail('no form');
    scene.ada.close(view);
    scene.desk.clock.advance(4 * SECOND);
  });

  test('that is no longer theirs to press says why', async () => {
    await scene.press(scene.nils, card(), 'take');
    const asSeen = card() ?? expect.fail('no card');
    await scene.press(scene.ada, asSeen, 'take');
    expect(scene.told(scene.ada, TRIAGE).at(-1)).toContain('was taken by Nils already');
  });
});

test('words for one person stand where people look: not in a thread that they would begin', async () => {
  const { say, grace, told } = scene;
  await say(grace, GENERAL, 'hello', { mention: true });
  expect(told(grace, GENERAL).at(-1)).toContain('Hello!');
  expect(grace.ephemerals(GENERAL).at(-1)?.threadTs).toBeUndefined();
});

test('the shortcut where the app is not says what came of it', async () => {
  const { slack, workspace, grace } = scene;
  slack.addChannel(workspace, { id: 'C7', members: [grace], bot: false });
  const said = grace.say('C7', 'My bed wobbles');
  expect((await grace.shortcut('create_ticket', said).answer).status).toBe(200);
  await scene.settled();
  expect(JSON.stringify(grace.view()?.body)).toMatch(/REQ-\d+ is open\./);
});
