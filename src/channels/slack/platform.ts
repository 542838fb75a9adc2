import type { SlackConfig } from '../../config.ts';
import type { Surroundings } from '../../lib/context.ts';
import type { Platform } from '../platform.ts';
import { createHttpReceiver, createSocketReceiver } from './bolt.ts';
import { createSlackChannel } from './channel.ts';
import { createReceiver } from './receive.ts';
import { workspaceOfToken } from './workspaces.ts';

/** Slack as a channel: one workspace, by HTTP or, with an app token, by a socket. */
export function createSlack(config: SlackConfig, around: Surroundings): Platform {
  const { clock, log } = around;
  const { botToken, signingSecret, appToken, apiUrl } = config;
  const workspaces = workspaceOfToken({ token: botToken, url: apiUrl, clock });
  const { receive, settled } = createReceiver(around, workspaces);
  const parts = { receive, log, clock };
  const channel = createSlackChannel(workspaces);
  if (appToken) {
    const socket = createSocketReceiver({ ...parts, appToken, apiUrl });
    const stop = () => socket.stop().then(settled);
    return { channel, start: socket.start, stop };
  }
  if (!signingSecret) throw new Error('Slack needs a signing secret or an app token.');
  return { channel, routes: createHttpReceiver({ ...parts, signingSecret }), stop: settled };
}
