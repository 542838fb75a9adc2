import { afterAll, beforeAll, expect, test } from 'vitest';
import { webRoutes } from '../../src/channels/web/routes.ts';
import { shiftsOfSchedule } from '../../src/domain/oncall/now.ts';
import { createSchedule } from '../../src/domain/oncall/schedules.ts';
import { followSwaps } from '../../src/domain/swaps/by-clock.ts';
import { listSwaps } from '../../src/domain/swaps/view.ts';
import { HOUR } from '../../src/lib/clock.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { GENERAL } from '../channels/slack/rig.ts';
import { buttonIds } from '../channels/slack/seen.ts';
import { buttonOf, filledIn } from '../channels/teams/rig.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import type { Message } from '../support/slack/types.ts';
import { cardOf, shownText } from '../support/teams/render.ts';
import type { TeamsMessage } from '../support/teams/types.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/**
 * Ada, on Slack, Nora, on Teams, and Pia, in the portal, take turns for Night, a day each. Each test goes on where the
 * last one ended.
 */
let scene: BothChats;
let { slack, rig, nora } = {} as BothChats;
let pia: ActingPerson;
let start: number;
let scheduleId: string;
beforeAll(async () => {
  scene = await createBothChats();
  ({ slack, rig, nora } = scene);
  const { desk, ada } = slack;
  slack.workspace.shouldEscape = true;
  pia = await desk.person({ name: 'Pia', roles: ['requester', 'agent'], teams: [desk.team] });
  await slack.say(ada, ada.dm(), 'hello');
  await scene.say(nora, nora.own(), 'hello');
  await scene.deliver();
  const people = await desk.store.client.person.findMany();
  const idOf = (name: string) => people.find((one) => one.name === name)?.id ?? '';
  start = Math.ceil(desk.clock.now().getTime() / HOUR) * HOUR;
  ({ id: scheduleId } = await createSchedule(desk.ctxFor('system'), {
    ...{ name: 'Night', teamId: desk.team.id, timeZone: 'UTC' },
    layers: [
      {
        ...{ name: 'All', turns: [[idOf('Pia')], [idOf('Ada')], [idOf('Nora')]] },
        ...{ start: new Date(start).toISOString().slice(0, 16), every: { count: 1, unit: 'days' } },
      },
    ],
  }));
});
afterAll(() => scene?.close());

const at = (hours: number) => start + hours * HOUR;
const whose = async (hours: number) => {
  const { items } = await shiftsOfSchedule(slack.desk.ctxFor('system'), {
    ...{ id: scheduleId, from: new Date(at(hours)).toISOString(), to: new Date(at(hours + 1)).toISOString() },
  });
  return items[0]?.people.map(({ name }) => name).join();
};
const latest = async () =>
  (await listSwaps(slack.desk.ctxFor('system'), {})).items[0] ?? expect.fail('no offer');

const pressable = (card: Message) =>
  buttonIds(card).flatMap((id) => id.split(':').filter((part) => part.startsWith('swap_')));
const onSlack = (): Message => {
  const cards = slack.cards(slack.ada.dm()).filter((card) => shownOnSlack(card).includes('Shift of'));
  return (
    cards.findLast((card) => pressable(card).length > 0) ?? cards.at(-1) ?? expect.fail('no card on Slack')
  );
};
const cardsOnTeams = () =>
  rig.teams.messages(nora.own()).filter((card) => shownText(card).includes('Shift of'));
const onTeams = (): TeamsMessage => cardsOnTeams().at(-1) ?? expect.fail('no card on Teams');
const asPia = () => slack.desk.ctxFor(pia, 'web');
const inPortal = async () =>
  (await webRoutes.news(asPia())).items.find(({ card }) => JSON.stringify(card).includes('Shift of')) ??
  expect.fail('nothing in the portal');
const buttonInPortal = async (action: string) => {
  const { id: message, card } = await inPortal();
  const button = card?.blocks
    .flatMap((block) => (block.type === 'actions' ? block.buttons : []))
    .find((one) => one.action === action);
  return { message, action, value: button?.value ?? expect.fail('no button in the portal') };
};
const teamsButtons = () => (cardOf(onTeams())?.buttons ?? []).map(({ title }) => title);
const bodyOf = async (heard: Promise<{ body: unknown }>) => JSON.stringify((await heard).body);

