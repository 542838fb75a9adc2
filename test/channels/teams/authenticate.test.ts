import { exportSPKI, generateKeyPair } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Person } from '../../support/teams/person.ts';
import type { Json } from '../../support/teams/types.ts';
import { createTeamsRig, type TeamsRig } from './rig.ts';

let rig: TeamsRig;
let grace: Person;
let activity: Json;
const printed: unknown[][] = [];

beforeEach(async () => {
  rig = await createTeamsRig();
  grace = rig.teams.addUser({ aad: 'grace', name: 'Grace' });
  // What a genuine request would be; while the app is not there, it is not sent as one.
  const own = grace.own();
  setApp(own, false);
  activity = grace.say(own, 'My laptop is broken').activity;
  setApp(own, true);
  printed.length = 0;
  for (const way of ['log', 'warn', 'error'] as const) {
    vi.spyOn(console, way).mockImplementation((...words) => void printed.push(words));
  }
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rig.close();
});

function setApp(conversation: string, there: boolean): void {
  const known = rig.teams.state.conversations.get(conversation);
  if (known) known.app = there;
}

const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function parts() {
  const token = await rig.teams.identity.token();
  const [header = '', payload = '', signature = ''] = token.split('.');
  return { header, payload, signature, bearer: (some: string[]) => `Bearer ${some.join('.')}` };
}

type How = Parameters<TeamsRig['teams']['send']>[1];
/** What is wrong with a request, by what it is called. */
const BAD: Record<string, () => Promise<How> | How> = {
  'no token': () => ({ authorization: null }),
  'an empty header': () => ({ authorization: '' }),
  'no scheme': async () => ({ authorization: await rig.teams.identity.token() }),
  'another scheme': async () => ({ authorization: `Basic ${await rig.teams.identity.token()}` }),
  'an empty token': () => ({ authorization: 'Bearer ' }),
  garbage: () => ({ authorization: 'Bearer garbage' }),
  'three parts of garbage': () => ({ authorization: 'Bearer a.b.c' }),
  'a token of 10,000 characters': () => ({
    authorization: `Bearer ${'a'.repeat(5_000)}.${'b'.repeat(4_997)}.c`,
  }),
  'another audience': () => ({ token: { claims: { aud: '99999999-0000-4000-8000-000000000000' } } }),
  'no audience': () => ({ token: { without: ['aud'] } }),
  'another issuer': () => ({ token: { claims: { iss: 'https://sts.windows.net/somebody/' } } }),
  'no issuer': () => ({ token: { without: ['iss'] } }),
  expired: () => ({ token: { expires: -301 } }),
  'no end': () => ({ token: { without: ['exp'] } }),
  'not yet good': () => ({ token: { begins: 301 } }),
  'a foreign key under a known name': () => ({ token: { foreign: true } }),
  'a key that nobody knows': () => ({ token: { header: { kid: 'nobody' } } }),
  'another service': () => ({ token: { claims: { serviceurl: 'https://evil.example/' } } }),
  'no service': () => ({ token: { without: ['serviceurl'] } }),
  'a service that is no address': () => ({ token: { claims: { serviceurl: 'evil' } } }),
  'no signature': async () => {
    const { header, payload, bearer } = await parts();
    return { authorization: bearer([header, payload, '']) };
  },
  'a changed signature': async () => {
    const { header, payload, signature, bearer } = await parts();
    const changed = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
    return { authorization: bearer([header, payload, changed]) };
  },
  'a changed payload': async () => {
    const { header, payload, signature, bearer } = await parts();
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return { authorization: bearer([header, b64({ ...claims, exp: claims.exp + 1 }), signature]) };
  },
  'the algorithm none': async () => {
    const { payload, bearer } = await parts();
    return { authorization: bearer([b64({ alg: 'none', typ: 'JWT', kid: 'key-1' }), payload, '']) };
  },
  'HS256 with the public key as its secret': async () => {
    const { payload, bearer } = await parts();
    const { createHmac } = await import('node:crypto');
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    const header = b64({ alg: 'HS256', typ: 'JWT', kid: 'key-1' });
    const signature = createHmac('sha256', await exportSPKI(publicKey))
      .update(`${header}.${payload}`)
      .digest('base64url');
    return { authorization: bearer([header, payload, signature]) };
  },
};

const tickets = () => rig.desk.store.client.ticket.count();

describe('who is not Teams is told no more than that', () => {
  test.each(Object.keys(BAD))('%s', async (name) => {
    const answer = await rig.teams.send(activity, await BAD[name]?.());
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe('');
    expect(await tickets()).toBe(0);
    expect(await rig.desk.store.client.teamsConversation.count()).toBe(0);
    expect(printed).toEqual([]);
  });
});

test('a genuine request is taken in, and so is one of a clock that is a little ahead', async () => {
  expect((await rig.teams.send(activity)).status).toBe(200);
  expect((await rig.teams.send({ ...activity, id: '2' }, { token: { begins: 240 } })).status).toBe(200);
  expect(await tickets()).toBe(2);
});

test('a token is good for as long as it says, however often it was good before', async () => {
  const authorization = `Bearer ${await rig.teams.identity.token({ expires: 60 })}`;
  expect((await rig.teams.send(activity, { authorization })).status).toBe(200);
  rig.desk.clock.advance(400_000);
  expect((await rig.teams.send({ ...activity, id: '2' }, { authorization })).status).toBe(401);
});

test('while the keys of Teams cannot be had, nobody is let in, and Teams is told to come again', async () => {
  rig.teams.identity.away = true;
  expect((await rig.teams.send(activity)).status).toBe(503);
  expect(await tickets()).toBe(0);
  rig.teams.identity.away = false;
  expect((await rig.teams.send(activity)).status).toBe(200);
});

test('a tenant that is not served is not let in, though Teams vouches for it', async () => {
  const other = { ...activity, channelData: { tenant: { id: 'aaaaaaaa-0000-4000-8000-000000000099' } } };
  expect((await rig.teams.send(other)).status).toBe(403);
  const none = {
    ...activity,
    channelData: {},
    conversation: { id: 'a:grace', conversationType: 'personal' },
  };
  expect((await rig.teams.send(none)).status).toBe(403);
  expect(await tickets()).toBe(0);
});

test('what is no activity is refused, and nothing comes of it', async () => {
  for (const body of [
    {},
    { ...activity, serviceUrl: 'x' },
    { ...activity, from: null },
    { ...activity, channelId: 'webchat' },
  ]) {
    expect((await rig.teams.send(body)).status).toBe(400);
  }
  expect(await tickets()).toBe(0);
});
