import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getTicket } from '../../src/domain/tickets/get.ts';
import { createSlackScene, HELP, type SlackScene, TRIAGE, type Transport } from '../channels/slack/rig.ts';
import { shownText } from '../support/slack/render.ts';

/** One ticket, from the message to the second time that it is solved. Each test goes on where the last one ended. */
describe.each<Transport>(['HTTP', 'Socket Mode'])('a ticket on Slack by %s', (transport) => {
  let scene: SlackScene;
  let thread: string;
  beforeAll(async () => {
    scene = await createSlackScene(transport);
  });
  afterAll(() => scene?.close());

  const see = () => getTicket(scene.desk.ctxFor(scene.agent), { number: 'REQ-1' });
  const requesterCard = () => scene.cards(HELP, thread)[0];
  const triageCard = () => scene.cards(TRIAGE)[0];
  const lastIn = (channel: string, ts: string) => scene.slack.messages(channel, ts).at(-1);

  test('begins with a message in the channel', async () => {
    ({ ts: thread } = await scene.say(scene.grace, HELP, 'Hi team, my laptop does not start.'));
    expect(await scene.tickets()).toEqual([
      { number: 'REQ-1', title: 'My laptop does not start', state: 'new', source: 'message' },
    ]);
  });

  test('has a card in its thread and one for the agents', async () => {
    const { deliver, slack } = scene;
    await deliver();
    const mine = shownText(requesterCard() ?? expect.fail('no card'));
    expect(mine).toContain('REQ-1 · My laptop does not start');
    for (const words of ['New', 'IT support', 'Nobody yet', 'Add details', 'It’s solved', 'Cancel']) {
      expect(mine).toContain(words);
    }
    const theirs = shownText(triageCard() ?? expect.fail('no card'));
    for (const words of ['Hi team, my laptop does not start.', 'Grace', 'Take', 'Assign', 'Reply', 'More']) {
      expect(theirs).toContain(words);
    }
    // Nothing but the thread of the message: the channel itself stays as it was.
    expect(slack.messages(HELP)).toHaveLength(1);
  });

  test('is taken by an agent, and both cards say so in place', async () => {
    const { ada, press, deliver, cards } = scene;
    const before = [requesterCard()?.ts, triageCard()?.ts];
    await press(ada, triageCard(), 'take');
    expect(await see()).toMatchObject({ state: 'in_progress', assignee: { name: 'Ada' } });
    await deliver();
    expect([cards(HELP, thread).map(({ ts }) => ts), cards(TRIAGE).map(({ ts }) => ts)]).toEqual([
      [before[0]],
      [before[1]],
    ]);
    for (const card of [requesterCard(), triageCard()]) {
      const words = shownText(card ?? expect.fail('no card'));
      expect(words).toContain('In progress');
      expect(words).toContain('Ada');
    }
  });

  test('keeps what agents say among themselves', async () => {
    const { ada, say, written, deliver, everythingSeenBy, grace } = scene;
    const root = triageCard()?.ts ?? '';
    const note = await say(ada, TRIAGE, 'She dropped it, xyzzy', { thread: root });
    await scene.heard(ada.edit(note, 'She dropped it twice, xyzzy'));
    await deliver();
    expect(await written('REQ-1')).toContain('note: She dropped it twice, xyzzy');
    expect(everythingSeenBy(grace)).not.toContain('xyzzy');
  });

  test('is answered by a form, in the requester’s thread', async () => {
    const { ada, press, fillIn, deliver } = scene;
    await press(ada, triageCard(), 'reply');
    expect(await fillIn(ada, { body: 'Does the light blink?' })).toMatchObject({ outcome: 'closed' });
    await deliver();
    const answer = shownText(lastIn(HELP, thread) ?? expect.fail('no answer'));
    expect(answer).toBe('Ada\nDoes the light blink?');
  });

  test('goes on in the thread, where agents hear it', async () => {
    const { grace, say, deliver, written } = scene;
    const before = scene.slack.messages(HELP, thread).length;
    await say(grace, HELP, 'It blinks three times', { thread });
    await deliver();
    expect(await written('REQ-1')).toContain('reply: It blinks three times');
    const heard = shownText(lastIn(TRIAGE, triageCard()?.ts ?? '') ?? expect.fail('nothing heard'));
    expect(heard).toContain('It blinks three times');
    expect(heard).toContain('Grace');
    // It is not said twice where it was said.
    expect(scene.slack.messages(HELP, thread)).toHaveLength(before + 1);
  });

  test('is resolved by a form behind “More”, which says how', async () => {
    const { ada, press, fillIn, deliver, slack } = scene;
    await press(ada, triageCard(), 'more');
    expect(await fillIn(ada, { what: '=resolve' })).toMatchObject({ outcome: 'updated' });
    expect(await fillIn(ada, { resolution: 'A new battery', code: '=fixed' })).toMatchObject({
      outcome: 'closed',
    });
    expect(await see()).toMatchObject({ state: 'resolved' });
    await deliver();
    const card = shownText(requesterCard() ?? expect.fail('no card'));
    for (const words of ['Resolved', 'A new battery', 'Reopen', 'Rate the help'])
      expect(card).toContain(words);
    expect(slack.messages(HELP, thread).some((one) => shownText(one).includes('A new battery'))).toBe(true);
  });

  test('is reopened by the requester’s button, and resolved once more by an emoji', async () => {
    const { grace, ada, press, told, deliver, slack, heard } = scene;
    await press(grace, requesterCard(), 'reopen');
    expect(told(grace, HELP).at(-1)).toBe('REQ-1 is open again.');
    expect(await see()).toMatchObject({ state: 'in_progress' });
    await deliver();
    expect(shownText(triageCard() ?? expect.fail('no card'))).toContain('In progress');

    await heard(ada.react({ channel: TRIAGE, ts: triageCard()?.ts ?? '' }, 'white_check_mark'));
    expect(await see()).toMatchObject({ state: 'resolved' });
    await deliver();
    expect(slack.violations).toEqual([]);
  });

  test('is rated once', async () => {
    const { grace, press, fillIn, deliver, desk } = scene;
    await press(grace, requesterCard(), 'rate');
    expect(await fillIn(grace, { score: '=4', comment: 'Quick' })).toMatchObject({ outcome: 'closed' });
    expect((await see()).rating).toMatchObject({ score: 4, comment: 'Quick' });
    await deliver();
    const card = shownText(requesterCard() ?? expect.fail('no card'));
    expect(card).toContain('Rated 4 of 5');
    expect(card).not.toContain('Rate the help');
    expect(await desk.store.client.notice.count({ where: { state: { not: 'sent' } } })).toBe(0);
  });

  test('has had one card on each side, all the while', () => {
    expect(scene.cards(HELP, thread)).toHaveLength(1);
    expect(scene.cards(TRIAGE)).toHaveLength(1);
    expect(scene.everythingSeenBy(scene.grace)).not.toContain('xyzzy');
  });
});
