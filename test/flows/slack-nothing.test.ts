import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/lib/clock.ts';
import { createSlackScene, GENERAL, HELP, type SlackScene, TRIAGE } from '../channels/slack/rig.ts';

/** What makes no ticket on Slack, and no noise. */
let scene: SlackScene;
let open: { ts: string; channel: string };
beforeAll(async () => {
  scene = await createSlackScene();
  open = await scene.say(scene.grace, HELP, 'The coffee machine leaks');
  await scene.deliver();
});
afterAll(() => scene?.close());

const standing = async () => ({
  tickets: await scene.tickets(),
  written: await scene.written('REQ-1'),
  shown: [HELP, GENERAL, TRIAGE].map((channel) => scene.cards(channel).length),
  told: [HELP, GENERAL].flatMap((channel) => scene.told(scene.grace, channel)),
});
async function leavesNoTrace(doing: () => Promise<unknown>): Promise<void> {
  const before = await standing();
  await doing();
  await scene.settled();
  await scene.deliver();
  expect(await standing()).toEqual(before);
}

describe('nothing comes of', () => {
  test.each([
    ['a greeting', HELP, 'Good morning all :wave:'],
    ['thanks', HELP, 'Thank you so much!'],
    ['an announcement', HELP, ':megaphone: The VPN will be down tonight'],
    ['an announcement by its picture', HELP, '📣 The VPN will be down tonight'],
    ['talk where the desk only listens', GENERAL, 'My screen is broken'],
  ])('%s', (_, channel, text) => leavesNoTrace(() => scene.say(scene.grace, channel, text)));

  test('an announcement that mentions the desk', () =>
    leavesNoTrace(() =>
      scene.say(scene.grace, GENERAL, ':megaphone: Ask for help with it from now on', { mention: true }),
    ));

  test('an answer in a thread that is no ticket', async () => {
    const { ts } = await scene.say(scene.stan, GENERAL, 'Lunch?');
    await leavesNoTrace(() => scene.say(scene.grace, GENERAL, 'Yes, the pizza is broken', { thread: ts }));
  });

  test('what programs say, with a user of their own or without', () =>
    leavesNoTrace(async () => {
      const { slack, workspace, heard } = scene;
      slack.addUser(workspace, { id: 'U0CI', name: 'ci', isBot: true, email: null });
      await heard(slack.botSays(HELP, 'Build 12 is broken', { botId: 'B0CI', user: 'U0CI' }));
      await heard(slack.botSays(HELP, 'Build 13 is broken', { botId: 'B0OLD' }));
    }));

  test('what the app itself has posted, edited and deleted', () =>
    leavesNoTrace(async () => {
      const { slack, workspace } = scene;
      const call = async (method: string, args: Record<string, string>) => {
        scene.desk.clock.advance(1_000);
        const answer = await fetch(slack.apiUrl + method, {
          method: 'POST',
          headers: { authorization: `Bearer ${workspace.botToken}` },
          body: new URLSearchParams({ channel: HELP, ...args }),
        });
        return (await answer.json()) as { ok: boolean; ts: string };
      };
      const { ok, ts } = await call('chat.postMessage', { text: 'I need help myself' });
      expect(ok).toBe(true);
      await call('chat.update', { ts, text: 'I need much help myself' });
      await call('chat.delete', { ts });
    }));

  test('people who come and go', () =>
    leavesNoTrace(async () => {
      const { stan, heard } = scene;
      await heard(stan.leave(HELP));
      await heard(stan.join(HELP));
    }));

  test('a link whose page Slack shows below the message', async () => {
    const said = await scene.say(scene.grace, HELP, 'see https://status.example.com', { thread: open.ts });
    await leavesNoTrace(() => scene.heard(scene.slack.unfurl(said, 'https://status.example.com')));
    expect(await scene.desk.store.client.entry.count({ where: { editedAt: { not: null } } })).toBe(0);
  });

  test.each(['eyes', 'white_check_mark', 'ticket_mine', 'thumbsup'])(
    'the emoji :%s: of somebody who is no agent',
    (name) => leavesNoTrace(() => scene.heard(scene.grace.react(open, name))),
  );

  test('an emoji that is taken back', async () => {
    const { ts } = await scene.say(scene.stan, GENERAL, 'no help wanted');
    await leavesNoTrace(() => scene.heard(scene.stan.unreact({ channel: GENERAL, ts }, 'ticket')));
  });
});

test('a reply that is shown in the channel too is written once', async () => {
  const before = await scene.tickets();
  await scene.say(scene.grace, HELP, 'It is getting wetter', { thread: open.ts, broadcast: true });
  expect(await scene.tickets()).toEqual(before);
  const written = await scene.written('REQ-1');
  expect(written.filter((one) => one.includes('getting wetter'))).toEqual(['reply: It is getting wetter']);
});

test('a greeting to the desk itself is answered, once', async () => {
  const { grace, say, told, tickets } = scene;
  const before = (await tickets()).length;
  const earlier = told(grace, GENERAL).length;
  await say(grace, GENERAL, 'hello', { mention: true });
  expect(told(grace, GENERAL).slice(earlier)).toEqual([expect.stringMatching(/^Hello!/)]);
  expect(await tickets()).toHaveLength(before);
});

test('a program that writes as a person and answers whatever the desk posts is left alone after five times', async () => {
  const { slack, grace, say, told, cards, deliver, desk } = scene;
  // One card for each message, so that Slack's second between two of them makes it as fast as a loop gets.
  await desk.store.client.queue.updateMany({ data: { triage: [] } });
  desk.bus.publish({ topic: 'directory' });
  await deliver();
  desk.clock.advance(MINUTE);
  const [before, quiet] = [(await scene.tickets()).length, { where: { action: 'conversation.quiet' } }];
  let answered = 0;
  let { ts } = await say(grace, HELP, 'Is anybody there, my phone is dead?');
  for (;;) {
    await deliver();
    const isNew = cards(HELP, ts).length > 0 && answered < 20;
    if (!isNew) break;
    answered += 1;
    ({ ts } = await say(grace, HELP, `Thank you for your card ${answered}, my phone is dead`));
  }
  expect(answered).toBe(5);
  const notices = told(grace, HELP).filter((text) => text.includes('looks like a program'));
  expect(notices).toHaveLength(1);
  expect(await desk.store.client.auditEntry.count(quiet)).toBe(1);
  const all = await scene.tickets();
  expect(all).toHaveLength(before + 5);
  // The person whose account it is writes too: nothing is lost.
  await say(grace, HELP, 'This is really me, and it burns');
  await deliver();
  expect(await scene.written(all.at(-1)?.number ?? '')).toEqual([
    'reply: Thank you for your card 4, my phone is dead',
    'reply: Thank you for your card 5, my phone is dead',
    'reply: This is really me, and it burns',
  ]);
  expect(slack.violations).toEqual([]);
});
