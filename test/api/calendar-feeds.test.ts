import ICAL from 'ical.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cancelChange } from '../../src/domain/changes/carry-out.ts';
import { createFreeze } from '../../src/domain/changes/freezes.ts';
import { editChange, planChange } from '../../src/domain/changes/plan.ts';
import { listFeeds, makeFeed, removeFeed } from '../../src/domain/feeds/feeds.ts';
import { createOverride } from '../../src/domain/oncall/overrides.ts';
import { createSchedule } from '../../src/domain/oncall/schedules.ts';
import { updatePerson } from '../../src/domain/people/update.ts';
import { updateQueue } from '../../src/domain/queues/save.ts';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import { type AlertDesk, createAlertDesk } from '../domain/alerts/alert-desk.ts';
import { outcome } from '../domain/tickets/cast.ts';
import { type ApiServer, startServer } from '../support/server.ts';

/** It is Monday at nine; Ada is on call, and Ben from Tuesday at nine. */
let desk: AlertDesk;
let server: ApiServer;
let id: string;
beforeEach(async () => {
  desk = await createAlertDesk();
  server = await startServer(desk);
  ({ id } = await createSchedule(desk.ctxFor(desk.admin), {
    ...{ name: 'Desk, by day', teamId: desk.team.id, timeZone: 'UTC' },
    layers: [
      {
        ...{ name: 'First', turns: [[desk.agent.id], [desk.second.id]], start: '2026-01-05T09:00' },
        every: { count: 1, unit: 'days' },
      },
    ],
  }));
});
afterEach(async () => {
  await server?.close();
  await desk?.close();
});

const ada = () => desk.ctxFor(desk.agent);
const read = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(server.url + path, { headers });
  const text = await response.text();
  const events = () =>
    new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
  return { status: response.status, headers: response.headers, text, events };
};

test('an address gives the shifts of a schedule, as a file that calendars read', async () => {
  const { path } = await makeFeed(ada(), { scheduleId: id });
  const { status, headers, events } = await read(path);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  expect(
    events()
      .slice(0, 2)
      .map(({ summary }) => summary),
  ).toEqual(['On call for Desk, by day: Ada', 'On call for Desk, by day: Ben']);
  const [first] = events();
  expect(first?.startDate.toJSDate().toISOString()).toBe('2026-01-05T09:00:00.000Z');
  expect(first?.endDate.toJSDate().toISOString()).toBe('2026-01-06T09:00:00.000Z');
  const uids = events().map(({ uid }) => uid);
  expect(new Set(uids).size).toBe(uids.length);
  expect(uids.length).toBeGreaterThan(85);
});

test('what has not changed is not sent again, and shifts keep their identity from day to day', async () => {
  const { path } = await makeFeed(ada(), { scheduleId: id });
  const before = await read(path);
  desk.clock.advance(HOUR);
  const etag = before.headers.get('etag') ?? '';
  // Otherwise `fetch` asks for it whatever it has.
  const known = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
  expect((await read(path, known)).status).toBe(304);
  desk.clock.advance(DAY);
  const after = await read(path);
  expect(after.status).toBe(200);
  expect(
    after
      .events()
      .slice(0, 80)
      .map(({ uid }) => uid),
  ).toEqual(
    before
      .events()
      .slice(0, 80)
      .map(({ uid }) => uid),
  );
});

test('one’s own address has one’s own shifts alone, overrides as well', async () => {
  const { path } = await makeFeed(ada(), { scheduleId: null });
  const span = { from: '2026-01-06T10:00:00Z', to: '2026-01-06T12:00:00Z' };
  await createOverride(ada(), { id, ...span, personIds: [desk.agent.id] });
  const { events, text } = await read(path);
  const begins = events().map(({ startDate }) => startDate.toJSDate().toISOString());
  expect(begins.slice(0, 3)).toEqual([
    '2026-01-05T09:00:00.000Z',
    '2026-01-06T10:00:00.000Z',
    '2026-01-07T09:00:00.000Z',
  ]);
  expect(text).not.toContain('Ben');
});

