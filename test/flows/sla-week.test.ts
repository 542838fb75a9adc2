import { afterAll, beforeAll, expect, test } from 'vitest';
import { editTicket } from '../../src/domain/tickets/edit.ts';
import { holdTicket } from '../../src/domain/tickets/hold.ts';
import { moveTicket } from '../../src/domain/tickets/move.ts';
import { openTicket } from '../../src/domain/tickets/open.ts';
import { replyToTicket } from '../../src/domain/tickets/reply.ts';
import { resolveTicket } from '../../src/domain/tickets/resolve.ts';
import { takeTicket } from '../../src/domain/tickets/take.ts';
import { runClocks } from '../../src/jobs/sla.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { createSlaDesk, type SlaDesk, TERMS } from '../domain/sla/sla-desk.ts';
import { workweek } from '../support/calendars.ts';
import { recordingChannel } from '../support/recording-channel.ts';
import { deliverAll } from '../support/worker.ts';

/**
 * A week of a help desk in Berlin, from Thursday to Wednesday, with the change to summer time on its Sunday and a
 * holiday on its Monday. The clock goes on by a quarter of an hour, and the jobs look each time.
 */

let desk: SlaDesk;
let lead: ActingPerson;
const channel = recordingChannel();
/** What anybody was told, with the time on the wall in Berlin. */
const log: string[] = [];
const number: Record<'printer' | 'vpn' | 'mail' | 'late', string> = {
  printer: '',
  vpn: '',
  mail: '',
  late: '',
};

