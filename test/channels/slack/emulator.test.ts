import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulator, type Emulator } from 'emulate';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Asker, answerAsker } from '../../../src/channels/slack/answer.ts';
import { createSlackApi } from '../../../src/channels/slack/api.ts';
import { createSlackChannel } from '../../../src/channels/slack/channel.ts';
import { examineSlack } from '../../../src/channels/slack/doctor.ts';
import { historyOf, threadOf } from '../../../src/channels/slack/history.ts';
import { publishHome } from '../../../src/channels/slack/home.ts';
import { installRoutes } from '../../../src/channels/slack/install.ts';
import { installedWorkspaces } from '../../../src/channels/slack/installed.ts';
import { readBack } from '../../../src/channels/slack/read-back.ts';
import { SCOPES } from '../../../src/channels/slack/scopes.ts';
import { senderOf } from '../../../src/channels/slack/senders.ts';
import { type Workspace, workspaceOfToken } from '../../../src/channels/slack/workspaces.ts';
import type { Channel, Message } from '../../../src/chat/channel.ts';
import { personBehind } from '../../../src/chat/people.ts';
import type { Form } from '../../../src/contract/card.ts';
import { openAttachment } from '../../../src/domain/attachments/open.ts';
import { listEntries } from '../../../src/domain/tickets/get.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { deriveKey } from '../../../src/lib/crypto.ts';
import { createDesk, type Desk } from '../../support/desk.ts';
import { deliverInTime } from '../../support/worker.ts';
import { PUBLIC_URL } from './rig.ts';

/**
 * Slack's Web API as somebody else understood its documentation, with scopes enforced. What our own strict fake and
 * our code might have wrong in the same way shows here. It checks no blocks, sends no events and opens no sockets.
 */

const TEAM = 'T000000001';
const BOT = { user: 'U0DESK', id: 'B0DESK' };
const without = (...scopes: string[]) => SCOPES.filter((scope) => !scopes.includes(scope));
const OF_PEOPLE = [
  ...['chat:write', 'channels:history', 'channels:read', 'channels:manage', 'files:write', 'groups:history'],
  ...['groups:read', 'groups:write', 'im:history', 'reactions:read', 'reactions:write', 'users:read'],
];
const TOKENS = {
  desk: 'xoxb-desk',
  mute: 'xoxb-may-not-write',
  blind: 'xoxb-may-not-see-addresses',
  // It takes a token that it does not know for its first user's. This one is of a user who is not there.
  wrong: 'xoxb-of-nobody',
  grace: 'xoxp-grace',
};

let emulator: Emulator;
let url: string;
let desk: Desk;
let dataDir: string;
let workspace: Workspace;
let channel: Channel;
let agent: ActingPerson;
/** The ids that it gave, by name. */
let users: Map<string, string>;
let conversations: Map<string, string>;

type Json = Record<string, unknown>;
type Read = { ts: string; user: string; text: string; blocks?: Json[]; attachments?: { blocks: Json[] }[] };

