import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { MINUTE, SECOND } from '../../src/lib/clock.ts';
import { createSlackScene, HELP, type SlackScene, TRIAGE } from '../channels/slack/rig.ts';
import type { Fault } from '../support/slack/faults.ts';
import { shownText } from '../support/slack/render.ts';
import type { Json } from '../support/slack/types.ts';

/** Slack, the network and the database fail; what was said still arrives, in order and once. */
let scene: SlackScene;
beforeEach(async () => {
  scene = await createSlackScene();
});
afterEach(() => scene?.close());

const inTriage = (args: Json) => args.channel === TRIAGE;
const callsOf = (method: string, where: (args: Json) => boolean = () => true) =>
  scene.slack.calls.filter((call) => call.method === method && where(call.args));
const unsent = () => scene.desk.store.client.notice.count({ where: { state: { not: 'sent' } } });
async function minutesPass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    scene.desk.clock.advance(MINUTE);
    await scene.deliver();
  }
}
/** What stands in the thread of the only card of the agents. */
function triageThread(): string[] {
  const [card, ...more] = scene.cards(TRIAGE);
  expect(more).toEqual([]);
  return scene.slack.messages(TRIAGE, card?.ts ?? expect.fail('no card')).map(shownText);
}
async function raise(text = 'The scanner eats paper') {
  return scene.say(scene.grace, HELP, text);
}

describe('Slack asks for a pause', () => {
  test('of ten minutes: it is not called, the rest goes on, and then all arrives in order', async () => {
    const { slack, grace, say, deliver } = scene;
    const { ts: thread } = await raise();
    slack.fail('chat.postMessage', { ratelimited: 600 }, 1, inTriage);
    await deliver();
    for (const text of ['one', 'two', 'three']) await say(grace, HELP, text, { thread });
    await deliver();
    expect(scene.cards(HELP, thread)).toHaveLength(1);
    await minutesPass(8);
    expect(callsOf('chat.postMessage', inTriage)).toHaveLength(1);
    await minutesPass(4);
    const [card, ...said] = triageThread();
    expect(card).toContain('The scanner eats paper');
    expect(said).toEqual(['one', 'two', 'three'].map((text) => `Grace\n${text}`));
    expect(slack.violations).toEqual([]);
    expect(await unsent()).toBe(0);
  });

  test('again and again for ten minutes, of everything', async () => {
    const { slack, say, grace, deliver } = scene;
    const { ts: thread } = await raise();
    for (const method of ['chat.postMessage', 'chat.update']) {
      slack.fail(method, { ratelimited: 29 }, 20);
    }
    await say(grace, HELP, 'one', { thread });
    for (let round = 0; round < 40; round += 1) {
      await deliver();
      scene.desk.clock.advance(15 * SECOND);
    }
    await minutesPass(30);
    expect(triageThread().slice(1)).toEqual(['Grace\none']);
    expect(scene.cards(HELP, thread)).toHaveLength(1);
    expect(slack.violations).toEqual([]);
    expect(await unsent()).toBe(0);
  });

  test('for an answer to one person, which is only words', async () => {
    const { slack, grace, say } = scene;
    slack.fail('chat.postEphemeral', { ratelimited: 60 });
    await say(grace, 'C2', 'hello', { mention: true });
    await say(grace, 'C2', 'hello', { mention: true });
    expect(slack.violations).toEqual([]);
  });
});

