import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { CreateRecurrence } from '../../../src/contract/recurrences.ts';
import { listRecurrenceRuns, previewTimes, runNow } from '../../../src/domain/recurrence/runs.ts';
import {
  createRecurrence,
  listRecurrences,
  removeRecurrence,
  updateRecurrence,
} from '../../../src/domain/recurrence/save.ts';
import { MINUTE } from '../../../src/lib/clock.ts';
import { outcome, refusal, tokenOf } from '../tickets/cast.ts';
import { createRecurringDesk, type RecurringDesk } from './recurring-desk.ts';

let desk: RecurringDesk;
beforeAll(async () => {
  desk = await createRecurringDesk();
});
afterAll(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const nobody = '00000000-0000-4000-8000-000000000000';
const digest = (queueIds: string[]): z.input<typeof CreateRecurrence>['action'] => ({
  ...{ do: 'digest', channel: 'web', conversation: 'triage:it', queueIds },
});

describe('recurring work', () => {
  test('is added with the next time at which it comes, listed by name, and removed with its log', async () => {
    const later = await desk.recurrence({ name: 'Zebra', cron: '0  8 * *  1-5', timeZone: 'Asia/Tokyo' });
    const first = await desk.recurrence({ name: 'Ant' });
    expect(later).toMatchObject({ cron: '0 8 * * 1-5', nextAt: '2026-01-05T23:00:00.000Z', lastRun: null });
    const names = async () => (await listRecurrences(asAdmin())).items.map(({ name }) => name);
    expect(await names()).toEqual(['Ant', 'Zebra']);
    const { ticket } = await runNow(asAdmin(), { id: first.id });
    for (const { id } of [first, later]) await removeRecurrence(asAdmin(), { id });
    expect(await names()).toEqual([]);
    expect(await desk.store.client.recurrenceRun.count()).toBe(0);
    expect(await desk.row(ticket?.number ?? '')).toMatchObject({ title: 'Check the backups' });
    expect(await refusal(removeRecurrence(asAdmin(), { id: first.id }))).toMatchObject({ code: 'not_found' });
  });

  test('comes at other times once these are changed, and says in the audit log what was', async () => {
    const work = await desk.recurrence();
    const moved = await updateRecurrence(asAdmin(), { id: work.id, cron: '30 11 * * *' });
    expect(moved.nextAt).toBe('2026-01-05T11:30:00.000Z');
    expect((await updateRecurrence(asAdmin(), { id: work.id, timeZone: 'Asia/Kolkata' })).nextAt).toBe(
      '2026-01-06T06:00:00.000Z',
    );
    // The same again is no change.
    await updateRecurrence(asAdmin(), { id: work.id, cron: '30 11 * * *', action: work.action });
    const audits = await desk.store.client.auditEntry.findMany({
      where: { subjectId: work.id, action: 'recurrence.update' },
      orderBy: { id: 'asc' },
    });
    expect(audits.map(({ detail }) => JSON.parse(detail ?? ''))).toEqual([
      { before: { cron: '0 10 * * *' }, after: { cron: '30 11 * * *' } },
      { before: { timeZone: 'UTC' }, after: { timeZone: 'Asia/Kolkata' } },
    ]);
  });

  test('has a name of its own', async () => {
    await desk.recurrence({ name: 'Only one' });
    const other = await desk.recurrence();
    expect(await outcome(desk.recurrence({ name: 'Only one' }))).toBe('conflict');
    expect(await outcome(updateRecurrence(asAdmin(), { id: other.id, name: 'Only one' }))).toBe('conflict');
  });

  test.each([
    ['times that cannot be read', { cron: '0 25 * * *' }, 'cron'],
    ['times that never come', { cron: '0 0 30 2 *' }, 'cron'],
    ['six fields', { cron: '0 0 9 * * *' }, 'cron'],
    ['an instant instead of fields', { cron: '2026-01-01T09:00' }, 'cron'],
    ['a zone that there is not', { timeZone: 'Europe/Atlantis' }, 'timeZone'],
    ['a text that names what there is not', { ticket: { title: '{{ticket.number}}' } }, 'action.title'],
    ['a task that does', { ticket: { tasks: ['x', '{{who}}'] } }, 'action.tasks.1'],
    ['a queue that there is not', { ticket: { queueId: nobody } }, 'action.queueId'],
    ['a requester that there is not', { ticket: { requesterId: nobody } }, 'action.requesterId'],
    ['an assignee that there is not', { ticket: { assigneeId: nobody } }, 'action.assigneeId'],
    ['a digest of a queue that there is not', { action: digest([nobody]) }, 'action.queueIds'],
    ['a digest of nothing', { action: digest([]) }, 'action.queueIds'],
  ])('is refused with %s', async (_, options, field) => {
    expect(await refusal((async () => desk.recurrence(options))())).toMatchObject({
      code: 'invalid',
      fields: [field],
    });
  });

  test('keeps what the database cannot hold as the nearest that it can', async () => {
    const work = await desk.recurrence({ ticket: { title: 'T\0', tasks: ['\ud800'] } });
    expect(work.action).toMatchObject({ title: 'T\u2400', tasks: ['\ufffd'] });
    const { ticket } = await runNow(asAdmin(), { id: work.id });
    expect(await desk.row(ticket?.number ?? '')).toMatchObject({ title: 'T\u2400' });
  });
});

test('the log comes in pages, newest first', async () => {
  const work = await desk.recurrence({ cron: '* * * * *' });
  const start = desk.clock.now().getTime();
  for (let minute = 1; minute <= 5; minute++) {
    desk.clock.set(new Date(start + minute * MINUTE));
    await desk.work();
  }
  const minutes: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listRecurrenceRuns(asAdmin(), {
      id: work.id,
      limit: 2,
      ...(cursor ? { cursor } : {}),
    });
    minutes.push(...page.items.map(({ plannedAt }) => plannedAt.slice(14, 16)));
    cursor = page.next ?? undefined;
  } while (cursor);
  expect(minutes).toEqual(['05', '04', '03', '02', '01']);
  await removeRecurrence(asAdmin(), { id: work.id });
  expect(await outcome(listRecurrenceRuns(asAdmin(), { id: work.id }))).toBe('not_found');
});

