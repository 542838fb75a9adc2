import { afterAll, beforeAll, expect, test } from 'vitest';
import { webRoutes } from '../../src/channels/web/routes.ts';
import { getApproval } from '../../src/domain/approvals/list.ts';
import { createApprovalPolicy } from '../../src/domain/approvals/policies.ts';
import { joinIdentity } from '../../src/domain/people/identities.ts';
import { editTicket } from '../../src/domain/tickets/edit.ts';
import type { ActingPerson, Ctx } from '../../src/lib/context.ts';
import { buttonIds } from '../channels/slack/seen.ts';
import { buttonOf, filledIn, HELP, TRIAGE } from '../channels/teams/rig.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import type { Message } from '../support/slack/types.ts';
import { cardOf, shownText } from '../support/teams/render.ts';
import type { TeamsMessage } from '../support/teams/types.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/**
 * Grace wants a new firewall rule. Two of three must agree: Nils, who is on Slack and on Teams, Nora on Teams, and Wanda
 * in the portal. Each test goes on where the last one ended.
 */
let scene: BothChats;
let { slack, rig, grace, nora, watcher } = {} as BothChats;
let policyId: string;
let id: string;
let asAda: Ctx;
beforeAll(async () => {
  scene = await createBothChats();
  ({ slack, rig, grace, nora, watcher } = scene);
  const { desk, nils, agent } = slack;
  asAda = desk.ctxFor(agent);
  await slack.say(nils, nils.dm(), 'hello');
  await scene.say(nora, nora.own(), 'hello');
  await scene.say(grace, HELP, 'A new firewall rule');
  await scene.deliver();
  const admin = desk.ctxFor(await desk.person({ roles: ['admin'] }));
  const named = (name: string) => desk.store.client.person.findFirstOrThrow({ where: { name } });
  const people = [await named('Nils'), await named('Nora'), watcher];
  const approvers = { who: 'people' as const, personIds: people.map((one) => one.id) };
  const policy = await createApprovalPolicy(admin, {
    ...{ name: 'Change', oneRejects: false },
    stages: [{ groups: [{ approvers, need: { need: 'count', count: 2 } }] }],
  });
  policyId = policy.id;
  await desk.store.client.person.updateMany({ where: { name: 'Nils' }, data: { preferredChannel: 'slack' } });
});
afterAll(() => scene?.close());

const onSlack = (): Message => {
  const cards = slack.cards(slack.nils.dm()).filter((card) => shownOnSlack(card).includes('Change'));
  return cards.at(-1) ?? expect.fail('no card on Slack');
};
const onTeams = (): TeamsMessage => {
  const cards = rig.teams.messages(nora.own()).filter((card) => shownText(card).includes('Change'));
  return cards.at(-1) ?? expect.fail('no card on Teams');
};
const asWanda = () => slack.desk.ctxFor(watcher as ActingPerson, 'web');
const inPortal = async () => {
  const { items } = await webRoutes.news(asWanda());
  return items[0] ?? expect.fail('nothing in the portal');
};
/** What stands on each card now. */
const cards = async () => [
  shownOnSlack(onSlack()),
  shownText(onTeams()),
  JSON.stringify((await inPortal()).card),
];
const hasButtons = async () => [
  buttonIds(onSlack()).some((one) => one.endsWith(':approval_approve')),
  JSON.stringify(cardOf(onTeams())?.buttons ?? []).includes('approval_approve'),
  JSON.stringify((await inPortal()).card).includes('approval_approve'),
];
const see = () => getApproval(asAda, { id });

test('everybody who is asked has a card where they are written to', async () => {
  await slack.press(slack.ada, scene.onSlack(), 'more');
  await slack.fillIn(slack.ada, { what: '=approval' });
  await slack.fillIn(slack.ada, { policyId: `=${policyId}`, reason: 'For the new shop' });
  id = (await scene.ticket()).approvals[0]?.id ?? expect.fail('nobody was asked');
  await scene.deliver();
  for (const words of await cards()) {
    expect(words).toContain('A new firewall rule');
    expect(words).toContain('For the new shop');
    expect(words).toContain('0 of 2 approved');
  }
  expect(await hasButtons()).toEqual([true, true, true]);
});

test('a vote on Slack is told on every card, and its own has no buttons any more', async () => {
  await slack.press(slack.nils, onSlack(), 'approval_approve');
  await scene.deliver();
  for (const words of await cards()) expect(words).toContain('1 of 2 approved');
  expect(await hasButtons()).toEqual([false, true, true]);
  expect(shownOnSlack(onSlack())).toContain('You approved.');
});