describe('a post that fails with', () => {
  test.each<[string, Fault]>([
    ['a page for people, 503', { status: 503 }],
    ['a page for people, 500', { status: 500 }],
    ['a page for people that says all is well', { status: 200 }],
    ['a broken connection', 'reset'],
    ['an answer that is lost', 'lost'],
    ['message_limit_exceeded', { error: 'message_limit_exceeded' }],
    ['ratelimited inside of 200', { error: 'ratelimited' }],
    ['internal_error', { error: 'internal_error' }],
    ['fatal_error', { error: 'fatal_error' }],
    ['service_unavailable', { error: 'service_unavailable' }],
    ['invalid_auth, which an admin mends', { error: 'invalid_auth' }],
    ['missing_scope, which an admin mends', { error: 'missing_scope', extra: { needed: 'chat:write' } }],
  ])('%s arrives later, once', async (_, fault) => {
    const { slack, deliver, say, grace } = scene;
    const { ts: thread } = await raise();
    slack.fail('chat.postMessage', fault, 4);
    await deliver();
    await say(grace, HELP, 'one', { thread });
    await minutesPass(12);
    expect(scene.cards(HELP, thread)).toHaveLength(1);
    // What is found after a loss is edited, and so has its author in words too.
    const name = fault === 'lost' ? 'Grace\nGrace\n' : 'Grace';
    expect(triageThread().slice(1)).toEqual([`${name}\none`]);
    expect(await unsent()).toBe(0);
    expect(slack.violations).toEqual([]);
    // No loop: four that failed, three that arrived, and a few that were looked for.
    expect(callsOf('chat.postMessage').length).toBeLessThanOrEqual(7);
  });

  test('an answer that is lost is found far down in a long thread', async () => {
    const { slack, deliver, say, ada, grace } = scene;
    const { ts: thread } = await raise();
    await deliver();
    const root = scene.cards(TRIAGE)[0]?.ts ?? '';
    const notes = Array.from({ length: 230 }, (_, index) =>
      ada.say(TRIAGE, `note ${index}`, { thread: root }),
    );
    for (const note of notes) await note.answers;
    slack.fail('chat.postMessage', 'lost', 1, inTriage);
    await say(grace, HELP, 'still there?', { thread });
    await deliver();
    await minutesPass(3);
    const heard = slack.messages(TRIAGE, root).filter((one) => shownText(one).includes('still there?'));
    expect(heard).toHaveLength(1);
    expect(await unsent()).toBe(0);
  });

  test('an edit fails, and the card still becomes what it should be', async () => {
    const { slack, deliver, press, ada } = scene;
    const { ts: thread } = await raise();
    await deliver();
    await press(ada, scene.cards(TRIAGE)[0], 'take');
    for (const fault of [{ status: 502 }, 'reset', 'lost', { ratelimited: 30 }] as Fault[]) {
      slack.fail('chat.update', fault);
    }
    await minutesPass(10);
    for (const card of [...scene.cards(HELP, thread), ...scene.cards(TRIAGE)]) {
      expect(shownText(card)).toContain('In progress');
    }
    expect(await unsent()).toBe(0);
    expect(slack.violations).toEqual([]);
  });
});

describe('where the desk cannot write any more', () => {
  const failures = async () =>
    (await scene.desk.store.client.notice.findMany({ where: { state: 'failed' } })).map(({ error }) => error);

  test('an archived channel is tried once, and it shows why', async () => {
    const { slack, deliver, heard } = scene;
    await raise();
    await heard(slack.archive(HELP));
    await deliver();
    await minutesPass(5);
    expect(await failures()).toEqual(['The conversation is archived.']);
    expect(callsOf('chat.postMessage', ({ channel }) => channel === HELP)).toHaveLength(1);
    expect(scene.cards(TRIAGE)).toHaveLength(1);
  });

  test('a channel that the app was removed from shows why, and goes on once it is back', async () => {
    const { slack, deliver, heard, grace, ada, press } = scene;
    const { ts: thread } = await raise();
    await heard(slack.removeBot(TRIAGE));
    await deliver();
    await minutesPass(2);
    expect(await failures()).toEqual(['The app is not in this conversation. Invite it.']);
    expect(callsOf('chat.postMessage', inTriage)).toHaveLength(1);
    await heard(slack.inviteBot(TRIAGE, ada));
    await press(grace, scene.cards(HELP, thread)[0], 'solved');
    await deliver();
    expect(shownText(scene.cards(TRIAGE)[0] ?? expect.fail('no card'))).toContain('Resolved');
  });

  test('a card that somebody has deleted is posted again', async () => {
    const { slack, deliver, press, grace, workspace } = scene;
    const { ts: thread } = await raise();
    await deliver();
    const [first] = scene.cards(TRIAGE);
    const body = new URLSearchParams({ channel: TRIAGE, ts: first?.ts ?? '' });
    const headers = { authorization: `Bearer ${workspace.botToken}` };
    await fetch(`${slack.apiUrl}chat.delete`, { method: 'POST', headers, body });
    expect(scene.cards(TRIAGE)).toEqual([]);
    await press(grace, scene.cards(HELP, thread)[0], 'solved');
    await deliver();
    expect(scene.cards(TRIAGE).map((card) => shownText(card))).toEqual([expect.stringContaining('Resolved')]);
    expect(await unsent()).toBe(0);
  });

  test('an app that was uninstalled is not tried for long', async () => {
    const { slack, deliver, heard, workspace } = scene;
    await raise();
    await heard(slack.uninstall(workspace));
    await deliver();
    const calls = callsOf('chat.postMessage').length;
    await minutesPass(1);
    expect(callsOf('chat.postMessage').length - calls).toBeLessThanOrEqual(2);
  });
});

