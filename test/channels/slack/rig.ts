import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createHttpReceiver } from '../../../src/channels/slack/bolt.ts';
import { createSlackChannel } from '../../../src/channels/slack/channel.ts';
import { createReceiver } from '../../../src/channels/slack/receive.ts';
import { workspaceOfToken } from '../../../src/channels/slack/workspaces.ts';
import type { Channel } from '../../../src/chat/channel.ts';
import { SECOND } from '../../../src/lib/clock.ts';
import { createDesk, type Desk } from '../../support/desk.ts';
import { type FakeSlack, startFakeSlack } from '../../support/slack/fake.ts';
import { signature } from '../../support/slack/signature.ts';
import { EVERY_SCOPE } from '../../support/slack/small-app.ts';
import type { Workspace } from '../../support/slack/types.ts';

/** A desk with a workspace of Slack, as the configuration puts them together. */
export type SlackRig = {
  desk: Desk;
  slack: FakeSlack;
  workspace: Workspace;
  channel: Channel;
  /** Sends to the desk's address what Slack would not: signed, unless told otherwise. */
  send(body: string, how?: Forgery): Promise<Response>;
  /** Everything that is on its way between the two has arrived. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

export type Forgery = {
  type?: string;
  secret?: string;
  /** Seconds that the sender's clock is ahead. */
  ahead?: number;
  headers?: Record<string, string>;
};

export async function createSlackRig(): Promise<SlackRig> {
  const desk = await createDesk();
  const slack = await startFakeSlack({ clock: desk.clock });
  const workspace = slack.addWorkspace({ id: 'T1', scopes: EVERY_SCOPE });
  const workspaces = workspaceOfToken({ token: workspace.botToken, url: slack.apiUrl, clock: desk.clock });
  const { receive, settled } = createReceiver(desk, workspaces);
  const { clock, log } = desk;
  const app = express();
  app.use(createHttpReceiver({ receive, clock, log, signingSecret: workspace.signingSecret }));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  await slack.connectHttp(workspace, url);
  return {
    desk,
    slack,
    workspace,
    channel: unhurried(createSlackChannel(workspaces), () => clock.advance(SECOND)),
    send(
      body,
      { type = 'application/json', secret = workspace.signingSecret, ahead = 0, headers = {} } = {},
    ) {
      const timestamp = String(Math.floor(clock.now().getTime() / SECOND) + ahead);
      const signed = {
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature(secret, timestamp, body),
      };
      return fetch(url, { method: 'POST', body, headers: { 'content-type': type, ...signed, ...headers } });
    },
    async settled() {
      await slack.settled();
      await settled();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await slack.close();
      await desk.close();
    },
  };
}

/** Lets the second pass that the delivery job waits between two messages. */
function unhurried(channel: Channel, wait: () => void): Channel {
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
