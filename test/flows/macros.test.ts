import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMacro } from '../../src/domain/macros/save.ts';
import { buttonOf, filledIn, HELP, TRIAGE } from '../channels/teams/rig.ts';
import { shownText } from '../support/teams/render.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/** Each test goes on where the last one ended. */
let scene: BothChats;
let thread: string;
const ids: Record<string, string> = {};
beforeAll(async () => {
  scene = await createBothChats();
  const { desk } = scene.slack;
  const admin = desk.ctxFor(await desk.person({ name: 'Robin', roles: ['admin'] }));
  const add = async (macro: Omit<Parameters<typeof createMacro>[1], 'reach'>) => {
    ids[macro.name] = (await createMacro(admin, { ...macro, reach: 'everybody' })).id;
  };
  await add({
    name: 'Ask for the model',
    reply: 'Hello {{requester.first_name}}, which *model* is it? {{agent.name}}',
    actions: [
      { do: 'assign', to: 'me' },
      { do: 'hold', reason: 'awaiting_requester' },
    ],
  });
  await add({
    name: 'Not urgent',
    actions: [
      { do: 'set', urgency: 3 },
      { do: 'tag', add: ['later'] },
    ],
  });
  ({ id: thread } = await scene.say(scene.grace, HELP, 'My laptop does not start'));
  await scene.deliver();
});
afterAll(() => scene?.close());

const answers = () => scene.everywhere(thread).requester;

test('an agent on Slack chooses one, edits what it says, and sends it to a requester on Teams', async () => {
  const { slack } = scene;
  await slack.press(slack.ada, scene.onSlack(), 'more');
  expect(await slack.fillIn(slack.ada, { what: '=macro' })).toMatchObject({ outcome: 'updated' });
  expect(await slack.fillIn(slack.ada, { macro: `=${ids['Ask for the model']}` })).toMatchObject({
    outcome: 'updated',
  });
  await slack.fillIn(slack.ada, { reply: 'Hello Grace, which *model*? Ada' });
  await scene.deliver();
  expect(answers()).toEqual(['Ada (Slack)\nHello Grace, which *model*? Ada']);
  expect(await scene.ticket()).toMatchObject({
    ...{ state: 'on_hold', assignee: { name: 'Ada' }, holdReason: 'awaiting_requester' },
  });
  expect(shownText(scene.cardIn(HELP, thread))).toContain('On hold: waiting for the requester');
});

test('an agent on Teams uses one that says nothing, and is told what it did', async () => {
  const { nora } = scene;
  const at = { conversation: TRIAGE, id: scene.cardIn(TRIAGE).id };
  const more = await nora.openDialog(at, buttonOf(scene.cardIn(TRIAGE), 'more').data);
  const which = await nora.sendDialog(TRIAGE, filledIn(more, { what: 'macro' }));
  // On hold it cannot be put on hold.
  expect(JSON.stringify(which.body)).not.toContain('Ask for the model');
  const done = await nora.sendDialog(TRIAGE, filledIn(which, { macro: ids['Not urgent'] ?? '' }));
  expect(JSON.stringify(done.body)).toContain('REQ-1: Set. Tagged.');
  expect(await scene.ticket()).toMatchObject({ urgency: 3, tags: ['later'] });
});

test('an agent on Teams sends what one says, filled in for them', async () => {
  const { nora } = scene;
  await scene.say(scene.grace, HELP, 'The small one', { thread });
  await scene.deliver();
  const at = { conversation: TRIAGE, id: scene.cardIn(TRIAGE).id };
  const more = await nora.openDialog(at, buttonOf(scene.cardIn(TRIAGE), 'more').data);
  const which = await nora.sendDialog(TRIAGE, filledIn(more, { what: 'macro' }));
  const text = await nora.sendDialog(TRIAGE, filledIn(which, { macro: ids['Ask for the model'] ?? '' }));
  expect(JSON.stringify(text.body)).toContain('It will also assign it to you and put it on hold');
  const filled = 'Hello Grace, which *model* is it? Nora';
  expect(JSON.stringify(text.body)).toContain(filled);
  await nora.sendDialog(TRIAGE, filledIn(text, { reply: filled }));
  await scene.deliver();
  expect(answers().at(-1)).toBe(`Nora\n${filled}`);
  expect(await scene.ticket()).toMatchObject({ state: 'on_hold', assignee: { name: 'Nora' } });
});
