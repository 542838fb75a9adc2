import { once } from 'node:events';
import { expect } from 'vitest';
import { MINUTE, SECOND } from '../../src/lib/clock.ts';
import type { SlackScene } from '../channels/slack/rig.ts';
import type { TeamsRig } from '../channels/teams/rig.ts';
import { APP, TENANT } from '../support/teams/state.ts';
import type { ChatsOrders, Order, Told } from './chats-child.ts';
import type { Point } from './mortal.ts';
import { type End, run } from './run.ts';

/** A Deskbell in a process of its own, to which the chats send what happens. */
export type Life = {
  /** Until it has nothing left to deliver, or is dead. */
  deliver(): Promise<void>;
  readBack(): Promise<void>;
  beMortal(point: Point): Promise<void>;
  isOver(): boolean;
  ended: Promise<End>;
  end(): Promise<void>;
};

const DEAD: End = { signal: 'SIGKILL', errors: '' };
const AT_PEACE: End = { signal: null, errors: '' };

const MOST_ROUNDS = 200;

/** From now on, Slack and, where there is one, Teams talk to this process and no longer to the one before. */
export async function live(
  { slack: scene, rig }: { slack: SlackScene; rig?: TeamsRig },
  point: Point,
  only?: string,
): Promise<Life> {
  const { desk, slack, workspace, dataDir } = scene;
  const { clock } = desk;
  const { botToken, signingSecret } = workspace;
  const { child, ended } = run('chats-child.ts', {
    ...{ databaseUrl: desk.store.url, dataDir, point, now: clock.now().toISOString() },
    ...{ slack: { botToken, signingSecret, apiUrl: slack.apiUrl } },
    ...(rig
      ? {
          teams: { appId: APP, tenant: TENANT, cloud: rig.teams.cloud, token: await rig.teams.tokens('all') },
        }
      : {}),
    ...(only ? { only } : {}),
  } satisfies ChatsOrders);
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const said = async (): Promise<Told | undefined> =>
    Promise.race([once(child, 'message').then(([told]) => told), ended.then(() => undefined)]);
  const order = (what: Order) => {
    const answer = said();
    if (child.connected) child.send({ ...what, now: clock.now().toISOString() });
    return answer;
  };
  const waits = () =>
    desk.store.client.notice.count({
      where: { channel: { not: 'web' }, state: { in: ['pending', 'sending'] } },
    });
  const life: Life = {
    ended,
    isOver: () => over,
    async deliver() {
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        if (!(await order({ what: 'deliver' })) || (await waits()) === 0) return;
        clock.advance(SECOND);
      }
      expect.fail('it is never delivered');
    },
    async readBack() {
      await order({ what: 'read back' });
    },
    async beMortal(point) {
      await order({ what: 'be mortal', point });
    },
    async end() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
  const first = await said();
  if (!first || !('url' in first)) throw new Error(`it did not come to life: ${(await ended).errors}`);
  await slack.connectHttp(workspace, `${first.url}/slack/events`);
  rig?.teams.connect(`${first.url}/api/messages`);
  return life;
}

export async function expectDeath(life: Life, { desk }: SlackScene): Promise<void> {
  expect(await life.ended).toEqual(DEAD);
  // Every lease of the dead one runs out.
  desk.clock.advance(MINUTE);
}

export async function expectPeace(life: Life): Promise<void> {
  await life.end();
  expect(await life.ended).toEqual(AT_PEACE);
}
