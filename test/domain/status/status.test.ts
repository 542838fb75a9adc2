import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cancelIncident } from '../../../src/domain/incidents/declare.ts';
import { getIncident } from '../../../src/domain/incidents/list.ts';
import { resolveIncident } from '../../../src/domain/incidents/move.ts';
import { editStatusUpdate, removeStatusUpdate } from '../../../src/domain/incidents/status.ts';
import { postUpdate } from '../../../src/domain/incidents/update.ts';
import {
  createMaintenance,
  endMaintenance,
  publishMaintenance,
} from '../../../src/domain/maintenance/maintenances.ts';
import { getSettings, updateSettings } from '../../../src/domain/settings/settings.ts';
import { readFacts } from '../../../src/domain/status/facts.ts';
import type { ComponentState } from '../../../src/domain/status/state.ts';
import { reopenTicket } from '../../../src/domain/tickets/resolve.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/clock.ts';
import { outcome } from '../tickets/cast.ts';
import { createStatusDesk, type StatusDesk } from './status-desk.ts';

let desk: StatusDesk;
beforeEach(async () => {
  desk = await createStatusDesk();
});
afterEach(() => desk.close());

const asAgent = () => desk.ctxFor(desk.agent);
const shopOf = async (audience: 'public' | 'internal' = 'public'): Promise<ComponentState> => {
  const [component] = (await desk.state(audience)).groups.flatMap(({ components }) => components);
  if (!component) throw new Error('the shop is not shown');
  return component;
};
const down = { title: 'Orders fail', text: 'We look into it.', public: true };
const out = () => [{ serviceId: desk.shop, level: 'major_outage' as const }];

test('the page is off until an admin puts it on, and shows what they chose in their order', async () => {
  expect((await desk.state()).groups.map(({ name }) => name)).toEqual(['For customers', '']);
  expect((await shopOf()).name).toBe('Online shop');
  expect((await shopOf('internal')).name).toBe('Shop');
  await desk.settings({ public: false });
  expect(await readFacts(desk.ctxFor('system'), 'public')).toBeNull();
  expect((await desk.state('internal')).groups).toHaveLength(2);
  await desk.settings({
    components: [{ serviceId: desk.mail, name: 'Post', group: '', public: true, internal: false }],
  });
  expect((await desk.state()).groups.flatMap(({ components }) => components)).toMatchObject([
    { name: 'Post', condition: 'operational' },
  ]);
  expect((await desk.state('internal')).groups).toEqual([]);
});

test('only an admin sets it up, with services that there are', async () => {
  const { statusPage } = await getSettings(desk.ctxFor('system'));
  expect(await outcome(updateSettings(asAgent(), { statusPage }))).toBe('forbidden');
  const one = { name: 'x', group: '', public: true, internal: true };
  for (const components of [
    [{ ...one, serviceId: crypto.randomUUID() }],
    [
      { ...one, serviceId: desk.shop },
      { ...one, serviceId: desk.shop },
    ],
  ]) {
    expect(
      await outcome(updateSettings(desk.ctxFor('system'), { statusPage: { ...statusPage, components } })),
    ).toBe('invalid');
  }
});

