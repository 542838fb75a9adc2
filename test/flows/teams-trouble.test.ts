import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replyToTicket } from '../../src/domain/tickets/reply.ts';
import { MINUTE, SECOND } from '../../src/lib/clock.ts';
import {
  buttonOf,
  createTeamsScene,
  filledIn,
  HELP,
  type TeamsScene,
  TRIAGE,
} from '../channels/teams/rig.ts';
import { cardOf, shownText } from '../support/teams/render.ts';
import type { Fault } from '../support/teams/types.ts';

let scene: TeamsScene;
let thread: string;
beforeEach(async () => {
  scene = await createTeamsScene();
  ({ id: thread } = await scene.say(scene.grace, HELP, 'My laptop does not start'));
});
afterEach(() => scene?.close());

const sending = ({ method, path }: { method: string; path: string }) =>
  method !== 'GET' && path.startsWith('/v3/');
const answer = (body: string) =>
  replyToTicket(scene.desk.ctxFor(scene.agent), { number: 'REQ-1', body, attachmentIds: [] });
const inThread = () =>
  scene.teams
    .messages(HELP, thread)
    .filter(({ author }) => author === null)
    .map(shownText);
const failed = () => scene.desk.store.client.notice.count({ where: { state: 'failed' } });
/** Delivers for so long, a second at a time. */
async function deliverFor(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += SECOND) {
    await scene.deliver();
    scene.desk.clock.advance(SECOND);
  }
}

describe('while Teams', () => {
  test.each<[string, Fault]>([
    ['asks for a pause (429)', { status: 429, code: 'Throttled', retryAfter: 20 }],
    ['asks for a pause in another way (412)', { status: 412, code: 'PreconditionFailed' }],
    ['is down (502, a page)', { status: 502, html: true }],
    ['is down (504)', { status: 504 }],
    ['cannot be reached', 'reset'],
  ])('%s for a minute, nothing is lost, and all of it comes once and in order', async (_, fault) => {
    const began = scene.desk.clock.now().getTime();
    const away = () => scene.desk.clock.now().getTime() - began < MINUTE;
    scene.teams.fail(fault, 1_000, (call) => sending(call) && away());
    for (const body of ['one', 'two', 'three']) {
      scene.desk.clock.advance(SECOND);
      await answer(body);
    }
    await deliverFor(3 * MINUTE);
    expect(inThread().map((text) => text.split('\n').at(-1))).toEqual([
      expect.anything(),
      'one',
      'two',
      'three',
    ]);
    expect(scene.cards(HELP, thread)).toHaveLength(1);
    expect(scene.cards(TRIAGE)).toHaveLength(1);
    expect(await failed()).toBe(0);
  });

  test('asks for a pause, it is left alone for as long', async () => {
    scene.teams.fail({ status: 429, retryAfter: 30 }, 1, sending);
    await scene.deliver();
    const throttled =
      scene.teams.calls().find(({ status }) => status === 429) ?? expect.fail('was not asked');
    const path = throttled.path.split('/activities')[0] ?? '';
    await deliverFor(2 * MINUTE);
    const calls = scene.teams.calls();
    const later = calls.slice(calls.indexOf(throttled) + 1);
    const next = later.filter((call) => call.path.startsWith(path) && call.status < 400);
    expect(next.length).toBeGreaterThan(0);
    for (const { at } of next)
      expect(at.getTime() - throttled.at.getTime()).toBeGreaterThanOrEqual(30 * SECOND);
  });

  test('loses an answer, an edit is simply made again', async () => {
    await scene.deliver();
    await scene.press(scene.ada, TRIAGE, scene.cards(TRIAGE)[0], 'take');
    scene.teams.fail('lost', 1, ({ method }) => method === 'PUT');
    await deliverFor(MINUTE);
    for (const card of [...scene.cards(HELP, thread), ...scene.cards(TRIAGE)]) {
      expect(shownText(card)).toContain('In progress');
    }
  });
});

test('a card that somebody deleted is posted again, and its buttons work', async () => {
  await scene.deliver();
  const [gone] = scene.cards(TRIAGE);
  if (gone) gone.deleted = true;
  await answer('Which one?');
  await scene.say(scene.grace, HELP, 'The small one', { thread });
  await scene.press(scene.grace, HELP, scene.cards(HELP, thread)[0], 'solved');
  await scene.deliver();
  const [again] = scene.cards(TRIAGE);
  expect(again?.id).not.toBe(gone?.id);
  expect(shownText(again ?? expect.fail('no card'))).toContain('Resolved');
});

