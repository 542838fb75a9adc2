import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApprovalPolicy } from '../../src/domain/approvals/policies.ts';
import { advanceChanges } from '../../src/domain/changes/advance.ts';
import { readDirectory } from '../../src/domain/settings/directory.ts';
import { updateSettings } from '../../src/domain/settings/settings.ts';
import { HOUR } from '../../src/lib/clock.ts';
import { GENERAL, TRIAGE as SLACK_TRIAGE } from '../channels/slack/rig.ts';
import { buttonOf, dialogOf, filledIn, TRIAGE } from '../channels/teams/rig.ts';
import { type BothChats, createBothChats } from '../flows/both-chats.ts';
import { conversationPage, modalPage } from '../support/slack/page.ts';
import type { Person } from '../support/slack/person.ts';
import { cardOf } from '../support/teams/render.ts';
import { seesAll, showChat, showTeamsCards } from './support/chat-screen.ts';
import { launchChromium } from './support/chromium.ts';

/**
 * What people see of a change in both chats: Ada plans it on Slack, Nils approves it there, Nora looks on from Teams and
 * sends another one back. Each test goes on where the last one ended.
 */

let browser: Browser;
let page: Page;
let scene: BothChats;
let { slack, rig, nora } = {} as BothChats;
beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
  scene = await createBothChats();
  ({ slack, rig, nora } = scene);
  const { desk, nils, ada } = slack;
  await slack.say(nils, nils.dm(), 'hello');
  await slack.say(ada, ada.dm(), 'hello');
  await scene.say(nora, nora.own(), 'hello');
  const admin = desk.ctxFor(await desk.person({ roles: ['admin'] }));
  const named = (name: string) => desk.store.client.person.findFirstOrThrow({ where: { name } });
  const approvers = {
    who: 'people' as const,
    personIds: [(await named('Nils')).id, (await named('Nora')).id],
  };
  const { id } = await createApprovalPolicy(admin, {
    name: 'Change board',
    stages: [{ groups: [{ approvers, need: { need: 'any' } }] }],
  });
  const { settings } = await readDirectory(admin);
  const policies = { ...settings.changes.policies, emergency: id };
  await updateSettings(admin, { changes: { ...settings.changes, policies } });
});
afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

const modal = (who: Person) => modalPage(who.view() ?? expect.fail(`${who.id} has no form open`));
const onSlack = () => slack.cards(SLACK_TRIAGE).at(-1) ?? expect.fail('no card on Slack');
const onTeams = () => rig.teams.messages(TRIAGE).findLast(cardOf) ?? expect.fail('no card on Teams');
const asked = () => slack.cards(slack.nils.dm()).at(-1) ?? expect.fail('nobody is asked on Slack');
const askedOnTeams = () =>
  rig.teams.messages(nora.own()).findLast(cardOf) ?? expect.fail('nobody is asked on Teams');
const rawOf = (card: ReturnType<typeof onTeams>) => cardOf(card)?.raw ?? expect.fail('no card');
const showSlack = (title: string, card: ReturnType<typeof onSlack>, name: string, how = {}) =>
  showChat(page, conversationPage(slack.workspace, title, [card]), `slack-change-${name}`, how);
const showTeams = (content: object, name: string, how = {}) =>
  showTeamsCards(page, [content], `teams-change-${name}`, how);
const buttons = (screen: Locator) => screen.getByRole('button').allTextContents();
const goOn = async () => {
  while ((await advanceChanges(slack.desk.ctxFor('system'))) > 0);
  await scene.deliver();
};

test('the form says what each field is for, and what is wrong with one stands below it', async () => {
  await slack.ada.command('/change', 'Renew the certificate', GENERAL).answer;
  await slack.settled();
  const form = await showChat(page, modal(slack.ada), 'slack-change-form');
  await seesAll(form, 'Plan a change', 'Friday 18:00 for 2 hours');
  expect(await form.getByRole('textbox').first().inputValue()).toBe('Renew the certificate');
  const fields = {
    ...{ type: '=emergency', reason: 'It ends tonight, and with it the shop.' },
    ...{ plan: 'Renew it.\nReload the proxy.', implementerId: slack.ada.id },
  };
  const { answer } = await slack.fillIn(slack.ada, { ...fields, window: 'some day' });
  expect(JSON.stringify((await answer).body)).toContain('Friday 18:00 for 2 hours');
  await slack.fillIn(slack.ada, { ...fields, window: 'tomorrow 9:00 to 10:00' });
  await scene.deliver();
});

