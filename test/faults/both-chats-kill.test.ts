import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWebChannel } from '../../src/channels/web/channel.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import { actsOf, type BothChats, createBothChats, expectTheEnd } from '../flows/both-chats.ts';
import { deliverAll } from '../support/worker.ts';
import { expectDeath, expectPeace, type Life, live } from './life.ts';
import type { Point } from './mortal.ts';

/** Dozens of processes, one after the other. */
const LONG = 5 * MINUTE;

let scene: BothChats;
let life: Life;
beforeEach(async () => {
  scene = await createBothChats();
  // What may have been posted is looked for there.
  scene.rig.teams.state.granted.add('ChannelMessage.Read.Group');
  life = await live(scene, 'never');
});
afterEach(async () => {
  await life?.end();
  await scene?.close();
});

async function liveAgain(): Promise<void> {
  await expectDeath(life, scene.slack);
  life = await live(scene, 'never');
  await life.readBack();
}

test.each<[Point, number]>([
  ['before commit', 14],
  ['after commit', 14],
  ['before send', 10],
  ['after send', 10],
  ['before edit', 8],
  ['after edit', 8],
  ['before mark', 14],
  ['before fetch', 1],
])('killed %s at each step, a ticket lives on in both chats', { timeout: LONG }, async (point, often) => {
  let deaths = 0;
  for (const { doing } of actsOf(scene)) {
    await life.beMortal(point);
    while (!(await doing())) {
      deaths += 1;
      await liveAgain();
    }
    await life.deliver();
    if (life.isOver()) {
      deaths += 1;
      await liveAgain();
      await life.deliver();
    }
    await life.beMortal('never');
    // The portal is no platform that one could be cut off from.
    await deliverAll(scene.slack.desk, createWebChannel(scene.slack.desk));
  }
  expect(deaths).toBeGreaterThanOrEqual(often);
  await expectPeace(life);
  await expectTheEnd(scene);
});
