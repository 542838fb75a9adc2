import { afterEach, beforeEach, expect, test } from 'vitest';
import { declareIncident } from '../../src/domain/incidents/declare.ts';
import { getIncident } from '../../src/domain/incidents/list.ts';
import { resolveIncident } from '../../src/domain/incidents/move.ts';
import { takeRole } from '../../src/domain/incidents/roles.ts';
import { putRoomsAway } from '../../src/domain/incidents/room.ts';
import { reopenTicket } from '../../src/domain/tickets/resolve.ts';
import { DAY } from '../../src/lib/clock.ts';
import { createSlackScene, type SlackScene } from '../channels/slack/rig.ts';
import { shownText } from '../support/slack/render.ts';

/** What only Slack has of a room: pins, a topic, an emoji, private channels, guests. */
let scene: SlackScene;
beforeEach(async () => {
  scene = await createSlackScene();
  await scene.say(scene.ada, scene.ada.dm(), 'hello');
});
afterEach(() => scene?.close());

const asAgent = () => scene.desk.ctxFor(scene.agent, 'slack');
const declare = async (title = 'The shop is down') => {
  const declared = await declareIncident(asAgent(), { title, severity: 1 });
  await scene.deliver();
  return declared;
};
const rooms = () =>
  [...scene.workspace.conversations.values()].filter(({ creator }) => creator === scene.workspace.botUserId);
const room = () => rooms()[0] ?? expect.fail('there is no room');
const shown = () => getIncident(asAgent(), { number: 'INC-1' });
const pinned = async () => (await shown()).timeline.filter(({ kind }) => kind === 'pinned');
const give = (personId: string) => takeRole(asAgent(), { number: 'INC-1', role: 'scribe', personId });

test('its card is pinned, once, and its topic says what it is about', async () => {
  await declare();
  const [card] = scene.cards(room().id);
  expect([...room().pins]).toEqual([card?.ts]);
  expect(room().topic).toBe(
    'INC-1 · P1 (critical) · The shop is down · https://desk.example.com/incidents/INC-1',
  );
  await give(scene.agent.id);
  await scene.deliver();
  expect(scene.slack.calls.filter(({ method }) => method === 'pins.add')).toHaveLength(1);
  expect(scene.slack.calls.filter(({ method }) => method === 'conversations.setTopic')).toHaveLength(1);
  expect(scene.slack.violations).toEqual([]);
});

test('an emoji puts a message on the timeline, and taken back, off it: by whoever put it there', async () => {
  await declare();
  await give(await idOf('Nils'));
  await scene.deliver();
  const said = await scene.say(scene.nils, room().id, 'Rebooted <db-1> & waited');
  await scene.heard(scene.ada.react(said, 'pushpin'));
  await scene.heard(scene.nils.react(said, 'pushpin'));
  expect(await pinned()).toMatchObject([{ text: 'Rebooted <db-1> & waited', by: { name: 'Nils' } }]);
  await scene.heard(scene.nils.unreact(said, 'pushpin'));
  expect(await pinned()).toHaveLength(1);
  await scene.heard(scene.ada.unreact(said, 'pushpin'));
  expect(await pinned()).toEqual([]);
});

test('elsewhere, and by others, it is an emoji, and Slack is asked nothing', async () => {
  await declare();
  const here = await scene.say(scene.ada, room().id, 'We look');
  scene.grace.join(room().id);
  await scene.heard(scene.grace.react(here, 'pushpin'));
  const there = await scene.say(scene.ada, 'C2', 'Lunch?');
  const before = scene.slack.calls.length;
  await scene.heard(scene.ada.react(there, 'pushpin'));
  expect(scene.slack.calls).toHaveLength(before);
  expect(await pinned()).toEqual([]);
  await scene.ada.shortcut('add_to_timeline', there).answer;
  await scene.settled();
  expect(scene.told(scene.ada, 'C2').at(-1)).toContain('works in the room of a major incident');
});

