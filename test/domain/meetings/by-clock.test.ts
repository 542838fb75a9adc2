import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cancelChange } from '../../../src/domain/changes/carry-out.ts';
import { updateBoard } from '../../../src/domain/meetings/boards.ts';
import { followMeetings } from '../../../src/domain/meetings/by-clock.ts';
import { addItem, removeItem } from '../../../src/domain/meetings/items.ts';
import { getMeeting, listMeetings } from '../../../src/domain/meetings/list.ts';
import { beginMeeting, cancelMeeting } from '../../../src/domain/meetings/move.ts';
import { refusal } from '../tickets/cast.ts';
import { createMeetingDesk, type MeetingDesk } from './meeting-desk.ts';

let desk: MeetingDesk;
beforeEach(async () => {
  desk = await createMeetingDesk();
});
afterEach(() => desk.close());

const asChair = () => desk.ctxFor(desk.agent);
const asAdmin = () => desk.ctxFor(desk.admin);
/** A line each: `01-08 10:00 planned 1`. */
const meetings = async (when: 'next' | 'past' = 'next') =>
  (await listMeetings(asChair(), { when })).items.map(
    ({ at, state, items }) => `${at.slice(5, 16).replace('T', ' ')} ${state} ${items}`,
  );
const content = ({
  id,
  chair: _,
  version: __,
  nextAt: ___,
  ...rest
}: Awaited<ReturnType<MeetingDesk['meets']>>) => ({
  id,
  ...rest,
});

describe('a meeting', () => {
  test('is drawn up so long before, once, however many processes find it due', async () => {
    const number = await desk.submitted();
    await desk.meets();
    await desk.tick();
    // That of Monday at ten is due already: it is nine.
    expect(await meetings()).toEqual(['01-05 10:00 planned 1']);
    await desk.tick('2026-01-07 09:59');
    expect(await meetings()).toEqual([]);
    desk.clock.set(new Date('2026-01-07T10:00:00Z'));
    await Promise.all(Array.from({ length: 8 }, () => followMeetings(desk.ctxFor('system'))));
    expect(await meetings()).toEqual(['01-08 10:00 planned 1']);
    expect(await desk.store.client.changeMeeting.count()).toBe(2);
    expect(await desk.store.client.changeMeetingCard.count({ where: { itemId: null } })).toBe(2);
    expect((await desk.told(number)).filter((words) => words.includes('agenda'))).toEqual([
      'The change is on the agenda of “Board 1”, Mon, 5 Jan 2026, 10:00 – 11:00 (UTC)',
      'The change is on the agenda of “Board 1”, Thu, 8 Jan 2026, 10:00 – 11:00 (UTC)',
    ]);
    const audits = await desk.store.client.auditEntry.findMany({
      where: { subjectType: 'change_meeting' },
      orderBy: { id: 'asc' },
    });
    expect(audits.map(({ action }) => action)).toEqual([
      ...['change_meeting.plan', 'change_meeting.add', 'change_meeting.cancel'],
      ...['change_meeting.plan', 'change_meeting.add'],
    ]);
  });

  test('comes at the time on the wall, also when the clocks are changed', async () => {
    desk.clock.set(new Date('2026-03-26T12:00:00Z'));
    const { nextAt } = await desk.meets({ cron: '30 2 * * 0', timeZone: 'Europe/Berlin', leadHours: 1 });
    // 02:30 is skipped that night: it comes at the first minute that is there.
    expect(nextAt).toBe('2026-03-29T01:00:00.000Z');
    await desk.tick('2026-03-29 00:00');
    expect((await desk.next()).at).toBe('2026-03-29T01:00:00.000Z');
  });

  test('that was missed stands there as such, one for all of them, and the next one comes', async () => {
    await desk.submitted();
    await desk.meets();
    await desk.tick('2026-01-15 12:00');
    expect(await meetings()).toEqual([]);
    const [missed, ...others] = (await listMeetings(asChair(), { when: 'past' })).items;
    expect(others).toEqual([]);
    expect(missed).toMatchObject({
      ...{ at: '2026-01-15T10:00:00.000Z', state: 'cancelled', missedSince: '2026-01-05T10:00:00.000Z' },
      ...{ reason: 'The desk was down when its agenda was to be drawn up.', items: 0 },
    });
    await desk.tick('2026-01-18 10:00');
    expect(await meetings()).toEqual(['01-19 10:00 planned 1']);
  });

  test('that has begun by the clock, but is not over, is drawn up late', async () => {
    await desk.meets();
    await desk.tick('2026-01-05 10:30');
    expect(await meetings()).toEqual(['01-05 10:00 planned 0']);
  });

  test('that nobody began is cancelled after a day, and one that nobody ended is held', async () => {
    await desk.meets();
    await desk.tick('2026-01-05 09:30');
    await desk.tick('2026-01-06 10:59');
    expect(await meetings()).toEqual(['01-05 10:00 planned 0']);
    await desk.tick('2026-01-06 11:00');
    expect(await meetings('past')).toEqual(['01-05 10:00 cancelled 0']);
    await desk.tick('2026-01-08 10:00');
    await beginMeeting(asChair(), { id: (await desk.next()).id });
    await desk.tick('2026-01-09 11:00');
    expect(await meetings('past')).toEqual(['01-08 10:00 held 0', '01-05 10:00 cancelled 0']);
  });

  test('of a board that is off is not drawn up; on again it comes once', async () => {
    const board = await desk.meets();
    await desk.tick('2026-01-05 09:30');
    await updateBoard(asAdmin(), { ...content(board), enabled: false });
    await desk.tick('2026-01-08 10:00');
    expect(await meetings()).toEqual([]);
    await updateBoard(asAdmin(), { ...content(board), enabled: true });
    await desk.tick('2026-01-11 10:00');
    const off = await updateBoard(asAdmin(), { ...content(board), enabled: false });
    expect([off.nextAt, off.version]).toEqual([null, 4]);
    await updateBoard(asAdmin(), { ...content(board), enabled: true });
    await desk.tick('2026-01-11 10:01');
    expect(await meetings()).toEqual(['01-12 10:00 planned 0']);
  });
});