describe('an update', () => {
  test('says nothing on the page unless it is told to', async () => {
    const number = await desk.declare();
    await postUpdate(asAgent(), { number, text: 'db-7 is out of disk' });
    expect((await desk.state('internal')).incidents).toEqual([]);
    expect((await shopOf('internal')).condition).toBe('operational');
  });

  test('that is for inside changes nothing of the public page', async () => {
    const number = await desk.declare();
    await desk.publish(number, { title: 'Shop down', text: 'The disk is full.', services: out() });
    expect(await desk.state()).toMatchObject({ condition: 'operational', incidents: [] });
    expect(await desk.state('internal')).toMatchObject({
      condition: 'major_outage',
      incidents: [{ title: 'Shop down', components: ['Shop'], to: null }],
    });
  });

  test('needs a title the first time, and the public one is never that of inside', async () => {
    const number = await desk.declare();
    const nameless = { text: 'We look.' };
    expect(await outcome(desk.publish(number, nameless))).toBe('invalid');
    await desk.publish(number, { ...nameless, title: 'db-7' });
    expect(await outcome(desk.publish(number, { ...nameless, public: true }))).toBe('invalid');
    await desk.publish(number, { ...down, services: out() });
    await desk.publish(number, { text: 'Nearly there.', public: true });
    const [incident] = (await desk.state()).incidents;
    expect(incident).toMatchObject({ title: 'Orders fail', components: ['Online shop'] });
    expect(incident?.updates.map(({ text }) => text)).toEqual(['Nearly there.', 'We look into it.']);
    // What is affected stays so until something else is said.
    expect((await shopOf()).condition).toBe('major_outage');
  });

  test('is on the timeline and in the audit log, with what was said and to whom', async () => {
    const number = await desk.declare();
    await desk.publish(number, { ...down, services: out() });
    const { timeline, statusUpdates } = await getIncident(asAgent(), { number });
    expect(timeline.map(({ text }) => text)).toContain(
      'said on the public status page: Orders fail · Investigating · We look into it.',
    );
    expect(statusUpdates).toMatchObject([{ public: true, title: 'Orders fail', services: out() }]);
    const entries = await desk.store.client.auditEntry.findMany({ where: { action: 'incident.status' } });
    expect(entries).toHaveLength(1);
  });

  test('names services that there are', async () => {
    const number = await desk.declare();
    const services = [{ serviceId: crypto.randomUUID(), level: 'degraded' as const }];
    expect(await outcome(desk.publish(number, { ...down, services }))).toBe('invalid');
    expect((await getIncident(asAgent(), { number })).statusUpdates).toEqual([]);
  });

  test('keeps what people wrote, in any script', async () => {
    const number = await desk.declare();
    await desk.publish(number, { ...down, title: '支払いが失敗する 👩‍💻', text: 'a\0b\u202ec\ud800' });
    expect((await desk.state()).incidents).toMatchObject([
      { title: '支払いが失敗する 👩‍💻', updates: [{ text: 'a␀bc�' }] },
    ]);
  });
});

describe('an incident that is over', () => {
  test('is over on the page, and its service is operational again', async () => {
    const number = await desk.declare();
    await desk.publish(number, { ...down, services: out() });
    desk.clock.advance(HOUR);
    await resolveIncident(asAgent(), { number, resolution: 'A new disk in db-7.' });
    const state = await desk.state();
    expect(state).toMatchObject({ condition: 'operational', incidents: [] });
    expect(state.history[0]?.incidents).toMatchObject([
      { title: 'Orders fail', state: 'resolved', to: desk.clock.now().getTime() },
    ]);
    expect((await shopOf()).days.at(-1)).toBe('major_outage');
    // It goes on in the desk; on the page it does when somebody says so.
    await reopenTicket(asAgent(), { number });
    expect((await desk.state()).incidents).toEqual([]);
    await desk.publish(number, { text: 'Again.', public: true, services: out() });
    expect(await desk.state()).toMatchObject({ condition: 'major_outage', incidents: [{ to: null }] });
  });

  test('is so when it was none after all, once', async () => {
    const number = await desk.declare();
    await desk.publish(number, down);
    await cancelIncident(asAgent(), { number, reason: 'A test.' });
    await resolveIncident(asAgent(), { number, resolution: 'x' }).catch(() => {});
    expect((await desk.state()).incidents).toEqual([]);
    expect((await getIncident(asAgent(), { number })).statusUpdates.map(({ text }) => text)).toEqual([
      'We look into it.',
      '',
    ]);
  });
});