test('the next ten times are shown of fields that are not saved', async () => {
  const { items } = await previewTimes(asAdmin(), { cron: '0 9 1 * *', timeZone: 'Europe/Berlin' });
  expect(items).toHaveLength(10);
  expect(items.map(({ local, note }) => `${local}${note ? ` ${note}` : ''}`).slice(0, 4)).toEqual([
    '2026-02-01T09:00',
    '2026-03-01T09:00',
    '2026-04-01T09:00 changed',
    '2026-05-01T09:00',
  ]);
  expect((await previewTimes(asAdmin(), { cron: '0 9 30 2 *', timeZone: 'UTC' })).items).toEqual([]);
});

test('a digest of a private queue is for an admin of its team', async () => {
  const wanted = (name: string) => ({
    ...{ name, cron: '0 9 * * *', timeZone: 'UTC', action: digest([desk.queue.id, desk.privateQueue.id]) },
  });
  const words = 'Only somebody of its team may have a digest of a private queue.';
  expect(await refusal(createRecurrence(asAdmin(), wanted('Not mine')))).toMatchObject({ message: words });
  const [id = ''] = desk.confidant.teamIds;
  const insider = await desk.person({ roles: ['agent', 'admin'], teams: [{ id }] });
  const made = await createRecurrence(desk.ctxFor(insider), wanted('Mine'));
  // Nor does somebody else turn it to another conversation.
  const action = { ...made.action, conversation: 'direct:me' };
  expect(await outcome(updateRecurrence(asAdmin(), { id: made.id, action }))).toBe('invalid');
  expect(await outcome(updateRecurrence(asAdmin(), { id: made.id, enabled: false }))).toBe('done');
});

test('admins alone have to do with it', async () => {
  const { id } = await desk.recurrence({ enabled: false });
  const { requester, agent, confidant, admin, guest } = desk;
  const lead = await desk.person({ roles: ['agent'], teams: [desk.team], lead: true });
  const callers = {
    nobody: 'nobody' as const,
    ...{ requester, agent, confidant, lead, guest, admin },
    system: 'system' as const,
    narrow: tokenOf(admin, 'read', 'write'),
    token: tokenOf(admin, 'admin'),
  };
  const wanted = {
    ...{ nobody: 'unauthenticated', requester: 'forbidden', agent: 'forbidden', confidant: 'forbidden' },
    ...{ lead: 'forbidden', guest: 'forbidden', admin: 'done', system: 'done', narrow: 'forbidden' },
    token: 'done',
  };
  const verbs = {
    list: (ctx: ReturnType<typeof asAdmin>) => listRecurrences(ctx),
    preview: (ctx) => previewTimes(ctx, { cron: '0 9 * * *', timeZone: 'UTC' }),
    runs: (ctx) => listRecurrenceRuns(ctx, { id }),
    update: (ctx) => updateRecurrence(ctx, { id, missed: 'skip' }),
    create: (ctx) => createRecurrence(ctx, { ...template(), name: `Of ${ctx.newId()}` }),
    async runNow(ctx) {
      desk.clock.advance(1);
      return runNow(ctx, { id });
    },
    async remove(ctx) {
      const { id } = await desk.recurrence();
      return removeRecurrence(ctx, { id });
    },
  } satisfies Record<string, (ctx: ReturnType<typeof asAdmin>) => Promise<unknown>>;
  for (const [of, verb] of Object.entries(verbs)) {
    const found: Record<string, string> = {};
    for (const [name, who] of Object.entries(callers)) found[name] = await outcome(verb(desk.ctxFor(who)));
    expect(found, of).toEqual(wanted);
  }
});

const template = () => ({
  ...{ cron: '0 9 1 1 *', timeZone: 'UTC' },
  action: { do: 'ticket' as const, title: 'T', description: 'D', requesterId: desk.requester.id },
});
