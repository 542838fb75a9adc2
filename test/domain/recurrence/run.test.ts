import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runRecurrences } from '../../../src/domain/recurrence/run.ts';
import { runNow } from '../../../src/domain/recurrence/runs.ts';
import { listRecurrences, updateRecurrence } from '../../../src/domain/recurrence/save.ts';
import { sweepRecurrenceRuns } from '../../../src/domain/recurrence/sweep.ts';
import { DAY } from '../../../src/lib/clock.ts';
import { refusal } from '../tickets/cast.ts';
import { createRecurringDesk, type RecurringDesk } from './recurring-desk.ts';

let desk: RecurringDesk;
beforeEach(async () => {
  desk = await createRecurringDesk();
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const tickets = () => desk.store.client.ticket.findMany({ orderBy: { createdAt: 'asc' } });
const nextOf = async ({ id }: { id: string }) =>
  (await listRecurrences(asAdmin())).items.find((one) => one.id === id)?.nextAt;

const tasksOf = async (ticket: { id: string } | undefined) =>
  (
    await desk.store.client.task.findMany({
      where: { ticketId: ticket?.id ?? '' },
      orderBy: { position: 'asc' },
    })
  ).map(({ title }) => title);

describe('a ticket', () => {
  test('is opened when the time has come, once, with all that the template says', async () => {
    const work = await desk.recurrence({
      timeZone: 'America/New_York',
      cron: '0 21 * * *',
      ticket: {
        title: 'Backups of {{date}}',
        description: 'For {{ week }} in {{month}}.',
        kind: 'incident',
        impact: 1,
        urgency: 1,
        category: 'Backup',
        tags: ['backup', 'weekly'],
        queueId: desk.otherQueue.id,
        assigneeId: desk.neighbour.id,
        tasks: ['Restore one file', 'Note the time of {{date}}'],
      },
    });
    expect(await desk.work('2026-01-06 01:59')).toBe(0);
    expect(await desk.work('2026-01-06 02:00')).toBe(1);
    expect(await desk.work('2026-01-06 02:00')).toBe(0);
    const [ticket, ...others] = await tickets();
    expect(others).toEqual([]);
    expect(ticket).toMatchObject({
      title: 'Backups of 2026-01-05',
      description: 'For 2026-W02 in January 2026.',
      kind: 'incident',
      ...{ priority: 1, category: 'Backup', tags: ['backup', 'weekly'], state: 'in_progress' },
      ...{ queueId: desk.otherQueue.id, requesterId: desk.requester.id, assigneeId: desk.neighbour.id },
    });
    expect(await tasksOf(ticket)).toEqual(['Restore one file', 'Note the time of 2026-01-05']);
    expect(await desk.runLog(work)).toEqual([`01-06 02:00 done Opened ${ticket?.number}.`]);
    expect(await nextOf(work)).toBe('2026-01-07T02:00:00.000Z');
    const audits = await desk.store.client.auditEntry.findMany({
      where: { subjectType: 'recurrence', subjectId: work.id },
      orderBy: { id: 'asc' },
    });
    expect(audits.map(({ action, actorKind }) => `${action} ${actorKind}`)).toEqual([
      'recurrence.create person',
      'recurrence.run system',
    ]);
  });

  test('goes where routing and the queue say, where the template says nothing', async () => {
    await desk.recurrence();
    await desk.work('2026-01-05 10:00');
    expect(await tickets()).toMatchObject([
      { queueId: desk.queue.id, kind: 'request', description: 'Restore one file.', assigneeId: null },
    ]);
  });

  test('is opened though its assignee cannot take it any more', async () => {
    const work = await desk.recurrence({
      ticket: { queueId: desk.privateQueue.id, assigneeId: desk.agent.id },
    });
    await desk.work('2026-01-05 10:00');
    expect(await tickets()).toMatchObject([{ assigneeId: null, state: 'new' }]);
    expect((await desk.runLog(work))[0]).toMatch(/done Opened REQ-\d+\. It is not assigned: This must be/);
  });

  test('of a patch window is a change with the window, the systems and the steps', async () => {
    await desk.recurrence({
      cron: '0 9 * * 2#2',
      timeZone: 'Europe/Berlin',
      action: {
        do: 'patch_window',
        title: 'Patches of {{month}}',
        description: 'As the vendor says.',
        requesterId: desk.agent.id,
        window: { daysAfter: 4, at: '22:00', minutes: 300 },
        systems: ['mail01', 'mail02'],
        tasks: ['Take a snapshot', 'Reboot'],
      },
    });
    await desk.work('2026-01-13 08:00');
    const [change] = await tickets();
    expect(change).toMatchObject({
      kind: 'change',
      title: 'Patches of January 2026',
      description: [
        'Window: 2026-01-17 22:00 to 2026-01-18 03:00 (Europe/Berlin)',
        'Systems: mail01, mail02',
        '',
        'As the vendor says.',
      ].join('\n'),
    });
    expect(await tasksOf(change)).toEqual(['Take a snapshot', 'Reboot']);
  });

  test('a window lasts as long as it says, also where the clocks are changed in it', async () => {
    await desk.recurrence({
      cron: '0 9 27 3 *',
      timeZone: 'Europe/Berlin',
      action: {
        do: 'patch_window',
        title: 'Patches',
        description: 'All of them.',
        requesterId: desk.agent.id,
        window: { daysAfter: 1, at: '22:00', minutes: 300 },
      },
    });
    await desk.work('2026-03-27 08:00');
    expect((await tickets())[0]?.description).toContain(
      'Window: 2026-03-28 22:00 to 2026-03-29 04:00 (Europe/Berlin)',
    );
  });
});

test('a year of ticks has one run a day, whatever daylight saving does', async () => {
  const work = await desk.recurrence({ cron: '30 2 * * *', timeZone: 'Europe/Berlin' });
  // Two minutes around each time at which it could come.
  for (let day = 0; day < 365; day++) {
    const midnight = Date.parse('2026-01-06T00:00Z') + day * DAY;
    for (const time of ['00:30', '01:00', '01:30']) {
      desk.clock.set(new Date(`${new Date(midnight).toISOString().slice(0, 11)}${time}:20Z`));
      await desk.work();
    }
  }
  const log = await desk.runLog(work);
  const all = await desk.store.client.recurrenceRun.findMany({ orderBy: { plannedAt: 'asc' } });
  expect(all).toHaveLength(365);
  expect(all.every(({ state, missedSince }) => state === 'done' && missedSince === null)).toBe(true);
  expect(await desk.store.client.ticket.count()).toBe(365);
  const times = new Map(all.map(({ plannedAt }) => [plannedAt.toISOString().slice(5, 10), plannedAt]));
  const timeOf = (day: string) => times.get(day)?.toISOString().slice(11, 16);
  expect([timeOf('03-28'), timeOf('03-29'), timeOf('03-30')]).toEqual(['01:30', '01:00', '00:30']);
  expect([timeOf('10-24'), timeOf('10-25'), timeOf('10-26')]).toEqual(['00:30', '00:30', '01:30']);
  expect(log.at(-1)).toMatch(/^01-05 01:30 done/);
}, 120_000);

describe('many processes', () => {
  test.each([2, 3])('of %i that tick at once each run is done by one', async (workers) => {
    const names = Array.from({ length: 12 }, (_, index) => `Of many ${index}`);
    for (const name of names) await desk.recurrence({ name });
    for (let day = 5; day < 10; day++) {
      desk.clock.set(new Date(`2026-01-${String(day).padStart(2, '0')}T10:00:05Z`));
      const ticks = Array.from({ length: workers }, () => runRecurrences(desk.ctxFor('system')));
      const done = await Promise.all(ticks);
      // One that looked while another was at it may have found nothing more to do.
      await desk.work();
      expect(done.reduce((sum, count) => sum + count, 0)).toBe(names.length);
    }
    expect(await desk.store.client.ticket.count()).toBe(5 * names.length);
    const runs = await desk.store.client.recurrenceRun.findMany();
    expect(runs.every(({ state, attempts }) => state === 'done' && attempts === 1)).toBe(true);
    expect(new Set(runs.map(({ ticketId }) => ticketId)).size).toBe(5 * names.length);
  });

  test('one that died after claiming leaves the run to the others', async () => {
    const work = await desk.recurrence();
    desk.clock.set(new Date('2026-01-05T10:00:00Z'));
    // As it stands when a process ends between making the run and doing it.
    await desk.store.client.recurrenceRun.create({
      data: { recurrenceId: work.id, plannedAt: desk.clock.now(), dueAt: desk.clock.now() },
    });
    expect(await desk.work()).toBe(1);
    expect(await desk.store.client.ticket.count()).toBe(1);
  });
});

describe('what was missed while the desk was down', () => {
  test('is caught up once', async () => {
    const work = await desk.recurrence();
    await desk.work('2026-01-05 10:00');
    // Down until Friday noon.
    await desk.work('2026-01-09 12:00');
    await desk.work('2026-01-10 10:00');
    expect(await desk.runLog(work)).toEqual([
      expect.stringMatching(/^01-05 10:00 done Opened/),
      expect.stringMatching(/^01-09 10:00 for 01-06 10:00 done Opened/),
      expect.stringMatching(/^01-10 10:00 done Opened/),
    ]);
    expect(await desk.store.client.ticket.count()).toBe(3);
  });

  test('is skipped', async () => {
    const work = await desk.recurrence({ missed: 'skip' });
    await desk.work('2026-01-09 12:00');
    await desk.work('2026-01-10 10:00');
    expect(await desk.runLog(work)).toEqual([
      '01-09 10:00 for 01-05 10:00 skipped The desk was down at that time.',
      expect.stringMatching(/^01-10 10:00 done Opened/),
    ]);
  });

  test('a run that is only a little late is not missed', async () => {
    const work = await desk.recurrence({ missed: 'skip' });
    await desk.work('2026-01-05 10:10');
    expect(await desk.runLog(work)).toEqual([expect.stringMatching(/^01-05 10:00 done Opened/)]);
    // Back in time for one, after missing others.
    await desk.work('2026-01-08 10:03');
    expect((await desk.runLog(work))[1]).toMatch(/^01-08 10:00 for 01-06 10:00 done Opened/);
  });

  test('years of missed minutes are one run', async () => {
    const work = await desk.recurrence({ cron: '* * * * *' });
    await desk.work('2029-01-05 10:00');
    expect(await desk.runLog(work)).toHaveLength(1);
    expect(await nextOf(work)).toBe('2029-01-05T10:01:00.000Z');
  });
});

describe('a failure', () => {
  const closeQueue = () =>
    desk.store.client.queue.update({
      where: { id: desk.otherQueue.id },
      data: { archivedAt: desk.clock.now() },
    });
  const forget = () => desk.bus.publish({ topic: 'directory' });

  test('that a verb means is shown at once, and holds nobody up', async () => {
    const failing = await desk.recurrence({ name: 'A', ticket: { queueId: desk.otherQueue.id } });
    const other = await desk.recurrence({ name: 'B' });
    await closeQueue();
    forget();
    await desk.work('2026-01-05 10:00');
    expect(await desk.runLog(failing)).toEqual(['01-05 10:00 failed There is no such queue.']);
    expect(await desk.runLog(other)).toEqual([expect.stringMatching(/done Opened/)]);
    expect((await listRecurrences(asAdmin())).items[0]?.lastRun?.state).toBe('failed');
    // The next one is tried anew.
    await desk.store.client.queue.update({ where: { id: desk.otherQueue.id }, data: { archivedAt: null } });
    forget();
    await desk.work('2026-01-06 10:00');
    expect((await desk.runLog(failing))[1]).toMatch(/done Opened/);
  });

  test('of the desk is tried five times, with pauses, and leaves nothing half done', async () => {
    const failing = await desk.recurrence({ name: 'A', ticket: { title: 'Refused by the database' } });
    const other = await desk.recurrence({ name: 'B' });
    await desk.store.pool.query(
      `ALTER TABLE ticket ADD CONSTRAINT trouble CHECK (title <> 'Refused by the database')`,
    );
    await desk.work('2026-01-05 10:00');
    expect(await desk.runLog(failing)).toEqual([
      '01-05 10:00 waiting It failed by a fault of the desk; the log says more.',
    ]);
    expect(await desk.runLog(other)).toEqual([expect.stringMatching(/done Opened/)]);
    const tries: number[] = [];
    for (let minute = 1; minute <= 40; minute++) {
      if ((await desk.work(`2026-01-05 10:${String(minute).padStart(2, '0')}`)) > 0) tries.push(minute);
    }
    expect(tries).toEqual([1, 3, 7, 15]);
    expect(await desk.runLog(failing)).toEqual([
      '01-05 10:00 failed It failed by a fault of the desk; the log says more.',
    ]);
    expect(await desk.store.client.ticket.count()).toBe(1);
  });

  test('that passes ends in the run that was to be', async () => {
    const work = await desk.recurrence();
    await desk.store.pool.query('ALTER TABLE ticket ADD CONSTRAINT trouble CHECK (false) NOT VALID');
    await desk.work('2026-01-05 10:00');
    await desk.store.pool.query('ALTER TABLE ticket DROP CONSTRAINT trouble');
    expect(await desk.work('2026-01-05 10:00')).toBe(0);
    expect(await desk.work('2026-01-05 10:01')).toBe(1);
    expect(await desk.runLog(work)).toEqual([expect.stringMatching(/^01-05 10:00 done Opened/)]);
  });
});

describe('switched off', () => {
  test('it does not come, and comes again from when it is switched on', async () => {
    const work = await desk.recurrence();
    expect((await updateRecurrence(asAdmin(), { id: work.id, enabled: false })).nextAt).toBeNull();
    expect(await desk.work('2026-01-07 12:00')).toBe(0);
    await updateRecurrence(asAdmin(), { id: work.id, enabled: true });
    expect(await desk.work('2026-01-07 12:00')).toBe(0);
    await desk.work('2026-01-08 10:00');
    expect(await desk.runLog(work)).toEqual([expect.stringMatching(/^01-08 10:00 done/)]);
  });

  test('a run that waits to be tried again is left undone', async () => {
    const work = await desk.recurrence();
    await desk.store.pool.query('ALTER TABLE ticket ADD CONSTRAINT trouble CHECK (false) NOT VALID');
    await desk.work('2026-01-05 10:00');
    await updateRecurrence(asAdmin(), { id: work.id, enabled: false });
    expect(await desk.work('2026-01-05 10:01')).toBe(0);
    expect(await desk.runLog(work)).toEqual(['01-05 10:00 skipped It was switched off before.']);
  });
});

describe('by hand', () => {
  test('it is done at once, whether it is on or off, and its times stay', async () => {
    const work = await desk.recurrence({ enabled: false });
    const run = await runNow(asAdmin(), { id: work.id });
    expect(run).toMatchObject({ manual: true, state: 'done', ticket: { number: 'REQ-1' } });
    expect(await refusal(runNow(asAdmin(), { id: work.id }))).toMatchObject({ code: 'conflict' });
    expect(await desk.runLog(work)).toEqual(['01-05 09:00 by hand done Opened REQ-1.']);
    expect(await nextOf(work)).toBeNull();
  });

  test('what fails is told', async () => {
    const work = await desk.recurrence({ ticket: { requesterId: desk.stranger.id } });
    await desk.store.client.person.update({ where: { id: desk.stranger.id }, data: { active: false } });
    expect(await runNow(asAdmin(), { id: work.id })).toMatchObject({
      state: 'failed',
      words: 'There is no such active person.',
      ticket: null,
    });
  });
});

test('the log keeps what happened for 400 days', async () => {
  const work = await desk.recurrence({ cron: '0 9 1 1 *' });
  await desk.work('2027-01-01 09:00');
  await desk.work('2028-01-01 09:00');
  await sweepRecurrenceRuns(desk.ctxFor('system'));
  expect(await desk.runLog(work)).toHaveLength(2);
  await desk.work('2028-02-05 09:01');
  await sweepRecurrenceRuns(desk.ctxFor('system'));
  expect(await desk.runLog(work)).toHaveLength(1);
});