describe('an event', () => {
  test('waits for no call to Slack: its ticket is there while Slack answers nothing', async () => {
    await raise('First, so that the desk knows me');
    scene.slack.fail('*', 'hang', 100);
    const said = scene.grace.say(HELP, 'The second one');
    expect(await said.answers).toMatchObject([{ status: 200, late: false }]);
    expect((await scene.tickets()).map(({ title }) => title)).toContain('The second one');
    scene.slack.release();
  });

  test('of somebody new is not acknowledged while Slack does not say who that is, and its retry is heard', async () => {
    scene.slack.fail('users.info', { status: 503 });
    const said = scene.stan.say(HELP, 'I am new here and locked out');
    const [answer] = await said.answers;
    expect(answer?.status).toBeGreaterThanOrEqual(500);
    expect(await scene.tickets()).toEqual([]);
    const retry = await said.deliveries[0]?.retry({ newEventId: true }).answer;
    expect(retry?.status).toBe(200);
    expect(await scene.tickets()).toHaveLength(1);
  });

  test('is not acknowledged while the database is away, and its retry makes the ticket', async () => {
    await raise('First, so that the desk knows me');
    const { desk, grace } = scene;
    const name = new URL(desk.store.url).pathname.slice(1);
    const server = new Client({ connectionString: inject('databaseUrl') });
    await server.connect();
    await server.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
    await server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    const said = grace.say(HELP, 'Nobody remembers this');
    const [answer] = await said.answers;
    await server.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
    await server.end();
    expect(answer?.status).toBeGreaterThanOrEqual(500);
    expect(await scene.tickets()).toHaveLength(1);
    expect((await said.deliveries[0]?.retry({ newEventId: true }).answer)?.status).toBe(200);
    expect((await scene.tickets()).map(({ title }) => title)).toEqual([
      'First, so that the desk knows me',
      'Nobody remembers this',
    ]);
  });
});

test('a form that is sent again, because no answer came, is meant once', async () => {
  const { ada, press, fillIn, deliver, cards, written } = scene;
  await raise();
  await deliver();
  await press(ada, cards(TRIAGE)[0], 'reply');
  const view = scene.workspace.views.get(ada.view()?.id ?? '') ?? expect.fail('no form');
  for (const _ of [1, 2]) {
    view.open = true;
    expect(await fillIn(ada, { body: 'Which one?' })).toMatchObject({ outcome: 'closed' });
  }
  await press(ada, cards(TRIAGE)[0], 'reply');
  await fillIn(ada, { body: 'Which one?' });
  expect((await written('REQ-1')).filter((words) => words === 'reply: Which one?')).toHaveLength(2);
});
