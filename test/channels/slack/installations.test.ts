import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { authenticator } from '../../../src/api/auth.ts';
import { pageCaller } from '../../../src/api/caller.ts';
import { requestIds } from '../../../src/api/request-id.ts';
import type { Platform } from '../../../src/channels/platform.ts';
import { createSlack } from '../../../src/channels/slack/platform.ts';
import { SCOPES } from '../../../src/channels/slack/scopes.ts';
import { createSignInLink } from '../../../src/domain/sessions/link.ts';
import { startSession } from '../../../src/domain/sessions/session.ts';
import { MINUTE, SECOND } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import type { Log } from '../../../src/lib/log.ts';
import { createDesk, type Desk } from '../../support/desk.ts';
import { type FakeSlack, startFakeSlack } from '../../support/slack/fake.ts';
import { shownText } from '../../support/slack/render.ts';
import { signature } from '../../support/slack/signature.ts';
import type { Delivery, Message, Workspace } from '../../support/slack/types.ts';
import { deliverInTime } from '../../support/worker.ts';

const SECRET_KEY = 'a secret key of more than thirty-two characters';
const CALLBACK = '/slack/oauth_redirect';

let desk: Desk;
let slack: FakeSlack;
let platform: Platform;
let url: string;
let logged: string[];
let admin: Browser;
let close: () => Promise<void>;

/** Remembers cookies, as far as this needs it. */
type Browser = {
  person: ActingPerson;
  cookies: Map<string, string>;
  get(path: string): Promise<{ status: number; location: URL | undefined; text: string }>;
};

async function browserOf(person: ActingPerson): Promise<Browser> {
  const { secret } = await createSignInLink(desk.ctxFor('system'), person.id);
  const session = await startSession(desk.ctxFor('nobody'), { secret });
  const cookies = new Map([['deskbell', session.secret]]);
  return {
    person,
    cookies,
    async get(path) {
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
      const answer = await fetch(url + path, { headers: { cookie }, redirect: 'manual' });
      for (const set of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (/expires=Thu, 01 Jan 1970/i.test(set)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const location = answer.headers.get('location');
      return {
        status: answer.status,
        location: location ? new URL(location) : undefined,
        text: await answer.text(),
      };
    },
  };
}

const recordingLog = (): Log => {
  const line = (fields: object, message: string) => logged.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { debug: line, info: line, warn: line, error: line, child: () => log };
  return log;
};

async function start(options: { botToken?: string; appToken?: string } = {}): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'deskbell-slack-'));
  const around = { ...desk, log: recordingLog() };
  platform = createSlack(
    {
      botToken: options.botToken,
      signingSecret: 'a-signing-secret',
      appToken: options.appToken,
      client: { id: slack.clientId, secret: slack.clientSecret },
      apiUrl: slack.apiUrl,
    },
    around,
    dataDir,
    { publicUrl: () => url, secretKey: SECRET_KEY, caller: pageCaller(around, authenticator(undefined)) },
  );
  const app = express();
  app.use(requestIds(() => crypto.randomUUID()));
  app.use(platform.routes ?? expect.fail('there are no routes'));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = async () => {
    await slack.settled();
    await platform.stop?.();
    server.closeAllConnections();
    server.close();
    await rm(dataDir, { recursive: true, force: true });
  };
}

beforeEach(async () => {
  logged = [];
  desk = await createDesk();
  slack = await startFakeSlack({ clock: desk.clock, limits: false });
  await start();
  admin = await browserOf(await desk.person({ name: 'Root', roles: ['requester', 'admin'] }));
});
afterEach(async () => {
  await close();
  await slack.close();
  await desk.close();
});

/** Somebody allows on Slack what they are asked there, and is sent back with a code. */
async function allow(workspace: Workspace, at: URL): Promise<string> {
  const asked = at.searchParams;
  const code = slack.authorize(workspace, {
    user: 'U1',
    scopes: (asked.get('scope') ?? '').split(','),
    redirectUri: asked.get('redirect_uri') ?? '',
  });
  return `${CALLBACK}?${new URLSearchParams({ code, state: asked.get('state') ?? '' })}`;
}

async function install(workspace: Workspace, browser = admin) {
  const { location } = await browser.get('/slack/install');
  return browser.get(await allow(workspace, location ?? expect.fail('not sent to Slack')));
}

