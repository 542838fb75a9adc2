import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getTicket } from '../../src/domain/tickets/get.ts';
import { createSlackScene, HELP, type SlackScene, TRIAGE } from '../channels/slack/rig.ts';
import { shownText } from '../support/slack/render.ts';
import type { Message } from '../support/slack/types.ts';

/** What people change later follows; and agents work by emoji. */
let scene: SlackScene;
beforeAll(async () => {
  scene = await createSlackScene();
});
afterAll(() => scene?.close());

async function raise(text: string) {
  const said = await scene.say(scene.grace, HELP, text);
  await scene.deliver();
  const number = (await scene.tickets()).at(-1)?.number ?? '';
  const see = () => getTicket(scene.desk.ctxFor(scene.agent), { number });
  const triage = () => scene.cards(TRIAGE).find((card) => shownText(card).startsWith(`${number} `));
  return { said, number, see, triage: () => triage() ?? expect.fail('no card') };
}
const relayed = (card: Message) => scene.slack.messages(TRIAGE, card.ts).slice(1).map(shownText);

describe('what somebody wrote and then', () => {
  test('edited is changed on the ticket and wherever it is shown', async () => {
    const { said, number, triage } = await raise('The door does not open');
    const reply = await scene.say(scene.grace, HELP, 'The one on the left', { thread: said.ts });
    await scene.deliver();
    await scene.heard(scene.grace.edit(reply, 'The one on the right'));
    await scene.heard(scene.grace.edit(said, 'The gate does not open'));
    await scene.deliver();
    expect(await scene.written(number)).toEqual([
      'reply: The gate does not open',
      'reply: The one on the right',
    ]);
    const seen = relayed(triage()).join('\n');
    expect(seen).toContain('The one on the right');
    expect(seen).not.toContain('The one on the left');
    expect(shownText(triage())).toContain('The gate does not open');
  });

  test('deleted in a thread is gone everywhere', async () => {
    const { said, number, triage } = await raise('The window does not close');
    const reply = await scene.say(scene.grace, HELP, 'My code is 4711', { thread: said.ts });
    await scene.deliver();
    await scene.heard(scene.grace.delete(reply));
    await scene.deliver();
    expect(await scene.written(number)).toEqual(['reply: The window does not close', 'reply: ']);
    expect(scene.everythingSeenBy(scene.ada)).not.toContain('4711');
    expect(relayed(triage())).toEqual([]);
  });

  test('deleted though others had answered it is gone everywhere', async () => {
    const { said, number, triage } = await raise('My password is hunter2, and it does not work');
    await scene.heard(scene.grace.delete(said));
    await scene.deliver();
    expect(await scene.written(number)).toEqual(['reply: ']);
    expect(relayed(triage())).toEqual([]);
    expect(scene.slack.messages(HELP, said.ts)[0]?.tombstone).toBe(true);
  });
});

describe('an agent’s', () => {
  test(':eyes: on the message takes the ticket, and :white_check_mark: resolves it', async () => {
    const { said, see } = await raise('The bell does not ring');
    await scene.heard(scene.ada.react(said, 'eyes'));
    expect(await see()).toMatchObject({ state: 'in_progress', assignee: { name: 'Ada' } });
    await scene.heard(scene.ada.react(said, 'white_check_mark'));
    expect(await see()).toMatchObject({ state: 'resolved' });
  });

  test(':eyes: works on the agents’ card, on the requester’s card and on what was relayed', async () => {
    for (const pick of ['triage', 'requester', 'relayed'] as const) {
      const { said, see, triage } = await raise(`The fan is loud (${pick})`);
      await scene.say(scene.grace, HELP, 'very loud', { thread: said.ts });
      await scene.deliver();
      const at = {
        triage: triage(),
        requester: scene.cards(HELP, said.ts)[0],
        relayed: scene.slack.messages(TRIAGE, triage().ts).at(-1),
      }[pick];
      await scene.heard(scene.ada.react(at ?? expect.fail('nothing there'), 'eyes'));
      expect(await see(), pick).toMatchObject({ assignee: { name: 'Ada' } });
    }
  });

  test(':eyes: where another has it already changes nothing, and says so', async () => {
    const { said, see, triage } = await raise('The lamp flickers');
    const second = await scene.desk.person({
      name: 'Ben',
      roles: ['requester', 'agent'],
      teams: [scene.desk.team],
    });
    const { slack, workspace } = scene;
    const ben = slack.addUser(workspace, { id: 'U5', name: 'ben', realName: 'Ben', email: second.email });
    await scene.heard(ben.join(TRIAGE));
    await scene.heard(scene.ada.react(said, 'eyes'));
    await scene.heard(ben.react(triage(), 'eyes'));
    expect(await see()).toMatchObject({ assignee: { name: 'Ada' } });
    expect(scene.told(ben, TRIAGE)).toEqual([expect.stringContaining('was taken by Ada already')]);
  });
});

test('the emoji of an agent who does not work on the queue does nothing', async () => {
  const { said, see } = await raise('The sink drips');
  const { store, queue, bus } = scene.desk;
  await store.client.queue.update({ where: { id: queue.id }, data: { visibility: 'private' } });
  bus.publish({ topic: 'directory' });
  for (const name of ['eyes', 'white_check_mark']) await scene.heard(scene.nils.react(said, name));
  expect(await see()).toMatchObject({ state: 'new', assignee: null });
  expect(scene.told(scene.nils, HELP)).toEqual([]);
});

test('a message of somebody who is no agent under the agents’ card is told so, and stays unheard', async () => {
  const { number, triage } = await raise('The roof leaks');
  await scene.heard(scene.stan.join(TRIAGE));
  await scene.say(scene.stan, TRIAGE, 'I see you', { thread: triage().ts });
  await scene.heard(scene.stan.leave(TRIAGE));
  expect(await scene.written(number)).toEqual(['reply: The roof leaks']);
});