test('the same person, from Teams and from Slack again, changes nothing and is told so', async () => {
  const { desk } = slack;
  const also = rig.teams.addUser({ aad: 'nils', name: 'Nils' });
  const person = await desk.store.client.person.findFirstOrThrow({ where: { name: 'Nils' } });
  const noras = await desk.store.client.identity.findFirstOrThrow({
    where: { channel: 'teams', person: { name: 'Nora' } },
  });
  const externalId = noras.externalId.replace(/nora$/, 'nils');
  await joinIdentity(desk.ctxFor('system'), { id: person.id, channel: 'teams', externalId });
  const at = { conversation: nora.own(), id: onTeams().id };
  const { body } = await also.execute(at, buttonOf(onTeams(), 'approval_approve'));
  expect(JSON.stringify(body)).toContain('You have voted already (Nils approved), and nothing has changed.');
  expect((await see()).votes).toHaveLength(1);
});

test('somebody who was not asked gets a plain answer', async () => {
  const at = { conversation: nora.own(), id: onTeams().id };
  const { body } = await grace.execute(at, buttonOf(onTeams(), 'approval_approve'));
  expect(JSON.stringify(body)).toContain('There is no such approval, or you are not asked about it.');
  expect((await see()).votes).toHaveLength(1);
});

test('edited, it is asked again, and a click on the old card is no vote on the new text', async () => {
  const [oldCard, oldButton] = [onTeams(), buttonOf(onTeams(), 'approval_approve')];
  await editTicket(asAda, { number: 'REQ-1', description: 'All ports.' });
  const { body } = await nora.execute({ conversation: nora.own(), id: oldCard.id }, oldButton);
  expect(JSON.stringify(body)).toContain('was edited since you were asked, so all votes are void');
  await scene.deliver();
  const [old] = rig.teams.messages(nora.own()).filter((card) => card.id === oldCard.id);
  expect(shownText(old ?? expect.fail('it is gone'))).toContain('It was edited since');
  expect(onTeams().id).not.toBe(oldCard.id);
  for (const words of await cards()) expect(words).toContain('0 of 2 approved');
  expect(await hasButtons()).toEqual([true, true, true]);
});

test('changes are asked for by a form, rejecting needs a reason, and two rejections decide', async () => {
  const at = { conversation: nora.own(), id: onTeams().id };
  const opened = await nora.openDialog(at, buttonOf(onTeams(), 'approval_reject').data);
  await nora.sendDialog(nora.own(), filledIn(opened, { comment: 'Far too wide' }));
  await rig.settled();
  await scene.deliver();
  for (const words of await cards()) expect(words).toContain('Far too wide');
  const { id: message, card } = await inPortal();
  const button = card?.blocks
    .flatMap((block) => (block.type === 'actions' ? block.buttons : []))
    .find(({ action }) => action === 'approval_reject');
  const { value, action } = button ?? expect.fail('no button in the portal');
  const press = { delivery: crypto.randomUUID(), message, action, value };
  expect((await webRoutes.press(asWanda(), press)).answer).toMatchObject({ type: 'form' });
  const form = { delivery: crypto.randomUUID(), action, value };
  await webRoutes.submit(asWanda(), { ...form, fields: { comment: 'No' } });
  await webRoutes.submit(asWanda(), { ...form, fields: { comment: 'No' } });
  await scene.deliver();
  expect(await see()).toMatchObject({
    state: 'rejected',
    decision: 'Rejected by Nora (Far too wide), Wanda (No).',
  });
});

test('once it is decided every card says so, without buttons, and the agents read it in both chats', async () => {
  for (const words of await cards()) {
    expect(words).toContain('Rejected: REQ-1');
    expect(words).toContain('Rejected by Nora (Far too wide), Wanda (No).');
  }
  expect(await hasButtons()).toEqual([false, false, false]);
  const closed = /Closed “Change”: Rejected by Nora/;
  const thread = rig.teams.messages(HELP).find(({ author }) => author !== null)?.id ?? '';
  const { slack: there, teams } = scene.everywhere(thread);
  expect(there.filter((words) => closed.test(words))).toHaveLength(1);
  expect(teams.filter((words) => closed.test(words))).toHaveLength(1);
  expect(rig.teams.messages(TRIAGE).length).toBeGreaterThan(0);
});
