import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listOnCall, peopleOnCall, shiftsOfSchedule } from '../../../src/domain/oncall/now.ts';
import { createOverride } from '../../../src/domain/oncall/overrides.ts';
import { createSchedule, updateSchedule } from '../../../src/domain/oncall/schedules.ts';
import { timelineOfSchedule } from '../../../src/domain/oncall/timeline.ts';
import { listVersions } from '../../../src/domain/oncall/versions.ts';
import { updatePerson } from '../../../src/domain/people/update.ts';
import { DAY, HOUR } from '../../../src/lib/clock.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';
import { outcome } from '../tickets/cast.ts';

/** It is Monday at nine; Ada and Ben take turns of a day. */
let desk: AlertDesk;
let id: string;
beforeEach(async () => {
  desk = await createAlertDesk();
  const layers = [layer([desk.agent.id], [desk.second.id])];
  ({ id } = await createSchedule(asAdmin(), {
    ...{ name: 'Desk', teamId: desk.team.id, timeZone: 'UTC', layers },
  }));
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const layer = (...turns: string[][]) => ({
  ...{ name: 'First', turns, start: '2026-01-05T09:00', every: { count: 1, unit: 'days' as const } },
});
const instant = (days: number) => new Date(desk.clock.now().getTime() + days * DAY);
const onCall = (days: number) => peopleOnCall(desk.ctxFor('system'), id, instant(days));
const versions = async (more: { cursor?: string; limit?: number } = {}) =>
  listVersions(desk.ctxFor(desk.agent), { id, ...more });

test('rules that are changed today say nothing of yesterday', async () => {
  desk.clock.advance(1.5 * DAY);
  await updateSchedule(asAdmin(), { id, layers: [layer([desk.agent.id])] });
  expect(await onCall(-1)).toEqual([desk.agent.id]);
  expect(await onCall(-0.1)).toEqual([desk.second.id]);
  expect(await onCall(0)).toEqual([desk.agent.id]);
  const span = { from: instant(-2).toISOString(), to: instant(1).toISOString() };
  const { items } = await shiftsOfSchedule(asAdmin(), { id, ...span });
  expect(items.map(({ people, from }) => [people[0]?.name, from])).toEqual([
    // Before it was made nobody was on call by it.
    ['Ada', '2026-01-05T09:00:00.000Z'],
    ['Ben', '2026-01-06T09:00:00.000Z'],
    ['Ada', '2026-01-06T21:00:00.000Z'],
  ]);
  const { layers, shifts } = await timelineOfSchedule(asAdmin(), { id, ...span });
  expect(layers).toEqual([{ name: 'First', shifts: items }]);
  expect(shifts).toEqual(items);
});

test('a layer that is removed stays on the timeline of the past, and its overrides as well', async () => {
  await createOverride(asAdmin(), {
    ...{ id, from: instant(0).toISOString(), to: instant(0.25).toISOString(), personIds: [desk.second.id] },
  });
  desk.clock.advance(DAY);
  await updateSchedule(asAdmin(), { id, layers: [{ ...layer([desk.second.id]), name: 'Other' }] });
  const span = { from: instant(-1).toISOString(), to: instant(0.5).toISOString() };
  const { layers } = await timelineOfSchedule(asAdmin(), { id, ...span });
  expect(layers.map(({ name, shifts }) => [name, shifts.map(({ people }) => people[0]?.name)])).toEqual([
    ['Other', ['Ben']],
    ['First', ['Ada']],
  ]);
  expect(await onCall(-0.9)).toEqual([desk.second.id]);
  expect(await onCall(-0.5)).toEqual([desk.agent.id]);
});

describe('somebody who is not there any more', () => {
  const days = (from: number, to: number) => ({
    ...{ id, from: instant(from).toISOString(), to: instant(to).toISOString() },
  });
  const shifts = async (from: number, to: number) => {
    const { items } = await shiftsOfSchedule(asAdmin(), days(from, to));
    return items.map(({ people, from, to }) => [
      ...people.map(({ name }) => name),
      from.slice(5, 16),
      to.slice(5, 16),
    ]);
  };

  test.each([
    ['was deactivated', { active: false }],
    ['works at the desk no more', { roles: ['requester' as const] }],
  ])('who %s keeps the shifts that they had until then, and gets no others', async (_, lost) => {
    await createOverride(asAdmin(), {
      ...{ id, from: instant(3).toISOString(), to: instant(3.5).toISOString(), personIds: [desk.agent.id] },
    });
    desk.clock.advance(2.5 * DAY);
    await updatePerson(asAdmin(), { id: desk.agent.id, ...lost });
    desk.clock.advance(2 * DAY);
    const past = [
      ['Ada', '01-05T09:00', '01-06T09:00'],
      ['Ben', '01-06T09:00', '01-07T09:00'],
      // They left in the middle of it. The override of the day after was for them alone.
      ['Ada', '01-07T09:00', '01-07T21:00'],
      ['Ben', '01-08T09:00', '01-09T09:00'],
    ];
    expect(await shifts(-4.5, 2.5)).toEqual([...past, ['Ben', '01-10T09:00', '01-11T09:00']]);
    const { layers, ...timeline } = await timelineOfSchedule(asAdmin(), days(-4.5, 0));
    expect(layers).toEqual([{ name: 'First', shifts: timeline.shifts }]);
    expect([await onCall(-4), await onCall(0), await onCall(2)]).toEqual([[desk.agent.id], [], []]);
    // Whoever comes back does so from the past on: that they were gone is not kept.
    await updatePerson(asAdmin(), { id: desk.agent.id, active: true, roles: ['requester', 'agent'] });
    expect(await onCall(0)).toEqual([desk.agent.id]);
  });

  test('has what they stood in for, up to then', async () => {
    await createOverride(asAdmin(), {
      ...{ id, from: instant(0).toISOString(), to: instant(1).toISOString() },
      ...{ personIds: [desk.second.id], replacesId: desk.agent.id },
    });
    desk.clock.advance(DAY / 2);
    await updatePerson(asAdmin(), { id: desk.second.id, active: false });
    expect(await shifts(-0.5, 1)).toEqual([
      ['Ben', '01-05T09:00', '01-05T21:00'],
      ['Ada', '01-05T21:00', '01-06T09:00'],
    ]);
  });
});

test('each is listed with who made it when, and what changed in words', async () => {
  desk.clock.advance(HOUR);
  const asLead = desk.ctxFor({ ...desk.agent, leadOf: [desk.team.id] });
  const day = [{ from: '09:00', to: '17:00' }];
  const hours: [typeof day, [], [], [], [], [], []] = [day, [], [], [], [], [], []];
  await updateSchedule(asLead, {
    ...{ id, timeZone: 'Europe/Berlin' },
    layers: [
      {
        ...layer([desk.agent.id, desk.second.id]),
        end: '2026-02-01T09:00',
        every: { count: 2, unit: 'weeks' },
      },
      { ...layer([desk.second.id]), name: 'Day', hours },
    ],
  });
  desk.clock.advance(HOUR);
  // A name is no rule.
  await updateSchedule(asAdmin(), { id, name: 'Renamed' });
  const { items } = await versions();
  expect(items).toMatchObject([
    {
      ...{ version: 2, from: '2026-01-05T10:00:00.000Z', to: null, timeZone: 'Europe/Berlin' },
      by: { name: 'Ada' },
      changes: [
        'The time zone is Europe/Berlin instead of UTC.',
        'Layer “First” has these turns: Ada with Ben; before: Ada, then Ben.',
        'Layer “First”: a turn lasts 2 weeks instead of 1 day.',
        'Layer “First” ends 2026-02-01 09:00; before it did not.',
        'Layer “Day” was added: Ben, each 1 day, from 2026-01-05 09:00, Mon 09:00–17:00.',
      ],
    },
    {
      ...{ version: 1, from: '2026-01-05T09:00:00.000Z', to: '2026-01-05T10:00:00.000Z' },
      changes: ['Layer “First” was added: Ada, then Ben, each 1 day, from 2026-01-05 09:00.'],
    },
  ]);
  const first = await versions({ limit: 1 });
  expect(first.items).toEqual(items.slice(0, 1));
  const second = await versions({ limit: 1, cursor: first.next ?? '' });
  expect(second).toEqual({ items: items.slice(1), next: null });
});

test('a layer that was only renamed or moved is said to be that', async () => {
  const [one, other] = [layer([desk.agent.id]), { ...layer([desk.second.id]), name: 'Second' }];
  await updateSchedule(asAdmin(), { id, layers: [one, other] });
  await updateSchedule(asAdmin(), { id, layers: [{ ...other, name: 'Last' }, one] });
  await updateSchedule(asAdmin(), { id, layers: [one] });
  expect((await versions({ limit: 2 })).items.map(({ changes }) => changes)).toEqual([
    ['Layer “Last” was removed: Ben, each 1 day, from 2026-01-05 09:00.'],
    [
      'Layer “Last” was called “Second” before.',
      'The layers stand in another order, from the lowest: “Last”, “First”.',
    ],
  ]);
});

test('a clock that is behind makes no version that ends before it begins', async () => {
  desk.clock.advance(HOUR);
  await updateSchedule(asAdmin(), { id, layers: [layer([desk.agent.id])] });
  desk.clock.advance(-HOUR / 2);
  await updateSchedule(asAdmin(), { id, layers: [layer([desk.second.id])] });
  desk.clock.advance(HOUR);
  expect(await onCall(0)).toEqual([desk.second.id]);
  expect((await listOnCall(asAdmin())).items[0]?.now).toMatchObject([{ name: 'Ben' }]);
  const { items } = await versions();
  expect(items.map(({ from, to }) => (to ?? from) >= from)).toEqual([true, true, true]);
});

test('two who change it at once make two versions, one after the other', async () => {
  const layers = [layer([desk.agent.id]), layer([desk.second.id])];
  await Promise.all(layers.map((one) => updateSchedule(asAdmin(), { id, layers: [one] })));
  const { items } = await versions();
  expect(items.map(({ version }) => version)).toEqual([3, 2, 1]);
});

test('agents read them; nobody finds those of a schedule that is not there', async () => {
  expect(await outcome(listVersions(desk.ctxFor(desk.requester), { id }))).toBe('forbidden');
  const gone = desk.ctxFor('system').newId();
  expect(await outcome(listVersions(asAdmin(), { id: gone }))).toBe('not_found');
});
