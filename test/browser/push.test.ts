import type { CDPSession, Worker } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import type { PushPayload } from '../../src/contract/push.ts';
import { fakePushService } from '../support/push/service.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

type Stand = Map<string, { title: string; body: string; actions: { title: string }[]; close(): void }>;
type Screenlike = { stand: Stand };
type Kept = { endpoint: string; keys: { p256dh: string; auth: string } };
declare global {
  interface Window {
    subscribeThere(publicKey: string): Promise<Kept>;
  }
}

/**
 * Chromium reaches no push service here. It subscribes with the one of the test, and what that has read of the desk’s
 * pushes is handed to the real service worker by Chromium itself.
 */
describe.each(WIDTHS)('pushes, on a %s', (width) => {
  let desk: Deskbell;
  let ada: DeskPerson;
  let agent: Screen;
  let hook: string;
  let service: Awaited<ReturnType<typeof fakePushService>>;
  let cdp: CDPSession;
  let registrationId = '';

  beforeAll(async () => {
    service = await fakePushService();
    desk = await startDeskbell();
    await desk.call(api.settings.update, { allowedHosts: [service.host] });
    const teamId = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team: teamId });
    const { id: escalationPolicyId } = await desk.call(api.escalationPolicies.create, {
      name: 'Ada',
      steps: [{ page: [{ who: 'person', personId: ada.id }], waitMinutes: 5 }],
    });
    const { id } = await desk.call(api.services.create, { name: 'Web shop', teamId, escalationPolicyId });
    const { path } = await desk.call(api.services.addIntegration, { id, name: 'Probe', source: 'generic' });
    hook = desk.url + path;
    agent = await signIn(desk, width, ada);
    const context = agent.page.context();
    await context.grantPermissions(['notifications'], { origin: desk.url });
    await context.exposeFunction('subscribeThere', (publicKey: string) =>
      service.subscribe(publicKey, 'here'),
    );
    await context.addInitScript(() => {
      let current: PushSubscription | null = null;
      PushManager.prototype.getSubscription = async () => current;
      PushManager.prototype.subscribe = async (options) => {
        const made = await window.subscribeThere(String(options?.applicationServerKey));
        const unsubscribe = async () => {
          current = null;
          return true;
        };
        current = { ...made, toJSON: () => made, unsubscribe } as unknown as PushSubscription;
        return current;
      };
    });
    cdp = await context.newCDPSession(agent.page);
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      registrationId = registrations.find((one) => !one.isDeleted)?.registrationId ?? registrationId;
    });
    await cdp.send('ServiceWorker.enable');
  });
  afterAll(async () => {
    await closeDesk(desk);
    await service.close();
  });

  const say = async (event: object) => {
    const body = JSON.stringify({ source: 'db-1', severity: 'critical', ...event });
    expect((await fetch(hook, { method: 'POST', body })).status).toBe(202);
  };
  const deliver = async (payload: PushPayload) => {
    await expect.poll(() => registrationId).not.toBe('');
    await worker();
    const data = JSON.stringify(payload);
    await cdp.send('ServiceWorker.deliverPushMessage', { origin: desk.url, registrationId, data });
  };
  /** What stands on the screen. A headless Chromium has none, so the worker of the desk is given one to show things on. */
  const shown = async () =>
    (await worker()).evaluate(() =>
      [...(self as unknown as Screenlike).stand.values()].map(({ title, body, actions }) => ({
        ...{ title, body },
        actions: actions.map((one) => one.title),
      })),
    );
  const bodies = async () => (await shown()).map(({ body }) => body);
  const worker = async (): Promise<Worker> => {
    const context = agent.page.context();
    const found = context.serviceWorkers().at(-1) ?? (await context.waitForEvent('serviceworker'));
    await found.evaluate(() => {
      const scope = self as unknown as Screenlike;
      if (scope.stand) return;
      const stand: Stand = new Map();
      scope.stand = stand;
      ServiceWorkerRegistration.prototype.showNotification = async (title, options) => {
        const { tag = '' } = options ?? {};
        const close = () => stand.delete(tag);
        stand.set(tag, { title, close, ...(options as { body: string; actions: { title: string }[] }) });
      };
    });
    return found;
  };
  /** Somebody presses what was shown last, as the system tells the worker. */
  const press = async (action: string) =>
    (await worker()).evaluate(async (action) => {
      const notification = [...(self as unknown as Screenlike).stand.values()].at(-1);
      let work: Promise<unknown> = Promise.resolve();
      const waitUntil = (promise: Promise<unknown>) => {
        work = promise;
      };
      self.dispatchEvent(Object.assign(new Event('notificationclick'), { action, notification, waitUntil }));
      await work;
    }, action);
  const last = () => service.pushed.at(-1)?.payload ?? expect.fail('nothing was pushed');
  const row = () => agent.page.getByRole('list', { name: 'Browsers in which you are paged' });

  test('are turned on in this browser, and tried out', async () => {
    await agent.open('/paging');
    await agent.press('Turn on in this browser');
    await agent.sees(/\(this one\)/, row());
    await agent.sees(/no push yet/, row());
    await agent.page.getByRole('combobox', { name: 'Way to try out' }).selectOption('push');
    await agent.press('Send a test page');
    await expect.poll(() => service.pushed.length).toBe(1);
    expect(last()).toMatchObject({ title: 'This is a test page', button: null });
    await agent.sees(/Browser, .*sent/, agent.page.getByRole('list', { name: 'Test pages' }));
    await agent.look('push', { full: true, dark: true });
    await deliver(last());
    await expect.poll(shown).toMatchObject([{ title: 'This is a test page', actions: [] }]);
  });

  test('page as a way among others, and the alert is acknowledged from the screen', async () => {
    await agent.press('Remove, urgent, 2');
    await agent.page.getByRole('combobox', { name: 'Way, urgent, 1' }).selectOption('push');
    await agent.press('Save');
    await agent.sees('From now on you are paged like this.');
    await say({ dedupKey: 'disk', summary: 'The disk is full' });
    await expect.poll(() => service.pushed.length).toBe(2);
    const alert = last();
    await deliver(alert);
    const disk = async () => (await shown()).find(({ title }) => title === 'Critical: The disk is full');
    await expect.poll(disk).toMatchObject({ actions: ['Acknowledge'] });
    await press('answer');
    const id = alert.button?.alert ?? '';
    await expect.poll(() => ada.call(api.alerts.get, { id })).toMatchObject({ state: 'acknowledged' });
    await expect.poll(bodies).toContain('It is yours now. Nobody else is paged.');
    // The desk says so, too.
    await expect.poll(() => last()).toMatchObject({ silent: true, button: null });
    // The same again is stale by now, and changes nothing.
    await deliver(alert);
    await expect.poll(disk).toMatchObject({ actions: ['Acknowledge'] });
    await press('answer');
    await expect.poll(bodies).toContain('Ada Lovelace has acknowledged it already.');
    await ada.call(api.alerts.resolve, { id });
    await deliver(alert);
    await expect.poll(disk).toMatchObject({ actions: ['Acknowledge'] });
    await press('answer');
    await expect.poll(bodies).toContain('It is resolved already.');
    expect(await ada.call(api.alerts.get, { id })).toMatchObject({ state: 'resolved' });
  });

  test('are answered by nobody who is not signed in', async () => {
    agent.forgive(/status of 401/);
    await say({ dedupKey: 'heat', summary: 'Too hot' });
    await expect.poll(() => last().title).toBe('Critical: Too hot');
    const alert = last();
    await deliver(alert);
    await expect
      .poll(async () => (await shown()).some(({ title }) => title === 'Critical: Too hot'))
      .toBe(true);
    const cookies = await agent.page.context().cookies();
    await agent.page.context().clearCookies();
    await press('answer');
    await expect.poll(bodies).toContain('You are not signed in here. Press to open it, and answer it there.');
    expect(await ada.call(api.alerts.get, { id: alert.button?.alert ?? '' })).toMatchObject({
      state: 'triggered',
    });
    await agent.page.context().addCookies(cookies);
  });

  test('are taken away again', async () => {
    await agent.open('/paging');
    const remove = agent.page.getByRole('button', { name: /^Remove .* on / });
    await remove.click();
    await agent.press('Remove', agent.dialog());
    await agent.sees('No pushes come there any more.');
    await expect.poll(() => row().getByRole('listitem').count()).toBe(0);
    await agent.sees('Turn on in this browser');
  });
});
