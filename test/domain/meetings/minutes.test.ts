import { afterAll, beforeAll, expect, test } from 'vitest';
import { addItem, orderAgenda, removeItem } from '../../../src/domain/meetings/items.ts';
import { getMeeting } from '../../../src/domain/meetings/list.ts';
import { writeMinutes } from '../../../src/domain/meetings/minutes.ts';
import { beginMeeting, cancelMeeting, endMeeting } from '../../../src/domain/meetings/move.ts';
import { deleteEntry } from '../../../src/domain/tickets/edit-entry.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { recordingChannel } from '../../support/recording-channel.ts';
import { deliverAll } from '../../support/worker.ts';
import { refusal, tokenOf } from '../tickets/cast.ts';
import { createMeetingDesk, type MeetingDesk } from './meeting-desk.ts';

let desk: MeetingDesk;
let id: string;
let numbers: string[];
const slack = recordingChannel({ name: 'slack' });
beforeAll(async () => {
  desk = await createMeetingDesk();
  await desk.asks('normal', 'assess');
  numbers = [await desk.submitted(), await desk.submitted({ title: 'Update <!channel> \u202ethe firewall' })];
  await desk.meets({ name: 'CAB' });
  await desk.tick('2026-01-05 09:30');
  ({ id } = await desk.next());
});
afterAll(() => desk.close());

const asChair = () => desk.ctxFor(desk.agent);
const deliver = () => deliverAll(desk, slack);
const shown = async () => {
  await deliver();
  return slack.shown('CAB').map(({ content }) => JSON.stringify(content));
};
const itemIds = async () => (await getMeeting(asChair(), { id })).agenda.map((item) => item.id);
const notes = (number = numbers[0] ?? '') =>
  desk.store.client.entry.findMany({
    where: { kind: 'note', ticket: { number } },
    include: { edits: true },
    orderBy: { id: 'asc' },
  });

test('the agenda is posted, and follows its changes in place', async () => {
  const [agenda, ...others] = await shown();
  expect(others).toEqual([]);
  expect(agenda).toContain('CAB · Mon, 5 Jan 2026, 10:00 – 11:00 (UTC)');
  expect(agenda).toContain(`1. ${numbers[0]} · Renew the certificate · Being assessed`);
  expect(agenda).toContain('Update <!channel> the firewall');
  expect(agenda).toContain(`/changes/meetings/${id}`);
});

test('only chair and admins lead it; members write; others read', async () => {
  const [itemId = ''] = await itemIds();
  const minutes = { id, itemId, minutes: 'No.', version: 0 };
  for (const who of [desk.neighbour, desk.requester, desk.guest]) {
    const ctx = desk.ctxFor(who);
    for (const attempt of [
      () => beginMeeting(ctx, { id }),
      () => endMeeting(ctx, { id }),
      () => cancelMeeting(ctx, { id, reason: 'No.' }),
      () => addItem(ctx, { id, change: numbers[0] ?? '' }),
      () => removeItem(ctx, { id, itemId, reason: 'No.' }),
      () => orderAgenda(ctx, { id, itemIds: [] }),
      () => writeMinutes(ctx, minutes),
    ]) {
      expect(await refusal(attempt())).toMatchObject({ code: 'forbidden' });
    }
  }
  const asMember = desk.ctxFor(desk.second);
  expect(await refusal(beginMeeting(asMember, { id }))).toMatchObject({ code: 'forbidden' });
  expect(await refusal(removeItem(asMember, { id, itemId, reason: 'No.' }))).toMatchObject({
    code: 'forbidden',
  });
  expect(await refusal(beginMeeting(desk.ctxFor(tokenOf(desk.agent, 'read')), { id }))).toMatchObject({
    code: 'forbidden',
  });
  const verbs = async (who: ActingPerson) => (await getMeeting(desk.ctxFor(who), { id })).verbs;
  expect(await verbs(desk.agent)).toEqual(['add', 'remove', 'order', 'begin', 'cancel']);
  expect(await verbs(desk.admin)).toEqual(['add', 'remove', 'order', 'begin', 'cancel']);
  expect(await verbs(desk.second)).toEqual(['add']);
  expect(await verbs(desk.neighbour)).toEqual([]);
});

test('it is put in order, unless it has changed in the meantime', async () => {
  const [first = '', second = ''] = await itemIds();
  await orderAgenda(asChair(), { id, itemIds: [second, first] });
  expect(await itemIds()).toEqual([second, first]);
  expect(await refusal(orderAgenda(asChair(), { id, itemIds: [first] }))).toMatchObject({ code: 'conflict' });
  expect(await refusal(orderAgenda(asChair(), { id, itemIds: [first, first] }))).toMatchObject({
    code: 'invalid',
  });
  await orderAgenda(asChair(), { id, itemIds: [first, second] });
});