test('its card tells what is found before it is submitted', async () => {
  const screen = await showSlack('# triage', onSlack(), 'found', { documented: true });
  await seesAll(screen, 'CHG-1 · Emergency change · Renew the certificate', 'What is missing');
  expect(await buttons(screen)).toContain('Submit');
  const teams = await showTeams(rawOf(onTeams()), 'found');
  await seesAll(teams, 'CHG-1 · Emergency change · Renew the certificate', 'Submit');
});

test('whoever is asked reads all that they say yes or no to', async () => {
  await slack.press(slack.ada, onSlack(), 'change_submit');
  await scene.deliver();
  const screen = await showSlack('Deskbell', asked(), 'asked', { documented: true });
  await seesAll(screen, 'Emergency change', 'It ends tonight', 'Reload the proxy', 'Risk');
  expect((await buttons(screen)).slice(0, 2)).toEqual(['Approve', 'Reject']);
  const teams = await showTeams(rawOf(askedOnTeams()), 'asked', { documented: true });
  await seesAll(teams, 'Emergency change', 'Approve', 'Reject');
});

test('who says no is asked why', async () => {
  await slack.press(slack.nils, asked(), 'approval_reject');
  await seesAll(await showChat(page, modal(slack.nils), 'slack-change-reject'), 'Reject');
  const at = { conversation: nora.own(), id: askedOnTeams().id };
  const opened = await nora.openDialog(at, buttonOf(askedOnTeams(), 'approval_changes').data);
  await showTeams(dialogOf(opened), 'send-back');
});

test('once it is decided nothing is left to press, and everybody reads who decided', async () => {
  await slack.press(slack.nils, asked(), 'approval_approve');
  await goOn();
  const screen = await showSlack('Deskbell', asked(), 'approved');
  await seesAll(screen, 'Approved by Nils');
  expect(await buttons(screen)).not.toContain('Approve');
  const teams = await showTeams(rawOf(askedOnTeams()), 'approved');
  await seesAll(teams, 'Approved by Nils');
  expect(await buttons(teams)).not.toContain('Approve');
});

test('whoever carries it out starts it, says why it is early, and how it went', async () => {
  const ready = await showSlack('# triage', onSlack(), 'scheduled');
  expect(await buttons(ready)).toContain('Start');
  await slack.press(slack.ada, onSlack(), 'change_start');
  await seesAll(await showChat(page, modal(slack.ada), 'slack-change-early'), 'CHG-1');
  await slack.fillIn(slack.ada, { reason: 'It ends earlier than we thought' });
  await scene.deliver();
  const under = await showSlack('# triage', onSlack(), 'under-way');
  for (const button of ['Done', 'Back out']) expect(await buttons(under)).toContain(button);
  slack.desk.clock.advance(HOUR);
  await slack.press(slack.ada, onSlack(), 'change_done');
  await seesAll(await showChat(page, modal(slack.ada), 'slack-change-outcome'), 'CHG-1');
  await slack.fillIn(slack.ada, { outcome: '=with_issues', note: 'The proxy had to be restarted' });
  await scene.deliver();
  await seesAll(await showSlack('# triage', onSlack(), 'review'), 'The proxy had to be restarted');
  await seesAll(await showTeams(rawOf(onTeams()), 'review'), 'The proxy had to be restarted');
});

test('what was learnt is asked for on Teams, and then it is closed in both', async () => {
  const at = { conversation: TRIAGE, id: onTeams().id };
  const opened = await nora.openDialog(at, buttonOf(onTeams(), 'change_close').data);
  await showTeams(dialogOf(opened), 'close');
  await nora.sendDialog(TRIAGE, filledIn(opened, { review: 'Watch when certificates end' }));
  await rig.settled();
  await scene.deliver();
  const screen = await showSlack('# triage', onSlack(), 'closed');
  expect(await buttons(screen)).toEqual(['Open in the console']);
  await seesAll(await showTeams(rawOf(onTeams()), 'closed'), 'Closed');
});
