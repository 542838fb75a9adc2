import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came in. */
export type Received = { headers: IncomingHttpHeaders; text: string; body: Record<string, unknown> };

export type Answer = number | { status: number; body?: string; headers?: Record<string, string> };

export type Receiver = {
  url: string;
  port: number;
  received: Received[];
  /** What it answers from now on; a promise: when it does. */
  answer(with_: (one: Received) => Answer | Promise<Answer>): void;
  /** Its answers are lost: the connection breaks when the request was read. */
  lose(lost: boolean): void;
  close(): Promise<void>;
};

/** The other side of a webhook, on this machine. Answers 200 unless told. */
export async function receiver(): Promise<Receiver> {
  const received: Received[] = [];
  let decide: (one: Received) => Answer | Promise<Answer> = () => 200;
  let isLost = false;
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const one = { headers: req.headers, text, body: JSON.parse(text) };
    received.push(one);
    if (isLost) return res.destroy();
    const answer = await decide(one);
    const { status, body = '', headers = {} } = typeof answer === 'number' ? { status: answer } : answer;
    return res.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    answer: (with_) => {
      decide = with_;
    },
    lose: (lost) => {
      isLost = lost;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Seconds that the clocks of both sides may differ, and a request may take. */
const TOLERANCE = 300;

/**
 * What a receiver does by the specification (https://github.com/standard-webhooks/standard-webhooks, “Verifying webhook
 * authenticity”), written from it and not from our code.
 */
export function verify(
  { headers, text }: Pick<Received, 'headers' | 'text'>,
  secret: string,
  now: Date,
): boolean {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return false;
  if (!/^\d+$/.test(timestamp) || Math.abs(now.getTime() / 1_000 - Number(timestamp)) > TOLERANCE)
    return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest();
  return signatures.split(' ').some((versioned) => {
    const [version, signature = ''] = versioned.split(',');
    const given = Buffer.from(signature, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