test('minutes wait until it begins; then the open votes are shown, one message for each change', async () => {
  const [itemId = ''] = await itemIds();
  const minutes = { id, itemId, minutes: 'Agreed.', version: 0 };
  expect(await refusal(writeMinutes(asChair(), minutes))).toMatchObject({ code: 'conflict' });
  await beginMeeting(asChair(), { id });
  expect(await refusal(beginMeeting(asChair(), { id }))).toMatchObject({ code: 'conflict' });
  const [agenda, first, second] = await shown();
  expect(agenda).toContain('Under way');
  for (const card of [first, second]) expect(card).toContain('approval_approve');
  expect(second).toContain('Update <!channel> the firewall');
});

test('a vote is the approval’s own, and its card follows', async () => {
  await desk.vote(numbers[0] ?? '', 'approve');
  await desk.advance();
  const [agenda, first] = await shown();
  expect(agenda).toContain(`1. ${numbers[0]} · Renew the certificate · Waits for approval`);
  // The next stage asks anew, by another policy.
  expect(first).toContain('Board: normal');
  await desk.vote(numbers[0] ?? '', 'approve');
  await desk.advance();
  const [, after] = await shown();
  expect(after).toContain('Scheduled');
  expect(after).toContain('approved');
  expect(after).not.toContain('approval_approve');
});

test('minutes are posted, and edited in place when they are corrected', async () => {
  const [itemId = ''] = await itemIds();
  await writeMinutes(desk.ctxFor(desk.second), { id, itemId, minutes: 'Agreed by all \ud800.', version: 0 });
  expect((await shown())[1]).toContain('Agreed by all \ufffd.');
  const before = slack.shown('CAB').map(({ message }) => message);
  await writeMinutes(asChair(), { id, itemId, minutes: 'Agreed, <b>at night</b>.', version: 1 });
  const cards = await shown();
  expect(slack.shown('CAB').map(({ message }) => message)).toEqual(before);
  expect(cards).toHaveLength(3);
  expect(cards[1]).toContain('Agreed, <b>at night</b>.');
  expect(cards[1]).toContain('Minutes by Ada');
  // One note on the timeline, which keeps what it said before.
  const [note, ...others] = await notes();
  expect(others).toEqual([]);
  expect(note).toMatchObject({ authorId: desk.second.id, editedAt: desk.clock.now() });
  expect(note?.body).toBe('Minutes of “CAB”, Mon, 5 Jan 2026, 10:00 – 11:00 (UTC)\nAgreed, <b>at night</b>.');
  expect(note?.edits).toMatchObject([{ editorId: desk.agent.id }]);
});

test('of two who write at once one is told, and the same again changes nothing', async () => {
  const [itemId = ''] = await itemIds();
  expect(await refusal(writeMinutes(asChair(), { id, itemId, minutes: 'Other.', version: 1 }))).toMatchObject(
    { code: 'conflict' },
  );
  await writeMinutes(asChair(), { id, itemId, minutes: 'Agreed, <b>at night</b>.', version: 0 });
  const all = await Promise.allSettled(
    ['One.', 'Two.'].map((minutes) => writeMinutes(asChair(), { id, itemId, minutes, version: 2 })),
  );
  expect(all.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await getMeeting(asChair(), { id })).agenda[0]).toMatchObject({ version: 3 });
});

test('a note that its author took back is written anew', async () => {
  const [itemId = ''] = await itemIds();
  const [note] = await notes();
  await deleteEntry(desk.ctxFor(desk.second), { id: note?.id ?? '' });
  await writeMinutes(asChair(), { id, itemId, minutes: 'Agreed.', version: 3 });
  expect((await notes()).map(({ body, deletedAt }) => [body.split('\n')[1], deletedAt !== null])).toEqual([
    [undefined, true],
    ['Agreed.', false],
  ]);
});

test('what has minutes stays; what has none is named at the end, and may still get some', async () => {
  const [itemId = '', other = ''] = await itemIds();
  expect(await refusal(removeItem(asChair(), { id, itemId, reason: 'No.' }))).toMatchObject({
    code: 'conflict',
  });
  await endMeeting(asChair(), { id });
  expect((await shown())[0]).toContain(`{"label":"Without minutes","value":"${numbers[1]}"}`);
  expect(await refusal(addItem(asChair(), { id, change: numbers[1] ?? '' }))).toMatchObject({
    code: 'conflict',
  });
  expect((await shown())[2]).not.toContain('approval_approve');
  await writeMinutes(asChair(), { id, itemId: other, minutes: 'Put off.', version: 0 });
  const [agenda, , last] = await shown();
  expect(agenda).not.toContain('Without minutes');
  expect(last).toContain('Put off.');
  expect(await getMeeting(asChair(), { id })).toMatchObject({ items: 2, minuted: 2, verbs: ['minutes'] });
});
