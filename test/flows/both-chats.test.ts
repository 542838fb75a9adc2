import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unwatchTicket, watchTicket } from '../../src/domain/tickets/watch.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { TRIAGE as SLACK_TRIAGE } from '../channels/slack/rig.ts';
import { buttonOf, filledIn, HELP, TRIAGE } from '../channels/teams/rig.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import type { Person, Said } from '../support/teams/person.ts';
import { cardOf, shownText } from '../support/teams/render.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/** Each test goes on where the last one ended. */
let scene: BothChats;
let { slack, rig, grace, nora, watcher } = {} as BothChats;
let thread: string;
beforeAll(async () => {
  scene = await createBothChats();
  ({ slack, rig, grace, nora, watcher } = scene);
});
afterAll(() => scene?.close());

const everywhere = () => scene.everywhere(thread);
const allCards = () => [
  shownOnSlack(scene.onSlack()),
  shownText(scene.cardIn(TRIAGE)),
  shownText(scene.cardIn(HELP, thread)),
];

test('what is asked on Teams stands as a card for agents on both', async () => {
  ({ id: thread } = await scene.say(grace, HELP, 'My laptop does not start'));
  await scene.deliver();
  await watchTicket(slack.desk.ctxFor(slack.agent), { number: 'REQ-1', personId: watcher.id });
  for (const words of allCards()) {
    expect(words).toContain('REQ-1 · My laptop does not start');
  }
});

test('taken on Slack, it is so on every card, in place', async () => {
  await slack.press(slack.ada, scene.onSlack(), 'take');
  await scene.deliver();
  expect(await scene.ticket()).toMatchObject({ state: 'in_progress', assignee: { name: 'Ada' } });
  for (const words of allCards()) {
    expect(words).toContain('In progress');
    expect(words).toContain('Ada');
  }
  expect(slack.cards(SLACK_TRIAGE)).toHaveLength(1);
});

test('what agents say among themselves goes from one chat to the other, and to nobody else', async () => {
  await slack.say(slack.ada, SLACK_TRIAGE, 'She dropped it, xyzzy', { thread: scene.onSlack().ts });
  await scene.say(nora, TRIAGE, 'Again? xyzzy', { thread: scene.cardIn(TRIAGE).id });
  await scene.deliver();
  expect(everywhere()).toEqual({
    requester: [],
    slack: ['Nora (Teams)\nOnly for those who work on the ticket\nAgain? xyzzy'],
    teams: [expect.stringMatching(/Ada \(Slack\)[\s\S]*She dropped it, xyzzy/)],
  });
  expect(JSON.stringify(await scene.inPortal())).not.toContain('xyzzy');
});

test('an answer by one of them reaches the requester, and the others, once', async () => {
  const opened = await nora.openDialog(
    { conversation: TRIAGE, id: scene.cardIn(TRIAGE).id },
    buttonOf(scene.cardIn(TRIAGE), 'reply').data,
  );
  await nora.sendDialog(TRIAGE, filledIn(opened, { body: 'Does the light blink?' }));
  await scene.deliver();
  const { requester, slack: there, teams } = everywhere();
  expect(requester).toEqual(['Nora\nDoes the light blink?']);
  expect(there.filter((words) => words.includes('Does the light blink?'))).toHaveLength(1);
  expect(there.at(-1)).toBe('Nora (Teams)\nDoes the light blink?');
  expect(teams.filter((words) => words.includes('Does the light blink?'))).toHaveLength(1);
});

