import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSlackScene, HELP, type SlackScene, TRIAGE } from '../channels/slack/rig.ts';
import type { Said } from '../support/slack/person.ts';
import { shownText } from '../support/slack/render.ts';
import { expectDeath, expectPeace, type Life, live } from './life.ts';
import type { Point } from './mortal.ts';

const TEXT = 'The lift is stuck';
let scene: SlackScene;
const lives: Life[] = [];
beforeEach(async () => {
  scene = await createSlackScene();
});
afterEach(async () => {
  await Promise.all(lives.splice(0).map((life) => life.end()));
  await scene?.close();
});

async function begin(point: Point, only?: string): Promise<Life> {
  const life = await live({ slack: scene }, point, only && `T1:${only}`);
  lives.push(life);
  return life;
}

async function beginAgain(dead: Life): Promise<Life> {
  await expectDeath(dead, scene);
  return begin('never');
}

/** However it came there: one ticket, one card for each side, and nobody was told anything twice. */
async function expectTheEnd(life: Life, said: Said, state = 'New'): Promise<void> {
  await scene.slack.settled();
  await life.deliver();
  await expectPeace(life);
  const [ticket, ...more] = await scene.tickets();
  expect(more).toEqual([]);
  expect(await scene.written(ticket?.number ?? '')).toEqual([`reply: ${TEXT}`]);
  const asked = scene.slack.messages(HELP, said.ts).map(shownText);
  expect(asked).toEqual([TEXT, expect.stringContaining(state)]);
  const worked = scene.slack.messages(TRIAGE).map(shownText);
  expect(worked).toEqual([expect.stringContaining(state)]);
  expect(scene.slack.messages(HELP)).toHaveLength(1);
  expect(await scene.desk.store.client.notice.count({ where: { state: { not: 'sent' } } })).toBe(0);
  expect(scene.slack.violations).toEqual([]);
}

const lastAnswer = async ({ answers }: Said) => (await answers).at(-1);
const toldAgain = ({ deliveries }: Said) => deliveries.at(-1)?.retry({ reason: 'connection_failed' }).answer;

describe('a process that is killed while it takes in what Slack tells', () => {
  test.each(['before commit', 'after commit'] as const)('%s: Slack tells again', async (point) => {
    const first = await begin(point);
    const said = scene.grace.say(HELP, TEXT);
    expect(await lastAnswer(said)).toMatchObject({ status: 0 });
    const second = await beginAgain(first);
    expect(await toldAgain(said)).toMatchObject({ status: 200 });
    await expectTheEnd(second, said);
  });

  test.each(['before commit', 'after commit'] as const)(
    '%s: Slack gives up, and it looks itself',
    async (point) => {
      const first = await begin(point);
      const said = scene.grace.say(HELP, TEXT);
      expect(await lastAnswer(said)).toMatchObject({ status: 0 });
      const second = await beginAgain(first);
      await second.readBack();
      await expectTheEnd(second, said);
    },
  );
});

describe('a process that is killed while it tells Slack', () => {
  test.each([
    ['before send', HELP],
    ['before send', TRIAGE],
    ['after send', HELP],
    ['after send', TRIAGE],
    ['before mark', 'any conversation'],
  ] as const)('%s of a card in %s', async (point, where) => {
    const first = await begin(point, where);
    const said = scene.grace.say(HELP, TEXT);
    expect(await lastAnswer(said)).toMatchObject({ status: 200 });
    await first.deliver();
    await expectTheEnd(await beginAgain(first), said);
  });

  test.each([
    ['before edit', HELP],
    ['before edit', TRIAGE],
    ['after edit', HELP],
    ['after edit', TRIAGE],
  ] as const)('%s of a card in %s', async (point, where) => {
    const first = await begin(point, where);
    const said = scene.grace.say(HELP, TEXT);
    await said.answers;
    await first.deliver();
    expect(await scene.press(scene.ada, scene.cards(TRIAGE)[0], 'take')).toMatchObject({ status: 200 });
    await first.deliver();
    await expectTheEnd(await beginAgain(first), said, 'In progress');
  });
});
