import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getTicket } from '../../src/domain/tickets/get.ts';
import {
  buttonOf,
  createTeamsScene,
  filledIn,
  HELP,
  type TeamsScene,
  TRIAGE,
} from '../channels/teams/rig.ts';
import { cardOf, shownCard, shownText } from '../support/teams/render.ts';
import type { Json } from '../support/teams/types.ts';

/** One ticket, from the message to the second time that it is solved. Each test goes on where the last one ended. */
describe('a ticket on Teams', () => {
  let scene: TeamsScene;
  let thread: string;
  beforeAll(async () => {
    scene = await createTeamsScene();
  });
  afterAll(() => scene?.close());

  const see = () => getTicket(scene.desk.ctxFor(scene.agent), { number: 'REQ-1' });
  const requesterCard = () => scene.cards(HELP, thread)[0];
  const triageCard = () => scene.cards(TRIAGE)[0];
  const titles = (card: ReturnType<typeof requesterCard>) => cardOf(card)?.buttons.map(({ title }) => title);
  const lastIn = (where: string, id = '') =>
    shownText(scene.teams.messages(where, id).at(-1) ?? expect.fail('nothing'));

  test('begins with a message in the channel, without a mention', async () => {
    const said = await scene.say(scene.grace, HELP, 'Hi team, my laptop does not start.');
    expect(said.status).toBe(200);
    thread = said.id;
    expect(await scene.tickets()).toEqual([
      { number: 'REQ-1', title: 'My laptop does not start', state: 'new', source: 'message' },
    ]);
  });

  test('has a card in its thread and one for the agents', async () => {
    await scene.deliver();
    expect(shownText(requesterCard() ?? expect.fail('no card'))).toContain(
      'REQ-1 · My laptop does not start',
    );
    expect(titles(requesterCard())).toEqual(['Add details', 'It’s solved', 'Cancel', 'Open in the portal']);
    expect(shownText(triageCard() ?? expect.fail('no card'))).toContain('Hi team, my laptop does not start.');
    expect(titles(triageCard())).toEqual(['Take', 'Assign', 'Reply', 'More', 'Open in the console']);
    // Nothing but the thread of the message: the channel itself stays as it was.
    expect(scene.teams.messages(HELP).filter((one) => one.thread === null)).toHaveLength(1);
  });

  test('shows agents their own buttons on the requester’s card, and nobody else theirs', async () => {
    const at = { conversation: HELP, id: requesterCard()?.id ?? '' };
    // Teams asks for those whom the app has met.
    await scene.say(scene.ada, scene.ada.own(), 'help');
    await scene.press(scene.ada, TRIAGE, triageCard(), 'take');
    await scene.deliver();
    const seen = async (who: TeamsScene['ada']) => (await who.look(at)).body.value as Json | undefined;
    const buttons = (card: Json | undefined) => card && shownCard(card).buttons.map(({ title }) => title);
    expect(buttons(await seen(scene.ada))).toEqual(['Assign', 'Reply', 'More', 'Open in the portal']);
    expect(buttons(await seen(scene.grace))).toEqual([
      'Add details',
      'It’s solved',
      'Cancel',
      'Open in the portal',
    ]);
    expect(await seen(scene.stan)).toBeUndefined();
  });

  test('was taken by that agent, and both cards say so in place', async () => {
    expect(await see()).toMatchObject({ state: 'in_progress', assignee: { name: 'Ada' } });
    expect(scene.cards(HELP, thread)).toHaveLength(1);
    expect(scene.cards(TRIAGE)).toHaveLength(1);
    for (const card of [requesterCard(), triageCard()]) {
      const words = shownText(card ?? expect.fail('no card'));
      expect(words).toContain('In progress');
      expect(words).toContain('Ada');
    }
  });

  test('keeps what agents say among themselves', async () => {
    const note = await scene.say(scene.ada, TRIAGE, 'She dropped it, xyzzy', {
      thread: triageCard()?.id ?? '',
    });
    await scene.ada.edit(note, 'She dropped it twice, xyzzy');
    await scene.deliver();
    expect(await scene.written('REQ-1')).toContain('note: She dropped it twice, xyzzy');
    expect(JSON.stringify(scene.teams.messages(HELP))).not.toContain('xyzzy');
  });

  test('is answered by a dialog, in the requester’s thread', async () => {
    const heard = await scene.fillIn(scene.ada, TRIAGE, triageCard(), 'reply', {
      body: 'Does the light *blink*?',
    });
    expect(heard).toEqual({ status: 200, body: {} });
    await scene.deliver();
    expect(lastIn(HELP, thread)).toBe('Ada\nDoes the light *blink*?');
  });

  test('goes on in the thread, where agents hear it', async () => {
    const before = scene.teams.messages(HELP, thread).length;
    await scene.say(scene.grace, HELP, 'It blinks three times', { thread });
    await scene.deliver();
    expect(await scene.written('REQ-1')).toContain('reply: It blinks three times');
    expect(lastIn(TRIAGE, triageCard()?.id)).toBe('Grace\nIt blinks three times');
    // It is not said twice where it was said.
    expect(scene.teams.messages(HELP, thread)).toHaveLength(before + 1);
  });

  test('is resolved by a dialog behind “More”, which says how', async () => {
    const at = { conversation: TRIAGE, id: triageCard()?.id ?? '' };
    const more = await scene.ada.openDialog(at, buttonOf(triageCard(), 'more').data);
    const asked = await scene.ada.sendDialog(TRIAGE, filledIn(more, { what: 'resolve' }));
    const wrong = await scene.ada.sendDialog(TRIAGE, filledIn(asked, { resolution: '  ', code: 'fixed' }));
    expect(JSON.stringify(wrong.body)).toContain('Attention');
    const sent = await scene.ada.sendDialog(
      TRIAGE,
      filledIn(wrong, { resolution: 'A new battery', code: 'fixed' }),
    );
    expect(sent.body).toEqual({});
    expect(await see()).toMatchObject({ state: 'resolved' });
    await scene.deliver();
    expect(shownText(requesterCard() ?? expect.fail('no card'))).toContain('A new battery');
    expect(titles(requesterCard())).toEqual(['Reopen', 'Rate the help', 'Open in the portal']);
  });

  test('is reopened by the requester’s button, and resolved once more by an emoji', async () => {
    const heard = await scene.press(scene.grace, HELP, requesterCard(), 'reopen');
    expect(heard.body.value).toBe('REQ-1 is open again.');
    expect(await see()).toMatchObject({ state: 'in_progress' });
    await scene.deliver();
    await scene.ada.react({ conversation: TRIAGE, id: triageCard()?.id ?? '' }, '2705_whiteheavycheckmark');
    expect(await see()).toMatchObject({ state: 'resolved' });
    await scene.deliver();
  });

  test('is rated once', async () => {
    await scene.fillIn(scene.grace, HELP, requesterCard(), 'rate', { score: '4', comment: 'Quick' });
    expect((await see()).rating).toMatchObject({ score: 4, comment: 'Quick' });
    await scene.deliver();
    expect(shownText(requesterCard() ?? expect.fail('no card'))).toContain('Rated 4 of 5');
    expect(titles(requesterCard())).toEqual(['Reopen', 'Open in the portal']);
    expect(await scene.desk.store.client.notice.count({ where: { state: { not: 'sent' } } })).toBe(0);
  });

  test('has had one card on each side, all the while', () => {
    expect(scene.cards(HELP, thread)).toHaveLength(1);
    expect(scene.cards(TRIAGE)).toHaveLength(1);
  });
});
