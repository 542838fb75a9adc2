import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { createHttpReceiver, createSocketReceiver } from '../../../src/channels/slack/bolt.ts';
import { createSlackChannel } from '../../../src/channels/slack/channel.ts';
import { createReceiver } from '../../../src/channels/slack/receive.ts';
import { workspaceOfToken } from '../../../src/channels/slack/workspaces.ts';
import type { Channel } from '../../../src/chat/channel.ts';
import { SECOND } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';
import { type DeskRecord, recordOf } from '../../support/record.ts';
import { type FakeSlack, startFakeSlack } from '../../support/slack/fake.ts';
import type { Person, Said } from '../../support/slack/person.ts';
import { shownText } from '../../support/slack/render.ts';
import { signature } from '../../support/slack/signature.ts';
import { EVERY_SCOPE } from '../../support/slack/small-app.ts';
import type { Answer, Message, Workspace } from '../../support/slack/types.ts';
import { deliverInTime, unhurried } from '../../support/worker.ts';
import { buttonIds } from './seen.ts';

/** A desk with a workspace of Slack, as the configuration puts them together. */
export type SlackRig = {
  desk: Desk;
  slack: FakeSlack;
  workspace: Workspace;
  channel: Channel;
  /** Where files are kept. */
  dataDir: string;
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

/** Where a browser would reach the desk. */
export const PUBLIC_URL = 'https://desk.example.com';

export type Transport = 'HTTP' | 'Socket Mode';

export async function createSlackRig(transport: Transport = 'HTTP'): Promise<SlackRig> {
  const desk = await createDesk();
  const dataDir = await mkdtemp(join(tmpdir(), 'deskbell-slack-'));
  const slack = await startFakeSlack({ clock: desk.clock });
  const workspace = slack.addWorkspace({ id: 'T1', scopes: EVERY_SCOPE });
  const workspaces = workspaceOfToken({ token: workspace.botToken, url: slack.apiUrl, clock: desk.clock });
  const { receive, settled } = createReceiver(desk, workspaces, dataDir, () => PUBLIC_URL);
  const { clock, log } = desk;
  const app = express();
  app.use(createHttpReceiver({ receive, clock, log, signingSecret: workspace.signingSecret }));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  const appToken = workspace.appToken ?? '';
  const socket = createSocketReceiver({ receive, clock, log, appToken, apiUrl: slack.apiUrl });
  if (transport === 'HTTP') await slack.connectHttp(workspace, url);
  else await socket.start();
  return {
    desk,
    slack,
    workspace,
    dataDir,
    channel: unhurried(desk, createSlackChannel(workspaces)),
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
      if (transport === 'Socket Mode') await socket.stop();
      server.closeAllConnections();
      server.close();
      await slack.close();
      await desk.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const HELP = 'C1';
export const GENERAL = 'C2';
export const TRIAGE = 'C9';

/**
 * Grace asks in #help, where every thread is a ticket; Ada works for the queue and has its cards in #triage. Nils is
 * an agent of another team, Stan asks for help as Grace does. All of them are in #help and #general.
 */
export type SlackScene = SlackRig &
  DeskRecord & {
    grace: Person;
    stan: Person;
    ada: Person;
    nils: Person;
    agent: ActingPerson;
    /** Says it, and waits until the desk has heard. */
    say(who: Person, channel: string, text: string, how?: Parameters<Person['say']>[2]): Promise<Said>;
    /** Waits until what somebody did has arrived. */
    heard(doing: { answers: Promise<unknown> }): Promise<void>;
    deliver(): Promise<void>;
    /** The cards that stand in a conversation or in a thread of it. */
    cards(channel: string, thread?: string): Message[];
    press(who: Person, card: Message | undefined, action: string): Promise<Answer>;
    /** Fills in the form that they have before them. */
    fillIn(who: Person, fields: Record<string, string | string[]>): ReturnType<Person['submit']>;
    /** What only they were told, there. */
    told(who: Person, channel: string): string[];
    /** All that is theirs to read on Slack, as it is kept there. */
    everythingSeenBy(who: Person): string;
  };

export async function createSlackScene(transport: Transport = 'HTTP'): Promise<SlackScene> {
  const rig = await createSlackRig(transport);
  const { desk, slack, workspace } = rig;
  const { client } = desk.store;
  const team = await desk.addTeam('Network');
  const agent = await desk.person({ name: 'Ada', roles: ['requester', 'agent'], teams: [desk.team] });
  const other = await desk.person({ name: 'Nils', roles: ['requester', 'agent'], teams: [team] });
  const grace = slack.addUser(workspace, { id: 'U1', name: 'grace', realName: 'Grace' });
  const ada = slack.addUser(workspace, {
    ...{ id: 'U2', name: 'ada', realName: 'Ada', email: agent.email },
    picture: 'https://avatars.slack-edge.com/2026-01-02/1_ada_72.png',
  });
  const stan = slack.addUser(workspace, { id: 'U3', name: 'stan', realName: 'Stan' });
  const nils = slack.addUser(workspace, { id: 'U4', name: 'nils', realName: 'Nils', email: other.email });
  const all = [grace, ada, stan, nils];
  slack.addChannel(workspace, { id: HELP, name: 'help', members: all });
  slack.addChannel(workspace, { id: GENERAL, name: 'general', members: all });
  slack.addChannel(workspace, { id: TRIAGE, name: 'triage', members: [ada, nils] });
  await client.queue.update({
    where: { id: desk.queue.id },
    data: { triage: [{ channel: 'slack', conversation: `T1:${TRIAGE}` }] },
  });
  await client.intakeConversation.create({
    data: {
      ...{ id: crypto.randomUUID(), queueId: desk.queue.id, channel: 'slack' },
      ...{ conversation: `T1:${HELP}`, rule: 'every_thread', readUntil: desk.clock.now() },
    },
  });
  await client.setting.create({
    data: { name: 'defaultQueueId', value: desk.queue.id, updatedAt: desk.clock.now() },
  });
  desk.bus.publish({ topic: 'directory' });

  return {
    ...rig,
    ...{ grace, stan, ada, nils, agent },
    async say(who, channel, text, how) {
      const said = who.say(channel, text, how);
      await said.answers;
      await rig.settled();
      return said;
    },
    async heard({ answers }) {
      await answers;
      await rig.settled();
    },
    deliver: () => deliverInTime(desk, rig.channel),
    cards: (channel, thread) =>
      slack.messages(channel, thread).filter(({ blocks }) => blocks[0]?.type === 'header'),
    async press(who, card, action) {
      const id = buttonIds(card).find((one) => one.endsWith(`:${action}`));
      if (!card || !id) throw new Error(`there is no ${action} to press`);
      const answer = await who.press(card, id).answer;
      await rig.settled();
      return answer;
    },
    async fillIn(who, fields) {
      const view = who.view();
      if (!view) throw new Error(`${who.id} has no form open`);
      const values = Object.entries(fields).map(([name, value]) => [`field:${name}`, value]);
      const submitted = await who.submit(view, Object.fromEntries(values));
      await rig.settled();
      return submitted;
    },
    told: (who, channel) => who.ephemerals(channel).map(shownText),
    everythingSeenBy: (who) =>
      JSON.stringify(
        [...workspace.conversations.values()]
          .filter(({ members }) => members.has(who.id))
          .flatMap(({ messages, ephemerals }) => [
            ...messages,
            ...ephemerals.filter(({ ephemeralFor }) => ephemeralFor === who.id),
          ])
          .map(({ username, text, blocks, attachments }) => ({ username, text, blocks, attachments })),
      ),
    ...recordOf(desk, agent),
  };
}