/** What somebody does on Slack, without us. */
async function as(token: string, method: string, args: Record<string, string> = {}): Promise<Json> {
  const answer = await fetch(`${url}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams(args),
  });
  const body = (await answer.json()) as Json;
  if (body.ok !== true) throw new Error(`${method}: ${body.error}`);
  return body;
}
const grace = (method: string, args?: Record<string, string>) => as(TOKENS.grace, method, args);
const say = async (where: string, text: string, thread?: string) =>
  String(
    (await grace('chat.postMessage', { channel: where, text, ...(thread && { thread_ts: thread }) })).ts,
  );
async function threadSeen(where: string, ts: string): Promise<Read[]> {
  return (await grace('conversations.replies', { channel: where, ts })).messages as Read[];
}
/** What its page for looking inside shows, of what no method reads back. */
async function inside(query: string): Promise<string> {
  const page = await (await fetch(`${emulator.url}/?${query}`)).text();
  return page.replace(/^.*<body>/s, '').replaceAll(/<[^>]+>/g, ' ');
}

const workspacesOf = (token: string) => workspaceOfToken({ token, url, clock: desk.clock });
const idOf = (all: Map<string, string>, name: string) => all.get(name) ?? expect.fail(`there is no ${name}`);
const user = (name: string) => idOf(users, name);
const place = (name: string) => idOf(conversations, name);
const at = (name: string) => `${TEAM}:${place(name)}`;

beforeAll(async () => {
  emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        team: { name: 'Acme', domain: 'acme' },
        strict_scopes: true,
        users: ['grace', 'ada', 'stan'].map((name) => ({
          name,
          real_name: name.replace(/^./, (a) => a.toUpperCase()),
        })),
        channels: [
          ...['help', 'busy', 'closed'].map((name) => ({ name })),
          { name: 'triage', is_private: true },
        ],
        oauth_apps: [
          {
            ...{ app_id: 'A0DESK', client_id: '1.2', client_secret: 'secret', name: 'Deskbell' },
            ...{
              redirect_uris: [`${PUBLIC_URL}/slack/oauth_redirect`],
              scopes: SCOPES,
              bot_name: 'deskbell',
            },
            ...{ bot_id: BOT.id, bot_user_id: BOT.user },
          },
        ],
        tokens: [
          ...[
            { token: TOKENS.desk, scopes: SCOPES },
            { token: TOKENS.mute, scopes: without('chat:write', 'channels:history') },
            { token: TOKENS.blind, scopes: without('users:read.email') },
          ].map((one) => ({ ...one, user_id: BOT.user, bot_id: BOT.id, app_id: 'A0DESK', type: 'bot' })),
          { token: TOKENS.wrong, user_id: 'U0GONE', scopes: SCOPES },
          { token: TOKENS.grace, user: 'grace', scopes: OF_PEOPLE },
        ],
      },
    },
  });
  url = `${emulator.url}/api/`;
  desk = await createDesk();
  dataDir = await mkdtemp(join(tmpdir(), 'deskbell-emulator-'));
  const { members } = (await grace('users.list')) as { members: { id: string; name: string }[] };
  users = new Map(members.map(({ id, name }) => [name, id]));
  const types = 'public_channel,private_channel';
  const { channels } = (await grace('conversations.list', { types })) as { channels: typeof members };
  conversations = new Map(channels.map(({ id, name }) => [name, id]));
  await grace('conversations.archive', { channel: place('closed') });
  const workspaces = workspacesOf(TOKENS.desk);
  workspace = await workspaces.own();
  channel = createSlackChannel(workspaces);
  agent = await desk.person({
    ...{ name: 'Ada', email: 'ada@emulate.dev', roles: ['requester', 'agent'], teams: [desk.team] },
  });
});
afterAll(async () => {
  await emulator?.close();
  await desk?.close();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

const card = (state: string): Message => ({
  type: 'card',
  card: {
    title: 'REQ-1 · My laptop does not start',
    tone: 'active',
    blocks: [
      { type: 'facts', facts: [{ label: 'State', value: state }] },
      { type: 'actions', buttons: [{ label: 'Take', action: 'take', value: '1', style: 'primary' }] },
    ],
  },
});
const FORM: Form = {
  ...{ action: 'reply', value: '1', title: 'Reply on REQ-1', submit: 'Send' },
  fields: [{ type: 'paragraph', name: 'body', label: 'Words', required: true, max: 3_000 }],
  files: true,
};

test('a token says which bot of which workspace it is', () => {
  expect(workspace).toMatchObject({ team: TEAM, name: 'Acme', botUser: BOT.user, botId: BOT.id });
});

test('an admin installs the app, and the desk can write there', async () => {
  const admin = await desk.person({ name: 'Root', roles: ['requester', 'admin'] });
  const secretKey = 'a secret key of more than thirty-two characters';
  const tokenKey = deriveKey(secretKey, 'slack tokens');
  const app = express().use(
    installRoutes({
      ...{ client: { id: '1.2', secret: 'secret' }, apiUrl: url, secretKey, tokenKey },
      ...{ publicUrl: () => PUBLIC_URL, caller: async () => desk.ctxFor(admin) },
    }),
  );
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const begun = await fetch(`${own}/slack/install`, { redirect: 'manual' });
  const asked = new URL(begun.headers.get('location') ?? '');
  const page = await fetch(asked);
  expect([page.status, asked.origin]).toEqual([200, emulator.url]);
  const agreed = await fetch(`${emulator.url}/oauth/v2/authorize/callback`, {
    ...{ method: 'POST', redirect: 'manual' },
    body: new URLSearchParams([...asked.searchParams, ['user_id', user('grace')]]),
  });
  const back = new URL(agreed.headers.get('location') ?? '');
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const done = await fetch(own + back.pathname + back.search, { headers: { cookie } });
  expect(await done.text()).toContain('Deskbell is installed in Acme');
  server.closeAllConnections();
  server.close();

  const installed = installedWorkspaces(desk, { key: tokenKey, apiUrl: url });
  const there = await installed.find(TEAM);
  expect(there).toMatchObject({ name: 'Acme', botUser: BOT.user, botId: BOT.id });
  const to = { conversation: at('help'), thread: null };
  expect(await createSlackChannel(installed).post(to, card('New'), 'key-7')).toEqual({
    message: expect.any(String),
  });
  installed.stop();
});

describe('a card', () => {
  test('stands in the thread, changes where it stands, and goes', async () => {
    const thread = await say(place('help'), 'My laptop does not start');
    const to = { conversation: at('help'), thread };
    const { message } = await channel.post(to, card('New'), 'key-1');
    const [, posted] = await threadSeen(place('help'), thread);
    expect(posted).toMatchObject({
      ts: message,
      user: BOT.user,
      text: expect.stringContaining('State: New'),
    });
    expect(posted?.blocks).toMatchObject([
      { type: 'header', text: { text: 'REQ-1 · My laptop does not start' } },
    ]);
    expect(posted?.attachments?.[0]?.blocks.map(({ type }) => type)).toEqual(['section', 'actions']);

    await channel.edit({ ...to, message }, card('In progress'));
    const after = await threadSeen(place('help'), thread);
    expect(after.map(({ ts }) => ts)).toEqual([thread, message]);
    expect(JSON.stringify(after[1])).toContain('In progress');
    expect(JSON.stringify(after[1])).not.toContain('New');

    await channel.remove({ ...to, message });
    expect(await threadSeen(place('help'), thread)).toHaveLength(1);
  });

  test('that may have been posted before a crash is found again, in a channel and in a thread', async () => {
    const thread = await say(place('help'), 'The door is stuck');
    for (const to of [
      { conversation: at('help'), thread: null },
      { conversation: at('help'), thread },
    ]) {
      const key = `doubtful ${to.thread}`;
      expect(await channel.find?.(to, key, card('New'))).toBeUndefined();
      const { message } = await channel.post(to, card('New'), key);
      expect(await channel.find?.(to, key, card('New'))).toBe(message);
    }
  });

  test('reaches somebody alone, in one conversation with the desk', async () => {
    const to = { conversation: `direct:${TEAM}:${user('grace')}`, thread: null };
    await channel.post(to, card('New'), 'key-2');
    await channel.post(
      to,
      { type: 'card', card: { title: 'And more', tone: 'neutral', blocks: [] } },
      'key-3',
    );
    const answer = await workspace.api.call<{ channel: { id: string } }>('conversations.open', {
      users: user('grace'),
    });
    const found = (await grace('conversations.history', { channel: answer.channel.id })).messages as Read[];
    expect(found.map(({ blocks }) => JSON.stringify(blocks?.[0]?.text))).toEqual([
      expect.stringContaining('And more'),
      expect.stringContaining('REQ-1'),
    ]);
  });

  test('comes into a private channel once somebody has invited the app', async () => {
    const to = { conversation: at('triage'), thread: null };
    await expect(channel.post(to, card('New'), 'key-4')).rejects.toMatchObject({
      ...{ kind: 'refused', message: 'The app is not in this conversation. Invite it.' },
    });
    await grace('conversations.invite', { channel: place('triage'), users: BOT.user });
    expect(await channel.post(to, card('New'), 'key-5')).toEqual({ message: expect.any(String) });
  });
});

describe('an answer', () => {
  /** Grace has pressed something. Not Slack's: Slack sends a trigger with what somebody did. */
  const asker = async (): Promise<Asker> => ({
    ...{
      workspace,
      user: user('grace'),
      channel: place('help'),
      thread: undefined,
      conversation: at('help'),
    },
    trigger: String(
      (await as(TOKENS.desk, 'views.generateTriggerId', { user_id: user('grace') })).trigger_id,
    ),
  });

  test('is a note that she alone reads', async () => {
    await answerAsker(await asker(), { type: 'said', text: 'Nobody has it yet, xyzzy.' });
    expect(await inside(`channel=${place('help')}`)).toContain('Nobody has it yet, xyzzy.');
    const all = (await grace('conversations.history', { channel: place('help') })).messages;
    expect(JSON.stringify(all)).not.toContain('xyzzy');
  });

  test('is a form, opened by one press once', async () => {
    const by = await asker();
    await answerAsker(by, { type: 'form', form: FORM });
    expect(await inside('tab=views')).toContain('Reply on REQ-1');
    await expect(answerAsker(by, { type: 'form', form: FORM })).rejects.toMatchObject({ kind: 'refused' });
  });

  test('stands in a view where the desk may not write', async () => {
    const by = await asker();
    await answerAsker({ ...by, channel: place('closed') }, { type: 'refused', text: 'It is closed, plugh.' });
    expect(await inside('tab=views')).toContain('It is closed, plugh.');
  });

  test('is the home tab, as things are now', async () => {
    await publishHome(desk.ctxFor('system'), workspace, user('stan'), PUBLIC_URL);
    await publishHome(desk.ctxFor('system'), workspace, user('stan'), PUBLIC_URL);
    expect(await inside('tab=views')).toContain('You have no open requests.');
  });
});

describe('people', () => {
  // It tells neither language nor time zone, nor whether somebody is a guest or an address is confirmed.
  test('are known by the address of their profile', async () => {
    const found = await personBehind(desk.ctxFor('system'), 'slack', senderOf(workspace, user('ada')));
    expect(found?.id).toBe(agent.id);
    expect(await senderOf(workspace, user('grace')).profile()).toMatchObject({
      ...{ name: 'Grace', verifiedEmail: 'grace@emulate.dev', guest: false, external: false },
    });
  });

  test('have no address where the app may not see it, and so are nobody whom the desk knows', async () => {
    const blind = await workspacesOf(TOKENS.blind).own();
    expect((await senderOf(blind, user('ada')).profile()).verifiedEmail).toBeNull();
  });

  test('whom Slack does not show are strangers, and bots are no people', async () => {
    expect(await senderOf(workspace, 'U0NOBODY').profile()).toMatchObject({
      external: true,
      verifiedEmail: null,
    });
    expect((await senderOf(workspace, BOT.user).profile()).verifiedEmail).toBeNull();
  });
});

describe('what was said', () => {
  test('is read back to the last page, oldest first', async () => {
    const said: string[] = [];
    for (let count = 0; count < 201; count += 1) said.push(await say(place('busy'), `message ${count}`));
    const found = await historyOf(workspace, place('busy'), new Date(0));
    expect(found.map(({ ts }) => ts)).toEqual(said);
    // Since when is for Slack to heed; this one gives all there is. Nor does it give a thread in pages.
    const [first = ''] = said;
    const reply = await say(place('busy'), 'and one below', first);
    expect((await threadOf(workspace, place('busy'), first)).map(({ ts }) => ts)).toEqual([first, reply]);
  });

  test('while the desk was away becomes a ticket, with its replies and its files', async () => {
    const { client } = desk.store;
    const conversation = at('random');
    await client.intakeConversation.create({
      data: {
        ...{ id: crypto.randomUUID(), queueId: desk.queue.id, channel: 'slack', conversation },
        ...{ rule: 'every_thread', readUntil: desk.clock.now() },
      },
    });
    desk.bus.publish({ topic: 'directory' });
    const thread = await say(place('random'), 'The scanner eats paper');
    await say(place('random'), 'Now it smells', thread);
    const content = 'jam in tray 2';
    const upload = await grace('files.getUploadURLExternal', {
      filename: 'log.txt',
      length: `${content.length}`,
    });
    await fetch(String(upload.upload_url), { method: 'POST', body: content });
    await grace('files.completeUploadExternal', {
      files: JSON.stringify([{ id: upload.file_id }]),
      ...{ channel_id: place('random'), thread_ts: thread, initial_comment: 'Its log' },
    });

    for (const _ of ['once', 'and again']) {
      await readBack(desk.ctxFor('system'), workspacesOf(TOKENS.desk), dataDir);
    }
    const tickets = await client.ticket.findMany({ select: { number: true, title: true } });
    expect(tickets).toEqual([{ number: 'REQ-1', title: 'The scanner eats paper' }]);
    const { items } = await listEntries(desk.ctxFor(agent), { number: 'REQ-1', limit: 50 });
    expect(items.filter(({ kind }) => kind === 'reply').map(({ body }) => body)).toEqual([
      ...['The scanner eats paper', 'Now it smells', 'Its log'],
    ]);
    const [file] = items.flatMap(({ attachments }) => attachments);
    expect(file).toMatchObject({ name: 'log.txt', size: content.length });
    const opened = await openAttachment(desk.ctxFor(agent), dataDir, file?.id ?? '');
    expect(await opened.file.readFile('utf8')).toBe(content);
    await opened.file.close();

    await deliverInTime(desk, channel);
    expect(JSON.stringify((await threadSeen(place('random'), thread)).at(-1)?.blocks)).toContain('REQ-1');
  });

  test('with an emoji on it can be read', async () => {
    const ts = await say(place('help'), 'Somebody look at this');
    await grace('reactions.add', { channel: place('help'), timestamp: ts, name: 'eyes' });
    expect(await threadOf(workspace, place('help'), ts)).toMatchObject([
      { ts, text: 'Somebody look at this' },
    ]);
  });
});

describe('trouble', () => {
  const posting = (token: string, where: string) =>
    createSlackApi(token, { url, clock: desk.clock }).call('chat.postMessage', {
      channel: where,
      text: 'Hi',
    });

  test.each<[string, string, () => Promise<unknown>]>([
    ['refused', 'conversation is archived', () => posting(TOKENS.desk, place('closed'))],
    ['refused', 'does not see this conversation', () => posting(TOKENS.desk, 'C0NOWHERE')],
    ['later', 'Slack says missing_scope', () => posting(TOKENS.mute, place('help'))],
    ['later', 'cannot be reached', () => workspace.api.call('no.such.method')],
    [
      ...(['gone', 'Slack says message_not_found'] as const),
      () => channel.edit({ conversation: at('help'), thread: null, message: '1.000001' }, card('New')),
    ],
    [
      ...(['gone', 'Slack says cant_update_message'] as const),
      async () => {
        const message = await say(place('help'), 'This is mine');
        await channel.edit({ conversation: at('help'), thread: null, message }, card('New'));
      },
    ],
    [
      ...(['refused', 'Slack says user_not_found'] as const),
      () => channel.post({ conversation: `direct:${TEAM}:U0NOBODY`, thread: null }, card('New'), 'key-6'),
    ],
  ])('is %s: %s', async (kind, words, doing) => {
    await expect(doing()).rejects.toMatchObject({ kind, message: expect.stringContaining(words) });
  });

  test('what an admin has to mend waits for a minute, and a wrong token is told of', async () => {
    await expect(posting(TOKENS.mute, place('help'))).rejects.toMatchObject({ retryAfter: 60 });
    const told: string[] = [];
    const refused = (method: string, error: string) => told.push(`${method} ${error}`);
    const api = createSlackApi(TOKENS.wrong, { url, clock: desk.clock, refused });
    await expect(api.call('auth.test')).rejects.toMatchObject({ kind: 'later', retryAfter: 60 });
    expect(told).toEqual(['auth.test invalid_auth']);
  });
});

describe('the doctor', () => {
  // It names no scopes in its headers, and knows nothing of app tokens.
  const examine = async (botToken: string) => {
    const secret = '0123456789abcdef0123456789abcdef';
    const config = { botToken, signingSecret: secret, appToken: undefined, client: undefined, apiUrl: url };
    return new Map((await examineSlack(config, systemClock)).map(({ what, ...found }) => [what, found]));
  };

  test('finds nothing wrong', async () => {
    const found = await examine(TOKENS.desk);
    expect(found.get('Slack')).toEqual({
      ...{ ok: true, words: `the bot token is that of @deskbell in the workspace Acme (${TEAM})` },
    });
    expect(found.get('Slack scopes')?.words).toContain('cannot be checked');
  });

  test('knows a wrong token, and says where the right one is', async () => {
    expect((await examine(TOKENS.wrong)).get('Slack')).toMatchObject({
      ...{ ok: false, words: 'Slack refuses the bot token: invalid_auth' },
      mend: expect.stringContaining('OAuth & Permissions'),
    });
  });
});