async function addWorkspace(id: string): Promise<Workspace> {
  const workspace = slack.addWorkspace({ id, name: `Company ${id}`, scopes: SCOPES });
  await slack.connectHttp(workspace, `${url}/slack/events`);
  return workspace;
}

const rows = () => desk.store.client.slackInstallation.findMany({ orderBy: { teamId: 'asc' } });
const rowOf = (id: string) => desk.store.client.slackInstallation.findUnique({ where: { teamId: id } });
const actions = async () =>
  (
    await desk.store.client.auditEntry.findMany({
      where: { subjectType: 'slack_workspace' },
      orderBy: { id: 'asc' },
    })
  ).map(({ action, subjectId, actorKind, actorId }) => `${action} ${subjectId} by ${actorKind} ${actorId}`);

/** A message in a channel of its own, and a card for the agents in another, in each workspace. */
async function serve(workspace: Workspace, sign: string): Promise<void> {
  const queue = await desk.addQueue({
    name: `Queue ${workspace.id}`,
    triage: { channel: 'slack', conversation: `${workspace.id}:C9${sign}` },
  });
  await desk.store.client.intakeConversation.create({
    data: {
      ...{ id: crypto.randomUUID(), queueId: queue.id, channel: 'slack' },
      ...{ conversation: `${workspace.id}:C1${sign}`, rule: 'every_thread', readUntil: desk.clock.now() },
    },
  });
  desk.bus.publish({ topic: 'directory' });
}

async function deliver(): Promise<void> {
  const { channel } = platform;
  await deliverInTime(desk, channel);
}

const cardsIn = (channel: string, thread?: string): Message[] =>
  slack.messages(channel, thread).filter(({ blocks }) => blocks[0]?.type === 'header');
const titles = async () =>
  (await desk.store.client.ticket.findMany({ orderBy: { createdAt: 'asc' } })).map(({ title }) => title);

