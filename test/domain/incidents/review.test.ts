import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IncidentEvent } from '../../../src/contract/incidents.ts';
import { acknowledgeAlert } from '../../../src/domain/alerts/answer.ts';
import { declareIncident } from '../../../src/domain/incidents/declare.ts';
import { draftOf } from '../../../src/domain/incidents/draft.ts';
import { dueFollowUp, openFollowUp } from '../../../src/domain/incidents/follow-ups.ts';
import { getIncident } from '../../../src/domain/incidents/list.ts';
import { resolveIncident } from '../../../src/domain/incidents/move.ts';
import { remindReviews } from '../../../src/domain/incidents/remind-reviews.ts';
import { editReview, getReview, makeReview, moveReview } from '../../../src/domain/incidents/review.ts';
import { reviewInMarkdown } from '../../../src/domain/incidents/review-markdown.ts';
import { leaveRole, takeRole } from '../../../src/domain/incidents/roles.ts';
import { addToTimeline } from '../../../src/domain/incidents/timeline.ts';
import { updateSettings } from '../../../src/domain/settings/settings.ts';
import { cancelTicket } from '../../../src/domain/tickets/cancel.ts';
import { closeDueTickets } from '../../../src/domain/tickets/close-due.ts';
import { mergeTicket } from '../../../src/domain/tickets/merge.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import { openChild } from '../../../src/domain/tickets/parent.ts';
import { closeTicket, reopenTicket, resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { DAY, MINUTE } from '../../../src/lib/clock.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';
import { outcome } from '../tickets/cast.ts';

let desk: AlertDesk;
beforeEach(async () => {
  desk = await createAlertDesk();
});
afterEach(() => desk.close());

const asAgent = () => desk.ctxFor(desk.agent);
const asSecond = () => desk.ctxFor(desk.second);
const system = () => desk.ctxFor('system');
const declare = async (more: object = {}) =>
  (await declareIncident(asAgent(), { title: 'The shop is down', severity: 1, ...more })).number;
const over = async (more: object = {}) => {
  const number = await declare(more);
  await resolveIncident(asAgent(), { number, resolution: 'The disk was replaced.' });
  return number;
};
const review = (number: string) => getReview(asAgent(), { number });
const later = (minutes: number) => desk.clock.advance(minutes * MINUTE);
const write = async (number: string, sections: object) =>
  editReview(asAgent(), { number, version: (await review(number)).version, sections });
const finish = async (number: string) => {
  const { version } = await write(number, { causes: 'A disk without an alarm.' });
  return moveReview(asAgent(), { number, version, state: 'done' });
};
const stateOf = async (number: string) =>
  (await desk.store.client.ticket.findUniqueOrThrow({ where: { number } })).state;
const told = async (personId: string) =>
  (await desk.store.client.notification.findMany({ where: { personId } })).map(
    ({ data }) => (data as { text: string }).text,
  );
const seconds = async (number: string) =>
  Object.fromEntries((await review(number)).measures.map(({ name, seconds }) => [name, seconds]));

describe('a review', () => {
  test('is drafted when the incident is over, entry by entry, and not before', async () => {
    await desk.say();
    const number = await declare({ alert: (await desk.last()).id, services: [desk.service.id] });
    await openChild(asAgent(), { number, title: 'I *cannot* pay', description: 'x' });
    await takeRole(asAgent(), { number, role: 'commander' });
    later(5);
    await addToTimeline(asSecond(), { number, text: 'Looked at <b>disk</b>\n# 1' });
    expect(await outcome(review(number))).toBe('not_found');
    await resolveIncident(asAgent(), { number, resolution: 'Replaced.' });
    const { sections, state, version } = await review(number);
    expect({ state, version }).toEqual({ state: 'draft', version: 1 });
    expect(sections.summary).toContain('The disk is full. P1 (critical), detected 2026-01-05 09:00 UTC');
    expect(sections.impact).toContain('Services: Shop.');
    expect(sections.impact).toContain('I \\*cannot\\* pay');
    const lines = sections.happened.split('\n');
    const { timeline } = await getIncident(asAgent(), { number });
    const recorded = timeline.filter(({ kind }) => kind !== 'review');
    expect(lines).toHaveLength(recorded.length);
    expect(lines.some((line) => line.endsWith('Ben: Looked at \\<b\\>disk\\</b\\> \\# 1'))).toBe(true);
    expect(lines.at(-1)).toContain('Investigating → Resolved');
    expect(timeline.at(-1)?.text).toBe('The review is drafted');
    expect(sections).toMatchObject({ causes: '', well: '', badly: '' });
  });

  test('has a line for each row of the timeline, in its order, and none besides', () => {
    const at = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true });
    const event = fc.record({ at, text: fc.string({ unit: 'grapheme' }), name: fc.string({ minLength: 1 }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const timeline = events
          .toSorted((a, b) => a.at.getTime() - b.at.getTime())
          .map(
            ({ at, text, name }, index): IncidentEvent => ({
              ...{ id: String(index), kind: 'note', by: { id: desk.agent.id, name } },
              ...{ at: at.toISOString(), text: `e${index}e ${text}`, editable: true, edited: false },
            }),
          );
        const { happened } = draftOf({
          ...{ title: 'x', severity: 1, detectedAt: new Date(0), resolvedAt: null, measures: [] },
          ...{ services: [], children: [], hidden: 0, causes: [], timeline },
        });
        const lines = happened === '' ? [] : happened.split('\n');
        expect(lines).toHaveLength(timeline.length);
        lines.forEach((line, index) => {
          expect(line).toContain(`: e${index}e`);
          expect(line.startsWith(`- ${timeline[index]?.at.slice(0, 10)}`)).toBe(true);
        });
      }),
    );
  });

  test('of very long ones has room in a section', () => {
    const text = '*'.repeat(3_000);
    const timeline = Array.from(
      { length: 1_000 },
      (_, index): IncidentEvent => ({
        ...{ id: String(index), kind: 'note', by: { id: desk.agent.id, name: '_'.repeat(120) } },
        ...{ at: '2026-01-05T09:00:00Z', text, editable: true, edited: false },
      }),
    );
    const known = { title: 'x', severity: 1, detectedAt: new Date(0), resolvedAt: null, measures: [] };
    const of = (timeline: IncidentEvent[]) =>
      draftOf({ ...known, services: [], children: [], hidden: 0, causes: [], timeline }).happened;
    for (const count of [50, 100, 200, 500, 1_000]) {
      const happened = of(timeline.slice(0, count));
      expect(happened.length).toBeLessThanOrEqual(200_000);
      expect(happened.split('\n')).toHaveLength(count);
    }
  });

  test('names its times, from what until what each is counted', async () => {
    await desk.say();
    const { id } = await desk.last();
    later(3);
    await acknowledgeAlert(asAgent(), { id });
    later(4);
    const number = await declare({ alert: id });
    later(5);
    await takeRole(asAgent(), { number, role: 'scribe' });
    later(6);
    await takeRole(asSecond(), { number, role: 'responder' });
    later(60);
    await resolveIncident(asAgent(), { number, resolution: 'Replaced.' });
    expect(await seconds(number)).toEqual({
      Duration: 78 * 60,
      'Time to detect': null,
      'Time to acknowledge': 3 * 60,
      'Time to respond': 18 * 60,
      'Time to resolve': 78 * 60,
    });
    const began = (beganAt: string) => editReview(asAgent(), { number, version: 1, beganAt });
    expect(await outcome(began('2026-01-05T09:00:01Z'))).toBe('invalid');
    await began('2026-01-05T08:50:00Z');
    expect(await seconds(number)).toMatchObject({ Duration: 88 * 60, 'Time to detect': 10 * 60 });
  });

  test('says who was there, also those who have left', async () => {
    const number = await declare();
    await takeRole(asAgent(), { number, role: 'commander' });
    later(5);
    await takeRole(asAgent(), { number, role: 'commander', personId: desk.second.id });
    later(5);
    await leaveRole(asSecond(), { number, role: 'commander' });
    await resolveIncident(asAgent(), { number, resolution: 'Replaced.' });
    expect((await review(number)).people).toMatchObject([
      { person: { id: desk.agent.id }, stays: [{ role: 'commander', until: '2026-01-05T09:05:00.000Z' }] },
      { person: { name: 'Ben' }, stays: [{ from: '2026-01-05T09:05:00.000Z' }] },
    ]);
  });

  test('of two who write at once one is told that there is something newer', async () => {
    const number = await over();
    const both = await Promise.all([
      outcome(editReview(asAgent(), { number, version: 1, sections: { causes: 'Mine' } })),
      outcome(editReview(asSecond(), { number, version: 1, sections: { causes: 'Theirs' } })),
    ]);
    expect(both.filter((one) => one === 'conflict')).toHaveLength(1);
    expect(await review(number)).toMatchObject({ version: 2 });
    await expect(
      editReview(asAgent(), { number, version: 1, sections: { well: 'x' } }),
    ).rejects.toMatchObject({ code: 'conflict', details: { data: { version: 2 } } });
    const before = await desk.store.client.auditEntry.count({ where: { action: 'incident.review.edit' } });
    expect(before).toBe(1);
    // What is as it was is no change.
    await write(number, { impact: (await review(number)).sections.impact });
    expect(await review(number)).toMatchObject({ version: 2 });
  });

  test('is done only when it says what it must, and then changes no more until it is taken up again', async () => {
    const number = await over();
    const move = async (state: 'draft' | 'in_review' | 'done') =>
      moveReview(asSecond(), { number, version: (await review(number)).version, state });
    await expect(move('done')).rejects.toMatchObject({
      message: 'The review is not done while this is empty: Causes and contributing factors.',
    });
    await write(number, { causes: '👩‍💻 forgot the alarm\0' });
    await move('in_review');
    expect(await move('done')).toMatchObject({
      ...{ state: 'done', doneBy: { name: 'Ben' }, editedBy: { id: desk.agent.id }, holds: false },
      sections: { causes: '👩‍💻 forgot the alarm␀' },
    });
    expect(await outcome(write(number, { causes: 'x' }))).toBe('conflict');
    await move('draft');
    await write(number, { causes: 'x' });
    expect(await review(number)).toMatchObject({ state: 'draft', doneAt: null, doneBy: null });
  });

  test('is drafted anew when it goes on, unless somebody has written', async () => {
    const number = await over();
    await reopenTicket(asAgent(), { number });
    await addToTimeline(asAgent(), { number, text: 'It is back.' });
    await resolveIncident(asAgent(), { number, resolution: 'Now.' });
    expect((await review(number)).sections.happened).toContain('It is back.');
    await finish(number);
    await reopenTicket(asAgent(), { number });
    expect(await review(number)).toMatchObject({ state: 'draft', holds: false });
    await addToTimeline(asAgent(), { number, text: 'Once more.' });
    await resolveIncident(asAgent(), { number, resolution: 'Now.' });
    const { sections } = await review(number);
    expect(sections.causes).toBe('A disk without an alarm.');
    expect(sections.happened).not.toContain('Once more.');
    expect(await desk.store.client.incidentReview.count()).toBe(1);
  });

  test('is begun by hand where there is none, once', async () => {
    const number = await over();
    expect(await outcome(makeReview(asAgent(), { number }))).toBe('conflict');
    await desk.store.client.incidentReview.deleteMany();
    const both = [makeReview(asAgent(), { number }), makeReview(asSecond(), { number })];
    expect((await Promise.all(both.map(outcome))).filter((one) => one === 'conflict')).toHaveLength(1);
    expect(await outcome(makeReview(asAgent(), { number: await declare({ anyway: true }) }))).toBe(
      'conflict',
    );
  });

  test('names nothing of a private queue to those who do not work there', async () => {
    const number = await declare();
    const secret = await desk.addQueue({
      name: 'People',
      visibility: 'private',
      team: await desk.addTeam('HR'),
    });
    await openChild(system(), { number, title: 'A secret', description: 'x', queueId: secret.id });
    await resolveIncident(asAgent(), { number, resolution: 'Done.' });
    const seen = await review(number);
    expect(JSON.stringify(seen)).not.toContain('A secret');
    expect(seen.sections.impact).toContain('- 1 in private queues');
  });
});

