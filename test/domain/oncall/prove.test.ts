import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PageVia } from '../../../src/contract/escalation.ts';
import type { Layer } from '../../../src/contract/schedules.ts';
import { setAvailability } from '../../../src/domain/assignment/availability.ts';
import { putPaging } from '../../../src/domain/escalation/paging.ts';
import { createOverride } from '../../../src/domain/oncall/overrides.ts';
import { proveCoverage, saveProving } from '../../../src/domain/oncall/prove.ts';
import { createSchedule, updateSchedule } from '../../../src/domain/oncall/schedules.ts';
import { previewSchedule } from '../../../src/domain/oncall/timeline.ts';
import { updatePerson } from '../../../src/domain/people/update.ts';
import { HOUR } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';
import { outcome } from '../tickets/cast.ts';

/** It is Monday at nine; Ada and Ben take turns, a day each. */
let desk: AlertDesk;
let id: string;
beforeEach(async () => {
  desk = await createAlertDesk();
  ({ id } = await createSchedule(asAdmin(), {
    ...{ name: 'Desk', teamId: desk.team.id, timeZone: 'UTC', layers: layers(desk.agent, desk.second) },
  }));
});
afterEach(() => desk.close());

const EMAIL = new Set(['web', 'email']);
const asAdmin = () => desk.ctxFor(desk.admin);
const layers = (...people: { id: string }[]): Layer[] => [
  {
    ...{ name: 'First', turns: people.map(({ id }) => [id]), start: '2026-01-05T09:00' },
    ...{ every: { count: 1, unit: 'days' }, hours: null, end: null },
  },
];
const inHours = (count: number) => new Date(desk.clock.now().getTime() + count * HOUR).toISOString();
const prove = (more: { fail?: 'true'; schedule?: string; days?: number } = {}, channels = EMAIL) =>
  proveCoverage(desk.ctxFor(desk.agent), more, channels);
const found = async (channels = EMAIL) => {
  const { items, ok } = await prove({ schedule: id }, channels);
  const findings = items[0]?.findings ?? [];
  return [
    ok,
    ...findings.map(({ kind, severity, person }) => `${severity} ${kind} ${person?.name ?? ''}`.trim()),
  ];
};
const use = () =>
  desk.policy([{ page: [{ who: 'schedule', scheduleId: id }], waitMinutes: 5 }], { name: 'Pages by it' });
const changing = (wanted: Omit<Parameters<typeof updateSchedule>[1], 'id'>) =>
  saveProving(asAdmin(), EMAIL, id, () => updateSchedule(asAdmin(), { id, ...wanted }));

describe('coverage', () => {
  test('is good where somebody who can be reached is always on call', async () => {
    await use();
    expect(await prove()).toMatchObject({
      ...{ from: '2026-01-05T09:00:00.000Z', to: '2026-02-04T09:00:00.000Z', ok: true },
      items: [{ schedule: { name: 'Desk' }, usedBy: [{ name: 'Pages by it' }], findings: [] }],
    });
    expect((await prove({ days: 1 })).to).toBe('2026-01-06T09:00:00.000Z');
    expect((await prove({ fail: 'true' })).ok).toBe(true);
  });

  test('names gaps to the minute, and who has left; what nothing uses is a warning', async () => {
    await updatePerson(asAdmin(), { id: desk.second.id, active: false });
    expect(await found()).toEqual([true, 'warning gap', 'warning gone Ben']);
    await use();
    expect(await found()).toEqual([false, 'error gap', 'error gone Ben']);
    const [gap] = (await prove()).items[0]?.findings ?? [];
    expect(gap?.spans.slice(0, 2)).toEqual([
      { from: '2026-01-06T09:00:00.000Z', to: '2026-01-07T09:00:00.000Z' },
      { from: '2026-01-08T09:00:00.000Z', to: '2026-01-09T09:00:00.000Z' },
    ]);
  });

  test('is asked of a queue that gives its tickets by the schedule, too', async () => {
    await updatePerson(asAdmin(), { id: desk.second.id, roles: ['requester'] });
    const where = { id: desk.queue.id };
    await desk.store.client.queue.update({ where, data: { scheduleId: id, assignment: 'on_call' } });
    expect(await prove()).toMatchObject({
      ok: false,
      items: [{ usedBy: [{ kind: 'queue', name: 'IT support' }] }],
    });
  });

  test('names who is away, and who is not in the team', async () => {
    await use();
    await setAvailability(asAdmin(), { id: desk.second.id, availability: 'away' });
    await updateSchedule(asAdmin(), { id, layers: layers(desk.agent, desk.second, desk.neighbour) });
    expect(await found()).toEqual([true, 'warning away Ben', 'warning outside Nils']);
  });

  test('asks whether somebody is reached as paging does', async () => {
    await use();
    const ways = (...via: PageVia[]) =>
      putPaging(asAdmin(), {
        id: desk.agent.id,
        urgent: via.map((one) => ({ via: one, afterMinutes: 0 })),
        normal: [{ via: 'chat', afterMinutes: 0 }],
      });
    const all = new Set(['web', 'slack', 'sms', 'voice']);
    const isReached = async (channels = all) => !(await found(channels)).includes('error unreached Ada');
    // The portal alone reaches nobody who does not look.
    expect(await isReached()).toBe(false);
    const identity = { channel: 'slack', externalId: 'T1:U1', createdAt: desk.clock.now() };
    const { identity: identities, phone } = desk.store.client;
    await identities.create({ data: { id: crypto.randomUUID(), personId: desk.agent.id, ...identity } });
    expect(await isReached()).toBe(true);
    expect(await isReached(new Set(['web', 'teams']))).toBe(false);
    // Where the ways that they named fail, a chat is taken all the same.
    await ways('sms');
    expect(await isReached()).toBe(true);
    await identities.deleteMany();
    expect(await isReached()).toBe(false);
    const number = { personId: desk.agent.id, number: '+4930123', createdAt: desk.clock.now() };
    await phone.create({ data: number });
    expect(await isReached()).toBe(false);
    await phone.update({ where: { personId: desk.agent.id }, data: { verifiedAt: desk.clock.now() } });
    expect(await isReached()).toBe(true);
    expect(await isReached(new Set(['web']))).toBe(false);
    // After STOP there are calls only, and those were not named.
    await phone.update({ where: { personId: desk.agent.id }, data: { stoppedAt: desk.clock.now() } });
    expect(await isReached()).toBe(false);
    await ways('sms', 'voice');
    expect(await isReached()).toBe(true);
  });

  test('fails where it is asked to, with what was found; for staff alone, and of a schedule that there is', async () => {
    await use();
    await updateSchedule(asAdmin(), { id, layers: [] });
    await expect(prove({ fail: 'true' })).rejects.toMatchObject({
      ...{ code: 'conflict', message: 'Not covered for the next 30 days: Desk. What is missing is in data.' },
      details: { data: { ok: false, items: [{ findings: [{ kind: 'gap', severity: 'error' }] }] } },
    });
    expect(await outcome(prove({ schedule: crypto.randomUUID() }))).toBe('not_found');
    expect(await outcome(prove({ days: 101 }))).toBe('invalid');
    expect(await outcome(proveCoverage(desk.ctxFor(desk.requester), {}, EMAIL))).toBe('forbidden');
  });
});

