import pg from 'pg';
import type { Log } from './log.ts';

/**
 * News between the parts of the application and between its processes. News is a hint that something was
 * committed, never the fact itself: whoever hears it reads the database, and whoever could miss it also looks
 * by the clock.
 */
export type News =
  | { topic: 'ticket'; id: string; queueId: string; requesterId: string }
  /** Somebody is looking at a ticket, or has stopped. */
  | { topic: 'presence'; id: string; personId: string; name: string; here: boolean }
  | { topic: 'outbox' }
  | { topic: 'audit' }
  /** Queues, routing, settings or people changed: cached copies are stale. */
  | { topic: 'directory' }
  | { topic: 'web'; conversation: string };

export type Bus = {
  publish(news: News): void;
  /** Calls `listener` for every piece of news; the returned function ends that. */
  subscribe(listener: (news: News) => void): () => void;
  close(): Promise<void>;
};

const CHANNEL = 'deskbell';
/** Bytes; PostgreSQL refuses payloads of 8000 or more. */
const PAYLOAD_LIMIT = 7_000;
const COLLECT_MS = 10;
const CONNECT_MS = 10_000;
const RETRY_MS = 1_000;

/** A bus within one process. */
export function localBus(): Bus {
  const listeners = new Set<(news: News) => void>();
  return {
    publish(news) {
      for (const listener of listeners) listener(news);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      listeners.clear();
    },
  };
}

/**
 * A bus between processes by LISTEN and NOTIFY. NOTIFY inside a transaction makes commits wait for each other
 * (PostgreSQL holds one lock for all of them), so news is sent outside, collected for a few milliseconds.
 */
export function databaseBus(url: string, log: Log): Bus {
  const local = localBus();
  const self = crypto.randomUUID();
  let client: pg.Client | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let flush: NodeJS.Timeout | undefined;
  const waiting = new Set<string>();

  async function connect() {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'deskbell bus',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
    });
    next.on('error', () => {});
    next.on('end', () => {
      if (client === next) client = undefined;
      connectAgain();
    });
    next.on('notification', ({ payload }) => {
      const message = JSON.parse(payload ?? '{}') as { from: string; news: News[] };
      if (message.from === self) return;
      for (const news of message.news) local.publish(news);
    });
    try {
      await next.connect();
      await next.query(`LISTEN ${CHANNEL}`);
      client = next;
      // News may have been missed while we were away.
      local.publish({ topic: 'directory' });
      local.publish({ topic: 'outbox' });
    } catch (error) {
      log.warn({ error: (error as Error).message }, 'cannot listen for news from other processes');
      connectAgain();
    }
  }

  function connectAgain() {
    if (closed) return;
    retry ??= setTimeout(() => {
      retry = undefined;
      connecting = connect();
    }, RETRY_MS).unref();
  }

  async function send() {
    flush = undefined;
    const batches: string[][] = [];
    let room = 0;
    for (const item of waiting) {
      const size = Buffer.byteLength(item) + 1;
      if (size > room) {
        batches.push([]);
        room = PAYLOAD_LIMIT;
      }
      batches.at(-1)?.push(item);
      room -= size;
    }
    waiting.clear();
    for (const items of batches) {
      await client
        ?.query('SELECT pg_notify($1, $2)', [CHANNEL, `{"from":"${self}","news":[${items.join(',')}]}`])
        .catch(() => {});
    }
  }

  let connecting = connect();
  return {
    publish(news) {
      local.publish(news);
      waiting.add(JSON.stringify(news));
      flush ??= setTimeout(send, COLLECT_MS);
    },
    subscribe: local.subscribe,
    async close() {
      closed = true;
      clearTimeout(retry);
      clearTimeout(flush);
      // A connection still on its way would keep the process alive once it is there.
      await connecting;
      if (waiting.size > 0) await send();
      await client?.end().catch(() => {});
      await local.close();
    },
  };
}
