import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApprovalPolicy } from '../../src/domain/approvals/policies.ts';
import { advanceRequests } from '../../src/domain/catalogue/fulfil.ts';
import { createItem } from '../../src/domain/catalogue/items.ts';
import { requestOf } from '../../src/domain/catalogue/view.ts';
import { getTicket } from '../../src/domain/tickets/get.ts';
import { resolveTicket } from '../../src/domain/tickets/resolve.ts';
import { GENERAL } from '../channels/slack/rig.ts';
import { buttonIds } from '../channels/slack/seen.ts';
import { buttonOf, filledIn, HELP } from '../channels/teams/rig.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import { shownText } from '../support/teams/render.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/** Grace, on Teams, and Nils, on Slack, ask for a laptop; Wanda has to agree. */
let scene: BothChats;
let { slack, rig, grace } = {} as BothChats;
let laptop: string;
beforeAll(async () => {
  scene = await createBothChats();
  ({ slack, rig, grace } = scene);
  const { desk, nils } = slack;
  await slack.say(nils, nils.dm(), 'hello');
  await slack.say(slack.ada, slack.ada.dm(), 'hello');
  await scene.say(grace, grace.own(), 'hello');
  const admin = desk.ctxFor(await desk.person({ roles: ['admin'] }));
  const people = { who: 'people' as const, personIds: [slack.agent.id] };
  const { id: approvalPolicyId } = await createApprovalPolicy(admin, {
    ...{ name: 'Hardware', stages: [{ groups: [{ approvers: people, need: { need: 'any' } }] }] },
  });
  ({ id: laptop } = await createItem(admin, {
    ...{
      name: 'New laptop',
      queueId: desk.queue.id,
      approvalPolicyId,
      cost: { amount: 1_200, currency: 'EUR' },
    },
    fields: [
      { type: 'choice', name: 'model', label: 'Which one?', options: ['Light', 'Strong'], required: true },
      {
        ...{ type: 'paragraph', name: 'why', label: 'Why a strong one?', required: true },
        when: { field: 'model', is: ['Strong'] },
      },
    ],
    steps: [{ title: 'Order it' }, { title: 'Set it up', stage: 2 }],
  }));
  await createItem(admin, { name: 'VPN', queueId: desk.queue.id });
});
afterAll(() => scene?.close());

const goOn = async () => {
  while ((await advanceRequests(slack.desk.ctxFor('system'))) > 0);
  await scene.deliver();
};
const see = (number: string) => requestOf(slack.desk.ctxFor(slack.agent), number);

test('on Slack a command shows what there is, and then the form of the item', async () => {
  expect((await slack.nils.command('/request', '', GENERAL).answer).status).toBe(200);
  await slack.settled();
  await slack.fillIn(slack.nils, { item: `=${laptop}` });
  const wrong = await slack.fillIn(slack.nils, { model: '=Strong' });
  expect(JSON.stringify((await wrong.answer).body)).toContain('Please fill this in.');
  await slack.fillIn(slack.nils, { model: '=Strong', why: 'I build things' });
  await scene.deliver();
  const card = slack.cards(slack.nils.dm()).at(-1);
  expect(card && shownOnSlack(card)).toContain('Not decided yet');
  expect(buttonIds(card).filter((one) => one.endsWith(':solved'))).toEqual([]);
  expect(await see('REQ-1')).toMatchObject({
    ...{ state: 'approval', item: { name: 'New laptop' } },
    answers: [
      { label: 'Which one?', value: 'Strong' },
      { label: 'Why a strong one?', value: 'I build things' },
    ],
  });
});

