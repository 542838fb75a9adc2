import type { Config } from '../config.ts';
import { PUSH } from '../domain/push/keys.ts';
import type { Surroundings } from '../lib/context.ts';
import { deriveKey } from '../lib/crypto.ts';
import { createEmailChannel } from './email/channel.ts';
import { createPhone } from './phone/platform.ts';
import type { Platform, Premises } from './platform.ts';
import { createPushChannel } from './push/channel.ts';
import { createSlack } from './slack/platform.ts';
import { createWebChannel } from './web/channel.ts';
import { createWebhookChannel } from './webhook/channel.ts';

/** Loaded only where it is wanted: Bot Framework's SDK takes most of a second and 40 MB. */
async function createTeams(...parts: Parameters<typeof import('./teams/platform.ts').createTeams>) {
  const teams = await import('./teams/platform.ts');
  return teams.createTeams(...parts);
}

/** Every channel that the configuration turns on. A new platform is one folder and one line here. */
export async function createPlatforms(
  config: Config,
  around: Surroundings,
  premises: Premises,
): Promise<Platform[]> {
  const webhooks = { key: deriveKey(premises.secretKey, 'webhooks') };
  const names = () => new Set(platforms.map(({ channel }) => channel.name));
  const platforms: Platform[] = [
    { channel: createWebChannel(around) },
    { channel: createWebhookChannel(around, webhooks, premises.publicUrl) },
    { channel: createPushChannel(around, deriveKey(premises.secretKey, PUSH), premises.publicUrl) },
    ...(config.mail ? [{ channel: createEmailChannel(config.mail) }] : []),
    ...(config.phone ? createPhone(config.phone, around, premises, names) : []),
    ...(config.slack ? [createSlack(config.slack, around, config.dataDir, premises)] : []),
    ...(config.teams ? [await createTeams(config.teams, around, config.dataDir, premises)] : []),
  ];
  return platforms;
}
