import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { followAbsences } from '../../../src/domain/assignment/absence.ts';
import { listAvailability, setOwnAvailability } from '../../../src/domain/assignment/availability.ts';
import { listOnCall, peopleOnCall } from '../../../src/domain/oncall/now.ts';
import { createOverride } from '../../../src/domain/oncall/overrides.ts';
import { createSchedule, updateSchedule } from '../../../src/domain/oncall/schedules.ts';
import { previewSchedule, timelineOfSchedule } from '../../../src/domain/oncall/timeline.ts';
import { listVersions } from '../../../src/domain/oncall/versions.ts';
import { updatePerson } from '../../../src/domain/people/update.ts';
import { updateSettings } from '../../../src/domain/settings/settings.ts';
import { sealAddresses } from '../../../src/domain/subscriptions/address.ts';
import { readDueSubscriptions, readSubscription } from '../../../src/domain/subscriptions/read.ts';
import {
  createSubscription,
  removeSubscription,
  updateSubscription,
} from '../../../src/domain/subscriptions/subscriptions.ts';
import { listSubscriptions } from '../../../src/domain/subscriptions/view.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { icalFile } from '../../support/calendars.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';
import { outcome } from '../tickets/cast.ts';

const key = Buffer.alloc(32, 5);

/** It is Monday at nine. */
let desk: AlertDesk;
let web: Server;
let url: string;
/** What the web server answers, and what it was asked. */
let answer: { status: number; body: string; etag?: string };
let asked: (string | undefined)[];

