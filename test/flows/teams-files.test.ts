import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deleteEntry } from '../../src/domain/tickets/edit-entry.ts';
import { noteOnTicket } from '../../src/domain/tickets/reply.ts';
import { watchTicket } from '../../src/domain/tickets/watch.ts';
import { SECOND } from '../../src/lib/clock.ts';
import { HELP, TRIAGE } from '../channels/teams/rig.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import { shownText } from '../support/teams/render.ts';
import { type BothChats, createBothChats } from './both-chats.ts';

/** One ticket that is shown on Slack, on Teams and in the portal; each test goes on where the last one ended. */
let scene: BothChats;
let thread: string;
beforeAll(async () => {
  scene = await createBothChats();
  ({ id: thread } = await scene.say(scene.grace, HELP, 'My laptop does not start'));
  await watchTicket(ctx(), { number: 'REQ-1', personId: scene.watcher.id });
  await scene.deliver();
});
afterAll(() => scene?.close());

const ctx = () => scene.slack.desk.ctxFor(scene.slack.agent);
const client = () => scene.slack.desk.store.client;
const audits = async (action: string) => client().auditEntry.count({ where: { action } });
const cards = () => [
  shownOnSlack(scene.onSlack()),
  shownText(scene.cardIn(TRIAGE)),
  shownText(scene.cardIn(HELP, thread)),
];
const followed = async (doing: Promise<unknown>) => {
  scene.slack.desk.clock.advance(SECOND);
  await doing;
  await scene.rig.settled();
  await scene.deliver();
};
const heardIn = (words: string) => {
  const { slack, teams } = scene.everywhere(thread);
  return [slack, teams].map((place) => place.filter((one) => one.includes(words)).length);
};

describe('a deletion that is undone', () => {
  test('shows the message again everywhere, once, however often it is told', async () => {
    const { grace } = scene;
    const reply = await scene.say(grace, HELP, 'It blinks twice', { thread });
    await scene.deliver();
    expect(heardIn('It blinks twice')).toEqual([1, 1]);
    await followed(grace.remove(reply));
    expect(heardIn('It blinks twice')).toEqual([0, 0]);
    expect(await scene.inPortal()).toEqual(['My laptop does not start', '']);
    await followed(grace.undelete(reply));
    expect(heardIn('It blinks twice')).toEqual([1, 1]);
    // Nothing of the time in between has passed for Teams, which tells it again.
    await Promise.all([grace.undelete(reply), grace.undelete(reply)]);
    await scene.deliver();
    expect(heardIn('It blinks twice')).toEqual([1, 1]);
    expect(await scene.inPortal()).toEqual(['My laptop does not start', 'It blinks twice']);
    expect(await audits('entry.restore')).toBe(1);
    const [entry] = await client().entry.findMany({ where: { body: 'It blinks twice' } });
    expect(entry).toMatchObject({ deletedAt: null, editedAt: null });
    // Deleted and restored once more, it is posted once more.
    await followed(grace.remove(reply));
    expect(heardIn('It blinks twice')).toEqual([0, 0]);
    await followed(grace.undelete(reply));
    expect(heardIn('It blinks twice')).toEqual([1, 1]);
    expect(await audits('entry.restore')).toBe(2);
  });

  test('shows what a ticket began with on its cards again, and nowhere else', async () => {
    const { grace } = scene;
    await followed(grace.remove({ conversation: HELP, id: thread }));
    expect((await scene.ticket()).description).toBe('');
    // Teams keeps a thread whose first message was deleted.
    await followed(grace.undelete({ conversation: HELP, id: thread }));
    expect((await scene.ticket()).description).toBe('My laptop does not start');
    expect(heardIn('My laptop does not start')).toEqual([0, 0]);
    for (const words of cards()) expect(words).toContain('My laptop does not start');
  });

  test('by somebody else, or of what somebody else deleted, brings nothing back', async () => {
    const { grace, nora, rig } = scene;
    const secret = await scene.say(grace, HELP, 'My code is 4711', { thread });
    await followed(grace.remove(secret));
    await followed(nora.undelete(secret));
    expect(JSON.stringify([await scene.inPortal(), scene.everywhere(thread)])).not.toContain('4711');
    // What an agent wrote and deleted is not for others to bring back, whichever message they name.
    const written = await noteOnTicket(ctx(), { number: 'REQ-1', body: 'A note, xyzzy' });
    await scene.deliver();
    const note = rig.teams.messages(TRIAGE).find((one) => shownText(one).includes('xyzzy'));
    await deleteEntry(ctx(), { id: written?.entryId ?? '' });
    await scene.deliver();
    await followed(nora.undelete({ conversation: TRIAGE, id: note?.id ?? expect.fail('no note') }));
    expect(await client().entry.count({ where: { deletedAt: { not: null } } })).toBe(2);
    expect(await client().entry.count({ where: { body: { contains: 'xyzzy' } } })).toBe(0);
    expect(await audits('entry.restore')).toBe(3);
  });
});