describe('what the requester then', () => {
  let reply: Said;

  test('writes is heard in both, with its file', async () => {
    reply = await scene.say(grace, HELP, 'It blinks twice', {
      thread,
      files: [{ name: 'blink.txt', bytes: Buffer.from('on off on off'), type: 'text/plain' }],
    });
    await scene.deliver();
    const { requester, slack: there, teams } = everywhere();
    // It is not said twice where it was said.
    expect(requester).toHaveLength(1);
    expect(there.at(-1)).toMatch(/Grace \(Teams\)[\s\S]*It blinks twice[\s\S]*blink\.txt/);
    expect(teams.at(-1)).toMatch(/Grace[\s\S]*It blinks twice[\s\S]*blink\.txt/);
    // From either, the file itself is one press away.
    const { id } = await slack.desk.store.client.attachment.findFirstOrThrow();
    const url = `https://desk.example.com/api/v1/attachments/${id}`;
    const onSlack = slack.slack.messages(SLACK_TRIAGE, scene.onSlack().ts).at(-1);
    expect(JSON.stringify(onSlack?.blocks)).toContain(`{"type":"link","url":"${url}","text":"blink.txt"}`);
    const onTeams = rig.teams.messages(TRIAGE, scene.cardIn(TRIAGE).id).at(-1);
    expect(onTeams?.activity.text).toMatch(/<a href="https:[^"]+">blink[^<]*txt<\/a>/);
  });

  test('edits is changed in both, in place', async () => {
    const before = [everywhere().slack.length, everywhere().teams.length];
    await grace.edit(reply, 'It blinks three times');
    await scene.deliver();
    const { slack: there, teams } = everywhere();
    expect([there.length, teams.length]).toEqual(before);
    for (const words of [there.at(-1), teams.at(-1)]) {
      expect(words).toContain('It blinks three times');
      expect(words).not.toContain('twice');
    }
  });

  test('deletes is gone from both', async () => {
    await grace.remove(reply);
    await scene.deliver();
    const { slack: there, teams } = everywhere();
    expect(JSON.stringify([there, teams])).not.toContain('blinks');
  });
});

test('on hold, and off it again by the requester’s answer', async () => {
  await slack.press(slack.ada, scene.onSlack(), 'more');
  await slack.fillIn(slack.ada, { what: '=hold' });
  await slack.fillIn(slack.ada, { reason: '=awaiting_requester', comment: 'Which model is it?' });
  await scene.deliver();
  for (const words of allCards()) {
    expect(words).toContain('On hold: waiting for the requester');
  }
  expect(everywhere().requester.at(-1)).toBe('Ada (Slack)\nWhich model is it?');
  await scene.say(grace, HELP, 'The small one', { thread });
  await scene.deliver();
  expect(await scene.ticket()).toMatchObject({ state: 'in_progress' });
  expect(shownOnSlack(scene.onSlack())).toContain('In progress');
});

test('resolved on Slack, reopened on Teams, resolved on Teams, and rated', async () => {
  await slack.press(slack.ada, scene.onSlack(), 'more');
  await slack.fillIn(slack.ada, { what: '=resolve' });
  await slack.fillIn(slack.ada, { resolution: 'A new battery', code: '=fixed' });
  await scene.deliver();
  expect(shownText(scene.cardIn(HELP, thread))).toContain('A new battery');
  expect(shownText(scene.cardIn(TRIAGE))).toContain('Resolved');
  await grace.execute(
    { conversation: HELP, id: scene.cardIn(HELP, thread).id },
    buttonOf(scene.cardIn(HELP, thread), 'reopen'),
  );
  await scene.deliver();
  expect(shownOnSlack(scene.onSlack())).toContain('In progress');
  await nora.react({ conversation: TRIAGE, id: scene.cardIn(TRIAGE).id }, '2705_whiteheavycheckmark');
  await scene.deliver();
  expect(await scene.ticket()).toMatchObject({ state: 'resolved' });
  expect(shownOnSlack(scene.onSlack())).toContain('Resolved');
  const card = scene.cardIn(HELP, thread);
  const opened = await grace.openDialog({ conversation: HELP, id: card.id }, buttonOf(card, 'rate').data);
  await grace.sendDialog(HELP, filledIn(opened, { score: '5' }));
  await scene.deliver();
  expect((await scene.ticket()).rating).toMatchObject({ score: 5 });
  expect(shownText(scene.cardIn(HELP, thread))).toContain('Rated 5 of 5');
});