describe('what follows from it', () => {
  const followUp = (number: string, more: object = {}) =>
    openFollowUp(asAgent(), {
      ...{ number, title: 'Watch the disk', ownerId: desk.second.id, dueAt: '2026-01-12T09:00:00Z' },
      ...more,
    });

  test('is a ticket with an owner and a day, linked to it, and the review says how it stands', async () => {
    const number = await over();
    await followUp(number);
    const [one] = (await review(number)).followUps;
    expect(one).toMatchObject({
      ...{ number: 'REQ-1', title: 'Watch the disk', state: 'in_progress', owner: { name: 'Ben' } },
      ...{ dueAt: '2026-01-12T09:00:00.000Z', overdue: false },
    });
    expect((await getIncident(asAgent(), { number })).tickets).toMatchObject([{ number: 'REQ-1' }]);
    desk.clock.advance(8 * DAY);
    expect((await review(number)).followUps).toMatchObject([{ overdue: true }]);
    await dueFollowUp(asSecond(), { number, ticket: 'REQ-1', dueAt: '2026-02-01T00:00:00Z' });
    await resolveTicket(asSecond(), { number: 'REQ-1', resolution: 'Watched.', code: 'fixed' });
    expect((await review(number)).followUps).toMatchObject([
      { state: 'resolved', dueAt: '2026-02-01T00:00:00.000Z', overdue: false },
    ]);
  });

  test('has an owner who works there', async () => {
    const number = await over();
    await expect(followUp(number, { ownerId: desk.requester.id })).rejects.toMatchObject({
      details: { problems: [{ field: 'ownerId' }] },
    });
    expect(await desk.store.client.ticket.count()).toBe(1);
    expect(
      await outcome(dueFollowUp(asAgent(), { number, ticket: number, dueAt: '2026-02-01T00:00:00Z' })),
    ).toBe('not_found');
  });
});