const wall = new Intl.DateTimeFormat('en-GB', {
  ...{ timeZone: 'Europe/Berlin', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
});
const now = () => wall.format(desk.clock.now()).replace(',', '');

const name = (): Record<string, string> => ({
  [`direct:${desk.agent.id}`]: 'Ada',
  [`direct:${lead.id}`]: 'Lea',
  'triage:it': 'the agents',
  'triage:networks': 'the network team',
});

/** Lets the time pass until then, as the jobs see it. */
async function until(time: string): Promise<void> {
  const end = Date.parse(time);
  while (desk.clock.now().getTime() < end) {
    desk.clock.advance(Math.min(15 * MINUTE, end - desk.clock.now().getTime()));
    while ((await runClocks(desk.ctxFor('system'))) > 0);
    const before = channel.calls.length;
    await deliverAll(desk, channel);
    for (const { kind, conversation, content } of channel.calls.slice(before)) {
      const who = name()[conversation];
      if (kind !== 'post' || !who || !content) continue;
      const words =
        content.type === 'said'
          ? content.text
          : content.card.blocks
              .flatMap((block) =>
                block.type === 'facts' ? block.facts.map(({ label, value }) => `${label}: ${value}`) : [],
              )
              .join('; ');
      const isNews = content.type === 'said' || / needs? you|need you/.test(content.card.title);
      if (isNews) log.push(`${now()} ${who}: ${words}`);
    }
  }
}

beforeAll(async () => {
  desk = await createSlaDesk();
  desk.clock.set(new Date('2026-03-26T08:00:00Z'));
  lead = await desk.person({ name: 'Lea', roles: ['agent'], teams: [desk.team], lead: true });
  const { id } = await desk.calendar({
    timeZone: 'Europe/Berlin',
    week: workweek('09:00-12:00 13:00-17:00'),
    holidays: [{ on: 'date', name: 'Founders’ day', date: '2026-03-30', imported: false }],
  });
  const network = await desk.calendar({ timeZone: 'Asia/Kolkata', week: workweek('09:30-18:30') });
  await desk.store.client.queue.update({
    where: { id: desk.otherQueue.id },
    data: { calendarId: network.id },
  });
  desk.bus.publish({ topic: 'directory' });
  await desk.policy({
    terms: {
      calendarId: id,
      // Four hours and two working days for P4.
      targets: {
        ...TERMS.targets,
        first_response: [30, 60, 120, 240, 480],
        resolution: [120, 240, 480, 840, 1_680],
      },
      thresholds: [
        { percent: 75, tell: ['assignee'] },
        { percent: 100, tell: ['assignee', 'lead'] },
        { minutesAfter: 60, tell: ['queue'] },
      ],
    },
  });
});
afterAll(() => desk.close());

const open = async (title: string) =>
  (
    await openTicket(desk.ctxFor(desk.requester), {
      title,
      description: `${title}, please.`,
      queueId: desk.queue.id,
    })
  )?.number ?? '';
const due = async (one: keyof typeof number) => {
  const { dueAt } = await desk.row(number[one]);
  return dueAt && wall.format(dueAt).replace(',', '');
};

test('a week of work keeps business hours, lunch, a holiday and summer time', async () => {
  // Thursday, 10:00: an hour and a half before lunch... four hours are over at 15:00.
  await until('2026-03-26T09:00:00Z');
  number.printer = await open('Printer');
  await takeTicket(desk.ctxFor(desk.agent), { number: number.printer });
  expect(await due('printer')).toBe('Thu 15:00');

  // Thursday, 16:30: half an hour today, the rest on Friday until 13:30.
  await until('2026-03-26T15:30:00Z');
  number.vpn = await open('VPN');
  expect(await due('vpn')).toBe('Fri 13:30');

  // Friday, 11:00: Ada asks back, so the clock of the VPN stands still; it has been answered, too.
  await until('2026-03-27T10:00:00Z');
  await takeTicket(desk.ctxFor(desk.agent), { number: number.vpn });
  await holdTicket(desk.ctxFor(desk.agent), {
    number: number.vpn,
    reason: 'awaiting_requester',
    comment: 'Since when?',
  });
  expect(await due('vpn')).toBeNull();

  // Friday, 16:00: a mail ticket; three of four hours are left for Tuesday, since Monday is a holiday.
  await until('2026-03-27T15:00:00Z');
  number.mail = await open('Mail');
  await takeTicket(desk.ctxFor(desk.agent), { number: number.mail });
  expect(await due('mail')).toBe('Tue 12:00');

  // Sunday night, in summer time by now: the requester answers. Nothing runs before Tuesday at nine;
  // two hours are promised for an answer.
  await until('2026-03-29T20:00:00Z');
  await replyToTicket(desk.ctxFor(desk.requester), { number: number.vpn, body: 'Since Thursday.' });
  expect(await due('vpn')).toBe('Tue 11:00');

  // Tuesday, 12:30: the mail is answered half an hour late.
  await until('2026-03-31T10:30:00Z');
  await replyToTicket(desk.ctxFor(desk.agent), { number: number.mail, body: 'We look into it.' });
  // It turns out to be urgent: P2, to be resolved within four hours. Those are over, too, and nobody is told
  // of what lies behind.
  await editTicket(desk.ctxFor(desk.agent), { number: number.mail, impact: 1, urgency: 2 });
  expect((await desk.lines(number.mail)).map((line) => line.replace(/ \d.*/, ''))).toEqual([
    'first_response breached',
    'resolution breached',
  ]);

  // It goes to the network team, whose day in Kolkata is another one; the clock follows, counted from the creation.
  await until('2026-03-31T11:00:00Z');
  await moveTicket(desk.ctxFor(desk.agent), { number: number.mail, queueId: desk.otherQueue.id });
  expect(await due('mail')).toBe('Mon 10:00');

  await until('2026-03-31T12:00:00Z');
  await resolveTicket(desk.ctxFor(desk.agent), { number: number.vpn, resolution: 'A new key.' });
  await resolveTicket(desk.ctxFor(desk.agent), { number: number.printer, resolution: 'Paper.' });

  // Wednesday, 12:30, at lunch: nothing runs until 13:00.
  await until('2026-04-01T10:30:00Z');
  number.late = await open('Late');
  expect(await due('late')).toBe('Wed 17:00');
  await until('2026-04-02T08:30:00Z');

  const { printer, vpn, mail, late } = number;
  const isAnswer = / (?:Since when|Since Thursday|We look into it|A new key|Paper)/;
  expect(byTime(log.filter((line) => !isAnswer.test(line)))).toEqual(
    byTime([
      `Thu 14:00 Ada: ${printer} · Printer: First response: 75 % of the time is gone · due`,
      `Thu 15:00 Ada: ${printer} · Printer: First response: the time is over · due`,
      `Thu 15:00 Lea: ${printer} · Printer: First response: the time is over · due`,
      'Thu 16:00 the agents: First response: overdue for 1 hour of working time',
      // Two working days of seven hours.
      `Fri 14:30 Ada: ${printer} · Printer: Resolution: 75 % of the time is gone · due`,
      `Tue 10:00 Ada: ${printer} · Printer: Resolution: the time is over · due`,
      `Tue 10:00 Lea: ${printer} · Printer: Resolution: the time is over · due`,
      `Tue 10:30 Ada: ${vpn} · VPN: Next response: 75 % of the time is gone · due`,
      'Tue 11:00 the agents: Resolution: overdue for 1 hour of working time',
      `Tue 11:00 Lea: ${vpn} · VPN: Next response: the time is over · due`,
      // Two things at once come in one message.
      `Tue 11:00 Ada: ${mail} · Mail: First response: 75 % of the time is gone · due; ${vpn} · VPN: Next response: the time is over · due`,
      'Tue 12:00 the agents: Next response: overdue for 1 hour of working time',
      `Tue 12:00 Ada: ${mail} · Mail: First response: the time is over · due`,
      `Tue 12:00 Lea: ${mail} · Mail: First response: the time is over · due`,
      // Nobody has this one, so those who could take it are told.
      'Wed 16:00 the agents: First response: 75 % of the time is gone',
      'Wed 17:00 the agents: First response: the time is over',
      `Wed 17:00 Lea: ${late} · Late: First response: the time is over · due`,
      'Thu 10:00 the agents: First response: overdue for 1 hour of working time',
    ]),
  );
});

/** Of the same moment no one comes first. */
const byTime = (lines: string[]) =>
  Object.entries(Object.groupBy(lines, (line) => line.slice(0, 9))).map(([time, told = []]) => [
    time,
    told.toSorted(),
  ]);
