import { afterEach, beforeEach, expect, test } from 'vitest';
import { Digest } from '../../../src/domain/recurrence/digest.ts';
import { runNow } from '../../../src/domain/recurrence/runs.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import { rateTicket } from '../../../src/domain/tickets/rate.ts';
import { replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { takeTicket } from '../../../src/domain/tickets/take.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/clock.ts';
import { recordingChannel } from '../../support/recording-channel.ts';
import { deliverAll } from '../../support/worker.ts';
import { createRecurringDesk, type RecurringDesk } from './recurring-desk.ts';

let desk: RecurringDesk;
beforeEach(async () => {
  desk = await createRecurringDesk();
});
afterEach(() => desk.close());

const digest = (queues: { id: string }[], period: 'day' | 'week', cron = '5 8 * * 1') =>
  desk.recurrence({
    cron,
    action: {
      ...{ do: 'digest', channel: 'web', conversation: 'triage:it', period },
      queueIds: queues.map(({ id }) => id),
    },
  });
const posted = async (): Promise<Digest[]> => {
  const rows = await desk.store.client.announcement.findMany({ orderBy: { id: 'asc' } });
  return rows.map(({ data }) => Digest.parse(data));
};
const asAgent = () => desk.ctxFor(desk.agent);
const answer = (number: string) => replyToTicket(asAgent(), { number, body: 'On it.' });
const resolve = (number: string) => resolveTicket(asAgent(), { number, resolution: 'Done.' });
const rate = (number: string, score: 3 | 5) => rateTicket(desk.ctxFor(desk.requester), { number, score });

/** A week: what is promised is an answer in two hours and a solution in sixteen, for P1 in a quarter and an hour. */
async function aWeek() {
  await desk.policy();
  desk.at('04T10:00');
  const before = await desk.open({ title: 'Of the week before' });
  await answer(before);
  await resolve(before);
  desk.at('05T09:00');
  const quick = await desk.open({ title: 'Quick' });
  await desk.open({ title: 'Elsewhere', queue: desk.otherQueue });
  desk.at('05T09:30');
  const slow = await desk.open({ title: 'Slow' });
  desk.at('05T10:00');
  await answer(quick);
  desk.at('05T12:00');
  await resolve(quick);
  await rate(quick, 5);
  desk.at('05T13:30');
  await answer(slow);
  desk.at('06T10:30');
  await resolve(slow);
  await rate(slow, 3);
  const waiting = await desk.open({ title: 'Waiting' });
  desk.at('12T08:00');
  const urgent = await openTicket(asAgent(), {
    ...{ title: 'Urgent', description: 'All is down.', impact: 1, urgency: 1, queueId: desk.queue.id },
  });
  await takeTicket(asAgent(), { number: urgent?.number ?? '' });
  return { waiting };
}

test('a digest of a week has what one counts by hand', async () => {
  const work = await digest([desk.queue], 'week');
  await desk.store.client.recurrence.update({
    where: { id: work.id },
    data: { nextAt: new Date('2026-01-12T08:05Z') },
  });
  const { waiting } = await aWeek();
  await desk.work('2026-01-12 08:05');
  expect(await posted()).toEqual([
    {
      queues: [{ id: desk.queue.id, name: 'IT support' }],
      since: '2026-01-05T08:05:00.000Z',
      at: '2026-01-12T08:05:00.000Z',
      ...{ open: 2, opened: 4, unassigned: 1, overdue: 1, dueToday: 1 },
      byPriority: [1, 0, 0, 1, 0],
      oldest: { number: waiting, createdAt: '2026-01-06T10:30:00.000Z' },
      week: {
        ...{ resolved: 2, met: 2, missed: 2 },
        ...{ firstResponseMinutes: 150, resolutionMinutes: 840, ratings: 2, averageRating: 4 },
      },
    },
  ]);
  const channel = recordingChannel();
  // What has changed since it was counted is not in it.
  await desk.open();
  await deliverAll(desk, channel);
  const card = channel
    .shown('triage:it')
    .map(({ content }) => (content.type === 'card' ? content.card : undefined))
    .find((one) => one?.title.startsWith('IT support'));
  expect(card?.title).toBe('IT support: 2 open, 1 overdue');
  expect(card?.tone).toBe('bad');
  const facts = card?.blocks.flatMap((block) => (block.type === 'facts' ? block.facts : [])) ?? [];
  expect(facts.map(({ label, value, at }) => [label, value, ...(at ? [at.slice(5, 16)] : [])])).toEqual([
    ['Counted', '', '01-12T08:05'],
    ['New', '4 since', '01-05T08:05'],
    ['Unassigned', '1'],
    ['Overdue', '1'],
    ['Due today', '1'],
    ['Open by priority', 'P1: 1, P4: 1'],
    ['Oldest', `${waiting} of`, '01-06T10:30'],
    ['Resolved', '2'],
    ['SLA targets met', '50 %, 2 of 4'],
    ['First response, median', '2 hours, 30 minutes'],
    ['Resolution, median', '14 hours'],
    ['Ratings', '4.0 of 5, from 2'],
  ]);
});

test('what is new is so since the last one, also over a weekend, and a look in between changes nothing', async () => {
  const work = await digest([desk.queue, desk.otherQueue], 'day', '0 10 * * 1-5');
  const at = async (time: string, tickets: number, queue = desk.queue) => {
    desk.at(time);
    for (let count = 0; count < tickets; count++) await desk.open({ queue });
  };
  await at('05T09:30', 2);
  await desk.work('2026-01-05 10:00');
  await at('08T12:00', 1);
  await desk.work('2026-01-09 10:00');
  await at('10T12:00', 3, desk.otherQueue);
  desk.at('11T12:00');
  await runNow(desk.ctxFor(desk.admin), { id: work.id });
  await desk.work('2026-01-12 10:00');
  expect((await posted()).map(({ since, opened, open }) => [since.slice(5, 16), opened, open])).toEqual([
    ['01-04T10:00', 2, 2],
    ['01-05T10:00', 1, 3],
    ['01-09T10:00', 3, 6],
    ['01-09T10:00', 3, 6],
  ]);
});

test('an empty queue has a digest as well', async () => {
  await digest([desk.otherQueue], 'week', '0 10 * * *');
  await desk.work('2026-01-05 10:00');
  const [empty] = await posted();
  expect(empty).toMatchObject({ open: 0, oldest: null, byPriority: [0, 0, 0, 0, 0] });
  expect(empty?.week).toEqual({
    ...{ resolved: 0, met: 0, missed: 0, ratings: 0 },
    ...{ firstResponseMinutes: null, resolutionMinutes: null, averageRating: null },
  });
  const channel = recordingChannel();
  await deliverAll(desk, channel);
  expect(channel.lines('triage:it')).toEqual(['Networks: 0 open']);
});

test('of many tickets in any state the figures are those of the rows', async () => {
  await desk.policy();
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const numbers: string[] = [];
  for (let step = 0; step < 150; step++) {
    desk.clock.advance(random(120) * MINUTE);
    const number = numbers[random(numbers.length)];
    const act = [
      async () => {
        const level = () => (random(3) + 1) as 1 | 2 | 3;
        const opened = await openTicket(desk.ctxFor(desk.requester), {
          ...{ title: 'One', description: 'Of many.', impact: level(), urgency: level() },
          queueId: random(4) === 0 ? desk.otherQueue.id : desk.queue.id,
        });
        numbers.push(opened?.number ?? '');
      },
      () => number && answer(number),
      () => number && takeTicket(asAgent(), { number }),
      () => number && resolve(number),
      () => number && rate(number, 5),
    ][random(10) < 4 ? 0 : random(5)];
    // Not all of it can be done in every state.
    await Promise.resolve(act?.()).catch(() => {});
  }
  const work = await digest([desk.queue], 'week', '0 0 1 1 *');
  await runNow(desk.ctxFor(desk.admin), { id: work.id });
  const [counted] = await posted();
  const now = desk.clock.now().getTime();
  const since = now - 7 * DAY;
  const rows = await desk.store.client.ticket.findMany({
    where: { queueId: desk.queue.id },
    include: { clocks: true, rating: true, entries: { orderBy: { createdAt: 'asc' } } },
    orderBy: { createdAt: 'asc' },
  });
  const open = rows.filter(({ state }) => ['new', 'in_progress', 'on_hold'].includes(state));
  const midnight = Math.floor(now / DAY) * DAY + DAY;
  const due = open.flatMap(({ dueAt }) => (dueAt ? [dueAt.getTime()] : []));
  const resolved = rows.filter(({ resolvedAt }) => resolvedAt && resolvedAt.getTime() > since);
  const clocks = resolved.flatMap((row) => row.clocks.map(({ state }) => state));
  const opened = rows.filter(({ createdAt }) => createdAt.getTime() > since);
  const median = (values: number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2 / MINUTE;
  };
  const answered = opened.flatMap(({ createdAt, entries }) => {
    const first = entries.find(({ part }) => part === 'answered');
    return first ? [first.createdAt.getTime() - createdAt.getTime()] : [];
  });
  const spent = resolved.map(({ createdAt, resolvedAt }) => Number(resolvedAt) - createdAt.getTime());
  expect(counted).toMatchObject({
    open: open.length,
    opened: opened.length,
    unassigned: open.filter(({ assigneeId }) => assigneeId === null).length,
    overdue: due.filter((at) => at <= now).length,
    dueToday: due.filter((at) => at > now && at < midnight).length,
    byPriority: [1, 2, 3, 4, 5].map((wanted) => open.filter(({ priority }) => priority === wanted).length),
    oldest: { number: open[0]?.number },
    week: {
      resolved: resolved.length,
      met: clocks.filter((state) => state === 'met').length,
      missed: clocks.filter((state) => state === 'breached').length,
      firstResponseMinutes: median(answered),
      resolutionMinutes: median(spent),
      ratings: resolved.filter(({ rating }) => rating).length,
    },
  });
  // It is about something.
  expect(Math.min(open.length, resolved.length, answered.length, clocks.length, due.length)).toBeGreaterThan(
    3,
  );
  expect(now - (rows[0]?.createdAt.getTime() ?? now)).toBeGreaterThan(HOUR);
});
