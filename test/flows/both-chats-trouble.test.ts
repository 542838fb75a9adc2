import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWebChannel } from '../../src/channels/web/channel.ts';
import { MINUTE, SECOND } from '../../src/lib/clock.ts';
import type { Fault as SlackFault } from '../support/slack/faults.ts';
import type { Fault as TeamsFault } from '../support/teams/types.ts';
import { deliverAll } from '../support/worker.ts';
import { actsOf, type BothChats, createBothChats, expectTheEnd } from './both-chats.ts';

let scene: BothChats;
beforeEach(async () => {
  scene = await createBothChats();
});
afterEach(() => scene?.close());

const clock = () => scene.slack.desk.clock;

/** For a minute from now on, one platform takes nothing that is sent. */
function fail({ slack, teams }: Trouble): void {
  const until = clock().now().getTime() + MINUTE;
  const isAway = () => clock().now().getTime() < until;
  if (slack)
    for (const method of ['chat.postMessage', 'chat.update', 'chat.delete'])
      scene.slack.slack.fail(method, slack, 1_000, isAway);
  if (teams)
    scene.rig.teams.fail(
      teams,
      1_000,
      ({ method, path }) => method !== 'GET' && path.startsWith('/v3/') && isAway(),
    );
}

type Trouble = { slack?: SlackFault; teams?: TeamsFault };

async function deliverUntilAllIsSent(): Promise<void> {
  const { desk, channel } = scene.slack;
  const waits = () => desk.store.client.notice.count({ where: { state: { in: ['pending', 'sending'] } } });
  for (let round = 0; (await waits()) > 0; round += 1) {
    if (round === 200) expect.fail('it is never sent');
    await deliverAll(desk, channel, scene.rig.channel, createWebChannel(desk));
    clock().advance(5 * SECOND);
  }
}

test.each<[string, Trouble]>([
  ['Slack asks for a pause', { slack: { ratelimited: 20 } }],
  ['Slack is down', { slack: { status: 503 } }],
  ['Teams asks for a pause', { teams: { status: 429, code: 'Throttled', retryAfter: 20 } }],
  ['Teams is down', { teams: { status: 502, html: true } }],
  ['both are down', { slack: { status: 500 }, teams: { status: 503 } }],
])('a ticket lives in both chats while for a minute of each step %s', async (_, trouble) => {
  for (const { what, doing } of actsOf(scene)) {
    fail(trouble);
    expect([what, await doing()]).toEqual([what, true]);
    await scene.rig.settled();
    await deliverUntilAllIsSent();
  }
  await expectTheEnd(scene);
  const failed = (calls: { status: number }[]) => calls.filter(({ status }) => status >= 400).length > 10;
  expect(failed(scene.slack.slack.calls)).toBe(trouble.slack !== undefined);
  expect(failed(scene.rig.teams.calls())).toBe(trouble.teams !== undefined);
});
