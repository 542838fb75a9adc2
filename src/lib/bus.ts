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
  | { topic: 'alert'; id: string }
  | { topic: 'outbox' }
  /** Something has happened of which rules and webhooks are to hear. */
  | { topic: 'events' }
  /** Something is to be sent to a webhook. */
  | { topic: 'webhooks' }
  /** An escalation begins, or its next step is due. */
  | { topic: 'escalations' }
  /** An alert is to have a ticket, or to be a major incident. */
  | { topic: 'wishes' }
  /** A page is to be sent, or what one shows has changed. */
  | { topic: 'pages' }
  /** A change goes on, since what it waited for is decided, or an agenda may be due. */
  | { topic: 'changes' }
  /** A request of the catalogue goes on. */
  | { topic: 'requests' }
  | { topic: 'audit' }
  /** An export is to be written, or another may be. */
  | { topic: 'exports' }
  /** Queues, routing, settings or people changed: cached copies are stale. */
  | { topic: 'directory' }
  /** What the status page says has changed. */
  | { topic: 'status' }
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
/** One payload a line: JSON has no line breaks of its own. */
const NOTIFY = `SELECT pg_notify($1, payload) FROM string_to_table($2, E'\\n') AS payload`;
const COLLECT_MS = 25;
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
  /** What every payload of ours begins with. */
  const self = crypto.randomUUID();
  let client: pg.Client | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let flush: NodeJS.Timeout | undefined;
  const waiting = new Set<string>();
  /** One after another: a connection takes one statement at a time. */
  let sending = Promise.resolve();

  async function connect() {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'deskbell bus',
      keepAlive: true,
      // News is a hint, so its commits need not wait for the disk, nor hold up those that wait for them.
      options: '-c synchronous_commit=off',
      connectionTimeoutMillis: CONNECT_MS,
    });
    next.on('error', () => {});
    next.on('end', () => {
      if (client === next) client = undefined;
      connectAgain();
    });
    next.on('notification', ({ payload = '' }) => {
      if (payload.startsWith(self)) return;
      for (const news of JSON.parse(payload.slice(self.length)) as News[]) local.publish(news);
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
    if (waiting.size === 0) return;
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
    const payloads = batches.map((items) => `${self}[${items.join(',')}]`);
    await client?.query(NOTIFY, [CHANNEL, payloads.join('\n')]).catch(() => {});
  }

  let connecting = connect();
  return {
    publish(news) {
      local.publish(news);
      waiting.add(JSON.stringify(news));
      flush ??= setTimeout(() => {
        flush = undefined;
        sending = sending.then(send);
      }, COLLECT_MS);
    },
    subscribe: local.subscribe,
    async close() {
      closed = true;
      clearTimeout(retry);
      clearTimeout(flush);
      // A connection still on its way would keep the process alive once it is there.
      await connecting;
      await sending.then(send);
      await client?.end().catch(() => {});
      await local.close();
    },
  };
}