beforeAll(async () => {
  web = createServer((req, res) => {
    const known = req.headers['if-none-match'];
    asked.push(known);
    if (answer.etag) res.setHeader('etag', answer.etag);
    if (answer.status === 200 && known && known === answer.etag) res.writeHead(304).end();
    else res.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(web.address() as AddressInfo).port}/on-call.ics`;
});
afterAll(() => web?.close());
beforeEach(async () => {
  desk = await createAlertDesk();
  await updateSettings(asAdmin(), { allowedHosts: ['127.0.0.1'] });
  asked = [];
  answer = {
    status: 200,
    body: file(['Ada', '05T080000Z', '06T080000Z'], ['Ben', '06T080000Z', '07T080000Z']),
  };
});
afterEach(() => desk.close());

/** Events of January 2026: title, beginning and end. */
const file = (...events: [string, string, string][]) =>
  icalFile(
    ...events.map(([title, from, to], index) => [
      ...[`UID:${index}`, `SUMMARY:${title}`, `DTSTART:202601${from}`, `DTEND:202601${to}`],
    ]),
  );
const asAdmin = () => desk.ctxFor(desk.admin);
const system = () => desk.ctxFor('system');
const asLead = () => desk.ctxFor({ ...desk.agent, leadOf: [desk.team.id] });
const add = (more: Partial<Parameters<typeof createSubscription>[2]> = {}, by = asAdmin()) =>
  createSubscription(by, key, {
    use: 'on_call',
    name: 'Outside',
    teamId: desk.team.id,
    url,
    timeZone: 'UTC',
    ...more,
  });
const addOwn = (by: ActingPerson) => add({ use: 'absence', teamId: null }, desk.ctxFor(by));
const layerOf = (calendarId: string) => ({ kind: 'calendar' as const, name: 'Outside', calendarId });
const daily = (...turns: ActingPerson[]) => ({
  ...{ name: 'Turns', turns: turns.map(({ id }) => [id]), start: '2026-01-05T00:00' },
  every: { count: 1, unit: 'weeks' as const },
});
const schedule = async (more: Partial<Parameters<typeof createSchedule>[1]>) =>
  (await createSchedule(asAdmin(), { name: 'Desk', teamId: desk.team.id, timeZone: 'UTC', ...more })).id;
const onCall = async (id: string, days = 0) => {
  const ids = await peopleOnCall(system(), id, new Date(desk.clock.now().getTime() + days * DAY));
  return ids.map((one) => ({ [desk.agent.id]: 'Ada', [desk.second.id]: 'Ben' })[one] ?? 'other');
};
const only = async (by = asAdmin()) => (await listSubscriptions(by)).items[0];

describe('a calendar from outside', () => {
  test('says who is on call, as a layer', async () => {
    const { id: calendarId, upcoming } = await add();
    expect(upcoming).toBe(2);
    const id = await schedule({ layers: [daily(desk.admin), layerOf(calendarId)] });
    expect([await onCall(id), await onCall(id, 1), await onCall(id, 3)]).toEqual([
      ['Ada'],
      ['Ben'],
      ['other'],
    ]);
    expect((await listOnCall(asAdmin())).items[0]).toMatchObject({ next: { people: [{ name: 'Ben' }] } });
    expect((await listVersions(asAdmin(), { id })).items[0]?.changes).toContain(
      'Layer “Outside” was added: by the calendar “Outside”.',
    );
    const now = desk.clock.now().toISOString();
    const preview = await previewSchedule(
      asLead(),
      { timeZone: 'UTC', layers: [layerOf(calendarId)], from: now, to: '2026-01-08T00:00:00Z' },
      new Set(),
    );
    expect(preview.shifts.map(({ people }) => people[0]?.name)).toEqual(['Ada', 'Ben']);
  });

  test('changes what is to come, and never what is over', async () => {
    const { id: calendarId } = await add();
    const id = await schedule({ layers: [layerOf(calendarId)] });
    desk.clock.advance(6 * HOUR);
    answer.body = file(['Ben', '05T080000Z', '06T080000Z'], ['Ada', '06T080000Z', '07T080000Z']);
    await readSubscription(asLead(), key, { id: calendarId });
    expect([await onCall(id, -0.1), await onCall(id), await onCall(id, 1)]).toEqual([
      ['Ada'],
      ['Ben'],
      ['Ada'],
    ]);
    desk.clock.advance(2 * DAY);
    answer.body = file(['Ada', '20T080000Z', '21T080000Z']);
    await readSubscription(asLead(), key, { id: calendarId });
    expect([await onCall(id, -1), await onCall(id, -2)]).toEqual([['Ada'], ['Ben']]);
  });

  test('is asked every quarter of an hour by one process, and whether it is still the same', async () => {
    answer.etag = '"one"';
    await add();
    await readDueSubscriptions(system(), key);
    expect(asked).toEqual([undefined]);
    desk.clock.advance(15 * MINUTE);
    await Promise.all([1, 2, 3].map(() => readDueSubscriptions(system(), key)));
    expect(asked).toEqual([undefined, '"one"']);
    expect(await only()).toMatchObject({ readAt: desk.clock.now().toISOString(), error: null, upcoming: 2 });
    expect(await desk.store.client.calendarSubscriptionEvent.count()).toBe(2);
    // What recurs is known so far ahead only, so it is read as a whole each week.
    desk.clock.advance(7 * DAY);
    await readDueSubscriptions(system(), key);
    expect(asked.at(-1)).toBeUndefined();
  });

  test('that cannot be read stays as it was known, with its age and the reason', async () => {
    const { id: calendarId } = await add();
    const id = await schedule({ layers: [layerOf(calendarId)] });
    const readAt = desk.clock.now().toISOString();
    for (const [status, body, reason] of [
      [500, '', 'status 500'],
      [304, '', 'status 304'],
      [200, 'hello', 'no iCalendar file'],
    ] as const) {
      desk.clock.advance(15 * MINUTE);
      answer = { status, body };
      await readDueSubscriptions(system(), key);
      expect(await only()).toMatchObject({ readAt, error: expect.stringContaining(reason), upcoming: 2 });
    }
    expect(await onCall(id)).toEqual(['Ada']);
    const next = { id: calendarId, url: 'http://10.1.2.3/' };
    expect((await updateSubscription(asAdmin(), key, next)).error).toMatch(/not public/);
    expect(await onCall(id)).toEqual(['Ada']);
  });

  test('lists the titles that mean nobody, and finds people who come later', async () => {
    answer.body = file(['Duty: Zoë', '08T080000Z', '09T080000Z'], ['Duty: Zoë', '07T080000Z', '08T080000Z']);
    const { unmatched } = await add();
    expect(unmatched).toEqual([
      {
        ...{ title: 'Duty: Zoë', reason: 'It names nobody who is known.' },
        ...{ from: '2026-01-07T08:00:00.000Z', count: 2 },
      },
    ]);
    await desk.person({ name: 'Zoë', roles: ['agent'] });
    answer.status = 500;
    desk.clock.advance(15 * MINUTE);
    await readDueSubscriptions(system(), key);
    expect(await only()).toMatchObject({ upcoming: 2, unmatched: [] });
  });

  test('goes by the texts that were said to mean somebody, and by the words that titles must have', async () => {
    answer.body = file(['x AL', '05T080000Z', '06T080000Z'], ['Ben lunch', '05T080000Z', '06T080000Z']);
    const names = [{ text: 'al', personId: desk.agent.id }];
    const { id: calendarId } = await add({ names });
    const id = await schedule({ layers: [layerOf(calendarId)] });
    expect(await onCall(id)).toEqual(['Ada', 'Ben']);
    await updateSubscription(asLead(), key, { id: calendarId, words: ['X '] });
    expect(await onCall(id)).toEqual(['Ada']);
    const requester = [{ text: 'al', personId: desk.requester.id }];
    expect(await outcome(updateSubscription(asLead(), key, { id: calendarId, names: requester }))).toBe(
      'invalid',
    );
  });

  test('is changed by who leads its team; nobody is shown more of its address than where it leads', async () => {
    const { id } = await add({}, asLead());
    expect(await outcome(add({}, desk.ctxFor(desk.second)))).toBe('forbidden');
    expect(await outcome(readSubscription(desk.ctxFor(desk.second), key, { id }))).toBe('forbidden');
    const shown = [await only(desk.ctxFor(desk.second)), await only(asLead()), await only()];
    expect(shown.map((one) => one?.origin)).toEqual(Array(3).fill(new URL(url).origin));
    expect(JSON.stringify(shown)).not.toContain('on-call.ics');
    expect(await outcome(add({ teamId: null }))).toBe('invalid');
    const { detail } = await desk.store.client.auditEntry.findFirstOrThrow({
      where: { action: 'calendar_subscription.create' },
    });
    expect(JSON.stringify(detail)).not.toContain('on-call.ics');
  });

  test('by which a schedule goes cannot be ended; nor can one go by one that has ended, or is another team’s', async () => {
    const { id: calendarId } = await add();
    const id = await schedule({ layers: [layerOf(calendarId)] });
    expect(await outcome(removeSubscription(asLead(), { id: calendarId }))).toBe('conflict');
    await updateSchedule(asAdmin(), { id, layers: [] });
    desk.clock.advance(HOUR);
    await removeSubscription(asLead(), { id: calendarId });
    expect(await listSubscriptions(asAdmin())).toEqual({ items: [] });
    expect(await outcome(updateSchedule(asAdmin(), { id, layers: [layerOf(calendarId)] }))).toBe('invalid');
    const other = await add({ teamId: (await desk.addTeam('Other')).id });
    expect(await outcome(updateSchedule(asLead(), { id, layers: [layerOf(other.id)] }))).toBe('invalid');
    expect(await outcome(updateSchedule(asAdmin(), { id, layers: [layerOf(other.id)] }))).toBe('done');
    // It goes with the schedule to another team.
    const { id: teamId } = await desk.addTeam('Third');
    await updateSchedule(asAdmin(), { id, teamId });
    expect((await only())?.teamId).toBe(teamId);
  });
});

describe('the address of a calendar', () => {
  const row = () => desk.store.client.calendarSubscription.findFirstOrThrow();
  /** Everything that the row holds, as text. */
  const kept = async () => {
    const { sealedUrl, ...rest } = await row();
    return JSON.stringify(rest) + Buffer.from(sealedUrl ?? []).toString('latin1');
  };
  const again = async () => {
    desk.clock.advance(15 * MINUTE);
    await readDueSubscriptions(system(), key);
    return only();
  };

  test('is kept encrypted, and stays where something else is changed', async () => {
    const { id } = await add();
    expect(await kept()).not.toContain('on-call.ics');
    expect(await row()).toMatchObject({ origin: new URL(url).origin, url: null });
    const before = (await row()).sealedUrl;
    expect((await updateSubscription(asLead(), key, { id, name: 'Renamed' })).error).toBeNull();
    expect((await row()).sealedUrl).toEqual(before);
    await updateSubscription(asLead(), key, { id, url: `${url}?other` });
    expect((await row()).sealedUrl).not.toEqual(before);
    await removeSubscription(asLead(), { id });
    expect(await row()).toMatchObject({ origin: null, sealedUrl: null, url: null });
  });

  test('that an earlier version has kept as it is can be read, and is encrypted at the next start, once', async () => {
    const { id } = await add();
    const { updatedAt } = await row();
    await desk.store.client.calendarSubscription.update({ where: { id }, data: { url, sealedUrl: null } });
    expect(await again()).toMatchObject({ error: null, readAt: desk.clock.now().toISOString() });
    await Promise.all([1, 2, 3].map(() => sealAddresses(system(), key)));
    expect(await kept()).not.toContain('on-call.ics');
    expect(await row()).toMatchObject({ origin: new URL(url).origin, url: null, updatedAt });
    expect(await again()).toMatchObject({ error: null, readAt: desk.clock.now().toISOString() });
    expect(await sealAddresses(system(), key)).toBe(0);
  });

  test('that was kept with another key, or of another calendar, says so; what is known stays', async () => {
    const { id, readAt } = await add();
    const other = await add({ name: 'Other' });
    const rows = desk.store.client.calendarSubscription;
    const { sealedUrl } = await rows.findUniqueOrThrow({ where: { id: other.id } });
    await rows.update({ where: { id }, data: { sealedUrl } });
    const problem = { error: expect.stringContaining('cannot be decrypted'), readAt, upcoming: 2 };
    expect(await readSubscription(asLead(), key, { id })).toMatchObject(problem);
    const otherKey = Buffer.alloc(32, 6);
    expect(await readSubscription(asLead(), otherKey, { id: other.id })).toMatchObject(problem);
    expect((await updateSubscription(asLead(), otherKey, { id: other.id, url })).error).toBeNull();
  });
});

describe('whoever is away by a calendar', () => {
  const away = async () => {
    const { items } = await listAvailability(asAdmin());
    const members = items.flatMap(({ members }) => members);
    return members.find(({ id }) => id === desk.agent.id);
  };

  test('is away as long as it says so, and available again after that', async () => {
    answer.body = file(['Dentist', '05T100000Z', '05T110000Z'], ['Then home', '05T110000Z', '05T120000Z']);
    await addOwn(desk.agent);
    expect(await away()).toMatchObject({ availability: 'available', until: null });
    desk.clock.advance(HOUR);
    await Promise.all([1, 2, 3].map(() => followAbsences(system())));
    expect(await away()).toMatchObject({ availability: 'away', until: '2026-01-05T12:00:00.000Z' });
    const action = { action: 'person.availability' };
    expect(await desk.store.client.auditEntry.count({ where: action })).toBe(1);
    desk.clock.advance(1.5 * HOUR);
    await followAbsences(system());
    expect(await away()).toMatchObject({ availability: 'away' });
    desk.clock.advance(HOUR);
    await followAbsences(system());
    expect(await away()).toMatchObject({ availability: 'available', until: null });
  });

  test('is what they say of themselves until that absence is over', async () => {
    answer.body = file(['Off', '05T080000Z', '05T120000Z'], ['Off', '05T130000Z', '05T140000Z']);
    await addOwn(desk.agent);
    expect(await away()).toMatchObject({ availability: 'away' });
    await setOwnAvailability(desk.ctxFor(desk.agent), { availability: 'available' });
    await followAbsences(system());
    expect(await away()).toMatchObject({ availability: 'available', until: null });
    desk.clock.advance(4.5 * HOUR);
    await followAbsences(system());
    expect(await away()).toMatchObject({ availability: 'away', until: '2026-01-05T14:00:00.000Z' });
    // By hand: the end of the calendar's absence does not end it.
    await setOwnAvailability(desk.ctxFor(desk.agent), { availability: 'available' });
    await setOwnAvailability(desk.ctxFor(desk.agent), { availability: 'away' });
    desk.clock.advance(HOUR);
    await followAbsences(system());
    expect(await away()).toMatchObject({ availability: 'away', until: null });
  });

  test('comes back when the calendar says so no more, or has ended', async () => {
    answer.body = file(['Off', '05T080000Z', '09T080000Z']);
    const { id } = await addOwn(desk.agent);
    answer.body = file(['Off', '05T080000Z', '07T080000Z']);
    await readSubscription(desk.ctxFor(desk.agent), key, { id });
    expect(await away()).toMatchObject({ availability: 'away', until: '2026-01-07T08:00:00.000Z' });
    await removeSubscription(desk.ctxFor(desk.agent), { id });
    expect(await away()).toMatchObject({ availability: 'available' });
  });

  test('tells others when, and nobody why', async () => {
    answer.body = file(['Secret clinic', '05T080000Z', '09T080000Z']);
    const { id } = await addOwn(desk.agent);
    expect(await listSubscriptions(asAdmin())).toEqual({ items: [] });
    for (const by of [asAdmin(), asLead(), desk.ctxFor(desk.second)].slice(0, 1)) {
      expect(await outcome(readSubscription(by, key, { id }))).toBe('not_found');
      expect(await outcome(removeSubscription(by, { id }))).toBe('not_found');
    }
    const rows = await desk.store.client.calendarSubscriptionEvent.findMany();
    expect(JSON.stringify(rows)).not.toContain('clinic');
    expect(await outcome(addOwn(desk.requester))).toBe('forbidden');
  });

  test('may be named by a calendar of the team, which means its members alone', async () => {
    answer.body = file(
      ['Ada', '05T080000Z', '09T080000Z'],
      [desk.neighbour.name, '05T080000Z', '09T080000Z'],
    );
    const { unmatched } = await add({ use: 'absence' });
    expect(unmatched.map(({ title }) => title)).toEqual([desk.neighbour.name]);
    expect(await away()).toMatchObject({ availability: 'away' });
  });

  test('is skipped by a schedule that is to do so, and shown on every timeline', async () => {
    answer.body = file(['Off', '06T000000Z', '08T000000Z']);
    await addOwn(desk.agent);
    const id = await schedule({ layers: [daily(desk.agent, desk.second)] });
    const span = { from: '2026-01-05T09:00:00Z', to: '2026-01-10T00:00:00Z' };
    const timeline = await timelineOfSchedule(asAdmin(), { id, ...span });
    expect(timeline.absences).toMatchObject([{ person: { name: 'Ada' }, from: '2026-01-06T00:00:00.000Z' }]);
    expect(await onCall(id, 1)).toEqual(['Ada']);
    await updateSchedule(asLead(), { id, skipAbsent: true });
    expect([await onCall(id), await onCall(id, 1), await onCall(id, 3)]).toEqual([['Ada'], ['Ben'], ['Ada']]);
    expect((await listVersions(asAdmin(), { id })).items[0]?.changes).toEqual([
      'Whoever is away is skipped.',
    ]);
    const from = new Date(desk.clock.now().getTime() + DAY).toISOString();
    await createOverride(asAdmin(), {
      ...{ id, from, to: '2026-01-06T12:00:00Z', personIds: [desk.admin.id], replacesId: desk.agent.id },
    });
    expect([await onCall(id, 1.05), await onCall(id, 1.5)]).toEqual([['other'], ['Ben']]);
    // Nobody is there but the one who is away: better they than nobody.
    await updatePerson(asAdmin(), { id: desk.second.id, active: false });
    expect(await onCall(id, 1.5)).toEqual(['Ada']);
  });
});
