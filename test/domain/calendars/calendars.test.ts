import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Holiday } from '../../../src/contract/calendars.ts';
import { removeCalendar } from '../../../src/domain/calendars/remove.ts';
import { createCalendar, updateCalendar } from '../../../src/domain/calendars/save.ts';
import { listCalendars } from '../../../src/domain/calendars/view.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { startWalk } from '../../../src/domain/walks.ts';
import { HOUR } from '../../../src/lib/clock.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { workweek } from '../../support/calendars.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

let desk: Desk;
let ctx: Ctx;
beforeAll(async () => {
  desk = await createDesk();
  ctx = desk.ctxFor(await desk.person({ roles: ['admin'] }));
});
afterAll(() => desk?.close());

type Change = Parameters<typeof updateCalendar>[1];
const week = workweek('09:00-17:00');
const newYear: Holiday = { on: 'day', name: 'New Year', month: 1, day: 1 };
const trip: Holiday = { on: 'date', name: 'Trip', date: '2026-05-15', imported: false };
const create = (name: string) => createCalendar(ctx, { name, timeZone: 'Europe/Berlin', week });
const versions = (calendarId: string) =>
  desk.store.client.calendarVersion.findMany({ where: { calendarId }, orderBy: { version: 'asc' } });
const walk = () => desk.store.client.walk.findUnique({ where: { name: 'sla' } });
const lastAudit = async (id: string) => {
  const entry = await desk.store.client.auditEntry.findFirstOrThrow({
    where: { subjectType: 'calendar', subjectId: id },
    orderBy: { id: 'desc' },
  });
  return { action: entry.action, ...JSON.parse(entry.detail ?? '') };
};
async function toldOf(work: () => Promise<unknown>): Promise<string[]> {
  const topics: string[] = [];
  const stop = desk.bus.subscribe(({ topic }) => topics.push(topic));
  await work().finally(stop);
  return topics;
}

