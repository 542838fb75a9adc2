import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Holiday } from '../../../src/contract/calendars.ts';
import { createCalendar, updateCalendar } from '../../../src/domain/calendars/save.ts';
import { readDueSources, readSource } from '../../../src/domain/calendars/source.ts';
import { updateSettings } from '../../../src/domain/settings/settings.ts';
import { startSchedule } from '../../../src/jobs/schedule.ts';
import { DAY, HOUR } from '../../../src/lib/clock.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { icalFile, workweek } from '../../support/calendars.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

let desk: Desk;
let ctx: Ctx;
let web: Server;
let address: string;
/** What the web server answers, and to how many it has. */
let answer: { status: number; body: string };
let asked = 0;
let beforeAnswer: () => Promise<unknown>;

beforeAll(async () => {
  desk = await createDesk();
  ctx = desk.ctxFor(await desk.person({ roles: ['admin'] }));
  web = createServer(async (_, res) => {
    asked += 1;
    await beforeAnswer();
    res.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(web.address() as AddressInfo).port}/holidays.ics`;
  await updateSettings(ctx, { allowedHosts: ['127.0.0.1'] });
});
afterAll(async () => {
  web?.close();
  await desk?.close();
});
beforeEach(async () => {
  await desk.store.client.calendar.deleteMany();
  asked = 0;
  answer = { status: 200, body: file('20261225') };
  beforeAnswer = async () => {};
});

const byHand: Holiday = { on: 'day', name: 'New Year', month: 1, day: 1 };
const imported = (date: string): Holiday => ({ on: 'date', name: 'Off', date, imported: true });
const file = (...days: string[]) =>
  icalFile(...days.map((day) => [`DTSTART;VALUE=DATE:${day}`, 'SUMMARY:Off']));
const many = (count: number) =>
  icalFile(
    ...Array.from({ length: count }, (_, index) => ['DTSTART;VALUE=DATE:20261225', `SUMMARY:${index}`]),
  );
let count = 0;
const create = (sourceUrl: string | null = address) =>
  createCalendar(ctx, {
    name: `Calendar ${++count}`,
    timeZone: 'UTC',
    week: workweek('09:00-17:00'),
    holidays: [byHand],
    sourceUrl,
  });
const find = (id: string) => desk.store.client.calendar.findUniqueOrThrow({ where: { id } });
const due = () => readDueSources(desk.ctxFor('system'));

describe('the address of a calendar', () => {
  it('is read into its holidays', async () => {
    const { id, source } = await create();
    expect(source).toEqual({ url: address, readAt: null, error: null });
    const now = desk.clock.now().toISOString();
    expect(await readSource(ctx, { id })).toMatchObject({
      version: 2,
      holidays: [byHand, imported('2026-12-25')],
      source: { url: address, readAt: now, error: null },
    });
    desk.clock.advance(HOUR);
    const again = await readSource(ctx, { id });
    expect(again).toMatchObject({
      version: 2,
      source: { readAt: desk.clock.now().toISOString() },
      updatedAt: now,
    });
  });

  it.each<[string, { status: number; body: string }, string]>([
    ['another status', { status: 404, body: file('20261225') }, 'The address answers with the status 404.'],
    ['a page', { status: 200, body: '<html>Sign in</html>' }, 'no iCalendar file'],
    ['a broken file', { status: 200, body: file('20261225').slice(0, -20) }, 'cannot be read'],
    ['too many holidays', { status: 200, body: many(2_000) }, 'more than 2,000'],
    ['too much', { status: 200, body: 'x'.repeat(2_000_001) }, 'larger than 2,000,000 bytes'],
  ])('that answers with %s leaves the holidays as they were, with the reason', async (_, wrong, reason) => {
    const { id } = await create();
    await readSource(ctx, { id });
    const before = await find(id);
    answer = wrong;
    desk.clock.advance(HOUR);
    const after = await readSource(ctx, { id });
    expect(after.source?.error).toContain(reason);
    expect(after.source?.readAt).toBe(desk.clock.now().toISOString());
    expect(after).toMatchObject({ version: 2, holidays: before.holidays });
    answer = { status: 200, body: file('20261225') };
    expect((await readSource(ctx, { id })).source?.error).toBeNull();
  });

  it('is not read where it is not public, unless an admin allows it', async () => {
    const { id } = await create();
    await updateSettings(ctx, { allowedHosts: [] });
    expect((await readSource(ctx, { id })).source?.error).toBe(
      '127.0.0.1 is not public. An admin can allow it in the settings.',
    );
    expect(asked).toBe(0);
    await updateSettings(ctx, { allowedHosts: ['127.0.0.1'] });
    expect((await readSource(ctx, { id })).source?.error).toBeNull();
  });

  it('that was changed while it was read is not what counts', async () => {
    const { id } = await create();
    beforeAnswer = () => updateCalendar(ctx, { id, sourceUrl: `${address}?other` });
    const read = await readSource(ctx, { id });
    expect(read).toMatchObject({
      version: 1,
      holidays: [byHand],
      source: { url: `${address}?other`, readAt: null },
    });
  });

  it('forgets how it went when it is another one, and what was imported stays', async () => {
    const { id } = await create();
    await readSource(ctx, { id });
    const other = await updateCalendar(ctx, { id, sourceUrl: `${address}?other` });
    expect(other).toMatchObject({ version: 2, source: { readAt: null, error: null } });
    const none = await updateCalendar(ctx, { id, sourceUrl: null });
    expect(none).toMatchObject({ version: 2, source: null, holidays: [byHand, imported('2026-12-25')] });
    await expect(readSource(ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
    await expect(readSource(ctx, { id: ctx.newId() })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the daily reading', () => {
  it('reads what was never read at once, and again after a day', async () => {
    const { id } = await create();
    await create(null);
    await due();
    expect(asked).toBe(1);
    expect(await find(id)).toMatchObject({ version: 2, sourceReadAt: desk.clock.now() });
    desk.clock.advance(DAY - 1);
    await due();
    expect(asked).toBe(1);
    answer.body = file('20261225', '20261226');
    desk.clock.advance(1);
    await due();
    expect(asked).toBe(2);
    expect(await find(id)).toMatchObject({ version: 3 });
  });

  it('waits a day after a failure, too', async () => {
    answer = { status: 500, body: '' };
    const { id } = await create();
    await due();
    await due();
    expect(asked).toBe(1);
    expect((await find(id)).sourceError).toContain('500');
    desk.clock.advance(DAY);
    await due();
    expect(asked).toBe(2);
  });

  it('may be done by several processes at once', async () => {
    const { id } = await create();
    await Promise.all([due(), due(), due()]);
    expect(await find(id)).toMatchObject({ version: 2, sourceError: null });
  });

  it('reads some at a time, each on its own', async () => {
    const ids = [];
    for (let index = 0; index < 7; index += 1) ids.push((await create()).id);
    const [removed = ''] = ids;
    beforeAnswer = () => desk.store.client.calendar.deleteMany({ where: { id: removed } });
    await due();
    expect(asked).toBe(5);
    await due();
    expect(asked).toBe(7);
    const rows = await desk.store.client.calendar.findMany();
    expect(rows.map(({ version }) => version)).toEqual([2, 2, 2, 2, 2, 2]);
  });

  it('begins when there is news of a calendar, without waiting for the clock', async () => {
    const never = '0 0 1 1 *';
    const job = { name: 'read calendars', when: never, on: 'directory' as const, run: readDueSources };
    const stop = startSchedule(() => desk.ctxFor('system'), [job]);
    const isAsked = new Promise<void>((resolve) => {
      beforeAnswer = async () => resolve();
    });
    const { id } = await create();
    await isAsked;
    // It waits for what is running.
    await stop();
    expect(await find(id)).toMatchObject({ version: 2 });
    await create();
    expect(asked).toBe(1);
  });
});
