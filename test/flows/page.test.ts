import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendPages } from '../../src/chat/pages.ts';
import { listAlerts } from '../../src/domain/alerts/list.ts';
import { escalate } from '../../src/jobs/page.ts';
import { GENERAL } from '../channels/slack/rig.ts';
import { buttonOf } from '../channels/teams/rig.ts';
import { LINK_KEY } from '../support/server.ts';
import { cardOf, shownText } from '../support/teams/render.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/** Ada, on Slack, pages Nora, who is on Teams. Each test goes on where the last one ended. */
let scene: BothChats;
let { slack, rig, nora } = {} as BothChats;
beforeAll(async () => {
  scene = await createBothChats();
  ({ slack, rig, nora } = scene);
  slack.workspace.shouldEscape = true;
  await slack.say(slack.ada, slack.ada.dm(), 'hello');
  await scene.say(nora, nora.own(), 'hello');
});
afterAll(() => scene?.close());

async function work(): Promise<void> {
  const ctx = slack.desk.ctxFor('system');
  const channels = new Map([slack.channel, rig.channel].map((channel) => [channel.name, channel]));
  const deps = { channels, publicUrl: () => 'https://desk.example.com', linkKey: LINK_KEY };
  while ((await escalate(ctx)) + (await sendPages(ctx, deps)) > 0);
}
const open = async () => (await listAlerts(slack.desk.ctxFor(slack.agent), {})).items;
const cards = () => rig.teams.messages(nora.own()).filter((one) => cardOf(one));

test('a command pages at once, and only who wrote it reads whom and how', async () => {
  const delivery = slack.ada.command('/page', 'Nora the checkout is down', GENERAL);
  const { body } = await delivery.answer;
  expect(body).toMatchObject({ response_type: 'ephemeral' });
  expect(JSON.stringify(body)).toContain('Nora by Teams · now');
  await delivery.retry({}).answer;
  await work();
  expect(cards().map(shownText)).toEqual([expect.stringContaining('Ada pages: the checkout is down')]);
});

test('whoever is paged acknowledges it on Teams, and it pages nobody any more', async () => {
  const [card] = cards();
  if (!card) expect.fail('no card');
  await nora.execute({ conversation: nora.own(), id: card.id }, buttonOf(card, 'alert_acknowledge'));
  await work();
  expect(await open()).toMatchObject([{ state: 'acknowledged', acknowledgedBy: { name: 'Nora' } }]);
  expect(cards().map(shownText)).toEqual([expect.stringContaining('Acknowledged by Nora')]);
});

test('on Slack, a mention pages, and what is ambiguous is chosen from a form', async () => {
  const { desk, ada } = slack;
  await ada.command('/page', '@ada low: when you are back', GENERAL).answer;
  expect(await open()).toMatchObject([{ summary: 'when you are back', severity: 'info' }, {}]);
  const team = await desk.addTeam('Nora');
  await ada.command('/page', 'nora it is down again', GENERAL).answer;
  await slack.settled();
  expect(await open()).toHaveLength(2);
  const id = (await desk.store.client.person.findFirstOrThrow({ where: { name: 'Nora' } })).id;
  await slack.fillIn(ada, { to: `=person:${id}`, text: 'it is down again' });
  expect(await open()).toMatchObject([{ summary: 'it is down again', severity: 'critical' }, {}, {}]);
  await desk.store.client.team.delete({ where: { id: team.id } });
});

test('on Teams, words to the desk page, also in the middle of a talk about a ticket', async () => {
  await scene.say(nora, nora.own(), 'My chair wobbles');
  await scene.deliver();
  const tickets = await slack.desk.store.client.ticket.count();
  await scene.say(nora, nora.own(), 'page Ada the printer burns');
  expect(shownText(rig.teams.messages(nora.own()).at(-1) ?? expect.fail())).toContain('Ada is paged');
  expect((await open())[0]).toMatchObject({ summary: 'the printer burns', askedBy: { name: 'Nora' } });
  expect(await slack.desk.store.client.ticket.count()).toBe(tickets);
});