test('it ends when a new one is made, when it is taken away, and with the place at the desk', async () => {
  const first = await makeFeed(ada(), { scheduleId: id });
  const second = await makeFeed(ada(), { scheduleId: id });
  expect((await read(first.path)).status).toBe(404);
  expect((await read(second.path)).status).toBe(200);
  expect((await listFeeds(ada())).items).toEqual([second.feed]);
  expect(await outcome(removeFeed(desk.ctxFor(desk.second), { id: second.feed.id }))).toBe('not_found');
  await removeFeed(ada(), { id: second.feed.id });
  expect((await read(second.path)).status).toBe(404);
  const third = await makeFeed(ada(), { scheduleId: null });
  await updatePerson(desk.ctxFor(desk.admin), { id: desk.agent.id, active: false });
  expect((await read(third.path)).status).toBe(404);
  expect((await read('/calendars/nonsense.ics')).status).toBe(404);
  expect(
    await desk.store.client.calendarFeed.count({ where: { hash: { contains: third.path.slice(11, -4) } } }),
  ).toBe(0);
});

test('of two that are made at the same moment one stays', async () => {
  const made = await Promise.all([1, 2].map(() => makeFeed(ada(), { scheduleId: null })));
  const statuses = await Promise.all(made.map(async ({ path }) => (await read(path)).status));
  expect(statuses.sort()).toEqual([200, 404]);
});

describe('an address for changes', () => {
  const windowOf = (hours: number) => ({
    startsAt: new Date(desk.clock.now().getTime() + hours * HOUR).toISOString(),
    endsAt: new Date(desk.clock.now().getTime() + (hours + 1) * HOUR).toISOString(),
  });
  const plan = (title: string, more: object = {}) =>
    planChange(ada(), { title, description: 'x', ...windowOf(5), ...more });

  test('gives what its owner sees, with freezes, and what is not agreed to as tentative', async () => {
    const { number } = await plan('Renew, the; certificate', { services: [desk.service.id] });
    await plan('No window yet', { startsAt: null, endsAt: null });
    const gone = await plan('Not after all');
    await cancelChange(ada(), { number: gone.number, reason: 'No' });
    await createFreeze(desk.ctxFor(desk.admin), {
      ...{
        name: 'Year end',
        timeZone: 'UTC',
        ...windowOf(48),
        repeat: null,
        serviceIds: [],
        types: ['normal'],
      },
    });
    const { path } = await makeFeed(ada(), { about: 'changes' });
    const { status, text, events } = await read(path);
    expect(status).toBe(200);
    const found = events().map(({ summary, startDate, component }) => ({
      ...{ summary, at: startDate.toJSDate().toISOString() },
      ...{ status: component.getFirstPropertyValue('status'), url: component.getFirstPropertyValue('url') },
    }));
    expect(found).toEqual([
      {
        ...{ summary: `${number} Renew, the; certificate`, at: windowOf(5).startsAt, status: 'TENTATIVE' },
        url: `${server.url}/changes/${number}`,
      },
      { summary: 'Freeze: Year end', at: windowOf(48).startsAt, status: null, url: null },
    ]);
    expect(text).toContain('Services: Shop');
    const [event] = events();
    await editChange(ada(), { number, ...windowOf(7) });
    const after = (await read(path)).events();
    // Calendars move the event that they have.
    expect(after[0]?.uid).toBe(event?.uid);
    expect(after[0]?.startDate.toJSDate().toISOString()).toBe(windowOf(7).startsAt);
  });

  test('says nothing of private queues to who is not in their team', async () => {
    await plan('Of the desk');
    await updateQueue(desk.ctxFor(desk.admin), { id: desk.queue.id, visibility: 'private' });
    const outsider = await desk.person({ name: 'Otto', roles: ['requester', 'agent'] });
    const { path } = await makeFeed(desk.ctxFor(outsider), { about: 'changes' });
    expect((await read(path)).events()).toEqual([]);
    const own = await makeFeed(ada(), { about: 'changes' });
    expect((await read(own.path)).events()).toHaveLength(1);
  });

  test('is one beside those of shifts, and of no schedule', async () => {
    const shifts = await makeFeed(ada(), { scheduleId: null });
    const { feed } = await makeFeed(ada(), { about: 'changes' });
    expect((await listFeeds(ada())).items).toEqual([shifts.feed, feed]);
    expect((await read(shifts.path)).status).toBe(200);
    expect(await outcome(makeFeed(ada(), { about: 'changes', scheduleId: id }))).toBe('invalid');
  });
});
