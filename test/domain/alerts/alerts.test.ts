import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acknowledgeAlert, escalateAlert, resolveAlert } from '../../../src/domain/alerts/answer.ts';
import { getAlert, listAlerts } from '../../../src/domain/alerts/list.ts';
import { takeEvents } from '../../../src/domain/alerts/take.ts';
import { addIntegration, doorOf, revokeIntegration } from '../../../src/domain/services/integrations.ts';
import { listServices, updateService } from '../../../src/domain/services/services.ts';
import { MINUTE } from '../../../src/lib/clock.ts';
import { outcome } from '../tickets/cast.ts';
import { type AlertDesk, createAlertDesk } from './alert-desk.ts';

let desk: AlertDesk;
beforeEach(async () => {
  desk = await createAlertDesk();
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const asAgent = () => desk.ctxFor(desk.agent);

/** PagerDuty’s rules for Events v2: what is said one after the other about one thing, and what stands then. */
describe('an event', () => {
  const [trigger, acknowledge, resolve] = ['trigger', 'acknowledge', 'resolve'] as const;
  test.each([
    ['a trigger opens an alert', [trigger], ['disk triggered 1']],
    ['the same again counts up', [trigger, trigger, trigger], ['disk triggered 3']],
    ['it is acknowledged', [trigger, acknowledge], ['disk acknowledged 1']],
    ['a trigger does not take that back', [trigger, acknowledge, trigger], ['disk acknowledged 2']],
    ['it is resolved', [trigger, resolve], ['disk resolved 1']],
    ['also without being acknowledged', [trigger, acknowledge, resolve], ['disk resolved 1']],
    [
      'then a trigger opens another one',
      [trigger, resolve, trigger],
      ['disk resolved 1', 'disk triggered 1'],
    ],
    ['what acknowledges nothing is dropped', [acknowledge], []],
    ['what resolves nothing is dropped', [resolve], []],
    ['what is over is not acknowledged', [trigger, resolve, acknowledge], ['disk resolved 1']],
    ['twice is once', [trigger, acknowledge, acknowledge, resolve, resolve], ['disk resolved 1']],
  ])('%s', async (_, actions, lines) => {
    for (const action of actions) await desk.say({ action });
    expect(await desk.lines()).toEqual(lines);
  });

  test('is about its own key and its own integration alone', async () => {
    const other = await desk.serviceBy(null);
    await desk.say();
    await desk.say({ dedupKey: 'cpu' });
    await takeEvents(desk.ctxFor('system'), other, [
      {
        ...{ action: 'trigger', dedupKey: 'disk', summary: 'Elsewhere', severity: 'info' },
        ...{ source: null, labels: {}, links: [] },
      },
    ]);
    await desk.say({ action: 'resolve' });
    expect(await desk.lines()).toEqual(['disk resolved 1', 'cpu triggered 1', 'disk triggered 1']);
  });

  test('that comes a hundred times at once opens one alert, and counts to a hundred', async () => {
    await Promise.all(Array.from({ length: 100 }, () => desk.say()));
    expect(await desk.lines()).toEqual(['disk triggered 100']);
    expect(await desk.store.client.alertEvent.count()).toBe(1);
  });

  test('keeps what it says whole, whatever the letters', async () => {
    const summary = '磁盘已满 \u202etxt.exe 👩‍💻 <b>&amp;';
    await desk.say({ summary, labels: { näme: 'wört\u0000' } });
    const { id } = await desk.last();
    expect(await getAlert(asAgent(), { id })).toMatchObject({
      summary,
      labels: { näme: expect.any(String) },
    });
  });
});

describe('somebody', () => {
  test('acknowledges, takes over, resolves, and each is kept with who did it', async () => {
    await desk.say();
    const { id } = await desk.last();
    await acknowledgeAlert(asAgent(), { id });
    await acknowledgeAlert(asAgent(), { id });
    await acknowledgeAlert(desk.ctxFor(desk.second), { id });
    await resolveAlert(asAgent(), { id });
    const alert = await getAlert(asAgent(), { id });
    expect(alert).toMatchObject({
      state: 'resolved',
      acknowledgedBy: { name: 'Ben' },
      resolvedBy: { name: 'Ada' },
    });
    expect(alert.events.map(({ kind, by }) => `${kind} ${by?.name}`)).toEqual([
      'triggered undefined',
      'acknowledged Ada',
      'acknowledged Ben',
      'resolved Ada',
    ]);
    for (const verb of [acknowledgeAlert, resolveAlert, escalateAlert]) {
      expect(await outcome(verb(asAgent(), { id }))).toBe('conflict');
    }
    const audits = await desk.store.client.auditEntry.findMany({ where: { subjectId: id } });
    expect(audits.map(({ action }) => action)).toEqual([
      'alert.triggered',
      'alert.acknowledged',
      'alert.acknowledged',
      'alert.resolved',
    ]);
  });

  test('who is no agent learns of no alert', async () => {
    await desk.say();
    const { id } = await desk.last();
    for (const who of [desk.requester, desk.guest, desk.external]) {
      const ctx = desk.ctxFor(who);
      expect(await outcome(listAlerts(ctx, {}))).toBe('forbidden');
      expect(await outcome(getAlert(ctx, { id }))).toBe('forbidden');
      expect(await outcome(acknowledgeAlert(ctx, { id }))).toBe('forbidden');
    }
    expect(await desk.lines()).toEqual(['disk triggered 1']);
  });

  test('lists what is open, page by page, or what they ask for', async () => {
    for (const key of ['a', 'b', 'c', 'd']) {
      desk.clock.advance(MINUTE);
      await desk.say({ dedupKey: key, severity: key === 'a' ? 'info' : 'error' });
    }
    await desk.say({ dedupKey: 'b', action: 'resolve' });
    const keys = ({ items }: { items: { dedupKey: string }[] }) =>
      items.map(({ dedupKey }) => dedupKey).join('');
    const first = await listAlerts(asAgent(), { limit: 2 });
    expect(keys(first)).toBe('dc');
    expect(keys(await listAlerts(asAgent(), { limit: 2, cursor: first.next ?? '' }))).toBe('a');
    expect(keys(await listAlerts(asAgent(), { state: ['resolved'] }))).toBe('b');
    expect(keys(await listAlerts(asAgent(), { severity: ['info'] }))).toBe('a');
    expect(keys(await listAlerts(asAgent(), { service: [desk.ctxFor('system').newId()] }))).toBe('');
  });
});

describe('an integration', () => {
  test('opens by its key alone, which stands nowhere, and not once it is revoked', async () => {
    const { integration, key } = await addIntegration(asAdmin(), {
      ...{ id: desk.service.id, name: 'Prometheus', source: 'alertmanager' },
    });
    const door = () => doorOf(desk.ctxFor('system'), key);
    expect(await door()).toMatchObject({ id: integration.id, source: 'alertmanager' });
    expect(JSON.stringify(await listServices(asAgent()))).not.toContain(key);
    expect(JSON.stringify(await desk.store.client.integration.findMany())).not.toContain(key);
    expect(await doorOf(desk.ctxFor('system'), key.toUpperCase())).toBeUndefined();
    await revokeIntegration(asAdmin(), { id: integration.id });
    expect(await door()).toBeUndefined();
  });

  test('of an archived service opens nothing until it is taken back', async () => {
    const { id } = desk.service;
    await updateService(asAdmin(), { id, archived: true });
    expect(await doorOf(desk.ctxFor('system'), desk.key)).toBeUndefined();
    await updateService(asAdmin(), { id, archived: false });
    expect(await doorOf(desk.ctxFor('system'), desk.key)).toMatchObject({ serviceId: id });
  });
});

test('a service depends on others that there are, and not on itself', async () => {
  const other = await desk.serviceBy(null, 'Database');
  const { id } = desk.service;
  expect(await updateService(asAdmin(), { id, dependsOn: [other.serviceId] })).toMatchObject({
    dependsOn: [other.serviceId],
  });
  for (const dependsOn of [[id], [asAdmin().newId()], [other.serviceId, other.serviceId]]) {
    expect(await outcome(updateService(asAdmin(), { id, dependsOn }))).toBe('invalid');
  }
  expect(await outcome(updateService(asAdmin(), { id, name: 'database' }))).toBe('done');
  expect(await outcome(updateService(asAdmin(), { id, name: 'Database' }))).toBe('conflict');
});
