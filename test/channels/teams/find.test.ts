import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFind } from '../../../src/channels/teams/find.ts';
import { createGraph } from '../../../src/channels/teams/graph.ts';
import type { Message } from '../../../src/chat/channel.ts';
import { APP } from '../../support/teams/state.ts';
import { createTeamsScene, GROUP, HELP, type TeamsScene, TRIAGE } from './rig.ts';

/** Another process than the one that has posted. */
let scene: TeamsScene;
let thread: string;
let find: ReturnType<typeof createFind>;
beforeAll(async () => {
  scene = await createTeamsScene();
  const { teams, desk } = scene;
  find = createFind(
    desk.store,
    createGraph({ url: teams.cloud.graph, tokens: teams.tokens, appId: APP }),
    APP,
  );
  ({ id: thread } = await scene.say(scene.grace, HELP, 'My laptop does not start'));
});
afterAll(() => scene?.close());
beforeEach(() => scene.teams.state.granted.add('ChannelMessage.Read.Group'));

const card: Message = { type: 'card', card: { title: 'A card', tone: 'neutral', blocks: [] } };
const said = (
  text: string,
  more: { edited?: boolean; internal?: boolean; files?: string[] } = {},
): Message => ({
  ...{ type: 'said', author: { id: 'ada', name: 'Ada <b>' }, via: 'Slack', text },
  ...{ edited: more.edited ?? false, internal: more.internal ?? false },
  attachments: (more.files ?? []).map((name) => ({ id: name, name, type: 'text/plain', size: 1 })),
});
const inThread = () => ({ conversation: HELP, thread });

describe('what may have been posted before a crash is found', () => {
  test('a card by its key, in a thread, and in a channel that nobody has written in', async () => {
    for (const to of [inThread(), { conversation: TRIAGE, thread: null }]) {
      const { message } = await scene.channel.post(to, card, 'the key');
      expect(await find(to, 'the key', card)).toBe(message);
      expect(await find(to, 'another', card)).toBeUndefined();
    }
  });

  test.each<[string, Message, Message]>([
    ['as it was', said('It <blinks> & *beeps*\ntwice'), said('It <blinks> & *beeps*\ntwice')],
    ['with a file that came later', said('Look at this'), said('Look at this', { files: ['a.txt'] })],
    ['edited since', said('It is blue'), said('It is green', { edited: true })],
    [
      'among agents, edited since',
      said('Secret', { internal: true }),
      said('Hidden', { internal: true, edited: true }),
    ],
  ])('a text: %s', async (_, before, now) => {
    const { message } = await scene.channel.post(inThread(), before, crypto.randomUUID());
    expect(await find(inThread(), crypto.randomUUID(), now)).toBe(message);
    await scene.channel.remove({ ...inThread(), message });
    expect(await find(inThread(), crypto.randomUUID(), now)).toBeUndefined();
  });
});

test('in a group chat, where that is granted', async () => {
  await scene.say(scene.grace, GROUP, 'Hello all', { mention: true });
  const to = { conversation: GROUP, thread: null };
  const ticket = { number: 'REQ-1', url: 'https://desk.example.com/tickets/REQ-1' };
  const [before, now] = [said('Green'), said('Blue', { edited: true })].map((one) => ({ ...one, ticket }));
  const { message } = await scene.channel.post(to, before as Message, 'a key');
  const { message: second } = await scene.channel.post(to, card, 'the key');
  expect(await find(to, 'a key', before as Message)).toBeUndefined();
  scene.teams.state.granted.add('Chat.Read.All');
  expect(await find(to, 'a key', before as Message)).toBe(message);
  expect(await find(to, 'a key', now as Message)).toBe(message);
  expect(await find(to, 'the key', card)).toBe(second);
});

test('what is known of is nothing that is looked for', async () => {
  const { message } = await scene.channel.post(inThread(), said('Once more'), crypto.randomUUID());
  const { client } = scene.desk.store;
  const ticket = await client.ticket.findFirstOrThrow();
  const place = { channel: 'teams', conversation: HELP, thread, message };
  await client.view.create({
    data: { id: crypto.randomUUID(), ticketId: ticket.id, kind: 'entry', ...place },
  });
  expect(await find(inThread(), crypto.randomUUID(), said('Once more'))).toBeUndefined();
});

test('what the desk may not read, and what other people wrote, is not found', async () => {
  await scene.say(scene.grace, HELP, 'Ada <b> (Slack)\nMine', { thread });
  expect(await find(inThread(), 'a key', said('Mine'))).toBeUndefined();
  await scene.channel.post(inThread(), card, 'unseen');
  scene.teams.state.granted.clear();
  expect(await find(inThread(), 'unseen', card)).toBeUndefined();
  expect(await find({ conversation: scene.grace.own(), thread: null }, 'unseen', card)).toBeUndefined();
});
