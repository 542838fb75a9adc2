import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeChange, finishChange, startChange } from '../../src/domain/changes/carry-out.ts';
import { planChange } from '../../src/domain/changes/plan.ts';
import { listProposals } from '../../src/domain/changes/proposals.ts';
import { listTemplates } from '../../src/domain/changes/templates.ts';
import { readDirectory } from '../../src/domain/settings/directory.ts';
import { updateSettings } from '../../src/domain/settings/settings.ts';
import { HOUR } from '../../src/lib/clock.ts';
import type { Ctx } from '../../src/lib/context.ts';
import { buttonIds } from '../channels/slack/seen.ts';
import { buttonOf } from '../channels/teams/rig.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import { cardOf, shownText } from '../support/teams/render.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/** Ada, on Slack, and Nora, on Teams, are the change managers. */
let scene: BothChats;
let { slack, rig, nora } = {} as BothChats;
let agent: Ctx;
beforeAll(async () => {
  scene = await createBothChats();
  ({ slack, rig, nora } = scene);
  const { desk, ada } = slack;
  await slack.say(ada, ada.dm(), 'hello');
  await scene.say(nora, nora.own(), 'hello');
  const admin = desk.ctxFor(await desk.person({ roles: ['admin'] }));
  agent = desk.ctxFor(slack.agent);
  const people = await desk.store.client.person.findMany({ where: { name: { in: ['Ada', 'Nora'] } } });
  const manager = { who: 'people' as const, personIds: people.map(({ id }) => id) };
  const { settings } = await readDirectory(admin);
  await updateSettings(admin, {
    changes: { ...settings.changes, factory: { after: 2, days: 30, manager } },
  });
});
afterAll(() => scene?.close());

/** So many go well. */
async function wentWell(title: string, times: number): Promise<void> {
  const { desk } = slack;
  for (let count = 0; count < times; count += 1) {
    desk.clock.advance(HOUR);
    const now = desk.clock.now().getTime();
    const { number } = await planChange(agent, {
      ...{ title: `${title} ${count}`, plan: 'Restart <it> & look.', implementerId: slack.agent.id },
      ...{ startsAt: new Date(now).toISOString(), endsAt: new Date(now + HOUR).toISOString() },
    });
    const where = { ticket: { number } };
    await desk.store.client.change.updateMany({ where, data: { state: 'scheduled' } });
    await startChange(agent, { number });
    await finishChange(agent, { number, outcome: 'successful' });
    await closeChange(agent, { number });
  }
  await scene.deliver();
}

const onSlack = (about: string) =>
  slack.cards(slack.ada.dm()).findLast((card) => shownOnSlack(card).includes(about)) ??
  expect.fail('no card on Slack');
const onTeams = (about: string) =>
  rig.teams.messages(nora.own()).findLast((card) => cardOf(card) && shownText(card).includes(about)) ??
  expect.fail('no card on Teams');
const both = (about: string) => [shownOnSlack(onSlack(about)), shownText(onTeams(about))];
const open = async () => (await listProposals(agent)).items.map(({ name }) => name);
const templates = async () => (await listTemplates(agent)).items.map(({ name }) => name);

test('whoever decides is told in their chat, with what it is made of', async () => {
  await wentWell('Restart the shop', 2);
  expect(await open()).toEqual(['Restart the shop 1']);
  for (const card of both('Restart the shop')) {
    for (const part of ['A template is proposed', 'CHG-1', 'CHG-2', '60 minutes', 'Restart <it> & look.'])
      expect(card).toContain(part);
  }
});

test('approved on Teams, both cards say so, and a second press changes nothing', async () => {
  const before = onSlack('Restart the shop');
  const at = { conversation: nora.own(), id: onTeams('Restart the shop').id };
  const approve = buttonOf(onTeams('Restart the shop'), 'proposal_approve');
  await nora.execute(at, approve);
  await rig.settled();
  // By a card that is not up to date yet.
  await slack.press(slack.ada, before, 'proposal_approve');
  await nora.execute(at, approve);
  await rig.settled();
  await scene.deliver();
  expect(await templates()).toEqual(['Restart the shop 1']);
  for (const card of both('Restart the shop')) expect(card).toContain('Approved by Nora.');
  expect(buttonIds(onSlack('Restart the shop')).filter((one) => one.includes('proposal_'))).toEqual([]);
  expect(cardOf(onTeams('Restart the shop'))?.buttons.map(({ title }) => title)).toEqual([
    'Review in the console',
  ]);
  const audits = await slack.desk.store.client.auditEntry.count({
    where: { action: 'change_template.create' },
  });
  expect(audits).toBe(1);
});

test('declined on Slack it says why, and comes again after as many more', async () => {
  await wentWell('Clean the cache', 2);
  await slack.press(slack.ada, onSlack('Clean the cache'), 'proposal_decline');
  await slack.fillIn(slack.ada, { reason: 'Too *risky*' });
  await scene.deliver();
  for (const card of both('Clean the cache')) expect(card).toContain('Declined by Ada: Too *risky*');
  expect(await open()).toEqual([]);
  await wentWell('Clean the cache', 1);
  expect(await open()).toEqual([]);
  await wentWell('Clean the cache', 1);
  expect(await open()).toEqual(['Clean the cache 0']);
  expect(await templates()).toEqual(['Restart the shop 1']);
});