test('on Slack the form says at its fields what is wrong, and asks everybody in their own place', async () => {
  expect((await slack.ada.command('/oncall', 'swap', GENERAL).answer).status).toBe(200);
  await slack.settled();
  const shift = `=${scheduleId} ${at(24)} ${at(48)}`;
  const wrong = await slack.fillIn(slack.ada, { shift, from: 'whenever' });
  expect(JSON.stringify((await wrong.answer).body)).toContain('must be a time such as');
  const outside = await slack.fillIn(slack.ada, { shift, to: 'for 2 days' });
  expect(JSON.stringify((await outside.answer).body)).toContain('must lie within the shift');
  await slack.fillIn(slack.ada, { shift, note: 'My sister marries' });
  expect(await latest()).toMatchObject({
    ...{ state: 'open', everybody: true, note: 'My sister marries', offerer: { name: 'Ada' } },
    asked: [{ person: { name: 'Nora' } }, { person: { name: 'Pia' } }],
  });
  await scene.deliver();
  expect(shownOnSlack(onSlack())).toContain('You offer a shift: Night');
  expect(pressable(onSlack())).toEqual(['swap_withdraw']);
  for (const words of [shownText(onTeams()), JSON.stringify((await inPortal()).card)]) {
    expect(words).toContain('Ada offers you a shift: Night');
    expect(words).toContain('My sister marries');
    expect(words).toContain('Everybody (2)');
  }
  expect(teamsButtons()).toEqual(expect.arrayContaining(['Take it', 'Decline']));
});

test('declined on Teams with a word, all cards count it', async () => {
  const opened = await nora.openDialog(
    { conversation: nora.own(), id: onTeams().id },
    buttonOf(onTeams(), 'swap_decline').data,
  );
  await nora.sendDialog(nora.own(), filledIn(opened, { word: 'I am in Rome' }));
  await rig.settled();
  await scene.deliver();
  for (const words of [
    shownOnSlack(onSlack()),
    shownText(onTeams()),
    JSON.stringify((await inPortal()).card),
  ]) {
    expect(words).toContain('Everybody (2); one has declined');
    expect(words).toContain('Declined: I am in Rome');
  }
  expect(shownText(onTeams())).toContain('You have declined it');
  expect(teamsButtons()).not.toContain('Decline');
});

test('taken in the portal, every card says who has it, without buttons, and the offerer gets a message', async () => {
  const old = buttonOf(onTeams(), 'swap_take');
  const press = { delivery: crypto.randomUUID(), ...(await buttonInPortal('swap_take')) };
  for (let time = 0; time < 2; time++) {
    expect((await webRoutes.press(asPia(), press)).answer).toMatchObject({
      type: 'said',
      text: expect.stringMatching(time === 0 ? /^You have the shift of Ada for Night/ : /^Pia has taken it/),
    });
  }
  expect(await whose(24)).toBe('Pia');
  expect(await slack.desk.store.client.scheduleOverride.count()).toBe(1);
  await scene.deliver();
  const mine = slack.cards(slack.ada.dm()).filter((card) => shownOnSlack(card).includes('Shift of'));
  expect(mine).toHaveLength(2);
  for (const words of [...mine.map(shownOnSlack), shownText(onTeams())])
    expect(words).toContain('Taken by Pia');
  expect(JSON.stringify((await inPortal()).card)).toContain('You have taken it');
  expect(mine.flatMap(pressable)).toEqual([]);
  expect(teamsButtons()).not.toContain('Take it');
  expect(JSON.stringify((await inPortal()).card)).not.toContain('swap_take');

  // Somebody whose screen is behind.
  const stale = await bodyOf(nora.execute({ conversation: nora.own(), id: onTeams().id }, old));
  expect(stale).toContain('Pia has taken it. Nothing has changed.');
  expect(await slack.desk.store.client.scheduleOverride.count()).toBe(1);
});

