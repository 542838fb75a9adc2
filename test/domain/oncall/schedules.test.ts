import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Week } from '../../../src/contract/calendars.ts';
import type { OnCall } from '../../../src/contract/schedules.ts';
import { listOnCall, peopleOnCall, shiftsOfSchedule } from '../../../src/domain/oncall/now.ts';
import { createOverride, listOverrides, removeOverride } from '../../../src/domain/oncall/overrides.ts';
import {
  createSchedule,
  listSchedules,
  removeSchedule,
  updateSchedule,
} from '../../../src/domain/oncall/schedules.ts';
import { previewSchedule, timelineOfSchedule } from '../../../src/domain/oncall/timeline.ts';
import { updatePerson } from '../../../src/domain/people/update.ts';
import { removeTeam } from '../../../src/domain/teams/team.ts';
import { HOUR } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { recordingChannel } from '../../support/recording-channel.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';
import { outcome } from '../tickets/cast.ts';

/** It is Monday at nine; Ada is on call, and Ben from Tuesday at nine. */
let desk: AlertDesk;
let id: string;
beforeEach(async () => {
  desk = await createAlertDesk();
  ({ id } = await createSchedule(asAdmin(), {
    ...{ name: 'Desk', teamId: desk.team.id, timeZone: 'UTC' },
    layers: [
      {
        ...{ name: 'First', turns: [[desk.agent.id], [desk.second.id]], start: '2026-01-05T09:00' },
        every: { count: 1, unit: 'days' },
      },
    ],
  }));
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const asLead = () => desk.ctxFor({ ...desk.agent, leadOf: [desk.team.id] });
const channels = new Set(['web']);
const now = () => peopleOnCall(desk.ctxFor('system'), id, desk.clock.now());
const hours = (count: number) => new Date(desk.clock.now().getTime() + count * HOUR).toISOString();
const override = (by: ActingPerson, who: ActingPerson, more: { replacesId?: string; from?: string } = {}) =>
  createOverride(desk.ctxFor(by), { id, from: hours(0), to: hours(2), personIds: [who.id], ...more });

describe('a schedule', () => {
  test('says who is on call now and next, and its shifts', async () => {
    const { items } = await listOnCall(desk.ctxFor(desk.agent));
    expect(items).toMatchObject([
      { now: [{ name: 'Ada' }], next: { at: '2026-01-06T09:00:00.000Z', people: [{ name: 'Ben' }] } },
    ]);
    const shifts = await shiftsOfSchedule(desk.ctxFor(desk.agent), { id, from: hours(-24), to: hours(48) });
    expect(shifts.items.map(({ people, layer }) => [people[0]?.name, layer])).toEqual([
      ['Ada', 'First'],
      ['Ben', 'First'],
    ]);
  });

  test('says who comes after a gap, also where it is whoever is on call now', async () => {
    const day = [{ from: '09:00', to: '17:00' }];
    const hours: Week = [day, [], [], day, [], [], []];
    const layer = {
      ...{ name: 'Mondays and Thursdays', turns: [[desk.agent.id]], start: '2026-01-05T09:00', hours },
      every: { count: 1, unit: 'weeks' as const },
    };
    const next = async () => {
      const [item] = (await listOnCall(asAdmin())).items;
      const words = (one: OnCall['next'] | undefined) =>
        one && `${one.at.slice(5, 16)} ${one.people.map(({ name }) => name)}`;
      return [item?.now.map(({ name }) => name), words(item?.next), words(item?.afterGap)];
    };
    await updateSchedule(asAdmin(), { id, layers: [layer] });
    expect(await next()).toEqual([['Ada'], '01-05T17:00 ', '01-08T09:00 Ada']);
    desk.clock.advance(24 * HOUR);
    expect(await next()).toEqual([[], '01-08T09:00 Ada', null]);
    const ends = { ...layer, hours: null, end: '2026-01-07T09:00' };
    await updateSchedule(asAdmin(), { id, layers: [ends] });
    expect(await next()).toEqual([['Ada'], '01-07T09:00 ', null]);
  });

  test('has a timeline of its layers, its overrides and the outcome; one may be thought of beforehand', async () => {
    const made = await override(desk.admin, desk.second, { replacesId: desk.agent.id });
    const span = { from: hours(0), to: hours(48) };
    const timeline = await timelineOfSchedule(desk.ctxFor(desk.agent), { id, ...span });
    const names = (shifts: { people: { name: string }[] }[]) => shifts.map(({ people }) => people[0]?.name);
    expect(timeline.layers.map(({ name, shifts }) => [name, names(shifts)])).toEqual([
      ['First', ['Ada', 'Ben']],
    ]);
    expect(timeline.overrides).toMatchObject([
      { id: made.id, people: [{ name: 'Ben' }], replaces: { name: 'Ada' } },
    ]);
    expect(names(timeline.shifts)).toEqual(['Ben', 'Ada', 'Ben']);
    expect(timeline.shifts.map(({ overrideId }) => overrideId)).toEqual([made.id, null, null]);
    const layers = (await listSchedules(asAdmin())).items[0]?.layers ?? [];
    const preview = await previewSchedule(asLead(), { timeZone: 'UTC', layers, ...span }, channels);
    expect(names(preview.shifts)).toEqual(['Ada', 'Ben']);
    expect(await outcome(timelineOfSchedule(asLead(), { id, from: hours(0), to: hours(0) }))).toBe('invalid');
  });

  test('goes by a zone in which something can be computed', async () => {
    const zoned = { timeZone: 'PST' };
    expect(await outcome(updateSchedule(asAdmin(), { id, ...zoned }))).toBe('invalid');
    const layers: [] = [];
    const fresh = { name: 'Other', teamId: desk.team.id, layers, ...zoned };
    expect(await outcome(createSchedule(asAdmin(), fresh))).toBe('invalid');
    const span = { from: hours(0), to: hours(24) };
    expect(await outcome(previewSchedule(asAdmin(), { layers, ...zoned, ...span }, channels))).toBe(
      'invalid',
    );
  });

  test('is one of two hundred at most', async () => {
    const about = { teamId: desk.team.id, timeZone: 'UTC', layers: [] };
    const now = desk.clock.now();
    await desk.store.client.schedule.createMany({
      data: Array.from({ length: 198 }, (_, index) => ({
        ...{ id: desk.ctxFor('system').newId(), name: `S${index}`, ...about, createdAt: now, updatedAt: now },
      })),
    });
    await createSchedule(asAdmin(), { name: 'The last', ...about });
    expect(await outcome(createSchedule(asAdmin(), { name: 'Too many', ...about }))).toBe('conflict');
  });

  test('has nobody on call who was deactivated', async () => {
    await updatePerson(asAdmin(), { id: desk.agent.id, active: false });
    expect(await now()).toEqual([]);
    expect((await listOnCall(asAdmin())).items).toMatchObject([
      { now: [], next: { people: [{ name: 'Ben' }] } },
    ]);
  });

  test('is changed by who leads its team, and by nobody else of it', async () => {
    expect(await outcome(updateSchedule(desk.ctxFor(desk.agent), { id, name: 'X' }))).toBe('forbidden');
    expect((await updateSchedule(asLead(), { id, name: 'X' })).name).toBe('X');
    const other = { id, teamId: (await desk.addTeam('Other')).id };
    expect(await outcome(updateSchedule(asLead(), other))).toBe('forbidden');
  });

  test('is of a team that there is', async () => {
    const teamId = desk.ctxFor('system').newId();
    expect(await outcome(updateSchedule(asAdmin(), { id, teamId }))).toBe('invalid');
    const { id: gone } = await desk.addTeam('Gone');
    const [given, removed] = await Promise.all([
      outcome(updateSchedule(asAdmin(), { id, teamId: gone })),
      outcome(removeTeam(asAdmin(), { id: gone })),
    ]);
    expect([
      ['done', 'conflict'],
      ['invalid', 'done'],
    ]).toContainEqual([given, removed]);
  });

  test('takes nobody in who cannot be on call', async () => {
    const [layer] = (await updateSchedule(asAdmin(), { id })).layers;
    if (!layer) expect.fail('no layer');
    for (const { id: personId } of [desk.guest, desk.external, desk.requester]) {
      const layers = [{ ...layer, turns: [[personId]] }];
      expect(await outcome(updateSchedule(asAdmin(), { id, layers }))).toBe('invalid');
    }
  });

  test('stays while a policy pages by it, and its team as well', async () => {
    await desk.policy([{ page: [{ who: 'schedule', scheduleId: id }], waitMinutes: 5 }]);
    expect(await outcome(removeSchedule(asAdmin(), { id }))).toBe('conflict');
    const { id: teamId } = await desk.addTeam('Other');
    await updateSchedule(asAdmin(), { id, teamId });
    expect(await outcome(removeTeam(asAdmin(), { id: teamId }))).toBe('conflict');
  });
});

describe('an override', () => {
  test('is made by members for themselves and by themselves, and by leads for all', async () => {
    expect(await outcome(override(desk.neighbour, desk.neighbour))).toBe('forbidden');
    const third = await desk.person({ name: 'Cy', roles: ['agent'], teams: [desk.team] });
    expect(await outcome(override(third, desk.second))).toBe('forbidden');
    await override(desk.second, desk.second);
    expect(await now()).toEqual([desk.second.id]);
    await createOverride(asLead(), { id, from: hours(0), to: hours(1), personIds: [third.id] });
    expect(await now()).toEqual([third.id]);
    desk.clock.advance(HOUR);
    expect(await now()).toEqual([desk.second.id]);
    desk.clock.advance(HOUR);
    expect(await now()).toEqual([desk.agent.id]);
  });

  test('is changed in one step, by those who may take it back', async () => {
    const made = await override(desk.agent, desk.second, { replacesId: desk.agent.id });
    const change = (by: ActingPerson, insteadOf = made.id) =>
      createOverride(desk.ctxFor(by), {
        ...{ id, from: hours(1), to: hours(3), personIds: [by.id], insteadOf },
      });
    const third = await desk.person({ name: 'Cy', roles: ['agent'], teams: [desk.team] });
    expect(await outcome(change(third))).toBe('forbidden');
    expect(await outcome(change(desk.admin, desk.agent.id))).toBe('not_found');
    expect(await now()).toEqual([desk.second.id]);
    const changed = await change(desk.agent);
    expect((await listOverrides(asAdmin(), { id })).items).toEqual([changed]);
  });

  test('does not change the past, neither made nor taken back', async () => {
    const made = await override(desk.agent, desk.second, { replacesId: desk.agent.id, from: hours(-5) });
    expect(made.from).toBe(hours(0));
    desk.clock.advance(HOUR);
    await removeOverride(desk.ctxFor(desk.agent), { id: made.id });
    expect(await now()).toEqual([desk.agent.id]);
    expect(await peopleOnCall(asAdmin(), id, new Date(hours(-0.5)))).toEqual([desk.second.id]);
    expect((await listOverrides(asAdmin(), { id })).items).toEqual([]);
    expect(await outcome(removeOverride(desk.ctxFor(desk.agent), { id: made.id }))).toBe('conflict');
  });
});

test('a step pages whoever is on call then', async () => {
  const policy = await desk.policy([{ page: [{ who: 'schedule', scheduleId: id }], waitMinutes: 5 }]);
  await desk.store.client.service.updateMany({ data: { escalationPolicyId: policy.id } });
  const web = recordingChannel();
  const paged = async () => {
    await desk.say({ dedupKey: hours(0) });
    await desk.work(web);
    return (await desk.store.client.page.findMany({ orderBy: { id: 'asc' } })).at(-1)?.personId;
  };
  expect(await paged()).toBe(desk.agent.id);
  desk.clock.advance(24 * HOUR);
  expect(await paged()).toBe(desk.second.id);
});
