import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { repairClocks } from '../../../src/domain/sla/repair.ts';
import { sweepThresholds } from '../../../src/domain/sla/sweep.ts';
import { cancelTicket } from '../../../src/domain/tickets/cancel.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { holdTicket, resumeTicket } from '../../../src/domain/tickets/hold.ts';
import { moveTicket } from '../../../src/domain/tickets/move.ts';
import { replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { reopenTicket, resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { holdReasons } from '../../../src/domain/tickets/states.ts';
import { takeTicket } from '../../../src/domain/tickets/take.ts';
import { HOUR, MINUTE } from '../../../src/lib/clock.ts';
import { isDeskbellError } from '../../../src/lib/errors.ts';
import { everyDay } from '../../support/calendars.ts';
import { createSlaDesk, type SlaDesk } from './sla-desk.ts';

let desk: SlaDesk;
const check = () => repairClocks(desk.ctxFor('system'), { write: false });
const repair = () => repairClocks(desk.ctxFor('system'), { write: true });

beforeAll(async () => {
  desk = await createSlaDesk();
  const { id } = await desk.calendar({
    timeZone: 'Europe/Berlin',
    week: everyDay('08:00-12:00 13:00-18:00'),
  });
  await desk.policy({
    conditions: { queues: [desk.queue.id] },
    terms: {
      calendarId: id,
      thresholds: [
        { percent: 50, tell: ['assignee'] },
        { minutesAfter: 60, tell: ['lead'] },
      ],
    },
  });
  await desk.policy({ conditions: { queues: [desk.otherQueue.id], priorities: [1, 2, 3] } });
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.store.pool.query('TRUNCATE ticket CASCADE');
});

const stored = async () => ({
  // Epochs count on where rows are made anew.
  clocks: await desk.store.client.slaClock.findMany({
    omit: { epoch: true },
    orderBy: [{ ticketId: 'asc' }, { metric: 'asc' }, { cycle: 'asc' }],
  }),
  due: await desk.store.client.ticket.findMany({
    select: { number: true, dueAt: true, agreement: true },
    orderBy: { number: 'asc' },
  }),
});

/** What may be done to a ticket; what makes no sense then is refused by the verb. */
const acts: Record<string, (number: string, pick: number) => Promise<unknown>> = {
  answer: (number) => replyToTicket(desk.ctxFor(desk.agent), { number, body: 'Have you tried?' }),
  ask: (number) => replyToTicket(desk.ctxFor(desk.requester), { number, body: 'Any news?' }),
  take: (number) => takeTicket(desk.ctxFor(desk.agent), { number }),
  hold: (number, pick) =>
    holdTicket(desk.ctxFor(desk.agent), {
      number,
      reason: holdReasons[pick % holdReasons.length] ?? 'awaiting_vendor',
      ...(pick % 2 ? { comment: 'Which one?' } : {}),
    }),
  resume: (number) => resumeTicket(desk.ctxFor(desk.agent), { number }),
  rate: (number, pick) =>
    editTicket(desk.ctxFor(desk.agent), { number, impact: ((pick % 3) + 1) as 1 | 2 | 3 }),
  move: (number, pick) =>
    moveTicket(desk.ctxFor('system'), { number, queueId: pick % 2 ? desk.queue.id : desk.otherQueue.id }),
  resolve: (number) => resolveTicket(desk.ctxFor(desk.agent), { number, resolution: 'Replaced.' }),
  reopen: (number) => reopenTicket(desk.ctxFor(desk.requester), { number }),
  cancel: (number) => cancelTicket(desk.ctxFor(desk.requester), { number }),
};

const step = fc.record({
  minutes: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 600 })),
  act: fc.constantFrom(
    'answer',
    'answer',
    'ask',
    'ask',
    'take',
    'hold',
    'resume',
    'rate',
    'move',
    'resolve',
    'reopen',
    'cancel',
  ),
  pick: fc.nat(11),
  sweeps: fc.boolean(),
});

async function live(steps: { minutes: number; act: string; pick: number; sweeps: boolean }[]): Promise<void> {
  const numbers = [await desk.open(), await desk.open({ queue: desk.otherQueue })];
  for (const { minutes, act, pick, sweeps } of steps) {
    desk.clock.advance(minutes * MINUTE);
    if (sweeps) await desk.tick();
    // As it were at work just then.
    else if (pick % 3 === 0) await sweepThresholds(desk.ctxFor('system'));
    try {
      await acts[act]?.(numbers[pick % 2] ?? '', pick);
    } catch (error) {
      if (!isDeskbellError(error)) throw error;
    }
  }
}

test('whatever happens to tickets, their clocks are what their histories say, and can be made anew from them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      await desk.store.pool.query('TRUNCATE ticket CASCADE');
      await live(steps);
      expect((await check()).differences).toEqual([]);
      await desk.tick();
      const before = await stored();
      await desk.store.pool.query('TRUNCATE sla_clock');
      await desk.store.pool.query('UPDATE ticket SET due_at = NULL');
      const { differences } = await repair();
      expect(differences.length).toBe(new Set(before.clocks.map(({ ticketId }) => ticketId)).size);
      expect(await stored()).toEqual(before);
      // Nothing is passed a second time.
      const passed = await desk.passed();
      await desk.tick();
      expect(await desk.passed()).toEqual(passed);
    }),
    { numRuns: 30 },
  );
});

describe('what was lost', () => {
  test('is found, and told late rather than never', async () => {
    const number = await desk.open();
    await takeTicket(desk.ctxFor(desk.agent), { number });
    await desk.store.pool.query('DELETE FROM sla_clock');
    desk.clock.advance(30 * HOUR);
    await desk.tick();
    expect(await desk.passed(number)).toEqual([]);
    expect((await check()).differences).toEqual([{ number, words: 'its clocks' }]);
    await repair();
    await desk.tick();
    expect(await desk.passed(number)).toEqual(
      expect.arrayContaining([
        'first_response 50',
        'first_response 100',
        'first_response +60',
        'resolution 50',
      ]),
    );
    expect((await check()).differences).toEqual([]);
  });

  test('or was changed by hand is found, a due time too', async () => {
    const numbers = [await desk.open(), await desk.open()];
    await desk.store.pool.query(`UPDATE ticket SET due_at = due_at + interval '1 hour' WHERE number = $1`, [
      numbers[0],
    ]);
    await desk.store.pool.query(
      `UPDATE sla_clock SET due_at = due_at - interval '1 hour'
        WHERE metric = 'resolution' AND ticket_id = (SELECT id FROM ticket WHERE number = $1)`,
      [numbers[1]],
    );
    expect((await repair()).differences).toEqual([
      { number: numbers[0], words: 'when it is due' },
      { number: numbers[1], words: 'its clocks' },
    ]);
    expect((await check()).differences).toEqual([]);
  });
});
