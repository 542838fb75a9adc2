import { afterAll, beforeAll, expect, test } from 'vitest';
import { channelsOf, homeOf } from '../../../src/domain/people/home.ts';
import { joinIdentity, partIdentity, preferChannel } from '../../../src/domain/people/identities.ts';
import type { ActingPerson, Ctx } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

let desk: Desk;
let admin: Ctx;
let ada: ActingPerson;
let ben: ActingPerson;
beforeAll(async () => {
  desk = await createDesk();
  admin = desk.ctxFor(await desk.person({ roles: ['requester', 'admin'] }));
  ada = await desk.person({ name: 'Ada' });
  ben = await desk.person({ name: 'Ben' });
});
afterAll(() => desk?.close());

const teams = { channel: 'teams', externalId: 't:ada' };
const slack = { channel: 'slack', externalId: 'T1:U1' };
const actions = async (id: string) =>
  (await desk.store.client.auditEntry.findMany({ where: { subjectId: id }, orderBy: { id: 'asc' } })).map(
    ({ action }) => action,
  );

test('an admin joins accounts to a person, who may have any number of them', async () => {
  await joinIdentity(admin, { id: ada.id, ...slack });
  desk.clock.advance(1000);
  const { identities } = await joinIdentity(admin, { id: ada.id, ...teams });
  expect(identities).toEqual([
    { ...slack, since: expect.any(String) },
    { ...teams, since: desk.clock.now().toISOString() },
  ]);
  // Said once more it changes nothing, and is not audited.
  await joinIdentity(admin, { id: ada.id, ...teams });
  expect(await actions(ada.id)).toEqual(['person.join', 'person.join']);
});

test('who has several chats is written to where they were met last, or where they want to be', async () => {
  expect(await homeOf(admin, ada.id)).toEqual({ channel: 'teams', conversation: 'direct:t:ada' });
  await preferChannel(desk.ctxFor(ada), { channel: 'slack' });
  expect(await homeOf(admin, ada.id)).toEqual({ channel: 'slack', conversation: 'direct:T1:U1' });
  await preferChannel(desk.ctxFor(ada), { channel: 'web' });
  expect(await homeOf(admin, ada.id)).toEqual({ channel: 'web', conversation: `direct:${ada.id}` });
  expect(await channelsOf(admin, ada.id)).toEqual({
    channels: ['slack', 'teams', 'web'],
    firstChannel: 'web',
  });
  await preferChannel(desk.ctxFor(ada), { channel: 'slack' });
  expect(await homeOf(admin, ben.id)).toEqual({ channel: 'web', conversation: `direct:${ben.id}` });
});

test('nobody chooses a chat that they do not have, nor by a token that only reads', async () => {
  const asBen = desk.ctxFor(ben);
  for (const channel of ['slack', 'nowhere']) {
    await expect(preferChannel(asBen, { channel })).rejects.toMatchObject({ code: 'invalid' });
  }
  const reads = desk.ctxFor({ kind: 'token', tokenId: ben.id, person: ben, scopes: ['read'] });
  await expect(preferChannel(reads, { channel: 'web' })).rejects.toMatchObject({ code: 'forbidden' });
  const nobody = desk.ctxFor('nobody');
  await expect(preferChannel(nobody, { channel: 'web' })).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(await channelsOf(admin, ben.id)).toEqual({ channels: ['web'], firstChannel: 'web' });
});

test('who says whom they take an account from takes it from nobody else', async () => {
  const asked = { ...slack, id: ben.id };
  await expect(joinIdentity(admin, { ...asked, from: null })).rejects.toMatchObject({
    ...{ code: 'conflict', message: 'Ada has this account now.' },
    details: { data: { person: { id: ada.id, name: 'Ada' } } },
  });
  await expect(joinIdentity(admin, { ...asked, from: ben.id })).rejects.toMatchObject({ code: 'conflict' });
  const fresh = { channel: 'slack', externalId: 'T1:U9' };
  await expect(joinIdentity(admin, { ...fresh, id: ben.id, from: ada.id })).rejects.toMatchObject({
    ...{ code: 'conflict', details: { data: { person: null } } },
  });
  // Whose it is already need not be taken from anybody.
  expect((await joinIdentity(admin, { ...slack, id: ada.id, from: null })).identities).toHaveLength(2);
  const joined = await Promise.allSettled(
    [ada, ben].map(({ id }) => joinIdentity(admin, { ...fresh, id, from: null })),
  );
  expect(joined.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const winner = [ada, ben][joined.findIndex(({ status }) => status === 'fulfilled')];
  await partIdentity(admin, { ...fresh, id: winner?.id ?? '' });
});

test('an account that is joined to another person leaves the one who had it', async () => {
  await joinIdentity(admin, { id: ben.id, ...slack, from: ada.id });
  expect(await homeOf(admin, ben.id)).toMatchObject({ channel: 'slack' });
  // Her choice is of no use any more.
  expect(await homeOf(admin, ada.id)).toMatchObject({ channel: 'teams' });
});

test('an account can be parted again, once', async () => {
  expect((await partIdentity(admin, { id: ben.id, ...slack })).identities).toEqual([]);
  await expect(partIdentity(admin, { id: ben.id, ...slack })).rejects.toMatchObject({ code: 'not_found' });
  expect(await actions(ben.id)).toEqual(['person.join', 'person.part']);
});

test('only an admin may', async () => {
  for (const verb of [joinIdentity, partIdentity]) {
    await expect(verb(desk.ctxFor(ada), { id: ada.id, ...slack })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(verb(desk.ctxFor('nobody'), { id: ada.id, ...slack })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  }
});