test('what was published is put right or taken off by who works on it, with what it said of services', async () => {
  const number = await desk.declare();
  await desk.publish(number, { ...down, text: 'db-7 burns', services: out() });
  const [update] = (await getIncident(asAgent(), { number })).statusUpdates;
  const id = update?.id ?? '';
  const requester = await desk.person();
  expect(await outcome(editStatusUpdate(desk.ctxFor(requester), { number, id, text: 'x' }))).toBe(
    'forbidden',
  );
  await editStatusUpdate(asAgent(), { number, id, text: 'A disk burns' });
  expect((await desk.state()).incidents).toMatchObject([{ updates: [{ text: 'A disk burns' }] }]);
  const other = await desk.declare();
  expect(await outcome(removeStatusUpdate(asAgent(), { number: other, id }))).toBe('not_found');
  await removeStatusUpdate(asAgent(), { number, id });
  expect(await desk.state()).toMatchObject({ condition: 'operational', incidents: [] });
  expect((await shopOf()).uptime[90]).toBe(null);
});

describe('maintenance', () => {
  const plan = (statusTitle: string | null, from = HOUR, to = 3 * HOUR) => {
    const at = (ms: number) => new Date(desk.clock.now().getTime() + ms).toISOString();
    const wanted = { name: 'New disks in db-7', serviceIds: [desk.shop], statusTitle };
    return createMaintenance(asAgent(), { ...wanted, startsAt: at(from), endsAt: at(to) });
  };

  test('stands on the public page under a title of its own, or not at all', async () => {
    await plan(null);
    expect(await desk.state()).toMatchObject({ maintenanceToCome: [], maintenanceNow: [] });
    expect((await desk.state('internal')).maintenanceToCome).toMatchObject([{ title: 'New disks in db-7' }]);
    const { id } = await plan('Short break');
    expect((await desk.state()).maintenanceToCome).toMatchObject([
      { title: 'Short break', components: ['Online shop'] },
    ]);
    desk.clock.advance(HOUR);
    expect(await desk.state()).toMatchObject({
      ...{ condition: 'maintenance', maintenanceToCome: [], maintenanceNow: [{ title: 'Short break' }] },
    });
    await publishMaintenance(asAgent(), { id, statusTitle: null });
    expect(await desk.state()).toMatchObject({ condition: 'operational', maintenanceNow: [] });
    await publishMaintenance(asAgent(), { id, statusTitle: 'Break' });
    await endMaintenance(asAgent(), { id });
    expect(await desk.state()).toMatchObject({ condition: 'operational', maintenanceNow: [] });
    const requester = desk.ctxFor(await desk.person());
    expect(await outcome(publishMaintenance(requester, { id, statusTitle: 'x' }))).toBe('forbidden');
  });

  test('takes its time out of the uptime, and an outage beside it does not', async () => {
    // The desk is an hour old, of which ten minutes were planned and ten were not.
    await desk.store.client.service.updateMany({ data: { createdAt: desk.clock.now() } });
    await plan('Break', MINUTE, 11 * MINUTE);
    const number = await desk.declare();
    await desk.publish(number, { ...down, services: out() });
    desk.clock.advance(20 * MINUTE);
    await resolveIncident(asAgent(), { number, resolution: 'x' });
    desk.clock.advance(40 * MINUTE);
    expect((await shopOf()).uptime).toEqual({ 7: 0.8, 30: 0.8, 90: 0.8 });
  });
});

test('a level that is only slower is no downtime, and a day has the worst that was', async () => {
  await desk.store.client.service.updateMany({
    data: { createdAt: new Date(desk.clock.now().getTime() - 2 * DAY) },
  });
  const number = await desk.declare();
  const level = (level: 'degraded' | 'partial_outage' | 'operational') =>
    desk.publish(number, { ...down, services: [{ serviceId: desk.shop, level }] });
  await level('degraded');
  desk.clock.advance(DAY);
  expect(await shopOf()).toMatchObject({ condition: 'degraded', uptime: { 7: 1 } });
  await level('partial_outage');
  desk.clock.advance(HOUR);
  await level('operational');
  desk.clock.advance(HOUR);
  const shop = await shopOf();
  expect(shop.condition).toBe('operational');
  expect(shop.days.slice(-5)).toEqual(['none', 'operational', 'operational', 'degraded', 'partial_outage']);
  expect(shop.uptime[7]).toBeCloseTo(1 - HOUR / (3 * DAY + 2 * HOUR), 6);
});
