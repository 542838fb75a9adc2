import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApprovalPolicy } from '../../src/domain/approvals/policies.ts';
import { advanceChanges } from '../../src/domain/changes/advance.ts';
import { submitChange } from '../../src/domain/changes/agree.ts';
import { getChange } from '../../src/domain/changes/list.ts';
import { planChange } from '../../src/domain/changes/plan.ts';
import { createBoard } from '../../src/domain/meetings/boards.ts';
import { followMeetings } from '../../src/domain/meetings/by-clock.ts';
import { getMeeting, listMeetings } from '../../src/domain/meetings/list.ts';
import { writeMinutes } from '../../src/domain/meetings/minutes.ts';
import { beginMeeting, endMeeting } from '../../src/domain/meetings/move.ts';
import { readDirectory } from '../../src/domain/settings/directory.ts';
import { updateSettings } from '../../src/domain/settings/settings.ts';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { GENERAL, TRIAGE as SLACK_TRIAGE } from '../channels/slack/rig.ts';
import { buttonIds } from '../channels/slack/seen.ts';
import { buttonOf, TRIAGE } from '../channels/teams/rig.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import { cardOf, shownText } from '../support/teams/render.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/** Two boards talk about the same change: one on Slack, one on Teams. Nils votes on Slack, Nora on Teams. */
let scene: BothChats;
let { slack, rig, nora } = {} as BothChats;
let admin: ActingPerson;
beforeAll(async () => {
  scene = await createBothChats();
  ({ slack, rig, nora } = scene);
  const { desk, nils, ada } = slack;
  await slack.say(ada, ada.dm(), 'hello');
  await slack.say(nils, nils.dm(), 'hello');
  await scene.say(nora, nora.own(), 'hello');
  admin = await desk.person({ name: 'Root', roles: ['admin'] });
  const ctx = desk.ctxFor(admin);
  const who = await desk.store.client.person.findMany({ where: { name: { in: ['Nils', 'Nora'] } } });
  const { id } = await createApprovalPolicy(ctx, {
    name: 'Board',
    stages: [
      {
        groups: [
          { approvers: { who: 'people', personIds: who.map((one) => one.id) }, need: { need: 'all' } },
        ],
      },
    ],
  });
  const { settings } = await readDirectory(ctx);
  const policies = { ...settings.changes.policies, emergency: id };
  await updateSettings(ctx, { changes: { ...settings.changes, policies } });
  const at = (hours: number) => new Date(desk.clock.now().getTime() + hours * HOUR).toISOString();
  const { number } = await planChange(ctx, {
    ...{ title: 'Renew the certificate', description: 'It ends.', reason: 'It ends.', type: 'emergency' },
    ...{
      plan: 'Renew it.',
      testPlan: 'Look.',
      backoutPlan: 'The old one.',
      startsAt: at(72),
      endsAt: at(73),
    },
  });
  await submitChange(ctx, { number });
  for (const [name, conversation] of [
    ['CAB', { channel: 'slack', conversation: `T1:${SLACK_TRIAGE}` }],
    ['CAB on Teams', { channel: 'teams', conversation: TRIAGE }],
  ] as const) {
    await createBoard(ctx, {
      ...{ name, conversation, cron: '0 10 * * *', timeZone: 'Europe/Berlin', minutes: 60, leadHours: 24 },
      ...{ chairId: admin.id, members: { who: 'people', personIds: [admin.id] } },
      filter: {
        ...{ states: ['authorize'], types: [], leastRisk: 'low' },
        ...{ serviceIds: [], teamIds: [], withinDays: null },
      },
    });
  }
  await followMeetings(desk.ctxFor('system'));
  await scene.deliver();
});
afterAll(() => scene?.close());

const asAdmin = () => slack.desk.ctxFor(admin);
const nearest = async () => (await listMeetings(asAdmin(), { limit: 2 })).items;
const onSlack = (words: string) =>
  slack.cards(SLACK_TRIAGE).filter((card) => shownOnSlack(card).includes(words));
const onTeams = (words: string) =>
  rig.teams.messages(TRIAGE).filter((card) => cardOf(card) && shownText(card).includes(words));
const state = async () => (await getChange(asAdmin(), { number: 'CHG-1' })).state;