describe('installing', () => {
  test('sends an admin to Slack, exchanges the code and keeps the token encrypted', async () => {
    const workspace = await addWorkspace('T1');
    const { status, location } = await admin.get('/slack/install');
    expect(status).toBe(302);
    const at = location ?? expect.fail('not sent to Slack');
    expect(at.origin + at.pathname).toBe(`${slack.url}/oauth/v2/authorize`);
    expect(at.searchParams.get('scope')?.split(',')).toEqual(SCOPES);
    expect(at.searchParams.get('client_id')).toBe(slack.clientId);
    expect(at.searchParams.get('redirect_uri')).toBe(url + CALLBACK);

    const back = await admin.get(await allow(workspace, at));
    expect(back.status).toBe(200);
    expect(back.text).toContain('Deskbell is installed in Company T1');

    expect(await rows()).toMatchObject([
      {
        ...{ teamId: 'T1', enterpriseId: null, name: 'Company T1', appId: slack.appId, scopes: SCOPES },
        ...{ botUser: 'U0BOTT1', botId: 'B0BOTT1', installedBy: 'U1', endedAt: null },
      },
    ]);
    expect(await actions()).toEqual([`slack.install T1 by person ${admin.person.id}`]);
    // Neither in the database, whatever the table, nor in the log, nor on a page.
    const { rows: whole } = await desk.store.pool.query<{ row: string }>(
      `SELECT row_to_json(i)::text AS row FROM slack_installation i
       UNION ALL SELECT row_to_json(a)::text FROM audit_entry a UNION ALL SELECT row_to_json(d)::text FROM delivery d`,
    );
    const token = workspace.botToken;
    for (const words of [JSON.stringify(whole), logged.join('\n'), back.text]) {
      expect(words).not.toContain(token);
      expect(words).not.toContain(Buffer.from(token).toString('hex'));
      expect(words).not.toContain(slack.clientSecret);
    }
  });

  test('keeps what was granted, so that the first message is posted as it may be', async () => {
    const workspace = await addWorkspace('T1');
    await install(workspace);
    slack.addChannel(workspace, { id: 'C1' });
    const calls = slack.calls.length;
    await platform.channel.post(
      { conversation: 'T1:C1', thread: null },
      {
        ...{ type: 'said', author: { id: 'p1', name: 'Grace' }, via: 'Teams', text: 'Hello' },
        ...{ edited: false, internal: false, attachments: [] },
      },
      'key-1',
    );
    expect(slack.messages('C1')).toMatchObject([{ username: 'Grace (Teams)' }]);
    expect(slack.calls.slice(calls).map(({ method }) => method)).toEqual(['chat.postMessage']);
  });

  test('is for admins of the desk alone, on the way there and back', async () => {
    const workspace = await addWorkspace('T1');
    const agent = await browserOf(await desk.person({ roles: ['requester', 'agent'] }));
    expect(await agent.get('/slack/install')).toMatchObject({
      status: 403,
      location: undefined,
      text: expect.stringContaining('Only an admin of this desk can do this'),
    });
    const { status, headers } = await fetch(`${url}/slack/install`, { redirect: 'manual' });
    expect(status).toBe(401);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');

    const { location } = await admin.get('/slack/install');
    const back = await allow(workspace, location ?? expect.fail());
    // Even with everything that the admin's browser was given for it.
    const state = admin.cookies.get('deskbell-slack-install') ?? '';
    agent.cookies.set('deskbell-slack-install', state);
    expect((await agent.get(back)).status).toBe(403);
    const other = await browserOf(await desk.person({ roles: ['admin'] }));
    other.cookies.set('deskbell-slack-install', state);
    expect((await other.get(back)).status).toBe(400);
    expect(await rows()).toEqual([]);
    expect((await admin.get(back)).status).toBe(200);
  });

  test('takes no state that is forged, of another browser, too old, or was used', async () => {
    const workspace = await addWorkspace('T1');
    const begin = async () => {
      const { location } = await admin.get('/slack/install');
      return location ?? expect.fail('not sent to Slack');
    };
    const refused = async (path: string) => {
      const { status, text } = await admin.get(path);
      expect(status).toBe(400);
      expect(text).toContain('Deskbell was not installed');
      expect(text).toContain('This attempt is over, or began in another browser.');
    };
    const withState = (at: URL, state: string) => {
      const changed = new URL(at);
      changed.searchParams.set('state', state);
      return changed;
    };

    // Made up, even where the cookie says the same.
    let at = await begin();
    const [until = '', secret = '', seal = ''] = (at.searchParams.get('state') ?? '').split('.');
    for (const forged of [
      `${until}.${secret}.${Buffer.alloc(32).toString('base64url')}`,
      `${Number(until) + MINUTE}.${secret}.${seal}`,
      `${until}.${secret}.${seal}.more`,
      'forged',
    ]) {
      admin.cookies.set('deskbell-slack-install', forged);
      await refused(await allow(workspace, withState(at, forged)));
    }
    // Without a state.
    await begin();
    await refused(`${CALLBACK}?code=a`);
    // Begun in another browser.
    at = await begin();
    admin.cookies.delete('deskbell-slack-install');
    await refused(await allow(workspace, at));
    // Too old.
    at = await begin();
    desk.clock.advance(10 * MINUTE + SECOND);
    await refused(await allow(workspace, at));
    expect(await rows()).toEqual([]);

    // Once is fine; again it is not, though the browser still has the cookie.
    at = await begin();
    const state = admin.cookies.get('deskbell-slack-install') ?? '';
    expect((await admin.get(await allow(workspace, at))).status).toBe(200);
    admin.cookies.set('deskbell-slack-install', state);
    const calls = slack.calls.length;
    await refused(await allow(workspace, at));
    expect(slack.calls).toHaveLength(calls);
    expect(await actions()).toHaveLength(1);
  });

  test.each([
    ['access_denied', 'It was cancelled on Slack. Nothing was installed.'],
    ['invalid_scope', 'Slack says invalid_scope.'],
    ['<b>x</b>', 'Slack sent nothing that can be exchanged'],
  ])('says in plain words that Slack answered %s', async (error, words) => {
    const { location } = await admin.get('/slack/install');
    const state = location?.searchParams.get('state') ?? '';
    const { status, text } = await admin.get(`${CALLBACK}?${new URLSearchParams({ error, state })}`);
    expect(status).toBe(400);
    expect(text).toContain(words);
    expect(text).not.toContain('<b>');
  });

  test.each([
    ['bad_client_secret', 'Slack does not take SLACK_CLIENT_SECRET.'],
    ['bad_redirect_uri', 'Add PUBLIC_URL followed by /slack/oauth_redirect to the Redirect URLs'],
    ['team_not_found', 'Slack says team_not_found.'],
  ])('says in plain words that the exchange failed with %s', async (error, words) => {
    const workspace = await addWorkspace('T1');
    slack.fail('oauth.v2.access', { error });
    const { status, text } = await install(workspace);
    expect(status).toBe(400);
    expect(text).toContain(words);
    expect(await rows()).toEqual([]);
    expect(logged.join('\n')).not.toContain(slack.clientSecret);
  });

  test('survives an outage of Slack in words', async () => {
    const workspace = await addWorkspace('T1');
    slack.fail('oauth.v2.access', { status: 503 });
    const { status, text } = await install(workspace);
    expect([status, text]).toEqual([400, expect.stringContaining('Slack cannot be reached')]);
    expect((await install(workspace)).status).toBe(200);
  });

  test('shows the name of a workspace, whatever that is, as words', async () => {
    const workspace = slack.addWorkspace({ id: 'T7', name: '<script>alert(1)</script>', scopes: SCOPES });
    const { text } = await install(workspace);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).not.toContain('<script>');
  });

  test('again replaces the token', async () => {
    const workspace = await addWorkspace('T1');
    await install(workspace);
    const first = await rowOf('T1');
    workspace.botToken = 'xoxb-another';
    await install(workspace);
    const second = await rowOf('T1');
    expect(Buffer.from(second?.botToken ?? []).equals(Buffer.from(first?.botToken ?? []))).toBe(false);
    expect((await actions()).map((one) => one.split(' ')[0])).toEqual(['slack.install', 'slack.install']);
    const grace = slack.addUser(workspace, { id: 'U5', name: 'grace' });
    await grace.say(grace.dm(), 'My laptop does not start at all').answers;
    await deliver();
    expect(await titles()).toEqual(['My laptop does not start at all']);
    expect(cardsIn(grace.dm(), slack.messages(grace.dm())[0]?.ts)).toHaveLength(1);
  });
});

