import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../src/lib/clock.ts';
import { createSlackScene, HELP, type SlackScene, TRIAGE } from '../channels/slack/rig.ts';
import { conversationPage, homePage, modalPage } from '../support/slack/page.ts';
import type { Person } from '../support/slack/person.ts';
import { seesAll, showChat } from './support/chat-screen.ts';
import { launchChromium } from './support/chromium.ts';

/**
 * What people see of the desk on Slack, from the message to the rating: what our channel sent, in our own rendering of
 * Block Kit. Each test goes on where the last one ended.
 */

let browser: Browser;
let page: Page;
let scene: SlackScene;
let thread: string;
beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
  scene = await createSlackScene();
});
beforeEach(() => scene.desk.clock.advance(3 * MINUTE));
afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

const show = (html: string, name: string, { documented = true } = {}): Promise<Locator> =>
  showChat(page, html, `slack-${name}`, { documented });
const inThread = () => scene.slack.messages(HELP, thread);
const showThread = (name: string, messages = inThread(), how = {}) =>
  show(conversationPage(scene.workspace, 'Thread', messages, '# help'), name, how);
const showTriage = (name: string, how = {}) =>
  show(conversationPage(scene.workspace, '# triage', scene.slack.messages(TRIAGE)), name, how);
const form = (who: Person) => who.view() ?? expect.fail(`${who.id} has no form open`);
const triageCard = () => scene.cards(TRIAGE)[0];
const requesterCard = () => scene.cards(HELP, thread)[0];

const buttons = (screen: Locator) => screen.getByRole('button').allTextContents();

test('who asks sees their request and what they can do with it', async () => {
  ({ ts: thread } = await scene.say(
    scene.grace,
    HELP,
    'Hi team, my laptop does not start.\nThe light blinks three times, and then nothing.',
  ));
  await scene.deliver();
  const screen = await showThread('request', inThread(), { documented: false });
  await seesAll(screen, 'REQ-1 · My laptop does not start', 'New', 'IT support', 'Nobody yet');
  expect(await buttons(screen)).toEqual(['Add details', 'It’s solved', 'Cancel', 'Open in the portal']);
});

test('agents see it in their channel, with all that they need to begin', async () => {
  const screen = await showTriage('triage');
  await seesAll(screen, 'REQ-1 · My laptop does not start', 'Grace', 'The light blinks three times');
  expect(await buttons(screen)).toEqual(['Take', 'Assign', 'Reply', 'More', 'Open in the console']);
});

test('who presses what is done already is told so, and nobody else', async () => {
  const { slack, workspace, ada, nils, press } = scene;
  await press(ada, triageCard(), 'take');
  await press(nils, triageCard(), 'take');
  const answered = [...slack.messages(TRIAGE), ...nils.ephemerals(TRIAGE)];
  const screen = await show(conversationPage(workspace, '# triage', answered), 'told', { documented: false });
  await seesAll(screen, 'Only visible to you', 'REQ-1 was taken by Ada already.');
  expect(scene.told(ada, TRIAGE)).toEqual([]);
});

test('the forms of agents say who reads what they write', async () => {
  await scene.deliver();
  await scene.press(scene.ada, triageCard(), 'assign');
  await seesAll(await show(modalPage(form(scene.ada)), 'assign', { documented: false }), 'Assign REQ-1');
  scene.ada.close(form(scene.ada));
  await scene.press(scene.ada, triageCard(), 'reply');
  const screen = await show(modalPage(form(scene.ada)), 'form');
  await seesAll(screen, 'The requester reads this', 'Files');
  expect(await buttons(screen)).toContain('Send to the requester');
});

test('both cards say where they stand who works on it, and the answer comes into the thread', async () => {
  await scene.fillIn(scene.ada, { body: 'Three blinks are the battery. I bring you a new one at ten.' });
  await scene.deliver();
  const hers = await showThread('thread');
  await seesAll(hers, 'In progress', 'Ada', 'Three blinks are the battery.');
  const theirs = await showTriage('taken', { documented: false });
  await seesAll(theirs, 'In progress', 'Ada');
  expect(await buttons(theirs)).not.toContain('Take');
});

test('a solved request says how, and asks how the help was', async () => {
  await scene.press(scene.ada, triageCard(), 'more');
  await show(modalPage(form(scene.ada)), 'more', { documented: false });
  await scene.fillIn(scene.ada, { what: '=resolve' });
  await show(modalPage(form(scene.ada)), 'resolve', { documented: false });
  await scene.fillIn(scene.ada, { resolution: 'A new battery', code: '=fixed' });
  await scene.deliver();
  const card = requesterCard() ?? expect.fail('no card');
  const screen = await showThread('resolved', [card]);
  await seesAll(screen, 'Resolved', 'A new battery');
  expect(await buttons(screen)).toEqual(['Reopen', 'Rate the help', 'Open in the portal']);
  await scene.press(scene.grace, card, 'rate');
  await show(modalPage(form(scene.grace)), 'rate', { documented: false });
  await scene.fillIn(scene.grace, { score: '=5', comment: 'Quick' });
  await scene.deliver();
  await seesAll(await showThread('rated', inThread(), { documented: false }), 'Rated 5 of 5');
});

test('the home tab shows what is mine, and agents what waits', async () => {
  for (const [who, words] of [
    [scene.grace, 'The door of room 4 does not open'],
    [scene.stan, 'I need access to the wiki'],
    [scene.stan, 'The projector flickers'],
  ] as const) {
    await scene.say(who, HELP, words);
  }
  await scene.deliver();
  await scene.press(scene.ada, scene.cards(TRIAGE)[1], 'take');
  const homeOf = async (who: Person) => {
    await scene.heard(who.openHome());
    return homePage(who.home() ?? expect.fail('no home'));
  };
  const hers = await show(await homeOf(scene.grace), 'home-requester', { documented: false });
  await seesAll(hers, 'The door of room 4 does not open', 'Raise a request');
  const theirs = await show(await homeOf(scene.ada), 'home');
  await seesAll(theirs, 'IT support', 'Assigned to you', 'I need access to the wiki');
  expect(scene.slack.violations).toEqual([]);
});