describe('its agenda', () => {
  test('has what the filter wants, by when its window starts', async () => {
    const { id: teamId } = await desk.addTeam('Databases');
    const theirs = await desk.addQueue({ team: { id: teamId } });
    await desk.asks('normal');
    const late = await desk.submitted({ startsAt: desk.at(24 * 9), endsAt: desk.at(24 * 9 + 1) });
    const soon = await desk.submitted({ startsAt: desk.at(24 * 8), endsAt: desk.at(24 * 8 + 1) });
    const emergency = await desk.submitted({ type: 'emergency' });
    const elsewhere = await desk.submitted({ services: [], queueId: theirs.id });
    const draft = await desk.plan();
    await desk.meets();
    await desk.tick('2026-01-05 09:30');
    expect(await desk.agenda()).toEqual([soon, late, emergency, elsewhere]);
    expect(await desk.agenda()).not.toContain(draft);
    const by = async (filter: NonNullable<Parameters<MeetingDesk['meets']>[0]>['filter']) => {
      const { id } = await desk.meets({ ...(filter ? { filter } : {}) });
      await desk.tick();
      const { items } = await listMeetings(asChair(), { board: id });
      const { agenda } = await getMeeting(asChair(), { id: items[0]?.id ?? '' });
      return agenda.map(({ change }) => change.number);
    };
    expect(await by({ states: ['authorize'] })).toEqual([emergency]);
    expect(await by({ types: ['normal'] })).toEqual([soon, late, elsewhere]);
    expect(await by({ leastRisk: 'medium' })).toEqual([emergency]);
    expect(await by({ serviceIds: [desk.service.id] })).toEqual([soon, late, emergency]);
    expect(await by({ teamIds: [teamId] })).toEqual([elsewhere]);
    expect(await by({ withinDays: 8 })).toEqual([soon]);
  });

  test('has no change of a private queue, and loses what came to be in one', async () => {
    const number = await desk.submitted({ services: [] });
    await desk.meets();
    await desk.tick();
    expect(await desk.agenda()).toEqual([number]);
    await desk.store.client.ticket.update({ where: { number }, data: { queueId: desk.privateQueue.id } });
    expect(await desk.agenda()).toEqual([]);
    const { id } = await desk.next();
    const secret = desk.ctxFor(desk.confidant);
    expect(await refusal(addItem(desk.ctxFor(desk.admin), { id, change: number }))).toMatchObject({
      code: 'not_found',
    });
    expect(await refusal(addItem(secret, { id, change: number }))).toMatchObject({ code: 'forbidden' });
  });

  test('gets what comes until it begins, and what was taken off it not again', async () => {
    const first = await desk.submitted();
    await desk.meets();
    await desk.tick('2026-01-05 09:30');
    const { id, agenda } = await desk.next();
    await removeItem(asChair(), { id, itemId: agenda[0]?.id ?? '', reason: 'It waits for the vendor.' });
    const second = await desk.submitted();
    await desk.tick('2026-01-05 09:31');
    expect(await desk.agenda()).toEqual([second]);
    expect((await desk.next()).removed).toEqual([
      { number: first, title: 'Renew the certificate', reason: 'It waits for the vendor.' },
    ]);
    const third = await desk.submitted();
    await beginMeeting(asChair(), { id });
    expect(await desk.agenda()).toEqual([second, third]);
    await desk.submitted();
    await desk.tick('2026-01-05 09:32');
    expect(await desk.agenda()).toEqual([second, third]);
    await addItem(asChair(), { id, change: first });
    expect(await desk.agenda()).toEqual([second, third, first]);
  });

  test('hands on what is undecided to the next meeting', async () => {
    const number = await desk.submitted();
    const done = await desk.submitted();
    await desk.meets();
    await desk.tick('2026-01-05 09:30');
    await cancelMeeting(asChair(), { id: (await desk.next()).id, reason: 'Nobody can come.' });
    await cancelChange(asChair(), { number: done, reason: 'No need.' });
    await desk.tick('2026-01-07 10:00');
    expect(await desk.agenda()).toEqual([number]);
  });

  test('is filled by many processes without a change twice', async () => {
    await desk.meets();
    await desk.tick('2026-01-05 09:30');
    const numbers = [await desk.submitted(), await desk.submitted(), await desk.submitted()];
    await Promise.all(Array.from({ length: 6 }, () => followMeetings(desk.ctxFor('system'))));
    expect(await desk.agenda()).toEqual(numbers);
    const positions = await desk.store.client.changeMeetingItem.findMany({ orderBy: { position: 'asc' } });
    expect(positions.map(({ position }) => position)).toEqual([1, 2, 3]);
  });
});

test.each([
  [{ cron: '*/30 * * * *' }, 'an hour'],
  [{ cron: '0 * * * *', minutes: 90 }, 'room for each'],
  [{ cron: '0 0 30 2 *' }, 'This never comes.'],
  [{ chairId: 'requester' }, 'must be an active agent'],
  [{ members: { who: 'team', teamId: '01900000-0000-7000-8000-000000000000' } }, 'There is no such team.'],
])('a board like %j is refused', async (wanted, words) => {
  const options = wanted as Parameters<MeetingDesk['meets']>[0];
  const chairId = 'chairId' in wanted ? { chairId: desk.requester.id } : {};
  await expect(desk.meets({ ...options, ...chairId })).rejects.toThrow(words);
});