test('who has to agree reads the answers and what it costs, and then its steps are done in turn', async () => {
  const asked = slack.cards(slack.ada.dm()).at(-1) ?? expect.fail('nobody is asked');
  for (const words of ['New laptop', 'I build things', 'Cost: 1200 EUR']) {
    expect(shownOnSlack(asked)).toContain(words);
  }
  await slack.press(slack.ada, asked, 'approval_approve');
  await goOn();
  expect((await see('REQ-1')).steps).toMatchObject([{ number: 'REQ-2', done: false }, { number: null }]);
  const mine = () => slack.cards(slack.nils.dm()).map(shownOnSlack).join('\n');
  expect(mine()).toContain('0 of 2 done');
  const asAda = slack.desk.ctxFor(slack.agent);
  await resolveTicket(asAda, { number: 'REQ-2', resolution: 'Ordered', code: 'fulfilled' });
  await goOn();
  expect(mine()).toContain('1 of 2 done');
  await resolveTicket(asAda, { number: 'REQ-3', resolution: 'There', code: 'fulfilled' });
  await goOn();
  expect((await see('REQ-1')).state).toBe('done');
  expect(mine()).toContain('All of it is done.');
});

test('on Teams words find it, and a dialog asks', async () => {
  const last = () => rig.teams.messages(grace.own()).at(-1) ?? expect.fail('nothing was said');
  await scene.say(grace, grace.own(), 'request');
  const at = () => ({ conversation: grace.own(), id: last().id });
  const choosing = await grace.openDialog(at(), buttonOf(last(), 'request_choose').data);
  const opened = await grace.sendDialog(grace.own(), filledIn(choosing, { item: laptop }));
  expect(JSON.stringify(opened)).toContain('Which one?');
  await rig.settled();
});

test('words that find nothing are a request like any other', async () => {
  await scene.say(grace, grace.own(), '/request a purple chair');
  await scene.deliver();
  const tickets = await slack.desk.store.client.ticket.findMany({ orderBy: { createdAt: 'asc' } });
  expect(tickets.at(-1)?.description).toContain('a purple chair');
  expect(rig.teams.messages(grace.own()).map(shownText).join('\n')).toContain(tickets.at(-1)?.number);
});

test('what is said in words looks like an item, and becomes one by a button', async () => {
  const { desk, nils } = slack;
  const says = async (text: string) => {
    const { ts } = await slack.say(nils, nils.dm(), text);
    await scene.deliver();
    return () => slack.cards(nils.dm(), ts)[0] ?? expect.fail('no card');
  };
  const begun = await says('I need a NEW *laptop*, please');
  const card = begun();
  expect(shownOnSlack(card)).toContain('This looks like “New laptop”');
  await slack.press(nils, card, 'request_instead');
  const filled = await slack.fillIn(nils, { model: '=Light' });
  expect((await filled.answer).status).toBe(200);
  await scene.deliver();
  const [said, asked] = (
    await desk.store.client.ticket.findMany({ orderBy: { createdAt: 'desc' }, take: 2 })
  ).toReversed();
  expect(said).toMatchObject({ state: 'cancelled' });
  expect(await see(asked?.number ?? '')).toMatchObject({ state: 'approval', item: { name: 'New laptop' } });
  const { links } = await getTicket(desk.ctxFor(slack.agent), { number: asked?.number ?? '' });
  expect(links).toMatchObject([{ kind: 'related', number: said?.number }]);
  // Neither what is cancelled nor what came of a form looks like anything.
  for (const one of [begun(), ...slack.cards(nils.dm())]) {
    expect(shownOnSlack(one)).not.toContain('This looks like');
  }
  const other = await says('My laptop is broken');
  expect(shownOnSlack(other())).toContain('My laptop is broken');
  expect(shownOnSlack(other())).not.toContain('This looks like');
});

test('on Teams the same button opens the form of the item', async () => {
  const { id: thread } = await scene.say(grace, HELP, 'A new laptop for Monday');
  await scene.deliver();
  const card = scene.cardIn(HELP, thread);
  const at = { conversation: HELP, id: card.id };
  const opened = await grace.openDialog(at, buttonOf(card, 'request_instead').data);
  expect(JSON.stringify(opened)).toContain('Which one?');
  await grace.sendDialog(HELP, filledIn(opened, { model: 'Light' }));
  await rig.settled();
  const { client } = slack.desk.store;
  const newest = await client.ticket.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
  expect(await see(newest.number)).toMatchObject({ item: { name: 'New laptop' } });
  expect(await client.ticket.findFirstOrThrow({ where: { title: { contains: 'Monday' } } })).toMatchObject({
    state: 'cancelled',
  });
});
