import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSlackScene, HELP, type SlackScene, TRIAGE } from './rig.ts';

let scene: SlackScene;
beforeAll(async () => {
  scene = await createSlackScene();
});
afterAll(() => scene?.close());

let count = 0;
const newTs = () => `1767600000.${String(++count).padStart(6, '0')}`;
/** A message to #help as Slack tells of it. */
function messageEvent(text: string, about: object = {}, more: object = {}): string {
  const ts = newTs();
  const event = {
    ...{ type: 'message', channel: HELP, channel_type: 'channel', user: 'U1', text, ts, event_ts: ts },
    ...more,
  };
  return JSON.stringify({
    type: 'event_callback',
    team_id: 'T1',
    event_id: `Ev${count}`,
    authorizations: [{ team_id: 'T1', user_id: scene.workspace.botUserId, is_bot: true }],
    event,
    ...about,
  });
}
const made = async (title: string) => (await scene.tickets()).filter((ticket) => ticket.title === title);

describe('one message makes one ticket', () => {
  test('when it is delivered a hundred times at once', async () => {
    const body = messageEvent('The projector is dark');
    const answers = await Promise.all(Array.from({ length: 100 }, () => scene.send(body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await made('The projector is dark')).toHaveLength(1);
    await scene.deliver();
    expect(scene.cards(TRIAGE)).toHaveLength(1);
  });

  test('when somebody new writes ten at once, and is one person', async () => {
    const { slack, workspace, desk } = scene;
    const zoe = slack.addUser(workspace, { id: 'U7', name: 'zoe' });
    workspace.conversations.get(HELP)?.members.add(zoe.id);
    const said = Array.from({ length: 10 }, (_, index) => zoe.say(HELP, `Chair ${index} is broken`));
    const answers = await Promise.all(said.map((one) => one.answers));
    expect(answers.flat().map(({ status, text }) => `${status} ${text}`)).toEqual(said.map(() => '200 '));
    expect(await desk.store.client.person.count({ where: { email: 'zoe@example.com' } })).toBe(1);
    expect((await scene.tickets()).filter(({ title }) => title.startsWith('Chair'))).toHaveLength(10);
  });

  test.each(['http_timeout', 'http_error', 'too_many_redirects'])(
    'when Slack tries again for %s, under another id of the event',
    async (reason) => {
      const text = `The blinds are stuck (${reason})`;
      const said = await scene.say(scene.grace, HELP, text);
      for (const num of [1, 2, 3]) {
        const retries = said.deliveries.map((one) => one.retry({ reason, num, newEventId: num > 1 }).answer);
        expect((await Promise.all(retries)).map(({ status }) => status)).toEqual([200]);
      }
      expect(await made(text)).toHaveLength(1);
    },
  );

  test('when a mention is told of as a message too, in any order', async () => {
    for (const order of [
      ['message', 'app_mention'],
      ['app_mention', 'message'],
    ]) {
      const text = `<@${scene.workspace.botUserId}> the heater ticks, ${order[0]} first`;
      const ts = newTs();
      for (const type of order) {
        await scene.send(messageEvent(text, {}, { type, ts, event_ts: ts, channel: 'C2' }));
      }
      const tickets = await scene.tickets();
      expect(tickets.filter(({ title }) => title.endsWith(`ticks, ${order[0]} first`))).toHaveLength(1);
    }
  });

  test('when only a retry comes: the first delivery was lost', async () => {
    const headers = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };
    const { status } = await scene.send(messageEvent('The clock is late'), { headers });
    expect(status).toBe(200);
    expect(await made('The clock is late')).toHaveLength(1);
  });
});

test('a button that is delivered twice is pressed once, and a form sent twice is sent once', async () => {
  const { ada, grace, say, deliver, cards, desk } = scene;
  const { ts } = await say(grace, HELP, 'Who presses twice?');
  await deliver();
  const { number = '' } = (await made('Who presses twice?'))[0] ?? {};
  const card = cards(HELP, ts)[0];
  await scene.press(grace, card, 'solved');
  const press = scene.slack.deliveries.findLast(({ parcel }) => parcel.name === 'block_actions');
  await scene.press(ada, cards(TRIAGE).at(-1), 'reply');
  const { delivery } = await scene.fillIn(ada, { body: 'I do not' });
  for (const one of [press, delivery]) expect((await one?.retry({}).answer)?.status).toBe(200);
  expect(await scene.written(number)).toEqual(['reply: Who presses twice?', 'reply: I do not']);
  const actions = await desk.store.client.entry.count({
    where: { ticket: { number }, kind: 'event', data: { path: ['action'], equals: 'resolve' } },
  });
  expect(actions).toBe(1);
});

describe('whose event it is', () => {
  test('is told by the authorization: the team of the sender may be another one', async () => {
    const { status } = await scene.send(messageEvent('Shared trouble', { team_id: 'T8' }));
    expect(status).toBe(200);
    expect(await made('Shared trouble')).toHaveLength(1);
  });

  test('an unknown workspace’s is acknowledged, and does nothing', async () => {
    const { slack } = scene;
    const calls = slack.calls.length;
    const about = { team_id: 'T9', authorizations: [{ team_id: 'T9' }] };
    expect((await scene.send(messageEvent('Foreign trouble', about))).status).toBe(200);
    expect(await made('Foreign trouble')).toHaveLength(0);
    expect(slack.calls).toHaveLength(calls);
  });
});

describe('what is not Slack’s, though signed, is answered and breaks nothing', () => {
  const form = 'application/x-www-form-urlencoded';
  const deep = `${'{"a":['.repeat(20_000)}${']}'.repeat(20_000)}`;
  const asPayload = (payload: unknown) =>
    new URLSearchParams({
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    }).toString();
  const who = { user: { id: 'U1' }, team: { id: 'T1' }, trigger_id: 'x' };

  test.each<[string, string, string?]>([
    ['nothing', ''],
    ['no JSON', '{"type":'],
    ['a list', '[]'],
    ['a number', '7'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['a type that is a number', '{"type":7}'],
    ['a type of every object', '{"type":"constructor"}'],
    ['an unknown type', '{"type":"block_suggestion"}'],
    ['an event that is a text', '{"type":"event_callback","team_id":"T1","event":"hello"}'],
    ['an event without a type', '{"type":"event_callback","team_id":"T1","event":{}}'],
    ['an event of no team', '{"type":"event_callback","event":{"type":"message"}}'],
    [
      'authorizations that are a text',
      '{"type":"event_callback","team_id":"T1","authorizations":"x","event":{"type":"message"}}',
    ],
    [
      'a message without a place',
      '{"type":"event_callback","team_id":"T1","event":{"type":"message","user":"U1","ts":"1.1"}}',
    ],
    [
      'a message with a text of numbers',
      '{"type":"event_callback","team_id":"T1","event":{"type":"message","channel":"C1","user":"U1","ts":"1.1","event_ts":"1.1","text":[1]}}',
    ],
    [
      'a time that is a path',
      '{"type":"event_callback","team_id":"T1","event":{"type":"message","channel":"C1","user":"U1","ts":"../../etc","event_ts":"1.1","text":"x"}}',
    ],
    [
      'a reaction to nothing',
      '{"type":"event_callback","team_id":"T1","event":{"type":"reaction_added","user":"U1","reaction":"eyes","item":null,"event_ts":"1.1"}}',
    ],
    ['deep JSON', deep],
    [
      'deep JSON in an event',
      `{"type":"event_callback","team_id":"T1","event":{"type":"message","blocks":${deep}}}`,
    ],
    ['an unknown event', '{"type":"event_callback","team_id":"T1","event":{"type":"emoji_changed"}}'],
    ['a form of nothing', '', form],
    ['a payload that is no JSON', asPayload('{'), form],
    ['a payload that is a list', asPayload('[]'), form],
    ['a press of nothing', asPayload({ type: 'block_actions', ...who, actions: [] }), form],
    [
      'a press with a long value',
      asPayload({
        type: 'block_actions',
        ...who,
        container: {},
        actions: [{ action_id: '0.0:take', action_ts: '1', value: 'x'.repeat(3_000) }],
      }),
      form,
    ],
    [
      'a press on a ticket that is none',
      asPayload({
        type: 'block_actions',
        ...who,
        channel: { id: HELP },
        container: { message_ts: '1.1' },
        actions: [{ action_id: '0.0:take', action_ts: '1', value: 'x' }],
      }),
      form,
    ],
    [
      'a button that is none',
      asPayload({
        type: 'block_actions',
        ...who,
        channel: { id: HELP },
        container: { message_ts: '1.1' },
        actions: [{ action_id: '0.0:__proto__', action_ts: '1', value: 'x' }],
      }),
      form,
    ],
    ['a form that is not ours', asPayload({ type: 'view_submission', ...who, view: { id: 'V1' } }), form],
    [
      'a form with a memory of its own',
      asPayload({
        type: 'view_submission',
        ...who,
        view: { id: 'V1', private_metadata: '{}', state: { values: {} } },
      }),
      form,
    ],
    [
      'a shortcut on no message',
      asPayload({ type: 'message_action', ...who, callback_id: 'create_ticket', channel: { id: HELP } }),
      form,
    ],
    ['a command of nobody', 'command=%2Fticket&text=hello', form],
    [
      'another app’s action',
      asPayload({
        type: 'message_action',
        ...who,
        callback_id: 'order_pizza',
        channel: { id: HELP },
        message: {},
        message_ts: '1.1',
      }),
      form,
    ],
  ])('%s', async (_, body, type = 'application/json') => {
    const before = await scene.tickets();
    const { status } = await scene.send(body, { type });
    expect([200, 400]).toContain(status);
    await scene.settled();
    expect(await scene.tickets()).toEqual(before);
  });

  test('a text of half a megabyte is refused or cut, and more than a megabyte is not read', async () => {
    const before = await scene.tickets();
    expect((await scene.send(messageEvent('x'.repeat(500_000)))).status).toBe(200);
    expect((await scene.send(messageEvent('x'.repeat(1_100_000)))).status).toBe(413);
    expect(await scene.tickets()).toEqual(before);
  });

  test('and the desk goes on', async () => {
    await scene.say(scene.grace, HELP, 'Is anybody there to help me?');
    expect((await scene.tickets()).at(-1)?.title).toMatch(/anybody there/);
  });
});
