import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person } from '../../src/contract/people.ts';
import type { Me } from '../../src/contract/session.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { type ApiServer, type Credentials, type Problem, startServer } from '../support/server.ts';

let desk: Desk;
let server: ApiServer;
let ada: ActingPerson;
let ben: ActingPerson;
let asAdmin: Credentials;
let asAda: Credentials;
beforeAll(async () => {
  desk = await createDesk();
  server = await startServer(desk);
  ada = await desk.person({ name: 'Ada' });
  ben = await desk.person({ name: 'Ben' });
  asAdmin = await server.signIn(await desk.person({ roles: ['admin'] }));
  asAda = await server.signIn(ada);
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

const account = (person: ActingPerson, channel: string, externalId: string) =>
  `/people/${person.id}/identities/${channel}/${encodeURIComponent(externalId)}`;
const prefer = (channel: string) =>
  server.call<Me & Problem>('PUT', '/session/first-channel', { as: asAda, body: { channel } });

test('an account is joined, moved once its owner is known to who moves it, and parted', async () => {
  const join = (person: ActingPerson, from?: string | null) =>
    server.call<Person & Problem>('PUT', account(person, 'slack', 'T1:U1'), {
      as: asAdmin,
      body: { from },
    });
  const joined = await join(ada, null);
  expect(joined.status).toBe(200);
  const since = desk.clock.now().toISOString();
  expect(joined.body.identities).toEqual([{ channel: 'slack', externalId: 'T1:U1', since }]);

  const refused = await join(ben, null);
  expect(refused.status).toBe(409);
  expect(refused.body.data).toEqual({ person: { id: ada.id, name: 'Ada' } });
  expect((await join(ben, ada.id)).status).toBe(200);
  const hers = await server.call<Person>('GET', `/people/${ada.id}`, { as: asAdmin });
  expect(hers.body.identities).toEqual([]);

  // Who does not say from whom takes it from anybody.
  expect((await join(ada)).status).toBe(200);
  const parted = await server.call<Person>('DELETE', account(ada, 'slack', 'T1:U1'), { as: asAdmin });
  expect(parted.body.identities).toEqual([]);
});

test('everybody chooses where Deskbell writes to them first, of what they have', async () => {
  const me = async () => (await server.call<Me>('GET', '/session', { as: asAda })).body;
  expect(await me()).toMatchObject({ channels: ['web'], firstChannel: 'web' });
  const refused = await prefer('teams');
  expect(refused.status).toBe(422);
  expect(refused.body.errors).toMatchObject([{ field: 'channel' }]);

  await server.call('PUT', account(ada, 'teams', 't1:ada'), { as: asAdmin, body: {} });
  expect(await me()).toMatchObject({ channels: ['teams', 'web'], firstChannel: 'teams' });
  const chosen = await prefer('web');
  expect(chosen.body).toMatchObject({ id: ada.id, channels: ['teams', 'web'], firstChannel: 'web' });
  expect(await me()).toMatchObject({ firstChannel: 'web' });
  await prefer('teams');
  expect(await me()).toMatchObject({ firstChannel: 'teams' });
});
