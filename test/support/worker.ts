import type { Channel } from '../../src/chat/channel.ts';
import { deliverOnce } from '../../src/chat/deliver.ts';
import { handBack } from '../../src/domain/assignment/hand-back.ts';
import { giveWaiting } from '../../src/domain/assignment/round.ts';
import { followSwitches } from '../../src/domain/assignment/switch.ts';
import type { Desk } from './desk.ts';
import { SUBSCRIBER_KEY } from './keys.ts';

/** Delivers what may be sent now, as the job does. */
export async function deliverAll(desk: Desk, ...channels: Channel[]): Promise<number> {
  const deps = {
    channels: new Map(channels.map((channel) => [channel.name, channel])),
    publicUrl: () => 'https://desk.example.com',
    subscriberKey: SUBSCRIBER_KEY,
    signInMessage: async () => ({
      type: 'card' as const,
      card: { title: 'Sign in', tone: 'neutral' as const, blocks: [] },
    }),
  };
  let count = 0;
  for (;;) {
    const delivered = await deliverOnce(desk.ctxFor('system'), deps);
    if (delivered === 0) return count;
    count += delivered;
  }
}

/** Gives, hands back and follows what was switched until nothing is left to do, as the jobs do. */
export async function assignAll(desk: Desk): Promise<void> {
  const ctx = desk.ctxFor('system');
  const round = async () => (await followSwitches(ctx)) + (await handBack(ctx)) + (await giveWaiting(ctx));
  while ((await round()) > 0);
}

/** Delivers until nothing waits, and lets the time pass that a platform wants between two messages. */
export async function deliverInTime(desk: Desk, ...channels: Channel[]): Promise<void> {
  const pause = Math.max(...channels.map((channel) => channel.can.pause));
  while ((await deliverAll(desk, ...channels)) > 0) desk.clock.advance(pause);
}

/** Lets the time pass that the delivery job waits between two messages. */
export function unhurried(desk: Desk, channel: Channel): Channel {
  const wait = () => desk.clock.advance(channel.can.pause);
  return {
    ...channel,
    post(...args) {
      wait();
      return channel.post(...args);
    },
    edit(...args) {
      wait();
      return channel.edit(...args);
    },
  };
}