describe('a P1', () => {
  test('is not closed before its review is done, by hand or by the clock', async () => {
    const number = await over();
    await expect(closeTicket(asAgent(), { number })).rejects.toMatchObject({
      code: 'conflict',
      message: `${number} was a major incident of P1, so it is not closed before its review is done.`,
    });
    expect(await review(number)).toMatchObject({ holds: true });
    desk.clock.advance(6 * DAY);
    await closeDueTickets(system());
    expect(await stateOf(number)).toBe('resolved');
    await finish(number);
    await closeDueTickets(system());
    expect(await stateOf(number)).toBe('closed');
  });

  test('holds up no other ticket of those whose time has come', async () => {
    for (let count = 0; count < 3; count += 1) await over({ anyway: true });
    const other = (await openTicket(asAgent(), { title: 'Other', description: 'x' }))?.number ?? '';
    await resolveTicket(asAgent(), { number: other, resolution: 'Done.', code: 'fixed' });
    desk.clock.advance(6 * DAY);
    // Those that wait are not even looked at, so however many they are, they take nobody's place.
    expect(await closeDueTickets(system())).toBe(1);
    expect(await stateOf(other)).toBe('closed');
  });

  test('that is less bad, or was none, closes as ever', async () => {
    const number = await over({ severity: 2 });
    await closeTicket(asAgent(), { number });
    const plain = (await openTicket(asAgent(), { title: 'x', description: 'x', impact: 1, urgency: 1 }))
      ?.number;
    await resolveTicket(asAgent(), { number: plain ?? '', resolution: 'Done.', code: 'fixed' });
    await closeTicket(asAgent(), { number: plain ?? '' });
    expect(await stateOf(plain ?? '')).toBe('closed');
  });

  test('is not merged away while it is led; cancelled it may be', async () => {
    const number = await declare();
    const into = (await openTicket(asAgent(), { title: 'Other', description: 'x' }))?.number ?? '';
    expect(await outcome(mergeTicket(asAgent(), { number, into }))).toBe('conflict');
    expect(await stateOf(number)).toBe('new');
    await cancelTicket(asAgent(), { number });
    expect(await stateOf(number)).toBe('cancelled');
  });

  test('is not closed by who is too late: the review was taken up again', async () => {
    const number = await over();
    const { version } = await finish(number);
    const [closed] = await Promise.all([
      outcome(closeTicket(asAgent(), { number })),
      moveReview(asSecond(), { number, version, state: 'draft' }),
    ]);
    const lines = await desk.store.client.auditEntry.findMany({
      where: { action: { in: ['ticket.close', 'incident.review'] } },
      orderBy: { id: 'desc' },
      take: 2,
    });
    // Whichever came first: it was done when it was closed.
    if (closed === 'conflict') expect(await stateOf(number)).toBe('resolved');
    else expect(lines.map(({ action }) => action)).toEqual(['incident.review', 'ticket.close']);
  });
});

