import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApprovalPolicy } from '../../src/domain/approvals/policies.ts';
import { advanceRequests } from '../../src/domain/catalogue/fulfil.ts';
import { createItem } from '../../src/domain/catalogue/items.ts';
import { resolveTicket } from '../../src/domain/tickets/resolve.ts';
import { GENERAL } from '../channels/slack/rig.ts';
import { buttonOf, dialogOf, filledIn } from '../channels/teams/rig.ts';
import { type BothChats, createBothChats } from '../flows/both-chats.ts';
import { conversationPage, modalPage } from '../support/slack/page.ts';
import { cardOf } from '../support/teams/render.ts';
import { seesAll, showChat, showTeamsCards } from './support/chat-screen.ts';
import { launchChromium } from './support/chromium.ts';

/**
 * What people see of the catalogue in both chats: Nils asks for a laptop on Slack, Ada has to agree, and Grace asks on
 * Teams. Each test goes on where the last one ended.
 */

let browser: Browser;
let page: Page;
let scene: BothChats;
let { slack, rig, grace } = {} as BothChats;
let laptop: string;
beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
  scene = await createBothChats();
  ({ slack, rig, grace } = scene);
  const { desk, nils, ada } = slack;
  await slack.say(nils, nils.dm(), 'hello');
  await slack.say(ada, ada.dm(), 'hello');
  await scene.say(grace, grace.own(), 'hello');
  const admin = desk.ctxFor(await desk.person({ roles: ['admin'] }));
  const approvers = { who: 'people' as const, personIds: [slack.agent.id] };
  const { id: approvalPolicyId } = await createApprovalPolicy(admin, {
    ...{ name: 'Hardware', stages: [{ groups: [{ approvers, need: { need: 'any' } }] }] },
  });
  const cost = { amount: 1_200, currency: 'EUR' };
  ({ id: laptop } = await createItem(admin, {
    ...{
      name: 'New laptop',
      icon: '💻',
      description: 'For whoever has none, or one older than three years.',
    },
    ...{ queueId: desk.queue.id, approvalPolicyId, cost },
    fields: [
      { type: 'choice', name: 'model', label: 'Which one?', options: ['Light', 'Strong'], required: true },
      {
        ...{ type: 'paragraph', name: 'why', label: 'Why a strong one?', required: true },
        when: { field: 'model', is: ['Strong'] },
      },
      { type: 'date', name: 'by', label: 'By when?', hint: 'It takes a week or so.' },
    ],
    steps: [{ title: 'Order it' }, { title: 'Set it up', stage: 2 }],
  }));
  await createItem(admin, { name: 'VPN', icon: '🔒', queueId: desk.queue.id });
});
afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

const modal = () => modalPage(slack.nils.view() ?? expect.fail('no form is open'));
const mine = () => slack.cards(slack.nils.dm()).at(-1) ?? expect.fail('no card');
const showSlack = (card: ReturnType<typeof mine>, name: string, how = {}) =>
  showChat(page, conversationPage(slack.workspace, 'Deskbell', [card]), `slack-catalogue-${name}`, how);
const last = () => rig.teams.messages(grace.own()).at(-1) ?? expect.fail('nothing was said');
const showTeams = (content: object | undefined, name: string) =>
  showTeamsCards(page, [content ?? expect.fail('no card')], `teams-catalogue-${name}`);
const goOn = async () => {
  while ((await advanceRequests(slack.desk.ctxFor('system'))) > 0);
  await scene.deliver();
};

test('what there is to ask for is chosen from a list, and then its form asks what is needed', async () => {
  await slack.nils.command('/request', '', GENERAL).answer;
  await slack.settled();
  await showChat(page, modal(), 'slack-catalogue-choose');
  await slack.fillIn(slack.nils, { item: `=${laptop}` });
  const form = await showChat(page, modal(), 'slack-catalogue-form', { documented: true });
  await seesAll(form, 'New laptop', 'Which one?', 'By when?', 'It takes a week or so.');
});

test('whoever asked has a card that says what it waits for', async () => {
  await slack.fillIn(slack.nils, { model: '=Strong', why: 'I build things' });
  await scene.deliver();
  const card = await showSlack(mine(), 'waits');
  await seesAll(card, 'New laptop', 'Not decided yet');
  // Nothing can be solved before it is begun.
  expect(await card.getByRole('button').allTextContents()).toEqual([
    'Add details',
    'Cancel',
    'Open in the portal',
  ]);
  const asked = slack.cards(slack.ada.dm()).at(-1) ?? expect.fail('nobody is asked');
  await seesAll(await showSlack(asked, 'asked'), 'I build things', '1200 EUR', 'Approve');
});

test('and reads on it how far it is', async () => {
  const asked = slack.cards(slack.ada.dm()).at(-1);
  await slack.press(slack.ada, asked, 'approval_approve');
  await goOn();
  await seesAll(await showSlack(mine(), 'begun'), '0 of 2 done');
  const asAda = slack.desk.ctxFor(slack.agent);
  for (const number of ['REQ-2', 'REQ-3']) {
    await resolveTicket(asAda, { number, resolution: 'Done', code: 'fulfilled' });
    await goOn();
  }
  await seesAll(await showSlack(mine(), 'done'), 'All of it is done.');
});

test('on Teams a dialog offers the same, and the same form', async () => {
  await scene.say(grace, grace.own(), 'request');
  await seesAll(await showTeams(cardOf(last())?.raw, 'offer'), 'What do you need? Press the button');
  const at = { conversation: grace.own(), id: last().id };
  const choosing = await grace.openDialog(at, buttonOf(last(), 'request_choose').data);
  await showTeams(dialogOf(choosing), 'choose');
  const opened = await grace.sendDialog(grace.own(), filledIn(choosing, { item: laptop }));
  await seesAll(await showTeams(dialogOf(opened), 'form'), 'Which one?', 'By when?');
});
