import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApprovalPolicy } from '../../src/domain/approvals/policies.ts';
import { advanceChanges } from '../../src/domain/changes/advance.ts';
import { getChange } from '../../src/domain/changes/list.ts';
import { readDirectory } from '../../src/domain/settings/directory.ts';
import { updateSettings } from '../../src/domain/settings/settings.ts';
import { HOUR } from '../../src/lib/clock.ts';
import { GENERAL, TRIAGE as SLACK_TRIAGE } from '../channels/slack/rig.ts';
import { buttonIds } from '../channels/slack/seen.ts';
import { buttonOf, filledIn, TRIAGE } from '../channels/teams/rig.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import { cardOf, shownText } from '../support/teams/render.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/** Ada, on Slack, plans a change that Nora, on Teams, carries out, once Nils has approved it on Slack. */
let scene: BothChats;
let { slack, rig, nora } = {} as BothChats;
beforeAll(async () => {
  scene = await createBothChats();
  ({ slack, rig, nora } = scene);
  const { desk, nils, ada } = slack;
  await slack.say(ada, ada.dm(), 'hello');
  await slack.say(nils, nils.dm(), 'hello');
  await scene.say(nora, nora.own(), 'hello');
  const admin = desk.ctxFor(await desk.person({ roles: ['admin'] }));
  const nilsHere = await desk.store.client.person.findFirstOrThrow({ where: { name: 'Nils' } });
  const { id } = await createApprovalPolicy(admin, {
    name: 'Board',
    stages: [{ groups: [{ approvers: { who: 'people', personIds: [nilsHere.id] }, need: { need: 'any' } }] }],
  });
  const { settings } = await readDirectory(admin);
  const policies = { ...settings.changes.policies, emergency: id };
  await updateSettings(admin, { changes: { ...settings.changes, policies } });
});
afterAll(() => scene?.close());

const see = () => getChange(slack.desk.ctxFor(slack.agent), { number: 'CHG-1' });
const onSlack = () =>
  slack.cards(SLACK_TRIAGE).findLast((card) => shownOnSlack(card).includes('Emergency change')) ??
  expect.fail('no card on Slack');
const onTeams = () =>
  rig.teams
    .messages(TRIAGE)
    .findLast((card) => cardOf(card) && shownText(card).includes('Emergency change')) ??
  expect.fail('no card on Teams');
const both = () => [shownOnSlack(onSlack()), shownText(onTeams())];
const goOn = async () => {
  while ((await advanceChanges(slack.desk.ctxFor('system'))) > 0);
  await scene.deliver();
};

test('a command opens the form, and what is found is told before it is submitted', async () => {
  expect((await slack.ada.command('/change', 'Renew the certificate', GENERAL).answer).status).toBe(200);
  await slack.settled();
  const fields = {
    type: '=emergency',
    reason: 'It ends tonight.',
    plan: 'Renew it.',
    implementerId: slack.ada.id,
  };
  const wrong = await slack.fillIn(slack.ada, { ...fields, window: 'some day' });
  expect(JSON.stringify((await wrong.answer).body)).toContain('Friday 18:00 for 2 hours');
  await slack.fillIn(slack.ada, { ...fields, window: 'tomorrow 9:00 to 10:00' });
  await scene.deliver();
  expect(await see()).toMatchObject({ type: 'emergency', state: 'new', reason: 'It ends tonight.' });
  for (const card of both()) {
    expect(card).toContain('CHG-1 · Emergency change · Renew the certificate');
    expect(card).toContain('What is missing: the test plan and the backout plan.');
    expect(card).toContain('By the rule “Emergency”');
  }
});

test('submitted on Teams, it is approved by a button on Slack, and both cards say so', async () => {
  await nora.execute({ conversation: TRIAGE, id: onTeams().id }, buttonOf(onTeams(), 'change_submit'));
  await rig.settled();
  await scene.deliver();
  for (const card of both()) expect(card).toContain('Waits for approval');
  const asked = slack.cards(slack.nils.dm()).at(-1) ?? expect.fail('nobody is asked');
  const words = shownOnSlack(asked);
  for (const part of ['Emergency change', 'Renew it.', 'It ends tonight.', 'Risk'])
    expect(words).toContain(part);
  await slack.press(slack.nils, asked, 'approval_approve');
  await goOn();
  expect((await see()).state).toBe('scheduled');
  for (const card of both()) expect(card).toContain('Scheduled');
});

test('only whoever carries it out starts it', async () => {
  const at = { conversation: TRIAGE, id: onTeams().id };
  const { body } = await nora.execute(at, buttonOf(onTeams(), 'change_start'));
  expect(JSON.stringify(body)).toContain('Ada carries out CHG-1.');
  expect((await see()).state).toBe('scheduled');
});

test('outside of its window it says why, and then how it went', async () => {
  await slack.press(slack.ada, onSlack(), 'change_start');
  await slack.fillIn(slack.ada, { reason: 'It ends earlier than we thought' });
  await scene.deliver();
  for (const card of both()) expect(card).toContain('Under way');
  slack.desk.clock.advance(HOUR);
  await slack.press(slack.ada, onSlack(), 'change_done');
  await slack.fillIn(slack.ada, { outcome: '=with_issues', note: 'The proxy had to be restarted' });
  await scene.deliver();
  for (const card of both()) expect(card).toContain('The proxy had to be restarted');
  expect((await see()).state).toBe('review');
});

test('an emergency is closed on Teams once it says what was learnt, and nothing is left to press', async () => {
  const opened = await nora.openDialog(
    { conversation: TRIAGE, id: onTeams().id },
    buttonOf(onTeams(), 'change_close').data,
  );
  await nora.sendDialog(TRIAGE, filledIn(opened, { review: 'Watch when certificates end' }));
  await rig.settled();
  await scene.deliver();
  expect(await see()).toMatchObject({ state: 'closed', reviewNote: 'Watch when certificates end' });
  expect(buttonIds(onSlack()).filter((one) => one.includes('change_'))).toEqual([]);
  expect(cardOf(onTeams())?.buttons.map(({ title }) => title)).toEqual(['Open in the console']);
});

test('what is planned is told by words in both', async () => {
  await scene.say(nora, nora.own(), 'change upcoming');
  const last = () => rig.teams.messages(nora.own()).at(-1) ?? expect.fail('nothing was said');
  expect(shownText(last())).toContain('CHG-1 · Closed');
  await scene.say(nora, nora.own(), 'change');
  expect(buttonOf(last(), 'change_plan')).toBeDefined();
});