test('a conversation that the app is not in any more is told of, and holds nobody else up', async () => {
  await scene.deliver();
  const triage = scene.teams.state.conversations.get(TRIAGE);
  if (triage) triage.app = false;
  await answer('Hello?');
  await scene.deliver();
  expect(inThread().at(-1)).toContain('Hello?');
  const notice = await scene.desk.store.client.notice.findFirst({ where: { state: 'failed' } });
  expect(notice?.error).toBe('The app is not in this conversation. Add it there.');
});

describe('whatever the store does, who presses is answered', () => {
  test('a fault is told in words, with something to ask for', async () => {
    await scene.deliver();
    const { pool } = scene.desk.store;
    const query = pool.query;
    const card = scene.cards(TRIAGE)[0];
    Object.assign(pool, { query: () => Promise.reject(new Error('the database is away')) });
    const heard = await scene.ada.execute(
      { conversation: TRIAGE, id: card?.id ?? '' },
      buttonOf(card, 'take'),
    );
    Object.assign(pool, { query });
    expect(heard.status).toBe(200);
    expect(heard.body.value).toContain('nothing was changed');
    expect(JSON.stringify(heard.body)).not.toContain('database');
  });

  test('a button that means nothing any more is answered, and so is a dialog', async () => {
    await scene.deliver();
    const at = { conversation: TRIAGE, id: scene.cards(TRIAGE)[0]?.id ?? '' };
    for (const data of [{}, { deskbell: { action: 'nonsense', value: 'x' } }, 'x', null]) {
      const pressed = await scene.ada.execute(at, { verb: 'x', data });
      expect(pressed).toMatchObject({ status: 200, body: { value: expect.stringMatching(/\S/) } });
      const opened = await scene.ada.openDialog(at, data);
      expect(opened).toMatchObject({ status: 200, body: { task: { type: 'message' } } });
      expect((await scene.ada.sendDialog(TRIAGE, { forged: data })).status).toBe(200);
    }
    expect((await scene.tickets())[0]).toMatchObject({ state: 'new' });
  });

  test('a press that comes twice has one effect', async () => {
    await scene.deliver();
    const card = scene.cards(TRIAGE)[0];
    const [first, second] = await Promise.all(
      [1, 2].map(() =>
        scene.ada.execute({ conversation: TRIAGE, id: card?.id ?? '' }, buttonOf(card, 'take')),
      ),
    );
    expect([first?.status, second?.status]).toEqual([200, 200]);
    const taken = await scene.desk.store.client.auditEntry.count({ where: { action: 'ticket.take' } });
    expect(taken).toBe(1);
  });
});

test('a dialog that is sent again, because no answer came, is meant once', async () => {
  await scene.deliver();
  const card = scene.cards(TRIAGE)[0];
  const at = { conversation: TRIAGE, id: card?.id ?? '' };
  const opened = await scene.ada.openDialog(at, buttonOf(card, 'reply').data);
  const sent = filledIn(opened, { body: 'Which one?' });
  for (const _ of [1, 2]) expect(await scene.ada.sendDialog(TRIAGE, sent)).toMatchObject({ status: 200 });
  const anew = await scene.ada.openDialog(at, buttonOf(card, 'reply').data);
  await scene.ada.sendDialog(TRIAGE, filledIn(anew, { body: 'Which one?' }));
  expect((await scene.written('REQ-1')).filter((words) => words === 'reply: Which one?')).toHaveLength(2);
});

test('a hundred deliveries of one message at once make one ticket', async () => {
  const said = scene.grace.say(scene.grace.own(), 'My mouse is dead');
  const heard = await Promise.all([said.heard, ...Array.from({ length: 99 }, said.again)]);
  expect(new Set(heard.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await scene.tickets()).filter(({ title }) => title === 'My mouse is dead')).toHaveLength(1);
});

test('no card grows beyond what Teams takes, whatever is written on it', async () => {
  const emoji = '👩‍👩‍👧‍👦"<>&*_'.repeat(2_000);
  await scene.say(scene.grace, HELP, emoji);
  await answer(emoji);
  await scene.deliver();
  expect(await failed()).toBe(0);
  const [, card] = scene.cards(TRIAGE);
  expect(cardOf(card)?.title).toContain('REQ-2');
});