describe('a calendar', () => {
  it('is added with its first version, and told of', async () => {
    let id = '';
    const topics = await toldOf(async () => {
      const calendar = await createCalendar(ctx, {
        name: ' Germany ',
        timeZone: 'Europe/Berlin',
        week,
        holidays: [newYear],
      });
      expect(calendar).toEqual({
        id: calendar.id,
        name: 'Germany',
        timeZone: 'Europe/Berlin',
        week,
        holidays: [newYear],
        version: 1,
        source: null,
        updatedAt: desk.clock.now().toISOString(),
      });
      id = calendar.id;
    });
    expect(topics).toContain('directory');
    expect(await versions(id)).toMatchObject([
      { version: 1, timeZone: 'Europe/Berlin', week, holidays: [newYear] },
    ]);
    expect(await lastAudit(id)).toMatchObject({
      action: 'calendar.create',
      after: { name: 'Germany', week },
    });
    // Nothing can be due by it yet.
    expect(await walk()).toBeNull();
  });

  it('has a name of its own', async () => {
    const [one, two] = [await create('One'), await create('Two')];
    const taken = { code: 'conflict', message: 'There is a calendar of this name already.' };
    await expect(create('One')).rejects.toMatchObject(taken);
    await expect(updateCalendar(ctx, { id: two.id, name: 'One' })).rejects.toMatchObject(taken);
    expect((await updateCalendar(ctx, { id: one.id, name: 'One' })).name).toBe('One');
  });

  it.each([
    ['PST', 'a name by which nothing can be computed'],
    ['Mars/Olympus', 'no zone'],
  ])('has no time zone %s: %s', async (timeZone) => {
    const problem = { code: 'invalid', details: { problems: [{ field: 'timeZone' }] } };
    await expect(createCalendar(ctx, { name: timeZone, timeZone, week })).rejects.toMatchObject(problem);
    const { id } = await create(`Not ${timeZone}`);
    await expect(updateCalendar(ctx, { id, timeZone })).rejects.toMatchObject(problem);
  });

  it.each<[string, object, string]>([
    ['hours on no day', { week: [[], [], [], [], [], [], []] }, 'week'],
    ['six days', { week: week.slice(1) }, 'week'],
    ['hours that end when they begin', { week: workweek('09:00-09:00') }, 'week.0.0.to'],
    ['25:00', { week: workweek('09:00-25:00') }, 'week.0.0.to'],
    ['a day that begins at 24:00', { week: workweek('24:00-09:00') }, 'week.0.0.from'],
    [
      '13 intervals a day',
      { week: workweek(Array.from({ length: 13 }, () => '09:00-10:00').join(' ')) },
      'week.0',
    ],
    ['a date that there is not', { holidays: [{ ...trip, date: '2026-02-29' }] }, 'holidays.0.date'],
    ['an end before the beginning', { holidays: [{ ...trip, until: '2026-05-14' }] }, 'holidays.0.until'],
    ['a holiday without a name', { holidays: [{ ...newYear, name: ' ' }] }, 'holidays.0.name'],
    ['too many holidays', { holidays: Array.from({ length: 2_001 }, () => newYear) }, 'holidays'],
    ['an address that is no web address', { sourceUrl: 'file:///etc/passwd' }, 'sourceUrl'],
  ])('has not %s', async (_, wrong, field) => {
    const { id } = await create(`Without ${_}`);
    await expect(updateCalendar(ctx, { id, ...wrong } as Change)).rejects.toMatchObject({
      code: 'invalid',
      details: { problems: expect.arrayContaining([expect.objectContaining({ field })]) },
    });
    expect(await versions(id)).toHaveLength(1);
  });

  it('has another version, and is computed by again, when its zone, hours or holidays change', async () => {
    const { id } = await create('Changing');
    const steps: [Omit<Change, 'id'>, number][] = [
      [{ timeZone: 'Europe/Paris' }, 2],
      [{ week: workweek('08:00-16:00') }, 3],
      [{ holidays: [newYear, trip] }, 4],
      [{ timeZone: 'Europe/Paris', week: workweek('08:00-16:00'), holidays: [newYear, trip] }, 4],
      [{ name: 'Changed' }, 4],
      [{ sourceUrl: 'https://example.com/holidays.ics' }, 4],
      [{}, 4],
    ];
    let before = 1;
    for (const [change, version] of steps) {
      desk.clock.advance(HOUR);
      await startWalk(ctx, 'sla');
      await desk.store.client.walk.update({ where: { name: 'sla' }, data: { after: ctx.newId() } });
      desk.clock.advance(HOUR);
      expect((await updateCalendar(ctx, { id, ...change })).version, JSON.stringify(change)).toBe(version);
      const begun = await walk();
      if (version > before) expect(begun).toMatchObject({ after: null, startedAt: desk.clock.now() });
      else expect(begun?.after).not.toBeNull();
      before = version;
    }
    const early = workweek('08:00-16:00');
    expect(await versions(id)).toMatchObject([
      { version: 1, timeZone: 'Europe/Berlin', week, holidays: [] },
      { version: 2, timeZone: 'Europe/Paris', week, holidays: [] },
      { version: 3, timeZone: 'Europe/Paris', week: early, holidays: [] },
      { version: 4, timeZone: 'Europe/Paris', week: early, holidays: [newYear, trip] },
    ]);
  });

  it('says in the audit log what changed, of holidays only those that came and went', async () => {
    const { id } = await createCalendar(ctx, {
      name: 'Audited',
      timeZone: 'UTC',
      week,
      holidays: [newYear, trip],
    });
    const later = { ...trip, date: '2026-06-05' };
    await updateCalendar(ctx, { id, timeZone: 'UTC', holidays: [newYear, later] });
    expect(await lastAudit(id)).toEqual({
      action: 'calendar.update',
      before: { holidays: [trip] },
      after: { holidays: [later] },
    });
    const count = await desk.store.client.auditEntry.count();
    expect(await toldOf(() => updateCalendar(ctx, { id, holidays: [newYear, later] }))).toEqual([]);
    expect(await desk.store.client.auditEntry.count()).toBe(count);
  });

  it('that is not there is not changed or removed', async () => {
    const missing = { code: 'not_found' };
    await expect(updateCalendar(ctx, { id: ctx.newId(), name: 'X' })).rejects.toMatchObject(missing);
    await expect(removeCalendar(ctx, { id: ctx.newId() })).rejects.toMatchObject(missing);
  });

  it('of many that are changed at once has every version', async () => {
    const { id } = await create('Race');
    const days = Array.from({ length: 8 }, (_, index) => ({ ...trip, date: `2026-05-0${index + 1}` }));
    await Promise.all(days.map((day) => updateCalendar(ctx, { id, holidays: [day] })));
    expect((await versions(id)).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('the list of calendars', () => {
  it('is in the order of names; what addresses they are read from is for admins', async () => {
    const { id } = await createCalendar(ctx, {
      name: 'AAA',
      timeZone: 'UTC',
      week,
      sourceUrl: 'https://example.com/secret.ics',
    });
    const source = { url: 'https://example.com/secret.ics', readAt: null, error: null };
    const seen = async (as: Ctx) => (await listCalendars(as)).items;
    expect((await seen(ctx))[0]).toMatchObject({ id, source });
    expect((await seen(desk.ctxFor('system')))[0]).toMatchObject({ id, source });
    const agent = desk.ctxFor(await desk.person({ roles: ['agent'] }));
    expect((await seen(agent))[0]).toMatchObject({ id, source: null });
    const names = (await seen(ctx)).map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
  });
});

describe('removing a calendar', () => {
  it('is refused while something uses it, which is named', async () => {
    const { id } = await create('Used');
    const refused = (words: string) =>
      expect(removeCalendar(ctx, { id })).rejects.toMatchObject({
        code: 'conflict',
        message: `Used is still used by ${words}.`,
      });
    const db = desk.store.client;
    const use = async (name: string) =>
      db.queue.update({ where: { id: (await desk.addQueue({ name })).id }, data: { calendarId: id } });
    await use('Printers');
    await refused('the queue Printers');
    await use('VPN');
    await refused('the queues Printers and VPN');
    const terms = { calendarId: id, targets: {}, pausesOn: [], thresholds: [] };
    const now = desk.clock.now();
    const policy = { position: 1, conditions: {}, createdAt: now, updatedAt: now };
    await db.slaPolicy.create({ data: { id: ctx.newId(), name: 'Gold', ...policy, terms } });
    await db.slaPolicy.create({
      data: { id: ctx.newId(), name: 'Always', ...policy, terms: { ...terms, calendarId: null } },
    });
    await refused('the queues Printers and VPN, and by the SLA policy Gold');
    const ticket = await openTicket(desk.ctxFor(await desk.person()), { title: 'T', description: 'D' });
    const number = ticket?.number ?? '';
    await db.ticket.update({ where: { number }, data: { calendarId: id } });
    await refused('the queues Printers and VPN, and by the SLA policy Gold, and by 1 open ticket');

    await db.queue.updateMany({ data: { calendarId: null } });
    await db.slaPolicy.deleteMany();
    await refused('1 open ticket');
    await resolveTicket(desk.ctxFor('system'), { number, resolution: 'Done' });
    expect(await toldOf(() => removeCalendar(ctx, { id }))).toContain('directory');
    expect(await db.ticket.findUniqueOrThrow({ where: { number } })).toMatchObject({ calendarId: null });
    expect(await lastAudit(id)).toMatchObject({ action: 'calendar.remove', before: { name: 'Used' } });
    // What was promised by it can still be computed.
    expect(await versions(id)).toHaveLength(1);
  });
});
