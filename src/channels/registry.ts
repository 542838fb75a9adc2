import type { Channel } from '../chat/channel.ts';
import type { Config } from '../config.ts';
import type { Surroundings } from '../lib/context.ts';
import { createEmailChannel } from './email/channel.ts';
import { createWebChannel } from './web/channel.ts';

/** Every channel that the configuration turns on, by name. A new platform is one folder and one line here. */
export function createChannels(config: Config, around: Surroundings): ReadonlyMap<string, Channel> {
  const channels = [createWebChannel(around), ...(config.mail ? [createEmailChannel(config.mail)] : [])];
  return new Map(channels.map((channel) => [channel.name, channel]));
}