describe('two workspaces at once', () => {
  test('each has its own events, cards and people', async () => {
    const [one, two] = [await addWorkspace('T1'), await addWorkspace('T2')];
    for (const workspace of [one, two]) expect((await install(workspace)).status).toBe(200);
    // The same id in both: ids of Slack are a workspace's own.
    const ada = slack.addUser(one, { id: 'U5', name: 'ada', email: 'ada@one.example' });
    const grace = slack.addUser(two, { id: 'U5', name: 'grace', email: 'grace@two.example' });
    slack.addChannel(one, { id: 'C1A', members: [ada] });
    slack.addChannel(two, { id: 'C1B', members: [grace] });
    slack.addChannel(one, { id: 'C9A' });
    slack.addChannel(two, { id: 'C9B' });
    await serve(one, 'A');
    await serve(two, 'B');

    const first = ada.say('C1A', 'The printer of the first company is on fire');
    const second = grace.say('C1B', 'The printer of the second company is wet');
    await Promise.all([first.answers, second.answers]);
    await slack.settled();
    await deliver();

    const tickets = await desk.store.client.ticket.findMany({
      include: { requester: true, queue: true },
      orderBy: { title: 'asc' },
    });
    expect(tickets.map(({ title, requester, queue }) => [title, requester.email, queue.name])).toEqual([
      ['The printer of the first company is on fire', 'ada@one.example', 'Queue T1'],
      ['The printer of the second company is wet', 'grace@two.example', 'Queue T2'],
    ]);
    for (const [thread, channel, triage, words, others] of [
      [first.ts, 'C1A', 'C9A', 'on fire', 'wet'],
      [second.ts, 'C1B', 'C9B', 'wet', 'on fire'],
    ] as const) {
      const cards = [...cardsIn(channel, thread), ...cardsIn(triage)].map(shownText);
      expect(cards).toHaveLength(2);
      for (const card of cards) expect(card).toContain(words);
      expect(cards.join()).not.toContain(others);
    }
    // Whatever was called, was called with the token of the workspace that it was about.
    const wrong = slack.calls.filter(({ response }) => response?.ok === false);
    expect(wrong.map(({ method, response }) => [method, response?.error])).toEqual([]);
    const identities = await desk.store.client.identity.findMany({ orderBy: { externalId: 'asc' } });
    expect(identities.map(({ externalId }) => externalId)).toEqual(['T1:U5', 'T2:U5']);
    expect(new Set(identities.map(({ personId }) => personId)).size).toBe(2);
  });

  test('stand beside the one of a configured token', async () => {
    await close();
    const own = slack.addWorkspace({ id: 'T0', scopes: SCOPES });
    await start({ botToken: own.botToken });
    await slack.connectHttp(own, `${url}/slack/events`);
    const other = await addWorkspace('T1');
    const hal = slack.addUser(own, { id: 'U8', name: 'hal' });
    const ida = slack.addUser(other, { id: 'U9', name: 'ida' });
    await hal.say(hal.dm(), 'My keyboard lacks a key').answers;
    await ida.say(ida.dm(), 'Nobody hears this yet').answers;
    expect(await titles()).toEqual(['My keyboard lacks a key']);
    await install(other);
    await ida.say(ida.dm(), 'My chair lacks a wheel').answers;
    expect(await titles()).toEqual(['My keyboard lacks a key', 'My chair lacks a wheel']);
  });
});