test('the agenda stands in both chats, with a way to the console', () => {
  const [slackCard, ...others] = onSlack('CAB ·');
  const [teamsCard, ...more] = onTeams('CAB on Teams ·');
  expect([others, more]).toEqual([[], []]);
  for (const card of [slackCard && shownOnSlack(slackCard), teamsCard && shownText(teamsCard)]) {
    expect(card).toContain('Planned');
    expect(card).toContain('1. CHG-1 · Renew the certificate · Waits for approval');
  }
  expect(cardOf(teamsCard ?? expect.fail('no card'))?.buttons.map(({ title }) => title)).toContain(
    'Open in the console',
  );
});

test('a command tells the next meeting in both chats', async () => {
  expect((await slack.ada.command('/change', 'meeting', GENERAL).answer).status).toBe(200);
  await slack.settled();
  expect(slack.told(slack.ada, GENERAL).at(-1)).toContain('1. CHG-1 · Renew the certificate');
  await scene.say(nora, nora.own(), 'change meeting');
  const last = shownText(rig.teams.messages(nora.own()).at(-1) ?? expect.fail('nothing was said'));
  for (const part of ['CAB', 'Planned', '1. CHG-1 · Renew the certificate', 'Then: ']) {
    expect(last).toContain(part);
  }
});

test('begun, it asks for the open votes, and whoever is not asked is told so', async () => {
  for (const { id } of await nearest()) await beginMeeting(asAdmin(), { id });
  await scene.deliver();
  const card = onSlack('waits for approval, ')[0] ?? expect.fail('no card on Slack');
  expect(shownOnSlack(card)).toContain('0 of 2 approved');
  await slack.press(slack.ada, card, 'approval_approve');
  expect(slack.told(slack.ada, SLACK_TRIAGE).at(-1)).toContain('You are not asked');
  await scene.deliver();
  expect(shownOnSlack(onSlack('waits for approval, ')[0] ?? card)).toContain('0 of 2 approved');
});

test('votes in the meetings of both chats are those of the approval', async () => {
  const [card] = onSlack('waits for approval, ');
  await slack.press(slack.nils, card ?? expect.fail('no card on Slack'), 'approval_approve');
  await scene.deliver();
  const asks = onTeams('waits for approval, ')[0] ?? expect.fail('no card on Teams');
  expect(shownText(asks)).toContain('1 of 2 approved');
  await nora.execute({ conversation: TRIAGE, id: asks.id }, buttonOf(asks, 'approval_approve'));
  await rig.settled();
  while ((await advanceChanges(slack.desk.ctxFor('system'))) > 0);
  await scene.deliver();
  expect(await state()).toBe('scheduled');
  const decided = onSlack('CAB ·').filter((card) => shownOnSlack(card).includes('Emergency change'));
  expect(decided.map((card) => buttonIds(card).filter((one) => one.includes('approval_')))).toEqual([[]]);
  const [there, ...others] = onTeams('CAB on Teams ·').filter((card) =>
    shownText(card).includes('Emergency change'),
  );
  expect(others).toEqual([]);
  expect(shownText(there ?? expect.fail('no card on Teams'))).toContain('Scheduled');
});

test('minutes are one message in each chat, edited when they are corrected', async () => {
  const write = async (minutes: string, version: number) => {
    for (const { id } of await nearest()) {
      const { agenda } = await getMeeting(asAdmin(), { id });
      await writeMinutes(asAdmin(), { id, itemId: agenda[0]?.id ?? '', minutes, version });
    }
    await scene.deliver();
  };
  await write('Agreed <!channel> by *all*', 0);
  await write('Agreed by both', 1);
  expect([onSlack('Agreed by both').length, onTeams('Agreed by both').length]).toEqual([1, 1]);
  expect([onSlack('<!channel>').length, onTeams('by *all*').length]).toEqual([0, 0]);
});

test('at its end the card says so, and a later meeting comes by itself', async () => {
  for (const { id } of await nearest()) await endMeeting(asAdmin(), { id });
  slack.desk.clock.advance(DAY);
  await followMeetings(slack.desk.ctxFor('system'));
  await scene.deliver();
  expect([onSlack('Held').length, onTeams('Held').length]).toEqual([1, 1]);
  expect(onTeams('nothing yet')).toHaveLength(1);
});
