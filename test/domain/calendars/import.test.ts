import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Holiday } from '../../../src/contract/calendars.ts';
import { importHolidays } from '../../../src/domain/calendars/import.ts';
import { createCalendar } from '../../../src/domain/calendars/save.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { icalFile, workweek } from '../../support/calendars.ts';
import { createDesk, type Desk } from '../../support/desk.ts';
import { type ApiServer, startServer } from '../../support/server.ts';

let desk: Desk;
let server: ApiServer;
let ctx: Ctx;
beforeAll(async () => {
  desk = await createDesk();
  server = await startServer(desk);
  ctx = desk.ctxFor(await desk.person({ roles: ['admin'] }));
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

let count = 0;
const byHand: Holiday = { on: 'easter', name: 'Good Friday', days: -2 };
const imported = (date: string): Holiday => ({ on: 'date', name: 'Off', date, imported: true });
const create = (holidays: Holiday[] = [byHand]) =>
  createCalendar(ctx, {
    name: `Calendar ${++count}`,
    timeZone: 'UTC',
    week: workweek('09:00-17:00'),
    holidays,
  });
const file = (...days: string[]) =>
  icalFile(...days.map((day) => [`DTSTART;VALUE=DATE:${day.replaceAll('-', '')}`, 'SUMMARY:Off']));
const found = (id: string) => desk.store.client.calendar.findUniqueOrThrow({ where: { id } });

describe('holidays of a file', () => {
  it('replace those that were imported before, and no others', async () => {
    const { id } = await create();
    const first = await importHolidays(ctx, { id, ical: file('2026-12-25', '2026-12-26') });
    expect(first).toMatchObject({
      version: 2,
      holidays: [byHand, imported('2026-12-25'), imported('2026-12-26')],
    });
    const second = await importHolidays(ctx, { id, ical: file('2026-12-26', '2027-01-01') });
    expect(second).toMatchObject({
      version: 3,
      holidays: [byHand, imported('2026-12-26'), imported('2027-01-01')],
    });
    const entry = await desk.store.client.auditEntry.findFirstOrThrow({
      where: { subjectId: id },
      orderBy: { id: 'desc' },
    });
    expect(entry.action).toBe('calendar.import');
    expect(JSON.parse(entry.detail ?? '')).toEqual({
      before: { holidays: [imported('2026-12-25')] },
      after: { holidays: [imported('2027-01-01')] },
    });
  });

  it('that are there already change nothing', async () => {
    const { id } = await create();
    await importHolidays(ctx, { id, ical: file('2026-12-25', '2026-12-26') });
    const before = await found(id);
    desk.clock.advance(1_000);
    const again = await importHolidays(ctx, { id, ical: file('2026-12-26', '2026-12-25') });
    expect(again.version).toBe(2);
    expect(await found(id)).toEqual(before);
  });

  it('that cannot be read change nothing, and the reason is told', async () => {
    const { id } = await create([byHand, imported('2026-12-25')]);
    const before = await found(id);
    for (const ical of ['no calendar', file('2026-12-25').slice(0, -10), icalFile(['nonsense'])]) {
      await expect(importHolidays(ctx, { id, ical })).rejects.toMatchObject({
        code: 'invalid',
        details: { problems: [{ field: 'ical' }] },
      });
    }
    expect(await found(id)).toEqual(before);
  });

  it('are at most 2,000 with those that were written by hand', async () => {
    const days = Array.from({ length: 1_200 }, (_, index) =>
      new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
    );
    const own = (length: number) => Array.from({ length }, () => byHand);
    const { id } = await create(own(800));
    expect((await importHolidays(ctx, { id, ical: file(...days) })).holidays).toHaveLength(2_000);
    const full = await create(own(801));
    await expect(importHolidays(ctx, { id: full.id, ical: file(...days) })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('more than 2,000'),
    });
  });

  it('need a calendar that is there', async () => {
    await expect(importHolidays(ctx, { id: ctx.newId(), ical: file() })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('come over the API in files of up to two megabytes', async () => {
    const { id } = await create();
    const as = await server.token(await desk.person({ roles: ['admin'] }));
    const send = (ical: string) =>
      server.call<{ holidays: Holiday[] }>('POST', `/calendars/${id}/import`, { as, body: { ical } });
    const padding = 'X-FILLER:x\r\n'.repeat(165_000);
    const ical = file('2026-12-25').replace('BEGIN:VEVENT', `${padding}BEGIN:VEVENT`);
    expect(ical.length).toBeGreaterThan(1_900_000);
    const answer = await send(ical);
    expect(answer.status).toBe(200);
    expect(answer.body.holidays).toHaveLength(2);
    expect((await send('x'.repeat(2_000_001))).status).toBe(422);
    expect((await send('x'.repeat(3_200_000))).status).toBe(413);
  });
});