test('by Socket Mode, the app is installed over HTTP all the same', async () => {
  await close();
  await start({ appToken: `xapp-${slack.appId}` });
  // Slack knows the app token as soon as the app is somewhere.
  const workspace = slack.addWorkspace({ id: 'T1', scopes: SCOPES });
  await platform.start?.();
  const grace = slack.addUser(workspace, { id: 'U5', name: 'grace' });
  await grace.say(grace.dm(), 'Nobody hears this yet').answers;
  expect((await install(workspace)).status).toBe(200);
  await grace.say(grace.dm(), 'My laptop does not start at all').answers;
  expect(await titles()).toEqual(['My laptop does not start at all']);
  await slack.uninstall(workspace).answers;
  expect((await rowOf('T1'))?.endedAt).not.toBeNull();
});

describe('the end of an installation', () => {
  let workspace: Workspace;
  let grace: ReturnType<FakeSlack['addUser']>;
  beforeEach(async () => {
    workspace = await addWorkspace('T1');
    grace = slack.addUser(workspace, { id: 'U5', name: 'grace' });
    await install(workspace);
    desk.clock.advance(MINUTE);
  });

  const ended = async () => (await rowOf('T1'))?.endedAt !== null;
  const event = (type: string, more: object = {}, at = desk.clock.now()) =>
    post({
      ...{ type: 'event_callback', team_id: 'T1', event_id: crypto.randomUUID(), api_app_id: slack.appId },
      ...{ event_time: Math.floor(at.getTime() / SECOND), event: { type, ...more } },
      authorizations: [],
    });
  const REVOKED = { tokens: { oauth: [], bot: ['U0BOTT1'] } };

  async function post(body: object): Promise<number> {
    const text = JSON.stringify(body);
    const timestamp = String(Math.floor(desk.clock.now().getTime() / SECOND));
    const headers = {
      'content-type': 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature('a-signing-secret', timestamp, text),
    };
    return (await fetch(`${url}/slack/events`, { method: 'POST', body: text, headers })).status;
  }

  const statuses = async (deliveries: Delivery[]) =>
    Promise.all(deliveries.map(async ({ answer }) => (await answer).status));

  test('comes as Slack tells it: nothing is sent there any more, and its events are ignored', async () => {
    const said = grace.say(grace.dm(), 'My laptop does not start at all');
    await said.answers;
    const { deliveries } = slack.uninstall(workspace);
    expect(await statuses(deliveries)).toEqual([200, 200]);
    expect(await rowOf('T1')).toMatchObject({ botToken: null, endedAt: desk.clock.now() });
    expect((await actions()).slice(1)).toEqual(['slack.end T1 by source slack']);

    // The card was still to be posted.
    const calls = slack.calls.length;
    await deliver();
    expect(slack.calls).toHaveLength(calls);
    const notices = await desk.store.client.notice.findMany({ where: { channel: 'slack' } });
    expect(notices.length).toBeGreaterThan(0);
    for (const notice of notices) {
      expect(notice).toMatchObject({
        state: 'failed',
        error: 'The app is not installed in this workspace.',
      });
    }
    // What Slack still sends is acknowledged, and comes to nothing.
    const late = { channel: grace.dm(), channel_type: 'im', user: 'U5', text: 'And my screen too' };
    expect(await event('message', { ...late, ts: '1770000000.000100', event_ts: '1770000000.000100' })).toBe(
      200,
    );
    expect(await titles()).toEqual(['My laptop does not start at all']);
  });

  test.each([
    ['app_uninstalled first', ['app_uninstalled', 'tokens_revoked']],
    ['tokens_revoked first', ['tokens_revoked', 'app_uninstalled']],
    ['app_uninstalled alone', ['app_uninstalled']],
    ['tokens_revoked alone', ['tokens_revoked']],
    [
      'each many times',
      ['tokens_revoked', 'tokens_revoked', 'app_uninstalled', 'tokens_revoked', 'app_uninstalled'],
    ],
  ])('comes once: %s', async (_, types) => {
    workspace.token = 'inactive';
    for (const type of types) expect(await event(type, REVOKED)).toBe(200);
    expect(await ended()).toBe(true);
    expect((await actions()).slice(1)).toEqual(['slack.end T1 by source slack']);
  });

  test('comes once when all is told at the same time', async () => {
    const types = ['app_uninstalled', 'tokens_revoked', 'app_uninstalled', 'tokens_revoked'];
    expect(await Promise.all(types.map((type) => event(type, REVOKED)))).toEqual([200, 200, 200, 200]);
    expect(await actions()).toHaveLength(2);
  });

  test('is not told by a person’s token, another workspace, or something that is no such event', async () => {
    expect(await event('tokens_revoked', { tokens: { oauth: ['U5'], bot: [] } })).toBe(200);
    expect(await event('tokens_revoked', { tokens: { oauth: ['U5'] } })).toBe(200);
    expect(await event('tokens_revoked')).toBe(200);
    const other = {
      type: 'event_callback',
      team_id: 'T9',
      event_time: 1,
      event: { type: 'app_uninstalled' },
    };
    expect(await post(other)).toBe(200);
    expect(await ended()).toBe(false);
    expect(await actions()).toHaveLength(1);
  });

  test('is heard by another process within seconds, even where the news got lost', async () => {
    await grace.say(grace.dm(), 'My laptop does not start at all').answers;
    // As if another process had done it.
    await desk.store.client.slackInstallation.update({
      where: { teamId: 'T1' },
      data: { endedAt: desk.clock.now(), botToken: null },
    });
    desk.clock.advance(5 * SECOND);
    const calls = slack.calls.length;
    await deliver();
    expect(slack.calls).toHaveLength(calls);
  });

  test('is over once the app is installed again, and late repeats do not bring it back', async () => {
    const before = desk.clock.now();
    await statuses(slack.uninstall(workspace).deliveries);
    desk.clock.advance(MINUTE);
    expect((await install(workspace)).status).toBe(200);
    expect(await ended()).toBe(false);
    for (const type of ['app_uninstalled', 'tokens_revoked']) {
      expect(await event(type, REVOKED, before)).toBe(200);
    }
    expect(await ended()).toBe(false);
    await grace.say(grace.dm(), 'My laptop does not start again').answers;
    await deliver();
    expect(await titles()).toEqual(['My laptop does not start again']);
    expect(cardsIn(grace.dm(), slack.messages(grace.dm())[0]?.ts)).toHaveLength(1);
    expect((await actions()).map((one) => one.split(' ')[0])).toEqual([
      ...['slack.install', 'slack.end', 'slack.install'],
    ]);
  });

  test('that seems older than the installation, because the clocks differ, is asked of Slack', async () => {
    const early = new Date(desk.clock.now().getTime() - 2 * MINUTE);
    // While Slack does not answer, the event is not acknowledged and comes again.
    slack.fail('auth.test', { status: 503 });
    expect(await event('app_uninstalled', {}, early)).toBe(500);
    expect(await ended()).toBe(false);
    workspace.token = 'inactive';
    expect(await event('app_uninstalled', {}, early)).toBe(200);
    expect(await ended()).toBe(true);
  });

  test.each(['token_revoked', 'account_inactive'])('is not the answer %s, which is logged', async (error) => {
    await grace.say(grace.dm(), 'My laptop does not start at all').answers;
    slack.fail('*', { error });
    await deliver();
    expect(await ended()).toBe(false);
    const lines = logged.filter((line) => line.startsWith('an installed workspace of Slack does not take'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`"team":"T1"`);
    expect(lines[0]).toContain(`"error":"${error}"`);
    expect(logged.join('\n')).not.toContain(workspace.botToken);
  });

  test('says in words that a token cannot be read, and waits for the key', async () => {
    const row = await rowOf('T1');
    const other = await addWorkspace('T2');
    await install(other);
    // Moved to another row, a token is no token.
    await desk.store.client.slackInstallation.update({
      where: { teamId: 'T2' },
      data: { botToken: row?.botToken ?? null },
    });
    desk.bus.publish({ topic: 'directory' });
    const to = { conversation: 'T2:C1', thread: null, message: '1770000000.000100' };
    await expect(platform.channel.remove(to)).rejects.toMatchObject({
      kind: 'later',
      message: expect.stringContaining('SECRET_KEY is not the one it was installed with'),
    });
  });
});
