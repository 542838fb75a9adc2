/** Web push in this browser: whether it takes pushes, and how they are turned on and off. */
import type { InputOf } from '../../../contract/endpoint.ts';
import type { push } from '../../../contract/push.ts';

/** Where the worker is served, above all that it is for. */
const WORKER = '/push-worker.js';

/** Browsers offer it only over HTTPS, and on one's own machine. */
export const takesPushes = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/** The subscription that this browser has; null: none. */
async function subscription(): Promise<PushSubscription | null> {
  if (!takesPushes()) return null;
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** By which the desk knows this browser; null: it takes no pushes yet. */
export async function ownFingerprint(): Promise<string | null> {
  const own = await subscription();
  if (!own) return null;
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(own.endpoint));
  return [...new Uint8Array(hash, 0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Asks for permission, and subscribes.
 * @throws Error with words for who has pressed
 */
export async function subscribe(publicKey: string): Promise<InputOf<typeof push.add>> {
  if ((await Notification.requestPermission()) !== 'granted') {
    throw new Error('This browser may show no notifications of Deskbell. Allow them in its settings.');
  }
  await navigator.serviceWorker.register(WORKER, { scope: '/' });
  const { pushManager } = await navigator.serviceWorker.ready;
  // One that was made with another key is of no use, and in the way.
  await (await pushManager.getSubscription())?.unsubscribe();
  const made = await pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
    .catch((error: unknown) => {
      throw new Error(
        `This browser could not turn pushes on: ${error instanceof Error ? error.message : error}`,
      );
    });
  const { endpoint = '', keys = {} } = made.toJSON();
  return { endpoint, keys: { p256dh: keys.p256dh ?? '', auth: keys.auth ?? '' }, name: browserName() };
}

export const unsubscribe = async (): Promise<void> => void (await (await subscription())?.unsubscribe());

const BROWSERS: [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** What somebody calls it: `Firefox on Linux`. The first that fits: many say that they are others, too. */
export function browserName(agent = navigator.userAgent): string {
  const named = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(agent))?.[1];
  const system = named(SYSTEMS);
  return `${named(BROWSERS) ?? 'A browser'}${system ? ` on ${system}` : ''}`;
}