test('on Teams by words, to one person, who takes it on Slack', async () => {
  await scene.say(nora, nora.own(), 'oncall swap Night Ada 2026-01-01 9:00 to 10:00');
  const last = () => rig.teams.messages(nora.own()).at(-1) ?? expect.fail('nothing was said');
  expect(shownText(last())).toContain('not on call for Night then');
  const day = new Date(at(60)).toISOString();
  await scene.say(nora, nora.own(), `oncall swap Ada ${day.slice(0, 10)} ${day.slice(11, 16)} for 5 hours`);
  expect(shownText(last())).toContain('You offer your shift of Night to Ada');
  await scene.deliver();
  expect(shownOnSlack(onSlack())).toContain('Nora offers you a shift: Night');
  expect((await slack.press(slack.ada, onSlack(), 'swap_take')).status).toBe(200);
  expect([await whose(59), await whose(60), await whose(64), await whose(65)]).toEqual([
    'Nora',
    'Ada',
    'Ada',
    'Nora',
  ]);
  expect(slack.told(slack.ada, slack.ada.dm()).join()).toContain('You have the shift of Nora for Night');
  await scene.deliver();
  expect(shownText(onTeams())).toContain('Taken by Ada');
});

test('on Teams by a dialog, a shift is wanted in return: both change hands at once', async () => {
  await scene.say(nora, nora.own(), 'oncall swap');
  const asked = rig.teams.messages(nora.own()).at(-1);
  const opened = await nora.openDialog(
    { conversation: nora.own(), id: asked?.id ?? '' },
    buttonOf(asked, 'oncall_swap').data,
  );
  const ada = (await slack.desk.store.client.person.findFirstOrThrow({ where: { name: 'Ada' } })).id;
  const shift = `${scheduleId} ${at(120)} ${at(144)}`;
  const inReturn = `${ada} ${scheduleId} ${at(96)} ${at(120)}`;
  const wrong = filledIn(opened, { shift, inReturn, whom: pia.id });
  expect(await bodyOf(nora.sendDialog(nora.own(), wrong))).toContain('choose nobody else');
  await nora.sendDialog(nora.own(), filledIn(opened, { shift, inReturn }));
  await rig.settled();
  await scene.deliver();
  expect(shownOnSlack(onSlack())).toContain('Nora would swap shifts with you: Night');
  await slack.press(slack.ada, onSlack(), 'swap_take');
  expect([await whose(96), await whose(120)]).toEqual(['Nora', 'Ada']);
});

test('withdrawn on Slack, it is so on all cards', async () => {
  const day = new Date(at(168)).toISOString();
  const words = `swap everybody ${day.slice(0, 10)} ${day.slice(11, 16)} for 24 hours`;
  const { body } = await slack.ada.command('/oncall', words, GENERAL).answer;
  expect(body).toMatchObject({ response_type: 'ephemeral' });
  expect(JSON.stringify(body)).toContain('to everybody of the team');
  await scene.deliver();
  const old = buttonOf(onTeams(), 'swap_take');
  await slack.press(slack.ada, onSlack(), 'swap_withdraw');
  await scene.deliver();
  expect(shownText(onTeams())).toContain('Withdrawn: Night');
  expect(JSON.stringify((await inPortal()).card)).toContain('It was withdrawn.');
  const stale = await bodyOf(nora.execute({ conversation: nora.own(), id: onTeams().id }, old));
  expect(stale).toContain('It was withdrawn. Nothing has changed.');
});

test('the offerer is reminded once, and everybody told when nobody has taken it in time', async () => {
  const { desk } = slack;
  const day = new Date(at(168)).toISOString();
  await slack.ada.command(
    '/oncall',
    `swap everybody ${day.slice(0, 10)} ${day.slice(11, 16)} for 24 hours`,
    GENERAL,
  ).answer;
  await scene.deliver();
  const mine = () => slack.cards(slack.ada.dm()).map(shownOnSlack);
  desk.clock.set(new Date(at(168) - 2 * HOUR));
  for (let time = 0; time < 2; time++) await followSwaps(desk.ctxFor('system'));
  await scene.deliver();
  expect(mine().filter((words) => words.includes('Nobody has taken it yet'))).toHaveLength(1);
  desk.clock.set(new Date(at(168)));
  await followSwaps(desk.ctxFor('system'));
  await scene.deliver();
  expect(mine().filter((words) => words.includes('Nobody took it in time'))).toHaveLength(2);
  expect(shownText(onTeams())).toContain('Nobody took it in time: Night');
  expect(teamsButtons()).not.toContain('Take it');
  expect(await whose(168)).toBe('Ada');
  const { client } = desk.store;
  const failed = await client.notice.findMany({ where: { state: { not: 'sent' } } });
  expect(failed.map(({ kind, channel, error }) => [kind, channel, error])).toEqual([]);
  expect(slack.slack.violations).toEqual([]);
});
