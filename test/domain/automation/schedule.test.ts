import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Condition, Trigger } from '../../../src/contract/automation.ts';
import { tryAutomation } from '../../../src/domain/automation/dry-run.ts';
import {
  createAutomation,
  removeAutomation,
  updateAutomation,
} from '../../../src/domain/automation/rules.ts';
import { goRound } from '../../../src/domain/automation/schedule.ts';
import { holdTicket } from '../../../src/domain/tickets/hold.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { runAutomation } from '../../../src/jobs/automation.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/clock.ts';
import { createSlaDesk, type SlaDesk } from '../sla/sla-desk.ts';

/** It is nine on a Monday in January, in UTC. */
let desk: SlaDesk;
beforeEach(async () => {
  desk = await createSlaDesk();
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const asAgent = () => desk.ctxFor(desk.agent);
const system = () => desk.ctxFor('system');
const work = async () => {
  while ((await runAutomation(system())) > 0);
};
type Schedule = Partial<Omit<Extract<z.input<typeof Trigger>, { on: 'schedule' }>, 'on'>>;
const rule = (when: Schedule, condition: Condition | null = null) =>
  createAutomation(asAdmin(), {
    name: 'Round',
    trigger: { on: 'schedule', cron: '0 10 * * *', timeZone: 'UTC', ...when },
    condition,
    actions: [{ do: 'note', text: 'Looked at.' }],
  });
/** How often the rule has acted on a ticket. */
const acted = async (number: string) => {
  const { id } = await desk.row(number);
  return desk.store.client.entry.count({ where: { ticketId: id, kind: 'note' } });
};
const schedules = () => desk.store.client.ruleSchedule.findMany();
const nextAt = async () => (await schedules())[0]?.nextAt.toISOString();

describe('a rule that goes by the clock', () => {
  test('acts at its times on every open ticket for which its condition holds, each time once', async () => {
    await rule({}, { field: 'hold_reason', op: 'is', value: ['awaiting_requester'] });
    const [waits, works, done] = [await desk.open(), await desk.open(), await desk.open()];
    for (const number of [waits, done]) {
      await holdTicket(asAgent(), { number, reason: 'awaiting_requester' });
    }
    await resolveTicket(asAgent(), { number: done, resolution: 'Done.', code: 'fixed' });
    desk.clock.advance(HOUR - 1);
    await work();
    expect(await acted(waits)).toBe(0);
    desk.clock.advance(1);
    await work();
    await work();
    expect([await acted(waits), await acted(works), await acted(done)]).toEqual([1, 0, 0]);
    desk.clock.advance(DAY);
    await work();
    expect(await acted(waits)).toBe(2);
    const { items } = await tryAutomation(asAdmin(), {
      trigger: { on: 'schedule', cron: '0 10 * * *', timeZone: 'UTC' },
    });
    expect(items.map(({ ticket, because, holds }) => `${ticket.number} ${because} ${holds}`).sort()).toEqual([
      `${waits} Its time had come. true`,
      `${works} Its time had come. true`,
      `${done} null false`,
    ]);
  });

  test('goes by the wall of its zone, also where the clocks are changed and at half hours', async () => {
    desk.clock.set(new Date('2026-03-27T12:00:00Z'));
    const { id } = await rule({ cron: '30 2 * * *', timeZone: 'Europe/Berlin' });
    const times = [await nextAt()];
    for (let day = 1; day <= 3; day += 1) {
      desk.clock.advance(DAY);
      await work();
      times.push(await nextAt());
    }
    // On the 29th the clocks go from two to three: it comes at three.
    expect(times).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
      '2026-03-31T00:30:00.000Z',
    ]);
    await updateAutomation(asAdmin(), {
      id,
      trigger: { on: 'schedule', cron: '0 9 * * *', timeZone: 'Asia/Kolkata' },
    });
    expect(await nextAt()).toBe('2026-03-31T03:30:00.000Z');
  });

  test('makes one round of what passed while the desk was down', async () => {
    await rule({ cron: '*/5 * * * *' });
    const number = await desk.open();
    desk.clock.advance(3 * DAY);
    await work();
    expect(await acted(number)).toBe(1);
    desk.clock.advance(5 * MINUTE);
    await work();
    expect(await acted(number)).toBe(2);
  });

  test('goes round once, however many tickets there are and however many workers are at it', async () => {
    await rule({});
    const first = await desk.open();
    const { id, ...row } = await desk.row(first);
    const { agreement: _, ...copied } = row;
    const others = Array.from({ length: 450 }, (_, index) => ({
      ...copied,
      id: asAdmin().newId(),
      number: `REQ-${1_000 + index}`,
    }));
    await desk.store.client.ticket.createMany({ data: others });
    desk.clock.advance(HOUR);
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        while ((await goRound(system())) > 0);
      }),
    );
    while ((await goRound(system())) > 0);
    const runs = await desk.store.client.ruleRun.groupBy({ by: ['ticketId'], _count: true });
    expect(runs).toHaveLength(451);
    expect(runs.every(({ _count }) => _count === 1)).toBe(true);
    expect(runs.map(({ ticketId }) => ticketId)).toContain(id);
    expect(await schedules()).toMatchObject([{ roundAt: null, after: null }]);
  });

  test('stops when it is switched off, and begins with the next time when it is switched on', async () => {
    const { id } = await rule({});
    const number = await desk.open();
    await updateAutomation(asAdmin(), { id, enabled: false });
    desk.clock.advance(2 * HOUR);
    await work();
    await updateAutomation(asAdmin(), { id, enabled: true });
    await work();
    expect(await acted(number)).toBe(0);
    desk.clock.advance(DAY);
    await work();
    expect(await acted(number)).toBe(1);
    await removeAutomation(asAdmin(), { id });
    expect(await schedules()).toEqual([]);
  });

  test('does not lose its place when only its words are changed', async () => {
    const { id } = await rule({});
    const number = await desk.open();
    desk.clock.advance(HOUR);
    await updateAutomation(asAdmin(), { id, name: 'Another name', delayMinutes: 10 });
    await work();
    desk.clock.advance(10 * MINUTE);
    await work();
    expect(await acted(number)).toBe(1);
    await updateAutomation(asAdmin(), { id, trigger: { on: 'opened' } });
    expect(await schedules()).toEqual([]);
  });
});

test.each([
  ['0 0 30 2 *', 'This never comes.'],
  ['61 * * * *', 'These fields cannot be read: Invalid value for minute: 61.'],
  ['every day', 'must be five fields such as 0 9 * * 1-5'],
])('%s is refused', async (cron, message) => {
  await expect(rule({ cron })).rejects.toMatchObject({
    details: { problems: [{ field: 'trigger.cron', message }] },
  });
});
