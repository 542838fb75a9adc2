import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { BySocket } from './delivery.ts';
import type { Answer, State } from './types.ts';
import { acceptWebSocket, type WebSocketEnd } from './websocket.ts';

/** Slack closes what is opened beyond this. */
const MOST = 10;

type Connection = { end: WebSocketEnd; appToken: string; draining: boolean };
type Waiting = { connection: Connection; resolve(answer: Omit<Answer, 'ms' | 'late'>): void };

export type Sockets = {
  /** The connections that are open now. */
  open(): number;
  bySocket: BySocket;
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /** Slack's word that connections will end; with `close` they do so at once. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled', close: boolean): void;
  /** Breaks all connections without a word. */
  drop(): void;
  /** All connections stay, and nothing comes through them any more. */
  mute(): void;
  /** Asks every connection whether it is alive; how many said so. */
  ping(): Promise<number>;
  close(): void;
};

export function createSockets(state: State): Sockets {
  const connections = new Set<Connection>();
  const waiting = new Map<string, Waiting>();
  let pongs: (() => void)[] = [];
  let turn = 0;

  function acknowledged(connection: Connection, text: string): void {
    const message = JSON.parse(text) as { envelope_id?: string; payload?: unknown };
    const id = message.envelope_id ?? '';
    const envelope = waiting.get(id);
    if (!envelope || envelope.connection !== connection) {
      const at = state.clock.now().getTime();
      state.violations.push({
        what: 'acknowledged what was not sent here',
        method: 'socket',
        at,
        detail: text,
      });
      return;
    }
    waiting.delete(id);
    const said = message.payload === undefined ? '' : JSON.stringify(message.payload);
    envelope.resolve({ status: 200, body: message.payload ?? '', text: said });
  }

  function closed(connection: Connection): void {
    connections.delete(connection);
    for (const [id, one] of waiting) {
      if (one.connection !== connection) continue;
      waiting.delete(id);
      one.resolve({ status: 0, body: null, text: '', error: 'the connection was closed' });
    }
  }

  return {
    open: () => connections.size,
    bySocket(workspace, parcel, retry) {
      const mine = [...connections].filter((one) => one.end.open && one.appToken === workspace.appToken);
      const staying = mine.filter((one) => !one.draining);
      const usable = staying.length ? staying : mine;
      // An envelope goes to one of them, and not always to the same.
      const connection = usable[turn++ % Math.max(1, usable.length)];
      if (!connection)
        return Promise.resolve({ status: 0, body: null, text: '', error: 'the app is not connected' });
      const envelope = {
        envelope_id: randomUUID(),
        type: parcel.kind,
        payload: parcel.payload,
        accepts_response_payload: parcel.kind !== 'events_api',
        ...(parcel.kind === 'events_api'
          ? { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? '' }
          : {}),
      };
      return new Promise((resolve) => {
        waiting.set(envelope.envelope_id, { connection, resolve });
        connection.end.send(JSON.stringify(envelope));
      });
    },
    upgrade(request, stream, head) {
      const ticket = new URL(request.url ?? '/', state.url).searchParams.get('ticket') ?? '';
      const appToken = state.tickets.get(ticket);
      if (!appToken) {
        stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      state.tickets.delete(ticket);
      const end = acceptWebSocket(request, stream, head, {
        text: (text) => acknowledged(connection, text),
        pong: () => pongs.shift()?.(),
        closed: () => closed(connection),
      });
      const connection: Connection = { end, appToken, draining: false };
      if (connections.size >= MOST) {
        end.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
        end.close(1000);
        return;
      }
      connections.add(connection);
      const hello = {
        type: 'hello',
        connection_info: { app_id: state.appId },
        num_connections: connections.size,
        debug_info: { host: 'applink-fake', build_number: 1, approximate_connection_time: 18_060 },
      };
      end.send(JSON.stringify(hello));
    },
    disconnect(reason, close) {
      for (const connection of [...connections]) {
        connection.draining = true;
        connection.end.send(
          JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-fake' } }),
        );
        if (close) connection.end.close(1000);
      }
    },
    drop() {
      for (const connection of [...connections]) connection.end.destroy();
    },
    mute() {
      for (const connection of connections) connection.end.mute();
    },
    async ping() {
      const all = [...connections];
      const answers = all.map(() => new Promise<void>((resolve) => pongs.push(resolve)));
      for (const connection of all) connection.end.ping('Ping from applink-fake');
      await Promise.all(answers);
      return all.length;
    },
    close() {
      for (const connection of [...connections]) connection.end.destroy();
      for (const go of pongs) go();
      pongs = [];
    },
  };
}
