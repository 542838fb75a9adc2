import { afterAll, beforeAll, expect, test } from 'vitest';
import { notificationsFor } from '../../src/chat/views/notifications.ts';
import { changeTask } from '../../src/domain/tasks/change.ts';
import { getTicket } from '../../src/domain/tickets/get.ts';
import { buttonOf, filledIn, HELP, TRIAGE } from '../channels/teams/rig.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import { shownText } from '../support/teams/render.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/** A move to another office, in two chats at once. Each test goes on where the last one ended. */
let scene: BothChats;
let { slack, rig, grace, nora } = {} as BothChats;
let thread: string;
beforeAll(async () => {
  scene = await createBothChats();
  ({ slack, rig, grace, nora } = scene);
});
afterAll(() => scene?.close());

const taskNamed = async (title: string) =>
  (await scene.ticket()).tasks.find((task) => task.title === title) ?? expect.fail(`no task ${title}`);
const seenBy = { requester: () => shownText(scene.cardIn(HELP, thread)) };
const agentsCards = () => [shownOnSlack(scene.onSlack()), shownText(scene.cardIn(TRIAGE))];

/** By “More” on Teams: which form, and what it is filled in with. */
async function byMoreOnTeams(what: string, fields: Record<string, string>) {
  const at = { conversation: TRIAGE, id: scene.cardIn(TRIAGE).id };
  const more = await nora.openDialog(at, buttonOf(scene.cardIn(TRIAGE), 'more').data);
  const asked = await nora.sendDialog(TRIAGE, filledIn(more, { what }));
  const answered = await nora.sendDialog(TRIAGE, filledIn(asked, fields));
  await rig.settled();
  return answered;
}
async function byMoreOnSlack(what: string, fields?: Record<string, string | string[]>) {
  await slack.press(slack.ada, scene.onSlack(), 'more');
  const next = await slack.fillIn(slack.ada, { what: `=${what}` });
  return fields ? slack.fillIn(slack.ada, fields) : next;
}

test('what is asked for in a chat becomes a project, and its cards say so', async () => {
  ({ id: thread } = await scene.say(grace, HELP, 'We move to Berlin in March'));
  await scene.deliver();
  expect(JSON.stringify(scene.cardIn(HELP, thread))).toContain('It’s solved');
  await byMoreOnSlack('project');
  await scene.deliver();
  for (const words of [...agentsCards(), seenBy.requester()]) {
    expect(words).toMatch(/Project[\s\S]*Nothing to do yet/);
  }
});

test('tasks are written on one platform and ticked on the other, and every card counts them', async () => {
  expect(
    await byMoreOnSlack('tasks', { tasks: 'Order the line\nPack the servers\nTell the staff' }),
  ).toMatchObject({
    outcome: 'closed',
  });
  const [line, servers] = [await taskNamed('Order the line'), await taskNamed('Pack the servers')];
  await byMoreOnTeams('tasks', { done: `${line.id},${servers.id}` });
  await scene.deliver();
  for (const words of [...agentsCards(), seenBy.requester()]) expect(words).toContain('2 of 3 done');
  expect((await taskNamed('Order the line')).doneBy?.name).toBe('Nora');
  expect(seenBy.requester()).not.toContain('Order the line');
});

test('who is to do something is told where they are', async () => {
  const { desk, agent } = slack;
  const { id } = await taskNamed('Tell the staff');
  const by = desk.ctxFor(
    await desk.person({ name: 'Lead', roles: ['requester', 'agent'], teams: [desk.team] }),
  );
  await changeTask(by, { id, ownerId: agent.id, required: true, dueAt: '2026-03-01T09:00:00.000Z' });
  const { card } = await notificationsFor(desk.ctxFor('system'), agent.id, 'https://desk.example.com');
  expect(JSON.stringify(card)).toContain('REQ-1 · Tell the staff');
});

test('a child is opened from the card, and its end is seen on the card of its parent', async () => {
  await byMoreOnTeams('child', {
    ...{ title: 'Phones', description: 'Move the numbers.', kind: 'change' },
    queueId: slack.desk.queue.id,
  });
  await scene.deliver();
  for (const words of agentsCards()) expect(words).toContain('2 of 4 done');
  const [child] = (await scene.ticket()).children;
  expect(child).toMatchObject({ number: expect.stringMatching(/^CHG-/), title: 'Phones', state: 'new' });
});

test('it is not resolved before the last required task is done, nor past its child without a word', async () => {
  const solved = { resolution: 'All is there', code: '=fixed' };
  const early = await byMoreOnSlack('resolve', { ...solved, children: '=yes' });
  expect(JSON.stringify(early)).toContain('Tell the staff');
  await scene.deliver();
  const card = JSON.stringify(scene.cardIn(HELP, thread));
  expect(card).toContain('Add details');
  expect(card).not.toContain('It’s solved');
  expect((await scene.ticket()).state).not.toBe('resolved');
  const { id } = await taskNamed('Tell the staff');
  await slack.slack.settled();
  await byMoreOnTeams('tasks', { done: id });
  const { body } = await byMoreOnTeams('resolve', {
    resolution: 'All is there',
    code: 'fixed',
    children: 'no',
  });
  expect(JSON.stringify(body)).toContain('has open child tickets: CHG-');
  await byMoreOnTeams('resolve', { resolution: 'All is there', code: 'fixed', children: 'yes' });
  await scene.deliver();
  expect(await scene.ticket()).toMatchObject({ state: 'resolved', progress: { done: 3, total: 4 } });
  const asGrace = await slack.desk.store.client.person.findFirstOrThrow({ where: { name: 'Grace' } });
  const { requester } = await scene.ticket();
  expect(requester.id).toBe(asGrace.id);
  expect(await getTicket(slack.desk.ctxFor('system'), { number: 'REQ-1' })).toMatchObject({
    isProject: true,
  });
  expect(slack.slack.violations).toEqual([]);
});