describe('while it is not done', () => {
  test('the commander is reminded again and again, or who declared it', async () => {
    const led = await declare();
    await takeRole(asSecond(), { number: led, role: 'commander' });
    await resolveIncident(asAgent(), { number: led, resolution: 'Done.' });
    const words = 'The review is not done yet. It is in the console, with what the timeline says.';
    const reminders = async (personId: string) =>
      (await told(personId)).filter((text) => text === words).length;
    desk.clock.advance(3 * DAY - 1);
    expect(await remindReviews(system())).toBe(0);
    desk.clock.advance(1);
    await Promise.all([remindReviews(system()), remindReviews(system())]);
    expect([await reminders(desk.second.id), await reminders(desk.agent.id)]).toEqual([1, 0]);
    desk.clock.advance(3 * DAY);
    await remindReviews(system());
    expect(await reminders(desk.second.id)).toBe(2);
    await finish(led);
    await over();
    desk.clock.advance(3 * DAY);
    await remindReviews(system());
    expect([await reminders(desk.second.id), await reminders(desk.agent.id)]).toEqual([2, 1]);
  });

  test('nobody is, if the settings say so', async () => {
    await updateSettings(desk.ctxFor(desk.admin), { incidents: { reviewDays: null } });
    await over();
    desk.clock.advance(90 * DAY);
    expect(await remindReviews(system())).toBe(0);
  });
});

describe('as a document', () => {
  test('holds nothing that breaks out of its place', async () => {
    const number = await declare({ title: '# <script>alert(1)</script> | [x](javascript:1)' });
    await takeRole(asAgent(), { number, role: 'commander' });
    later(90);
    await resolveIncident(asAgent(), { number, resolution: 'Done.' });
    await write(number, {
      causes: 'We ran\n```sh\ncat <file>',
      well: 'The `<b>` tag, <img src=x onerror=1> and <https://example.com>',
    });
    const text = reviewInMarkdown(await review(number));
    expect(text).toMatch(
      /^# INC-1: \\# \\<script\\>alert\(1\)\\<\/script\\> \\\| \\\[x\\\]\(javascript:1\)\n/,
    );
    expect(text).toContain('```sh\ncat <file>\n```\n\n## What went well');
    expect(text).toContain('The `<b>` tag, \\<img src=x onerror=1> and <https://example.com>');
    expect(text).toContain(
      '- Time to resolve: 1 h 30 min (from the first alert or ticket until it was resolved)',
    );
    expect(text).toContain('commander from 2026-01-05 09:00 UTC');
    expect(text.match(/^## /gm)).toHaveLength(8);
  });
});
