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
/** PostgreSQL refuses payloads of 8000 bytes or more. */
const PAYLOAD_LIMIT = 7_000;
const COLLECT_MS = 10;

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
    const next = new pg.Client({ connectionString: url, application_name: 'deskbell bus', keepAlive: true });
    next.on('error', () => {});
    next.on('end', () => {
      client = undefined;
      if (!closed) retry = setTimeout(connect, 1_000).unref();
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
      if (!closed && !retry?.hasRef()) retry = setTimeout(connect, 1_000).unref();
    }
  }

  async function send() {
    flush = undefined;
    const news = [...waiting];
    waiting.clear();
    let batch: string[] = [];
    let size = 0;
    const batches = [batch];
    for (const item of news) {
      if (size + item.length > PAYLOAD_LIMIT) {
        batch = [];
        size = 0;
        batches.push(batch);
      }
      batch.push(item);
      size += item.length + 1;
    }
    for (const items of batches) {
      await client
        ?.query('SELECT pg_notify($1, $2)', [CHANNEL, `{"from":"${self}","news":[${items.join(',')}]}`])
        .catch(() => {});
    }
  }

  void connect();
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
      if (waiting.size > 0) await send();
      await client?.end().catch(() => {});
      await local.close();
    },
  };
}
