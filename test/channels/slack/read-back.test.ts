import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBack } from '../../../src/channels/slack/read-back.ts';
import { workspaceOfToken } from '../../../src/channels/slack/workspaces.ts';
import { listEntries } from '../../../src/domain/tickets/get.ts';
import { HOUR, MINUTE } from '../../../src/lib/clock.ts';
import type { Person } from '../../support/slack/person.ts';
import { createSlackRig, type SlackRig } from './rig.ts';

const HELP = 'C1';

let rig: SlackRig;
let grace: Person;
let channel: string;
beforeEach(async () => {
  rig = await createSlackRig();
  const { desk, slack, workspace } = rig;
  grace = slack.addUser(workspace, {
    id: 'U1',
    name: 'grace',
    realName: 'Grace',
    email: 'grace@example.com',
  });
  channel = slack.addChannel(workspace, { id: HELP, name: 'help', members: [grace], bot: true }).id;
  const queue = await desk.store.client.queue.findFirstOrThrow();
  await desk.store.client.intakeConversation.create({
    data: {
      ...{ id: crypto.randomUUID(), queueId: queue.id, channel: 'slack', conversation: `T1:${HELP}` },
      readUntil: desk.clock.now(),
    },
  });
});
afterEach(() => rig.close());

/** What was written while nobody heard it. */
function unheard<Result>(work: () => Result): Result {
  const { workspace } = rig;
  const { http } = workspace;
  workspace.http = { events: 'http://127.0.0.1:9/', interactivity: '', commands: '' };
  const result = work();
  workspace.http = http;
  return result;
}

async function tickets() {
  return rig.desk.store.client.ticket.findMany({ orderBy: { createdAt: 'asc' } });
}

function lookBack() {
  const { desk, slack, workspace } = rig;
  const workspaces = workspaceOfToken({ token: workspace.botToken, url: slack.apiUrl, clock: desk.clock });
  return readBack(desk.ctxFor('system'), workspaces, rig.dataDir);
}

test('an outage of an hour loses no message, no reply and no change, and doubles none', async () => {
  const { desk } = rig;
  const before = grace.say(channel, 'The scanner is jammed');
  await before.answers;
  desk.clock.advance(MINUTE);
  unheard(() => {
    grace.say(channel, 'The printer is on fire');
    const changed = grace.say(channel, 'The door does not look');
    grace.edit(changed, 'The door does not lock');
    grace.say(channel, 'It is the one in hall 3', { thread: before.ts });
    grace.say(channel, 'Thanks!');
    desk.clock.advance(HOUR);
  });
  // The desk is back: what comes now must not hide what was missed.
  await grace.say(channel, 'The lights flicker').answers;
  await lookBack();
  await lookBack();
  const all = await tickets();
  expect(all.map(({ description }) => description).sort()).toEqual([
    'The door does not lock',
    'The lights flicker',
    'The printer is on fire',
    'The scanner is jammed',
  ]);
  const scanner = all.find(({ description }) => description === 'The scanner is jammed');
  const { items } = await listEntries(desk.ctxFor('system'), { number: scanner?.number ?? '', limit: 50 });
  expect(items.map(({ body }) => body)).toContain('It is the one in hall 3');
  expect(items.filter(({ body }) => body === 'It is the one in hall 3')).toHaveLength(1);
});

test('what was said before the conversation belonged to the desk is left alone', async () => {
  const { desk } = rig;
  unheard(() => grace.say(channel, 'My mouse is broken'));
  desk.clock.advance(5 * MINUTE);
  await desk.store.client.intakeConversation.updateMany({ data: { readUntil: desk.clock.now() } });
  await lookBack();
  expect(await tickets()).toEqual([]);
});

