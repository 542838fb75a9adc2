import { afterAll, beforeAll, expect, test } from 'vitest';
import { updatePerson } from '../../src/domain/people/update.ts';
import { updateQueue } from '../../src/domain/queues/save.ts';
import { resolveTicket } from '../../src/domain/tickets/resolve.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import type { ActingPerson, Ctx } from '../../src/lib/context.ts';
import { createSlackScene, HELP, type SlackScene, TRIAGE } from '../channels/slack/rig.ts';
import type { Person } from '../support/slack/person.ts';
import { shownText } from '../support/slack/render.ts';
import { assignAll } from '../support/worker.ts';

/**
 * A Monday morning in a queue that gives its tickets in turn to Ada, Ben and Cleo. Each test goes on where the last one
 * ended.
 */
let scene: SlackScene;
let admin: Ctx;
let ben: ActingPerson;
let cleo: ActingPerson;
let benOnSlack: Person;
beforeAll(async () => {
  scene = await createSlackScene();
  const { desk, slack, workspace } = scene;
  admin = desk.ctxFor(await desk.person({ roles: ['requester', 'admin'] }));
  const agent = { roles: ['requester', 'agent'] as const, teams: [desk.team] };
  ben = await desk.person({ ...agent, name: 'Ben' });
  cleo = await desk.person({ ...agent, name: 'Cleo' });
  benOnSlack = slack.addUser(workspace, { id: 'U7', name: 'ben', realName: 'Ben', email: ben.email });
  await updateQueue(admin, { id: desk.queue.id, assignment: 'round_robin' });
});
afterAll(() => scene?.close());

/** A minute later the desk has given what it can, and everybody has seen it. */
async function aMinuteLater(): Promise<void> {
  scene.desk.clock.advance(MINUTE);
  await assignAll(scene.desk);
  await scene.deliver();
}
async function ask(...texts: string[]): Promise<void> {
  for (const text of texts) {
    scene.desk.clock.advance(MINUTE);
    await scene.say(scene.grace, HELP, text);
  }
  await aMinuteLater();
}
const cardOf = (number: string) =>
  shownText(
    scene.cards(TRIAGE).find((card) => shownText(card).startsWith(number)) ?? expect.fail(`no ${number}`),
  );
/** What its card in triage says of who has it. */
const holderOf = (number: string) => /Assignee\n?:?\s*(.*)/.exec(cardOf(number))?.[1];
const holders = (...numbers: number[]) => numbers.map((number) => holderOf(`REQ-${number}`));
const command = async (who: Person, text: string) => {
  await scene.heard({ answers: who.command('/ticket', text, HELP).answer });
  return scene.told(who, HELP).at(-1);
};

test('at nine, three requests go to three agents, and nobody had to press a button', async () => {
  await ask('My laptop does not start', 'My badge is broken', 'My mail is slow');
  expect(holders(1, 2, 3).sort()).toEqual(['Ada', 'Ben', 'Cleo']);
  expect(cardOf('REQ-1')).toContain('In progress');
});

test('who asked sees who has it, where they asked', async () => {
  const cards = scene.slack.messages(HELP).map(({ ts }) => scene.cards(HELP, ts)[0]);
  const words = cards.map((card) => shownText(card ?? expect.fail('no card')));
  for (const name of ['Ada', 'Ben', 'Cleo']) expect(words.join('\n')).toContain(name);
});

test('Cleo is new and takes one ticket at a time, so she is left out until hers is solved', async () => {
  await updatePerson(admin, { id: cleo.id, capacity: 1 });
  await ask('My screen flickers', 'My phone is lost', 'I need a chair');
  expect(holders(4, 5, 6)).not.toContain('Cleo');
  const hers = await scene.desk.store.client.ticket.findFirstOrThrow({ where: { assigneeId: cleo.id } });
  await resolveTicket(scene.desk.ctxFor(cleo), { number: hers.number, resolution: 'Done.' });
  await ask('I need a desk');
  expect(holders(7)).toEqual(['Cleo']);
});

test('Ada goes to a meeting and gets nothing new, but keeps what she has', async () => {
  const before = [1, 2, 3, 4, 5, 6].filter((number) => holderOf(`REQ-${number}`) === 'Ada');
  expect(await command(scene.ada, 'away')).toContain('You are away');
  await ask('My mouse squeaks');
  expect(holders(8)).toEqual(['Ben']);
  expect(holders(...before)).toEqual(before.map(() => 'Ada'));
});

test('Ben falls ill and hands back: his tickets wait, and their cards say why', async () => {
  const his = [1, 2, 3, 4, 5, 6, 8].filter((number) => holderOf(`REQ-${number}`) === 'Ben');
  expect(his.length).toBeGreaterThan(1);
  expect(await command(benOnSlack, 'away hand back')).toContain('going back to their queues');
  await aMinuteLater();
  const all = 'Nobody yet: everybody who is available is at capacity';
  expect(holders(...his)).toEqual(his.map(() => all));

  expect(await command(scene.ada, 'back')).toContain('You are available');
  await aMinuteLater();
  expect(holders(...his)).toEqual(his.map(() => 'Ada'));
});

test('Ben comes back in the afternoon to an empty list, and is first in turn', async () => {
  expect(await command(benOnSlack, 'available')).toContain('You are available');
  await aMinuteLater();
  expect(await scene.desk.store.client.ticket.count({ where: { assigneeId: ben.id } })).toBe(0);
  await ask('The printer jams');
  expect(holders(9)).toEqual(['Ben']);
});

test('an urgent request that comes in while nobody is there is given before those that waited longer', async () => {
  for (const who of [scene.ada, benOnSlack]) await command(who, 'away');
  await ask('A plant for my desk');
  await scene.say(scene.stan, HELP, 'Nobody can sign in');
  await scene.desk.store.client.ticket.update({ where: { number: 'REQ-11' }, data: { priority: 1 } });
  await aMinuteLater();
  expect(holderOf('REQ-11')).toMatch(/^Nobody yet/);
  await updatePerson(admin, { id: ben.id, capacity: 2 });
  await command(benOnSlack, 'back');
  await aMinuteLater();
  expect(holders(11)).toEqual(['Ben']);
  expect(holderOf('REQ-10')).toMatch(/^Nobody yet/);
});

test('Slack had nothing to complain of', () => {
  expect(scene.slack.violations).toEqual([]);
});
