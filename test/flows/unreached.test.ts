import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWebChannel } from '../../src/channels/web/channel.ts';
import { listUndelivered, retryDelivery } from '../../src/domain/outbox/undelivered.ts';
import { replyToTicket } from '../../src/domain/tickets/reply.ts';
import { unwatchTicket, watchTicket } from '../../src/domain/tickets/watch.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { HELP } from '../channels/teams/rig.ts';
import { type RecordingChannel, recordingChannel } from '../support/recording-channel.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import type { Person } from '../support/teams/person.ts';
import { shownText } from '../support/teams/render.ts';
import { deliverInTime } from '../support/worker.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/** Pia is asked to take part. Teams knows her, but she has never added the app, and it may not add itself. */
let scene: BothChats;
let mail: RecordingChannel;
let pia: ActingPerson;
let onTeams: Person;
beforeAll(async () => {
  scene = await createBothChats();
  mail = recordingChannel({ name: 'email', can: { edit: false } });
  const { desk } = scene.slack;
  pia = await desk.person({ name: 'Pia' });
  onTeams = scene.rig.teams.addUser({ aad: 'pia', name: 'Pia', email: pia.email, installed: false });
  await identity('teams', `${onTeams.tenant}:pia`);
  await scene.say(scene.grace, HELP, 'My laptop does not start');
  await deliver();
});
afterAll(() => scene?.close());

const client = () => scene.slack.desk.store.client;
const agent = () => scene.slack.desk.ctxFor(scene.slack.agent);
const identity = (channel: string, externalId: string) =>
  client().identity.create({
    data: {
      ...{ id: crypto.randomUUID(), personId: pia.id, channel, externalId },
      createdAt: scene.slack.desk.clock.now(),
    },
  });
const deliver = () => {
  const { desk, channel } = scene.slack;
  return deliverInTime(desk, channel, scene.rig.channel, createWebChannel(desk), mail);
};
const reply = (body: string) => replyToTicket(agent(), { number: 'REQ-1', body, attachmentIds: [] });
const undelivered = async () => (await listUndelivered(agent(), { ticket: 'REQ-1' })).items;
const mailed = () => mail.shown(pia.email).map(({ content }) => content);

test('who cannot be reached in their chat is told by mail, and agents see that it is so', async () => {
  await watchTicket(agent(), { number: 'REQ-1', personId: pia.id, inChat: true });
  await deliver();
  expect(mailed()).toMatchObject([{ type: 'card', card: { title: 'REQ-1 · My laptop does not start' } }]);
  expect(await undelivered()).toMatchObject([
    {
      ...{ ticket: 'REQ-1', what: 'card', channel: 'teams', person: { name: 'Pia' }, instead: 'email' },
      error: 'This person has not added the app in Teams, and it may not add itself.',
    },
  ]);
});

test('what is said from then on comes by mail, once, and no more of the lack is told', async () => {
  await reply('Does the light blink?');
  await deliver();
  await deliver();
  expect(mailed().slice(1)).toMatchObject([{ type: 'said', text: 'Does the light blink?' }]);
  expect(await undelivered()).toHaveLength(1);
});

test('in the other chat, they are written to before it is done by mail, and answer from there', async () => {
  await unwatchTicket(agent(), { number: 'REQ-1', personId: pia.id });
  await deliver();
  const before = mailed().length;
  const { slack } = scene;
  const piaOnSlack = slack.slack.addUser(slack.workspace, {
    ...{ id: 'U8', name: 'pia', realName: 'Pia', email: pia.email },
  });
  await slack.say(piaOnSlack, piaOnSlack.dm(), 'help');
  await client().person.update({ where: { id: pia.id }, data: { preferredChannel: 'teams' } });
  await client().notice.deleteMany({ where: { state: 'failed' } });
  await watchTicket(agent(), { number: 'REQ-1', personId: pia.id, inChat: true });
  await deliver();
  expect(await undelivered()).toMatchObject([{ channel: 'teams', instead: 'slack' }]);
  const card = slack.cards(piaOnSlack.dm()).at(-1);
  expect(card && shownOnSlack(card)).toContain('REQ-1 · My laptop does not start');
  await slack.say(piaOnSlack, piaOnSlack.dm(), 'Mine did so too', { thread: card?.ts ?? '' });
  expect(await slack.written('REQ-1')).toContain('reply: Mine did so too');
  await deliver();
  expect(mailed()).toHaveLength(before);
});

test('what cannot be told in a conversation of several people is tried again once that is mended', async () => {
  await client().notice.deleteMany({ where: { state: 'failed' } });
  const { rig, slack } = scene;
  const help = rig.teams.state.conversations.get(HELP) ?? expect.fail('no channel');
  help.app = false;
  await reply('Hello?');
  await deliver();
  const [failed, ...more] = await undelivered();
  expect(more).toEqual([]);
  expect(failed).toMatchObject({
    ...{ what: 'reply', channel: 'teams', person: null, place: 'Help', instead: null },
    error: 'The app is not in this conversation. Add it there.',
  });
  // Of all tickets, admins alone see it.
  await expect(listUndelivered(agent(), {})).rejects.toMatchObject({ code: 'forbidden' });
  const admin = slack.desk.ctxFor(await slack.desk.person({ roles: ['requester', 'admin'] }));
  expect((await listUndelivered(admin, {})).items).toEqual([failed]);
  help.app = true;
  const again = { id: failed?.id ?? 0 };
  await retryDelivery(agent(), again);
  await deliver();
  expect(await undelivered()).toEqual([]);
  expect(rig.teams.messages(HELP).map(shownText).join('\n')).toContain('Hello?');
  await expect(retryDelivery(admin, again)).rejects.toMatchObject({ code: 'not_found' });
});

test('who was told elsewhere is not told twice', async () => {
  const { id } = await client().notice.create({
    data: {
      ...{ kind: 'view', viewKind: 'requester_card', channel: 'teams', conversation: 'direct:x' },
      ticketId: (await scene.ticket()).id,
      ...{ state: 'failed', instead: 'email', dueAt: new Date(), createdAt: new Date() },
    },
  });
  await expect(retryDelivery(agent(), { id: Number(id) })).rejects.toMatchObject({ code: 'conflict' });
});
