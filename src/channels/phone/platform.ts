import type { PhoneConfig } from '../../config/phone.ts';
import type { Surroundings } from '../../lib/context.ts';
import type { Platform, Premises } from '../platform.ts';
import { createPhoneChannels } from './channels.ts';
import { phoneRoutes } from './routes.ts';

/** SMS and calls, by Twilio or whoever speaks its API. @param channels by which ways people can be told here */
export function createPhone(
  config: PhoneConfig,
  around: Surroundings,
  { publicUrl }: Pick<Premises, 'publicUrl'>,
  channels: () => ReadonlySet<string>,
): Platform[] {
  const routes = phoneRoutes(around, { authToken: config.authToken, publicUrl, channels });
  return createPhoneChannels(config, publicUrl).map((channel, index) => ({
    channel,
    ...(index === 0 ? { routes } : {}),
  }));
}
