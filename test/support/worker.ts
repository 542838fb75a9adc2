import type { Channel } from '../../src/chat/channel.ts';
import { deliverOnce } from '../../src/chat/deliver.ts';
import type { Desk } from './desk.ts';

/** Delivers until nothing waits, as the job does, and lets the time pass that a platform wants between two messages. */
export async function deliverAll(desk: Desk, ...channels: Channel[]): Promise<void> {
  const deps = {
    channels: new Map(channels.map((channel) => [channel.name, channel])),
    publicUrl: () => 'https://desk.example.com',
    signInMessage: async () => ({
      type: 'card' as const,
      card: { title: 'Sign in', tone: 'neutral' as const, blocks: [] },
    }),
  };
  const pause = Math.max(...channels.map((channel) => channel.can.pause));
  do {
    while ((await deliverOnce(desk.ctxFor('system'), deps)) > 0);
    desk.clock.advance(pause);
  } while (pause > 0 && (await deliverOnce(desk.ctxFor('system'), deps)) > 0);
}
