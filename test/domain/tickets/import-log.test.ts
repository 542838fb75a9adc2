import { afterEach, beforeEach, expect, test } from 'vitest';
import { repairClocks } from '../../../src/domain/sla/repair.ts';
import { importLog } from '../../../src/domain/tickets/import-log.ts';
import { SECOND } from '../../../src/lib/clock.ts';
import { createSlaDesk, type SlaDesk } from '../sla/sla-desk.ts';

let desk: SlaDesk;
beforeEach(async () => {
  desk = await createSlaDesk();
});
afterEach(() => desk.close());

const take = (rows: unknown[]) => importLog(desk.ctxFor(desk.admin), { source: 'elsewhere', rows });
const row = (key: string, at: string, state: string, more: object = {}) => ({
  ...{ key, at: `2025-12-${at}Z`, state, requester: desk.requester.email },
  ...more,
});

test('rows go through the states at their own times; what cannot be is reported row by row', async () => {
  await desk.policy();
  const rows = [
    row('INC001', '01T09:00:00', 'new', { title: 'Printer', kind: 'incident', impact: 2, urgency: 2 }),
    row('INC001', '01T10:00:00', 'in_progress', { assignee: desk.agent.email, queue: 'Networks' }),
    row('INC001', '01T11:00:00', 'on_hold', { holdReason: 'awaiting_vendor' }),
    // Dirty: no reason, no such state, no such person, back in time, in the future, not a row at all.
    row('INC001', '01T12:00:00', 'on_hold'),
    row('INC001', '01T12:00:00', '-100'),
    row('INC001', '01T12:00:00', 'in_progress', { assignee: 'nobody@example.com' }),
    row('INC001', '01T08:00:00', 'in_progress'),
    { ...row('INC002', '01T09:00:00', 'new'), at: '2031-01-01T00:00:00Z' },
    'INC003',
    row('INC001', '02T12:00:00', 'resolved', { resolution: 'Paper.' }),
    row('INC001', '03T12:00:00', 'in_progress'),
    row('INC001', '03T13:00:00', 'resolved'),
    row('INC001', '09T13:00:00', 'closed'),
    row('INC001', '10T13:00:00', 'in_progress'),
    // Closed without a word, and not known before; resolved without anybody having begun.
    row('INC004', '10T09:00:00', 'closed'),
  ];
  const report = await take(rows);
  expect(report).toMatchObject({ taken: 8, unchanged: 0, opened: 2 });
  expect(report.refused.map(({ row, key }) => `${row} ${key}`)).toEqual([
    '3 INC001',
    '4 INC001',
    '5 INC001',
    '6 INC001',
    '7 INC002',
    '8 null',
    '13 INC001',
  ]);
  expect(report.refused[1]?.problem).toBe(
    'state: must be one of new, in_progress, on_hold, resolved, closed, cancelled',
  );
  expect(report.taken + report.unchanged + report.refused.length).toBe(rows.length);

  const [ticket, other] = await desk.store.client.ticket.findMany({
    include: { queue: true },
    orderBy: { createdAt: 'asc' },
  });
  if (!ticket) expect.fail('nothing was opened');
  expect(other).toMatchObject({ state: 'closed', resolution: 'Resolved.', title: 'INC004 of elsewhere' });
  expect(other?.resolvedAt).toEqual(other?.closedAt);
  expect(ticket).toMatchObject({
    state: 'closed',
    priority: 3,
    assigneeId: desk.agent.id,
    queue: { name: 'Networks' },
  });
  expect(ticket.createdAt.toISOString()).toBe('2025-12-01T09:00:00.000Z');
  expect(ticket.closedAt?.toISOString()).toBe('2025-12-09T13:00:00.000Z');
  // Its clocks follow from what happened then; nobody is told of any of it.
  const [, resolution] = await desk.clocks(ticket.number, desk.neighbour);
  expect(resolution).toMatchObject({
    metric: 'resolution',
    state: 'breached',
    stoppedAt: '2025-12-03T13:00:00.000Z',
  });
  await desk.tick();
  expect(await desk.store.client.notice.count()).toBe(0);
  expect(await desk.store.client.notification.count()).toBe(0);
  expect((await repairClocks(desk.ctxFor('system'), { write: false })).differences).toEqual([]);
});

test('the same rows again change nothing, and more of them go on', async () => {
  const rows = [row('A', '01T09:00:00', 'new'), row('A', '01T10:00:00', 'in_progress')];
  await take(rows);
  expect(await take(rows)).toMatchObject({ taken: 0, unchanged: 2, opened: 0, refused: [] });
  expect(await take([row('A', '01T11:00:00', 'resolved')])).toMatchObject({ taken: 1 });
  expect(await desk.store.client.ticket.count()).toBe(1);
});

test('what is still open is promised anew from its creation, and nobody is told what lies behind', async () => {
  await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['queue'] }] } });
  await take([row('A', '01T09:00:00', 'new')]);
  desk.clock.advance(6 * SECOND);
  await desk.tick();
  const ticket = await desk.store.client.ticket.findFirstOrThrow();
  expect((await desk.lines(ticket.number))[0]).toBe('first_response breached 11:00');
  expect((await desk.passed()).every((line) => line.endsWith('?'))).toBe(true);
});
