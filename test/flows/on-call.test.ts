import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWebChannel } from '../../src/channels/web/channel.ts';
import { takeEvents } from '../../src/domain/alerts/take.ts';
import { createEscalationPolicy } from '../../src/domain/escalation/policies.ts';
import { createSchedule, updateSchedule } from '../../src/domain/oncall/schedules.ts';
import { tellHandovers } from '../../src/domain/oncall/tell-handovers.ts';
import { watchCoverage } from '../../src/domain/oncall/watch.ts';
import { updatePerson } from '../../src/domain/people/update.ts';
import { addIntegration, doorOf } from '../../src/domain/services/integrations.ts';
import { createService } from '../../src/domain/services/services.ts';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import type { Ctx } from '../../src/lib/context.ts';
import { TRIAGE as SLACK_TRIAGE } from '../channels/slack/rig.ts';
import { TRIAGE as TEAMS_TRIAGE } from '../channels/teams/rig.ts';
import { type RecordingChannel, recordingChannel } from '../support/recording-channel.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import { shownText as shownOnTeams } from '../support/teams/render.ts';
import { deliverInTime } from '../support/worker.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/**
 * Ada and Nora take turns for the shop, a day each from nine in the morning. Ada is on Slack, where the team talks; Nora
 * is on Teams. Each test goes on where the last one ended.
 */
let scene: BothChats;
let mail: RecordingChannel;
let admin: Ctx;
let id: string;
beforeAll(async () => {
  scene = await createBothChats();
  mail = recordingChannel({ name: 'email', can: { edit: false } });
  const { slack, nora } = scene;
  const { desk, agent } = slack;
  await slack.say(slack.ada, slack.ada.dm(), 'hello');
  await scene.say(nora, nora.own(), 'hello');
  await work();
  admin = desk.ctxFor(await desk.person({ name: 'Robin', roles: ['requester', 'admin'] }));
  const other = await desk.store.client.person.findFirstOrThrow({ where: { name: 'Nora' } });
  ({ id } = await createSchedule(admin, {
    ...{ name: 'Shop', teamId: desk.team.id, timeZone: 'UTC' },
    layers: [
      {
        ...{ name: 'First', turns: [[agent.id], [other.id]], start: '2026-01-05T09:00' },
        every: { count: 1, unit: 'days' },
      },
    ],
  }));
  const policy = await createEscalationPolicy(admin, {
    name: 'Shop',
    steps: [{ page: [{ who: 'schedule', scheduleId: id }], waitMinutes: 5 }],
  });
  const service = await createService(admin, {
    ...{ name: 'Checkout', teamId: desk.team.id, escalationPolicyId: policy.id },
  });
  const { key } = await addIntegration(admin, { id: service.id, name: 'x', source: 'generic' });
  const door = (await doorOf(desk.ctxFor('system'), key)) ?? expect.fail('the key opens nothing');
  await takeEvents(desk.ctxFor('system'), door, [
    {
      ...{ action: 'trigger', dedupKey: 'slow', summary: 'Checkout <slow> & late', severity: 'critical' },
      ...{ source: null, labels: {}, links: [] },
    },
  ]);
});
afterAll(() => scene?.close());

async function work(): Promise<void> {
  const { desk, channel } = scene.slack;
  const system = () => desk.ctxFor('system');
  await Promise.all([tellHandovers(system()), tellHandovers(system())]);
  await watchCoverage(system(), new Set(['slack', 'teams', 'web', 'email']));
  await deliverInTime(desk, channel, scene.rig.channel, createWebChannel(desk), mail);
}
const onSlack = (where: string) =>
  scene.slack
    .cards(where)
    .map(shownOnSlack)
    .filter((text) => /on call|on-call/.test(text));
const onTeams = (where: string) =>
  scene.rig.teams
    .messages(where)
    .map(shownOnTeams)
    .filter((text) => /on call|on-call/.test(text));

test('who comes on is told by the chat that they have, and the team where it talks, with what is open', async () => {
  await work();
  const { ada } = scene.slack;
  expect(onSlack(SLACK_TRIAGE)).toEqual([expect.stringContaining('Shop: Ada on call now')]);
  expect(onSlack(ada.dm())).toEqual([expect.stringContaining('You are on call now: Shop')]);
  for (const text of [...onSlack(SLACK_TRIAGE), ...onSlack(ada.dm())]) {
    expect(text).toMatch(/Critical · Checkout[\s\S]*Checkout <slow> & late/);
  }
  expect(scene.slack.slack.violations).toEqual([]);
});

test('a day later the next one is, on Teams, once', async () => {
  scene.slack.desk.clock.advance(DAY);
  await work();
  await work();
  expect(onSlack(SLACK_TRIAGE).slice(1)).toEqual([expect.stringMatching(/Shop: Nora on call now[\s\S]*Ada/)]);
  expect(onTeams(scene.nora.own())).toEqual([
    expect.stringMatching(/You are on call now: Shop[\s\S]*Checkout <slow> & late/),
  ]);
  expect(onSlack(scene.slack.ada.dm())).toHaveLength(1);
});

test('the team is told on Teams where the schedule says so', async () => {
  const conversation = { channel: 'teams', conversation: TEAMS_TRIAGE };
  await updateSchedule(admin, { id, conversation });
  scene.slack.desk.clock.advance(DAY);
  await work();
  expect(onTeams(TEAMS_TRIAGE)).toEqual([expect.stringContaining('Shop: Ada on call now')]);
  expect(onSlack(SLACK_TRIAGE)).toHaveLength(2);
});

test('whom their chat does not take any more is told by mail', async () => {
  const chat = scene.rig.teams.state.conversations.get(scene.nora.own()) ?? expect.fail('no chat');
  chat.app = false;
  scene.slack.desk.clock.advance(DAY);
  await work();
  const [address = ''] = mail.calls.map(({ conversation }) => conversation);
  expect(mail.lines(address)).toEqual(['You are on call now: Shop']);
});

test('what would not be covered is told the next morning, once', async () => {
  const other = await scene.slack.desk.store.client.person.findFirstOrThrow({ where: { name: 'Nora' } });
  await updatePerson(admin, { id: other.id, active: false });
  scene.slack.desk.clock.advance(23 * HOUR);
  await work();
  await work();
  const told = onTeams(TEAMS_TRIAGE).filter((text) => text.includes('coverage needs a look'));
  expect(told).toEqual([expect.stringMatching(/Nobody is on call[\s\S]*Nora would be on call/)]);
});
