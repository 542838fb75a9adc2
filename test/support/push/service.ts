import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { importJWK, jwtVerify } from 'jose';
import type { PushPayload } from '../../../src/contract/push.ts';
import { createBrowser } from './browser.ts';

export type Pushed = { device: string; payload: PushPayload; topic: string; ttl: number };
type Fault = { status: number; retryAfter?: number };
type Device = ReturnType<typeof createBrowser> & { publicKey: string };

/** RFC 8030, section 5: what it keeps is so large at most. */
const MOST_BYTES = 4_096;

/** A push service that is strict: it takes nothing that RFC 8030, 8291 and 8292 do not allow, and reads what it took. */
export async function fakePushService() {
  const devices = new Map<string, Device>();
  const pushed: Pushed[] = [];
  const faults = new Map<string, Fault[]>();
  let origin = '';
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const answer = await take(req, Buffer.concat(chunks)).catch((error: unknown) => ({
      status: 400,
      words: String(error),
    }));
    const headers = { ...('retryAfter' in answer ? { 'retry-after': String(answer.retryAfter) } : {}) };
    res.writeHead(answer.status, headers).end('words' in answer ? answer.words : '');
  });

  async function take(
    req: IncomingMessage,
    body: Buffer,
  ): Promise<Fault | { status: number; words: string }> {
    const no = (status: number, words: string) => ({ status, words });
    const id = /^\/push\/([\w-]+)$/.exec(req.url ?? '')?.[1] ?? '';
    const device = devices.get(id);
    if (req.method !== 'POST') return no(405, 'POST it');
    if (!device) return no(410, 'unsubscribed');
    const { authorization = '', ttl = '', urgency, topic = '' } = req.headers as Record<string, string>;
    const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
    if (key !== device.publicKey) return no(403, 'subscribed with another key');
    const point = Buffer.from(key, 'base64url');
    const jwk = {
      ...{ kty: 'EC', crv: 'P-256' },
      ...{ x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') },
    };
    const { payload } = await jwtVerify(token, await importJWK(jwk, 'ES256'), { audience: origin });
    if (!payload.exp || payload.exp > Date.now() / 1_000 + 86_400) return no(401, 'it holds for too long');
    if (!/^(mailto:.+@.+|https:\/\/)/.test(payload.sub ?? '')) return no(401, 'who is it from?');
    if (!/^\d+$/.test(ttl)) return no(400, 'no TTL');
    if (!/^(very-low|low|normal|high)$/.test(urgency ?? '')) return no(400, 'no such urgency');
    if (!/^[\w-]{1,32}$/.test(topic)) return no(400, 'no such topic');
    if (req.headers['content-encoding'] !== 'aes128gcm') return no(415, 'no such encoding');
    if (body.length > MOST_BYTES) return no(413, 'too large');
    const fault = faults.get(id)?.shift();
    if (fault) return fault;
    pushed.push({ device: id, payload: device.read(body) as PushPayload, topic, ttl: Number(ttl) });
    return { status: 201, words: '' };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host: '127.0.0.1',
    pushed,
    /** A browser subscribes, as `PushSubscription` has it. */
    subscribe(publicKey: string, id: string) {
      const browser = createBrowser();
      devices.set(id, { ...browser, publicKey });
      return { endpoint: `${origin}/push/${id}`, keys: browser.keys };
    },
    unsubscribe: (id: string) => void devices.delete(id),
    fail: (id: string, ...some: Fault[]) => void faults.set(id, some),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
