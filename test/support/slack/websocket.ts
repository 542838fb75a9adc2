import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server's side of a WebSocket (RFC 6455), as far as Socket Mode needs it: texts, pings, closing. */
export type WebSocketEnd = {
  readonly open: boolean;
  send(text: string): void;
  ping(payload: string): void;
  close(code: number): void;
  destroy(): void;
  /** From now on it neither hears nor says anything, and its stream stays open, as behind a gateway that lost its way. */
  mute(): void;
};
export type Handlers = { text(text: string): void; pong(payload: string): void; closed(): void };

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

export function acceptWebSocket(
  request: IncomingMessage,
  stream: Duplex,
  head: Buffer,
  handlers: Handlers,
): WebSocketEnd {
  let open = true;
  let mute = false;
  let waiting: Buffer = head;
  let parts: Buffer[] = [];

  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}${MAGIC}`)
    .digest('base64');
  stream.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );

  function ended(): void {
    if (!open) return;
    open = false;
    handlers.closed();
  }

  function write(opcode: number, payload: Buffer): void {
    if (open && !mute) stream.write(frame(opcode, payload));
  }

  function close(code: number): void {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    write(CLOSE, payload);
    ended();
    stream.end();
  }

  function handle({ opcode, final, payload }: Frame): void {
    if (opcode === CLOSE) close(1000);
    else if (opcode === PING) write(PONG, payload);
    else if (opcode === PONG) handlers.pong(payload.toString());
    else {
      parts.push(payload);
      if (!final) return;
      const text = Buffer.concat(parts).toString('utf8');
      parts = [];
      handlers.text(text);
    }
  }

  function read(): void {
    for (let next = readFrame(waiting); open && next; next = readFrame(waiting)) {
      waiting = waiting.subarray(next.size);
      // A client has to mask what it sends.
      if (next.masked) handle(next);
      else close(1002);
    }
  }

  stream.on('data', (chunk: Buffer) => {
    if (mute) return;
    waiting = Buffer.concat([waiting, chunk]);
    read();
  });
  stream.on('error', ended);
  stream.on('close', ended);
  stream.on('end', () => {
    ended();
    stream.end();
  });
  if (head.length) setImmediate(read);

  return {
    get open() {
      return open;
    },
    send: (text) => write(TEXT, Buffer.from(text)),
    ping: (payload) => write(PING, Buffer.from(payload)),
    close,
    destroy() {
      ended();
      stream.destroy();
    },
    mute() {
      mute = true;
    },
  };
}

function frame(opcode: number, payload: Buffer): Buffer {
  const length = payload.length;
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const header = Buffer.alloc(2 + extra);
  header[0] = 0x80 | opcode;
  header[1] = extra === 0 ? length : extra === 2 ? 126 : 127;
  if (extra === 2) header.writeUInt16BE(length, 2);
  if (extra === 8) header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, payload]);
}

type Frame = { opcode: number; final: boolean; masked: boolean; payload: Buffer; size: number };

/** The first whole frame of what has come so far. */
function readFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const first = bytes.readUInt8(0);
  const second = bytes.readUInt8(1);
  const short = second & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const masked = (second & 0x80) !== 0;
  const start = 2 + extra + (masked ? 4 : 0);
  if (bytes.length < start) return undefined;
  const length = extra === 2 ? bytes.readUInt16BE(2) : extra === 8 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + length) return undefined;
  const payload = Buffer.from(bytes.subarray(start, start + length));
  const mask = bytes.subarray(start - 4, start);
  if (masked) for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0);
  return { opcode: first & 0x0f, final: (first & 0x80) !== 0, masked, payload, size: start + length };
}
