/*
 * The service worker of the console: shows what is pushed, and answers an alert from there. It imports nothing, so that
 * every browser takes it as a plain script, and keeps nothing: it is not there to make the console work offline.
 */
import type { PushPayload } from '../contract/push.ts';

/** What is missing in TypeScript's types of pages. */
type Later = Event & { waitUntil(work: Promise<unknown>): void };
type PushEvent = Later & { data: { json(): unknown } | null };
type ClickEvent = Later & { action: string; notification: Notification };
type ChangeEvent = Later & { oldSubscription: PushSubscription | null };
type WindowClient = { url: string; focus(): Promise<unknown>; navigate(url: string): Promise<unknown> };
type Worker = {
  registration: ServiceWorkerRegistration;
  clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<WindowClient[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Later) => void): void;
  addEventListener(type: 'push', listener: (event: PushEvent) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: ClickEvent) => void): void;
  addEventListener(type: 'pushsubscriptionchange', listener: (event: ChangeEvent) => void): void;
};
const worker = self as unknown as Worker;
type Shown = Omit<PushPayload, 'silent'>;

const ANSWER = 'answer';

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('push', (event) => {
  if (!event.data) return;
  const { silent, ...shown } = event.data.json() as PushPayload;
  event.waitUntil(show(shown, silent));
});
worker.addEventListener('notificationclick', (event) => {
  const shown = event.notification.data as Shown;
  event.notification.close();
  const { button, url } = shown;
  event.waitUntil(event.action === ANSWER && button ? answer(shown, button) : open(url));
});
// The browser has another address by now, and the desk pushes to the old one in vain.
worker.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(subscribeAgain(event.oldSubscription));
});

function show(shown: Shown, silent: boolean): Promise<void> {
  const actions = shown.button ? [{ action: ANSWER, title: shown.button.label }] : [];
  const options = {
    ...{ body: shown.body, tag: shown.tag, data: shown, actions },
    // It stays until somebody has seen it, unless it only says what has become of it.
    ...{ silent, renotify: !silent, requireInteraction: !silent },
  };
  return worker.registration.showNotification(shown.title, options as NotificationOptions);
}

/** Answers the alert, unless it is not any more as the notification said; what became of it is shown in its place. */
async function answer(shown: Shown, button: NonNullable<Shown['button']>): Promise<void> {
  const say = (body: string, more: Partial<Shown> = {}) =>
    show({ ...shown, body, button: null, ...more }, true);
  try {
    const path = `/api/v1/alerts/${button.alert}`;
    const found = await fetch(path, { headers: { accept: 'application/json' }, credentials: 'same-origin' });
    if (found.status === 401) {
      return await say('You are not signed in here. Press to open it, and answer it there.', {
        url: shown.link ?? shown.url,
      });
    }
    const alert = await found.json();
    if (!found.ok) return await say(alert.detail);
    if (alert.state !== button.state) return await say(staleWords(alert));
    const done = await fetch(`${path}/acknowledge`, {
      ...{ method: 'POST', credentials: 'same-origin', body: '{}' },
      headers: { accept: 'application/json', 'content-type': 'application/json' },
    });
    await say(done.ok ? 'It is yours now. Nobody else is paged.' : (await done.json()).detail);
  } catch {
    await say('Deskbell cannot be reached. Try it again.', { button });
  }
}

type Alert = { state: string; acknowledgedBy: { name: string } | null };

function staleWords({ state, acknowledgedBy }: Alert): string {
  if (state === 'resolved') return 'It is resolved already.';
  if (state === 'triggered') return 'Nobody has it any more: it pages again.';
  return `${acknowledgedBy?.name ?? 'Its source'} has acknowledged it already.`;
}

/** Where it is open already it comes to the front. */
async function open(url: string): Promise<void> {
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = windows.find((one) => one.url === url);
  await (there ? there.focus() : worker.clients.openWindow(url));
}

async function subscribeAgain(old: PushSubscription | null): Promise<void> {
  const answer = await fetch('/api/v1/push', { credentials: 'same-origin' });
  if (!answer.ok) return;
  const { publicKey, devices } = await answer.json();
  const subscription = await worker.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  const before = old && (await fingerprintOf(old.endpoint));
  const known = devices.find((one: { fingerprint: string }) => one.fingerprint === before);
  const { endpoint, keys } = subscription.toJSON();
  await fetch('/api/v1/push/devices', {
    ...{ method: 'POST', credentials: 'same-origin' },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint, keys, name: known?.name ?? 'A browser' }),
  });
}

async function fingerprintOf(endpoint: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  return [...new Uint8Array(hash, 0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