test('one of a private queue gets a private channel, for those who may see it', async () => {
  const { desk, agent } = scene;
  const queue = await desk.addQueue({ name: 'Security', visibility: 'private' });
  await desk.store.client.queue.update({
    where: { id: queue.id },
    data: { teamId: desk.team.id, triage: [{ channel: 'slack', conversation: 'T1:C9' }] },
  });
  await desk.store.client.setting.update({
    where: { name: 'defaultQueueId' },
    data: { value: queue.id },
  });
  desk.bus.publish({ topic: 'directory' });
  await declare('A leak');
  expect(room()).toMatchObject({ kind: 'private', name: 'inc-1-a-leak' });
  expect([...room().members]).toEqual([scene.workspace.botUserId, scene.ada.id]);
  expect(agent.name).toBe('Ada');
});

test('who has never met the desk is found by their address; who is not let in is named, and the others are', async () => {
  await declare();
  await give(await idOf('Nils'));
  await scene.deliver();
  expect([...room().members]).toContain(scene.nils.id);
  const lost = await scene.desk.person({ name: 'Lena', roles: ['requester', 'agent'] });
  await give(lost.id);
  await scene.deliver();
  const lines = (await shown()).timeline.map(({ text }) => text);
  expect(lines).toContain(
    'Lena (scribe) could not be called into the room: this workspace does not know them.',
  );
  scene.slack.addUser(scene.workspace, { id: 'U9', name: 'lena', email: lost.email });
  await give(scene.agent.id);
  await give(lost.id);
  await scene.deliver();
  expect([...room().members]).toContain('U9');
});

test('some days after the end its channel is archived; declared again, it has another one', async () => {
  await declare();
  await resolveIncident(asAgent(), { number: 'INC-1', resolution: 'A new disk.' });
  scene.desk.clock.advance(13 * DAY);
  expect(await putRoomsAway(scene.desk.ctxFor('system'))).toBe(0);
  scene.desk.clock.advance(2 * DAY);
  expect(await putRoomsAway(scene.desk.ctxFor('system'))).toBe(1);
  await scene.deliver();
  expect(room().archived).toBe(true);
  expect(await shown()).toMatchObject({ room: { state: 'archived' } });
  expect(await putRoomsAway(scene.desk.ctxFor('system'))).toBe(0);
});

test('reopened before that, its channel stays; reopened after it, there is a new one', async () => {
  await declare();
  const end = () => resolveIncident(asAgent(), { number: 'INC-1', resolution: 'A new disk.' });
  await end();
  await reopenTicket(asAgent(), { number: 'INC-1' });
  scene.desk.clock.advance(20 * DAY);
  expect(await putRoomsAway(scene.desk.ctxFor('system'))).toBe(0);
  await end();
  await scene.desk.store.client.majorIncidentRoom.updateMany({ data: { archiveAt: scene.desk.clock.now() } });
  await putRoomsAway(scene.desk.ctxFor('system'));
  await scene.deliver();
  await reopenTicket(asAgent(), { number: 'INC-1' });
  await scene.deliver();
  expect(rooms().map(({ name, archived }) => `${name} ${archived}`)).toEqual([
    'inc-1-the-shop-is-down true',
    'inc-1-the-shop-is-down-2 false',
  ]);
  expect(rooms()[1]?.members).toContain(scene.ada.id);
  expect(scene.cards(rooms()[1]?.id ?? '').map(shownText)).toEqual([expect.stringContaining('INC-1 · P1')]);
});

test('a title of any script, and one of none, has a name that Slack takes', async () => {
  await declare('Магазин НЕ работает!');
  await declareIncident(asAgent(), { title: '🔥🔥🔥', severity: 1, anyway: true });
  await declareIncident(asAgent(), { title: `${'Long '.repeat(40)}`, severity: 1, anyway: true });
  await scene.deliver();
  expect(rooms().map(({ name }) => name)).toEqual([
    'inc-1-магазин-не-работает',
    'inc-2',
    'inc-3-long-long-long-long-long-long-long-long-long-long',
  ]);
});

const idOf = async (name: string) =>
  (await scene.desk.store.client.person.findFirstOrThrow({ where: { name } })).id;