test('a mention in a thread brings along what was said there before, by whom and when', async () => {
  const { desk, slack, workspace } = rig;
  const ada = slack.addUser(workspace, { id: 'U2', name: 'ada', realName: 'Ada', email: 'ada@example.com' });
  const talk = slack.addChannel(workspace, { id: 'C9', name: 'talk', members: [grace, ada], bot: true }).id;
  const first = ada.say(talk, 'Does anybody else have no mail?');
  desk.clock.advance(MINUTE);
  const second = grace.say(talk, 'Me too, since nine', { thread: first.ts });
  desk.clock.advance(MINUTE);
  const call = grace.say(talk, 'please have a look', { thread: first.ts, mention: true });
  await call.answers;
  await rig.settled();
  const [ticket] = await tickets();
  const { items } = await listEntries(desk.ctxFor('system'), { number: ticket?.number ?? '', limit: 50 });
  expect(items.map(({ author, body }) => [author?.name, body])).toEqual([
    ['Ada', 'Does anybody else have no mail?'],
    ['Grace', 'Me too, since nine'],
    ['Grace', 'please have a look'],
  ]);
  expect(items.map(({ createdAt }) => Math.floor(new Date(createdAt).getTime() / 1000))).toEqual(
    [first.ts, second.ts, call.ts].map((ts) => Math.floor(Number(ts))),
  );
});

test('files come along, once, also those of a message that says nothing else', async () => {
  const { desk } = rig;
  const said = grace.say(channel, 'Hi', { files: [{ name: 'error.txt', content: 'It says 42' }] });
  await said.answers;
  await rig.settled();
  const alone = grace.say(channel, '', { files: [{ name: 'photo.txt', content: 'A picture' }] });
  await alone.answers;
  await rig.settled();
  for (const { deliveries } of [said, alone]) {
    for (const delivery of deliveries) await delivery.retry({ reason: 'http_timeout', num: 1 }).answer;
  }
  await lookBack();
  await rig.settled();
  const kept = await desk.store.client.attachment.findMany({
    include: { entry: true },
    orderBy: { name: 'asc' },
  });
  expect(kept.map(({ name, size, entry }) => [name, size, entry?.body])).toEqual([
    ['error.txt', 10, 'Hi'],
    ['photo.txt', 9, 'photo.txt'],
  ]);
  expect((await tickets()).map(({ title }) => title).sort()).toEqual(['Hi', 'photo.txt']);
});

test('a file that cannot be had costs neither the message nor the others', async () => {
  const { desk, slack } = rig;
  const empty = { name: 'empty.txt', content: '' };
  const said = grace.say(channel, 'See these', { files: [empty, { name: 'good.txt', content: 'good' }] });
  await said.answers;
  await rig.settled();
  expect((await desk.store.client.attachment.findMany()).map(({ name }) => name)).toEqual(['good.txt']);
  expect((await tickets()).map(({ description }) => description)).toEqual(['See these']);
  expect(grace.ephemerals(channel).map(({ text }) => text)).toEqual([
    expect.stringContaining('empty.txt was not taken along'),
  ]);
  expect(slack.violations).toEqual([]);
});

test('files of a form come along with what it says; one that cannot be had is told of in the form', async () => {
  const { desk } = rig;
  const good = grace.upload({ name: 'form.txt', content: 'from a form' });
  const empty = grace.upload({ name: 'empty.txt', content: '' });
  await grace.command('/ticket', '').answer;
  const open = () => grace.view() ?? expect.fail('no form is open');
  const words = { 'field:title': 'A screen', 'field:description': 'Mine flickers' };
  const refused = await grace.submit(open(), { ...words, 'field:attachmentIds': [good, empty] });
  expect(refused.errors).toEqual({ 'field:attachmentIds': expect.stringContaining('empty.txt') });
  expect(await tickets()).toEqual([]);
  await grace.submit(open(), { ...words, 'field:attachmentIds': [good] });
  const kept = await desk.store.client.attachment.findMany({
    where: { entryId: { not: null } },
    include: { entry: true },
  });
  expect(kept.map(({ name, entry }) => [name, entry?.body])).toEqual([['form.txt', 'Mine flickers']]);
});
