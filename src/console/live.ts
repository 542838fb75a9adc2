/**
 * One stream of what changes at the desk (contract/events.ts), shared by the whole page. An event only says
 * what changed: the matching queries are marked stale, and those on screen are fetched again.
 */
import { useEffect, useSyncExternalStore } from 'react';
import { LiveEvent } from '../contract/events.ts';
import { API } from './call.ts';
import { queryClient } from './client.ts';
import { touchedBy } from './live-queries.ts';

/**
 * At most one pass over the queries in this time: a burst of events costs one round of fetching. While the
 * events do not stop the time grows, so that a storm at the desk is none at the server.
 */
const PASS_MS = 250;
const LONGEST_PASS_MS = 2_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** A blink of the connection is not worth a word. */
const OFFLINE_AFTER_MS = 2_500;
/** Browsers allow few connections a host, so tabs that nobody looks at give theirs back. */
const HIDDEN_AFTER_MS = 30_000;

export type Connection = 'connecting' | 'live' | 'offline';

const listeners = new Set<(event: LiveEvent) => void>();
const watchers = new Set<() => void>();
let connection: Connection = 'connecting';
let stream: EventSource | null = null;
let users = 0;
let failures = 0;
let passMs = PASS_MS;
let lastPass = 0;
let pending: LiveEvent[] = [];
const timers: Record<'pass' | 'retry' | 'offline' | 'hidden', ReturnType<typeof setTimeout> | undefined> = {
  pass: undefined,
  retry: undefined,
  offline: undefined,
  hidden: undefined,
};

/** Hears every event as it comes. Returns how to stop. */
export function onLive(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keeps the stream open while mounted; tells how it is. */
export function useLive(): Connection {
  useEffect(() => {
    users += 1;
    if (users === 1) start();
    return () => {
      users -= 1;
      if (users === 0) stop();
    };
  }, []);
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => connection,
  );
}

function start(): void {
  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('online', retryNow);
  open();
}

function stop(): void {
  document.removeEventListener('visibilitychange', onVisibility);
  window.removeEventListener('online', retryNow);
  for (const name of Object.keys(timers) as (keyof typeof timers)[]) {
    clearTimeout(timers[name]);
    timers[name] = undefined;
  }
  close();
  pending = [];
  failures = 0;
  become('connecting');
}

function open(): void {
  close();
  clearTimeout(timers.retry);
  stream = new EventSource(`${API}/events`);
  stream.onopen = onOpen;
  stream.onmessage = (message: MessageEvent<string>) => receive(message.data);
  stream.onerror = onError;
}

function close(): void {
  stream?.close();
  stream = null;
}

function onOpen(): void {
  failures = 0;
  clearTimeout(timers.offline);
  timers.offline = undefined;
  become('live');
  // What happened while nobody listened is unknown, be it between a page's first answers and this moment.
  void queryClient.invalidateQueries();
}

function onError(): void {
  // A stream that the server refused may mean that the session ended: asking who is there tells.
  if (stream?.readyState === EventSource.CLOSED) {
    void queryClient.invalidateQueries({ queryKey: ['/session'] });
  }
  close();
  timers.offline ??= setTimeout(() => become('offline'), OFFLINE_AFTER_MS);
  const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
  failures += 1;
  clearTimeout(timers.retry);
  // Spread out, so that a restarted server does not meet every page in the same moment.
  timers.retry = setTimeout(open, wait * (0.75 + Math.random() / 2));
}

function retryNow(): void {
  if (stream) return;
  failures = 0;
  open();
}

function onVisibility(): void {
  clearTimeout(timers.hidden);
  if (!document.hidden) retryNow();
  else timers.hidden = setTimeout(sleep, HIDDEN_AFTER_MS);
}

function sleep(): void {
  close();
  clearTimeout(timers.retry);
}

function receive(data: string): void {
  const event = parse(data);
  if (!event) return;
  for (const listener of listeners) listener(event);
  if (event.topic === 'presence') return;
  pending.push(event);
  timers.pass ??= setTimeout(pass, nextPassMs());
}

function nextPassMs(): number {
  const calm = performance.now() - lastPass > LONGEST_PASS_MS;
  passMs = calm ? PASS_MS : Math.min(LONGEST_PASS_MS, passMs * 1.5);
  return passMs;
}

function pass(): void {
  timers.pass = undefined;
  lastPass = performance.now();
  const events = pending;
  pending = [];
  const touched = touchedBy(events, queryClient.getQueryCache().getAll());
  void queryClient.invalidateQueries({ predicate: (query) => touched.has(query) });
}

/** Null: of a kind this page does not know, from a newer server. */
function parse(data: string): LiveEvent | null {
  try {
    const parsed = LiveEvent.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function become(next: Connection): void {
  if (connection === next) return;
  connection = next;
  for (const watcher of watchers) watcher();
}
