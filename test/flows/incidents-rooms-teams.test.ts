import { afterEach, beforeEach, expect, test } from 'vitest';
import { declareIncident } from '../../src/domain/incidents/declare.ts';
import { getIncident } from '../../src/domain/incidents/list.ts';
import { takeRole } from '../../src/domain/incidents/roles.ts';
import { askForRoom } from '../../src/domain/incidents/room.ts';
import { updateSettings } from '../../src/domain/settings/settings.ts';
import { createTeamsScene, HELP, type TeamsScene, TRIAGE } from '../channels/teams/rig.ts';

/** What only Teams has of a room: it is a channel of a team, and whoever is in the team sees it. */
let scene: TeamsScene;
beforeEach(async () => {
  scene = await createTeamsScene();
  scene.teams.state.granted.add('Channel.Create.Group').add('ChannelSettings.Read.Group');
  await scene.say(scene.ada, scene.ada.own(), 'hello');
});
afterEach(() => scene?.close());

const asAgent = () => scene.desk.ctxFor(scene.agent, 'teams');
const heardIn = (where: string) => scene.say(scene.ada, where, 'hello', { mention: true });
const declare = async (title = 'The shop is down') => {
  await declareIncident(asAgent(), { title, severity: 1 });
  await scene.deliver();
};
const rooms = () =>
  [...scene.teams.state.conversations.values()].filter(({ description }) => description !== undefined);
const shown = () => getIncident(asAgent(), { number: 'INC-1' });

test('who is not in the team is named, with how to mend it', async () => {
  await heardIn(TRIAGE);
  await declare();
  const { desk } = scene;
  const lena = await desk.person({ name: 'Lena', roles: ['requester', 'agent'] });
  await takeRole(asAgent(), { number: 'INC-1', role: 'scribe', personId: lena.id });
  await scene.deliver();
  expect((await shown()).timeline.map(({ text }) => text)).toContain(
    'Lena (scribe) could not be called into the room: they are not in the team. Its owner can add them; then they see the channel.',
  );
});

test('while the desk has heard from no team, it says so; once it has, it is tried again', async () => {
  await declare();
  expect(await shown()).toMatchObject({
    room: { state: 'failed', error: expect.stringContaining('Mention the desk in one') },
  });
  await heardIn(TRIAGE);
  await askForRoom(asAgent(), { number: 'INC-1' });
  await scene.deliver();
  expect(rooms()).toMatchObject([{ name: 'inc-1-the-shop-is-down', team: { name: 'Company' } }]);
  await expect(askForRoom(asAgent(), { number: 'INC-1' })).rejects.toMatchObject({ code: 'conflict' });
});

test('of a private queue none is made, since the whole team would see it', async () => {
  await heardIn(TRIAGE);
  const { desk } = scene;
  await desk.store.client.queue.updateMany({ data: { visibility: 'private' } });
  desk.bus.publish({ topic: 'directory' });
  await declare('A leak');
  expect(rooms()).toEqual([]);
  expect(await shown()).toMatchObject({
    state: 'investigating',
    room: { state: 'failed', error: expect.stringContaining('private queue') },
  });
});

test('the settings say where, and from which severity on', async () => {
  await heardIn(HELP);
  const admin = scene.desk.ctxFor(await scene.desk.person({ roles: ['requester', 'admin'] }));
  const incidents = {
    ...{ updateMinutes: [null, null, null, null, null] as const, claimMinutes: null, stakeholders: [] },
    rooms: { severity: 4, place: { channel: 'teams', conversation: HELP }, archiveDays: null } as const,
  };
  await updateSettings(admin, { incidents });
  await declareIncident(asAgent(), { title: 'Slow', severity: 4 });
  await declareIncident(asAgent(), { title: 'Slower', severity: 5, anyway: true });
  await scene.deliver();
  expect(rooms().map(({ name }) => name)).toEqual(['inc-1-slow']);
});