test('nothing was said twice, nothing failed, and there is one card in each place', async () => {
  const { requester, slack: there, teams } = everywhere();
  for (const words of [requester, there, teams]) expect(new Set(words).size).toBe(words.length);
  expect(slack.cards(SLACK_TRIAGE)).toHaveLength(1);
  expect(rig.teams.messages(TRIAGE).filter((one) => cardOf(one))).toHaveLength(1);
  expect(rig.teams.messages(HELP, thread).filter((one) => cardOf(one))).toHaveLength(1);
  const { client } = slack.desk.store;
  expect(await client.notice.count({ where: { state: { not: 'sent' } } })).toBe(0);
  expect(slack.slack.violations).toEqual([]);
});

describe('somebody who is asked to take part', () => {
  const partIn = (words: RegExp) =>
    rig.teams
      .messages(pia.own())
      .filter(({ author }) => author === null)
      .map(shownText)
      .find((text) => words.test(text));
  let pia: Person;
  let participant: ActingPerson;

  test('gets what was said in public, in the chat that they chose, and nothing of the agents’ talk', async () => {
    const { desk } = slack;
    participant = await desk.person({ name: 'Pia' });
    // She has both chats, was met on Slack last, and wants to be written to on Teams.
    pia = rig.teams.addUser({ aad: 'pia', name: 'Pia', email: participant.email });
    const onSlack = slack.slack.addUser(slack.workspace, {
      ...{ id: 'U8', name: 'pia', realName: 'Pia', email: participant.email },
    });
    await scene.say(pia, pia.own(), 'here');
    await slack.say(onSlack, onSlack.dm(), 'help');
    await slack.press(slack.ada, slack.cards(SLACK_TRIAGE)[0], 'reopen');
    await scene.deliver();
    slack.desk.clock.advance(1000);
    await watchTicket(desk.ctxFor(slack.agent), { number: 'REQ-1', personId: participant.id, inChat: true });
    await scene.deliver();
    const card = partIn(/REQ-1 · My laptop does not start/) ?? expect.fail('no card');
    for (const words of ['Does the light blink?', 'The small one', 'A new battery'])
      expect(card).toContain(words);
    expect(card).not.toContain('xyzzy');
    expect(rig.teams.messages(pia.own()).map(shownText).join('\n')).not.toContain('xyzzy');
  });

  test('answers from there, and is heard by all', async () => {
    const card = rig.teams.messages(pia.own()).find((message) => cardOf(message));
    await scene.say(pia, pia.own(), 'Mine did so too', { quote: card?.id ?? '' });
    await scene.deliver();
    expect(everywhere().requester.at(-1)).toBe('Pia\nMine did so too');
    expect(everywhere().slack.at(-1)).toContain('Mine did so too');
    expect(everywhere().teams.at(-1)).toContain('Mine did so too');
  });

  test('hears what is said in public from then on, and no note', async () => {
    await slack.say(slack.ada, SLACK_TRIAGE, 'Typical, xyzzy', { thread: scene.onSlack().ts });
    await scene.say(grace, HELP, 'Thanks Pia', { thread });
    await scene.deliver();
    expect(partIn(/Grace[\s\S]*Thanks Pia/)).toBeDefined();
    expect(partIn(/xyzzy/)).toBeUndefined();
  });

  test('hears no more of it once they are let go', async () => {
    await unwatchTicket(slack.desk.ctxFor(slack.agent), { number: 'REQ-1', personId: participant.id });
    await scene.say(grace, HELP, 'It is quiet now', { thread });
    await scene.deliver();
    expect(partIn(/You no longer take part/)).toBeDefined();
    expect(partIn(/It is quiet now/)).toBeUndefined();
  });
});

test('what looks bold in one chat does so in the other, and a link says where it leads', async () => {
  const html = '<p>It is <b>very</b> loud, see <a href="https://noise.example/a">this</a></p>';
  await scene.say(grace, HELP, 'It is very loud, see this', { thread, html });
  await scene.deliver();
  const posted = slack.slack.messages(SLACK_TRIAGE, scene.onSlack().ts).at(-1);
  expect(JSON.stringify(posted?.blocks)).toContain('{"type":"text","text":"very","style":{"bold":true}}');
  expect(JSON.stringify(posted?.blocks)).toContain('see this (https://noise.example/a)');
  expect(slack.slack.violations).toEqual([]);
});