describe('what saving breaks', () => {
  test('is said with what was saved: of a gap the part that was covered before', async () => {
    expect((await changing({ name: 'Other' })).breaks).toEqual([]);
    const [layer] = layers(desk.agent, desk.second);
    const until = (end: string) => changing({ layers: [{ ...(layer as Layer), end } as Layer] });
    expect((await until('2026-01-20T12:00')).breaks).toMatchObject([
      {
        kind: 'gap',
        severity: 'warning',
        spans: [{ from: '2026-01-20T12:00:00.000Z', to: '2026-02-04T09:00:00.000Z' }],
      },
    ]);
    expect((await until('2026-01-20T11:00')).breaks).toMatchObject([
      { spans: [{ from: '2026-01-20T11:00:00.000Z', to: '2026-01-20T12:00:00.000Z' }] },
    ]);
    expect((await until('2026-01-21T11:00')).breaks).toEqual([]);
  });

  test('is all of it for a new schedule, and who is put on call by an override', async () => {
    const made = await saveProving(asAdmin(), EMAIL, null, () =>
      createSchedule(asAdmin(), { name: 'New', teamId: desk.team.id, timeZone: 'UTC' }),
    );
    expect(made).toMatchObject({ name: 'New', breaks: [{ kind: 'gap' }] });
    const override = (who: ActingPerson, channels: Set<string>) =>
      saveProving(asAdmin(), channels, id, () =>
        createOverride(asAdmin(), { id, from: inHours(1), to: inHours(2), personIds: [who.id] }),
      );
    expect((await override(desk.second, EMAIL)).breaks).toEqual([]);
    expect((await override(desk.neighbour, EMAIL)).breaks).toMatchObject([
      { kind: 'outside', person: { name: 'Nils' }, spans: [{ from: inHours(1), to: inHours(2) }] },
    ]);
  });

  test('is nothing where saving is refused', async () => {
    const byAgent = saveProving(desk.ctxFor(desk.agent), EMAIL, id, () =>
      updateSchedule(desk.ctxFor(desk.agent), { id, layers: [] }),
    );
    expect(await outcome(byAgent)).toBe('forbidden');
  });

  test('is foreseen by the preview, with the overrides that there are', async () => {
    const span = { from: inHours(0), to: inHours(48), timeZone: 'UTC' };
    const preview = (about: { id?: string; layers: Layer[] }) =>
      previewSchedule(asAdmin(), { ...span, ...about }, EMAIL);
    expect(await preview({ layers: layers(desk.agent) })).toMatchObject({ findings: [], breaks: [] });
    await createOverride(asAdmin(), { id, from: inHours(0), to: inHours(24), personIds: [desk.agent.id] });
    const [gap] = (await preview({ id, layers: [] })).breaks;
    expect(gap?.spans).toEqual([{ from: inHours(24), to: inHours(30 * 24) }]);
    const left = layers(desk.agent, desk.neighbour);
    await updateSchedule(asAdmin(), { id, layers: left });
    const same = await preview({ id, layers: left });
    expect(same).toMatchObject({ findings: [{ kind: 'outside' }], breaks: [] });
  });
});
