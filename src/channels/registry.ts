import type { Config } from '../config.ts';
import type { Surroundings } from '../lib/context.ts';
import { createEmailChannel } from './email/channel.ts';
import type { Platform, Premises } from './platform.ts';
import { createSlack } from './slack/platform.ts';
import { createWebChannel } from './web/channel.ts';

/** Every channel that the configuration turns on. A new platform is one folder and one line here. */
export function createPlatforms(config: Config, around: Surroundings, premises: Premises): Platform[] {
  return [
    { channel: createWebChannel(around) },
    ...(config.mail ? [{ channel: createEmailChannel(config.mail) }] : []),
    ...(config.slack ? [createSlack(config.slack, around, config.dataDir, premises)] : []),
  ];
}
