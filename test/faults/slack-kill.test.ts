import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../src/lib/clock.ts';
import { createSlackScene, HELP, type SlackScene, TRIAGE } from '../channels/slack/rig.ts';
import type { Said } from '../support/slack/person.ts';
import { shownText } from '../support/slack/render.ts';
import type { Point } from './mortal.ts';
import { type End, run } from './run.ts';
import type { Order, SlackOrders, Told } from './slack-child.ts';

/** A Deskbell in a process of its own, to which Slack sends what happens. */
type Life = {
  /** Until it has nothing left to deliver, or is dead. */
  deliver(): Promise<void>;
  readBack(): Promise<void>;
  ended: Promise<End>;
  end(): Promise<void>;
};

const TEXT = 'The lift is stuck';
const DEAD: End = { signal: 'SIGKILL', errors: '' };
const AT_PEACE: End = { signal: null, errors: '' };

let scene: SlackScene;
const lives: Life[] = [];
beforeEach(async () => {
  scene = await createSlackScene();
});
afterEach(async () => {
  await Promise.all(lives.splice(0).map((life) => life.end()));
  await scene?.close();
});

/** From now on, Slack talks to this process and no longer to the one before. */
async function live(point: Point, only?: string): Promise<Life> {
  const { desk, slack, workspace, dataDir } = scene;
  const { clock } = desk;
  const { botToken, signingSecret } = workspace;
  const { child, ended } = run('slack-child.ts', {
    ...{ databaseUrl: desk.store.url, dataDir, point, now: clock.now().toISOString() },
    ...{ slack: { botToken, signingSecret, apiUrl: slack.apiUrl } },
    ...(only ? { only: `T1:${only}` } : {}),
  } satisfies SlackOrders);
  const said = async (): Promise<Told | undefined> =>
    Promise.race([once(child, 'message').then(([told]) => told), ended.then(() => undefined)]);
  const order = (what: Order['what']) => {
    const answer = said();
    child.send({ what, now: clock.now().toISOString() } satisfies Order);
    return answer;
  };
  const life: Life = {
    ended,
    async deliver() {
      for (;;) {
        const told = await order('deliver');
        if (!told || !('delivered' in told) || told.delivered === 0) return;
        clock.advance(SECOND);
      }
    },
    async readBack() {
      await order('read back');
    },
    async end() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
  lives.push(life);
  const first = await said();
  if (!first || !('url' in first)) throw new Error(`it did not come to life: ${(await ended).errors}`);
  await slack.connectHttp(workspace, first.url);
  return life;
}

/** Another process, once every lease of the dead one has run out. */
async function liveAgain(dead: Life): Promise<Life> {
  expect(await dead.ended).toEqual(DEAD);
  scene.desk.clock.advance(MINUTE);
  return live('never');
}

/** However it came there: one ticket, one card for each side, and nobody was told anything twice. */
async function expectTheEnd(life: Life, said: Said, state = 'New'): Promise<void> {
  await scene.slack.settled();
  await life.deliver();
  await life.end();
  expect(await life.ended).toEqual(AT_PEACE);
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
    const first = await live(point);
    const said = scene.grace.say(HELP, TEXT);
    expect(await lastAnswer(said)).toMatchObject({ status: 0 });
    const second = await liveAgain(first);
    expect(await toldAgain(said)).toMatchObject({ status: 200 });
    await expectTheEnd(second, said);
  });

  test.each(['before commit', 'after commit'] as const)(
    '%s: Slack gives up, and it looks itself',
    async (point) => {
      const first = await live(point);
      const said = scene.grace.say(HELP, TEXT);
      expect(await lastAnswer(said)).toMatchObject({ status: 0 });
      const second = await liveAgain(first);
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
    const first = await live(point, where);
    const said = scene.grace.say(HELP, TEXT);
    expect(await lastAnswer(said)).toMatchObject({ status: 200 });
    await first.deliver();
    await expectTheEnd(await liveAgain(first), said);
  });

  test.each([
    ['before edit', HELP],
    ['before edit', TRIAGE],
    ['after edit', HELP],
    ['after edit', TRIAGE],
  ] as const)('%s of a card in %s', async (point, where) => {
    const first = await live(point, where);
    const said = scene.grace.say(HELP, TEXT);
    await said.answers;
    await first.deliver();
    expect(await scene.press(scene.ada, scene.cards(TRIAGE)[0], 'take')).toMatchObject({ status: 200 });
    await first.deliver();
    await expectTheEnd(await liveAgain(first), said, 'In progress');
  });
});
