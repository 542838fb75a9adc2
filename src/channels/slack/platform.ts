import { type RequestHandler, Router } from 'express';
import { finishAll } from '../../chat/follow.ts';
import type { SlackConfig } from '../../config/slack.ts';
import type { Ctx, Surroundings } from '../../lib/context.ts';
import { deriveKey } from '../../lib/crypto.ts';
import type { Platform, Premises } from '../platform.ts';
import { createHttpReceiver, createSocketReceiver } from './bolt.ts';
import { createSlackChannel } from './channel.ts';
import { withEndings } from './endings.ts';
import { installRoutes } from './install.ts';
import { installedWorkspaces } from './installed.ts';
import { readBack } from './read-back.ts';
import { createReceiver } from './receive.ts';
import { eitherOf, type Workspaces, workspaceOfToken } from './workspaces.ts';

const NOWHERE: Workspaces = { find: async () => undefined };

/** Slack as a channel, by HTTP or, with an app token, by a socket. */
export function createSlack(
  config: SlackConfig,
  around: Surroundings,
  dataDir: string,
  premises: Premises,
): Platform {
  const { clock, log } = around;
  const { botToken, signingSecret, appToken, apiUrl } = config;
  const own = botToken ? workspaceOfToken({ token: botToken, url: apiUrl, clock }) : NOWHERE;
  const oauth = config.client && createInstalling(config.client, config, around, premises);
  const workspaces = oauth ? eitherOf(oauth.installed, own) : own;
  const receiver = createReceiver(around, workspaces, dataDir, premises.publicUrl);
  const receive = oauth
    ? withEndings(receiver.receive, around, { installed: oauth.installed, apiUrl })
    : receiver.receive;
  const parts = { receive, log, clock };
  const channel = createSlackChannel(workspaces);
  async function catchUp(ctx: Ctx): Promise<void> {
    await finishAll(ctx, 'slack', (told) => receive(told as Parameters<typeof receive>[0]));
    await readBack({ ...ctx, origin: { ...ctx.origin, channel: 'slack' } }, workspaces, dataDir);
  }
  async function stop(): Promise<void> {
    oauth?.installed.stop();
    await receiver.settled();
  }
  if (appToken) {
    const socket = createSocketReceiver({ ...parts, appToken, apiUrl });
    return {
      ...{ channel, catchUp, start: socket.start, stop: () => socket.stop().then(stop) },
      ...(oauth ? { routes: oauth.routes } : {}),
    };
  }
  if (!signingSecret) throw new Error('Slack needs a signing secret or an app token.');
  const events = createHttpReceiver({ ...parts, signingSecret });
  return { channel, catchUp, stop, routes: oauth ? Router().use(events, oauth.routes) : events };
}

/** The workspaces that the app is installed in by OAuth, and the pages that do it. */
function createInstalling(
  client: { id: string; secret: string },
  { apiUrl }: SlackConfig,
  around: Surroundings,
  premises: Premises,
): { installed: ReturnType<typeof installedWorkspaces>; routes: RequestHandler } {
  const key = deriveKey(premises.secretKey, 'slack tokens');
  return {
    installed: installedWorkspaces(around, { key, apiUrl }),
    routes: installRoutes({ client, apiUrl, tokenKey: key, ...premises }),
  };
}
