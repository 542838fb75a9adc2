import type { Channel } from '../../src/chat/channel.ts';
import { deliverOnce } from '../../src/chat/deliver.ts';
import type { Desk } from './desk.ts';

/** Delivers what may be sent now, as the job does. */
export async function deliverAll(desk: Desk, ...channels: Channel[]): Promise<number> {
  const deps = {
    channels: new Map(channels.map((channel) => [channel.name, channel])),
    publicUrl: () => 'https://desk.example.com',
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
