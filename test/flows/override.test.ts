import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSchedule } from '../../src/domain/oncall/schedules.ts';
import { GENERAL } from '../channels/slack/rig.ts';
import { buttonOf, filledIn } from '../channels/teams/rig.ts';
import { cardOf, shownText } from '../support/teams/render.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/** Ada, on Slack, and Nora, on Teams, say who stands in for whom. */
let scene: BothChats;
let { slack, rig, nora } = {} as BothChats;
let nightId: string;
beforeAll(async () => {
  scene = await createBothChats();
  ({ slack, rig, nora } = scene);
  const { desk, ada } = slack;
  slack.workspace.shouldEscape = true;
  await slack.say(ada, ada.dm(), 'hello');
  await scene.say(nora, nora.own(), 'hello');
  ({ id: nightId } = await createSchedule(desk.ctxFor('system'), {
    ...{ name: 'Night', teamId: desk.team.id, timeZone: 'Europe/Berlin' },
  }));
});
afterAll(() => scene?.close());

const overrides = async () => {
  const { client } = slack.desk.store;
  const rows = await client.scheduleOverride.findMany({ orderBy: { createdAt: 'asc' } });
  const people = await client.person.findMany();
  const name = (id: string | undefined) => people.find((one) => one.id === id)?.name;
  await client.scheduleOverride.deleteMany();
  return rows.map(({ personIds, from, to }) => `${name(personIds[0])} ${to.getTime() - from.getTime()}`);
};
const HOURS = 3_600_000;

test('on Slack, somebody is mentioned in a command, and only who wrote it reads the answer', async () => {
  const { body } = await slack.ada.command('/oncall', 'override @ada tomorrow 9:00 to 17:00', GENERAL).answer;
  expect(body).toMatchObject({ response_type: 'ephemeral' });
  expect(JSON.stringify(body)).toContain('You are on call for Night');
  expect(await overrides()).toEqual([`Ada ${8 * HOURS}`]);
});

test('on Slack, a command with nothing behind it opens the form', async () => {
  expect((await slack.ada.command('/oncall', 'override', GENERAL).answer).status).toBe(200);
  await slack.settled();
  const fields = { scheduleId: `=${nightId}`, personId: slack.ada.id };
  const wrong = await slack.fillIn(slack.ada, { ...fields, to: 'late' });
  expect(JSON.stringify((await wrong.answer).body)).toContain('must be a time such as 17:00');
  await slack.fillIn(slack.ada, { ...fields, to: 'for 3 hours' });
  expect(await overrides()).toEqual([`Ada ${3 * HOURS}`]);
});

test('on Teams, by words or by a dialog', async () => {
  await scene.say(nora, nora.own(), 'oncall override me for 2 hours');
  const last = () => rig.teams.messages(nora.own()).at(-1) ?? expect.fail('nothing was said');
  expect(shownText(last())).toContain('You are on call for Night');
  expect(await overrides()).toEqual([`Nora ${2 * HOURS}`]);

  await scene.say(nora, nora.own(), 'oncall override');
  expect(cardOf(last())).toBeDefined();
  const opened = await nora.openDialog(
    { conversation: nora.own(), id: last().id },
    buttonOf(last(), 'oncall_override').data,
  );
  await nora.sendDialog(
    nora.own(),
    filledIn(opened, { scheduleId: nightId, personId: 'nora', to: 'for 4 hours' }),
  );
  await rig.settled();
  expect(await overrides()).toEqual([`Nora ${4 * HOURS}`]);
  expect(await slack.desk.store.client.ticket.count()).toBe(0);
});
