import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../../src/api/server.ts';
import { webRoutes } from '../../src/channels/web/routes.ts';
import { ProblemDetails } from '../../src/contract/common.ts';
import type { Ticket } from '../../src/contract/tickets.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { type ApiServer, type Credentials, type Problem, startServer } from '../support/server.ts';

let desk: Desk;
let server: ApiServer;
let root: ActingPerson;
let admin: Credentials;

beforeAll(async () => {
  desk = await createDesk();
  root = await desk.person({ name: 'Root', roles: ['admin', 'agent'], teams: [desk.team] });
  server = await startServer(desk, { webRoutes });
  admin = await server.token(root);
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

const open = (body: object) => server.call<Ticket & Problem>('POST', '/tickets', { as: admin, body });

describe('a failure', () => {
  it('is problem details with the id of the request', async () => {
    const answer = await server.call<Problem>('GET', '/tickets/INC-999', {
      as: admin,
      headers: { 'x-request-id': 'from-the-proxy-1' },
    });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.headers.get('x-request-id')).toBe('from-the-proxy-1');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Not found',
      status: 404,
      detail: 'There is no such ticket.',
      code: 'not_found',
      requestId: 'from-the-proxy-1',
    });
  });

  it('takes no request id that could forge a line of the log', async () => {
    const answer = await server.call('GET', '/session', { headers: { 'x-request-id': 'a b\tc{"x":1}' } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('of the input names every field', async () => {
    const answer = await open({ description: ' ', impact: 9, status: 'closed' });
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.map((error) => error.field).sort()).toEqual([
      'description',
      'impact',
      'status',
    ]);
  });

  it('of our own says sorry, and nothing of what happened', async () => {
    const broken = await startServer(desk, {
      webRoutes: {
        ...webRoutes,
        tickets: async () => {
          throw new Error('secret detail');
        },
      },
    });
    const answer = await broken.call<Problem>('GET', '/portal/tickets', { as: admin });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('secret detail');
    expect(answer.body.detail).toContain(answer.body.requestId);
    await broken.close();
  });

  it('of an answer that does not fit its schema is one of our own', async () => {
    const broken = await startServer(desk, {
      webRoutes: { ...webRoutes, tickets: async () => ({ items: [{}], next: null }) as never },
    });
    expect((await broken.call('GET', '/portal/tickets', { as: admin })).status).toBe(500);
    await broken.close();
  });

  it('that the database is away is passing', async () => {
    const other = await createDesk();
    const away = await startServer(other);
    await other.store.close();
    const answer = await away.call<Problem>('GET', '/session', { as: { token: `dbk_${'a'.repeat(43)}` } });
    expect(answer.status).toBe(503);
    expect(answer.body.code).toBe('unavailable');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await away.call('GET', '/api/../healthz')).status).toBe(200);
    await away.close();
    await other.close().catch(() => {});
  });
});

describe('an address', () => {
  it.each(['/nothing', '/api/v2/tickets', '/api/nothing', '/tickets/a/b/c/d'])(
    'that is none: %s',
    async (path) => {
      const answer = await server.call<Problem>('GET', path, { as: admin });
      expect(answer.status).toBe(404);
      expect(answer.body.code).toBe('not_found');
    },
  );

  it('says which methods it knows', async () => {
    const answer = await server.call<Problem>('PUT', '/tickets', { as: admin });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, POST');
    expect((await server.call('DELETE', '/events', { as: admin })).headers.get('allow')).toBe('GET');
  });

  it('that cannot be decoded is refused', async () => {
    expect((await server.call('GET', '/tickets/%E0%A4%A', { as: admin })).status).toBe(400);
  });
});

describe('a body', () => {
  const post = (raw: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    server.call<Problem & Ticket>('POST', '/tickets', {
      as: admin,
      raw,
      headers: { 'content-type': 'application/json', ...headers },
    });

  it.each(['{', '{"description":', "{'a':1}", 'null', '3', '"text"', '[]', '[{"description":"x"}]', ''])(
    'that is no JSON object is refused: %s',
    async (raw) => {
      expect([400, 422]).toContain((await post(raw)).status);
    },
  );

  it('of more than a megabyte is too large', async () => {
    const answer = await post(JSON.stringify({ description: 'x'.repeat(1_100_000) }));
    expect(answer.status).toBe(413);
    expect(answer.body.code).toBe('too_large');
  });

  it('that is compressed, or in another encoding, is refused', async () => {
    expect((await post('{"description":"x"}', { 'content-encoding': 'gzip' })).status).toBe(415);
    expect(
      (await post('{"description":"x"}', { 'content-type': 'application/json; charset=koi8-r' })).status,
    ).toBe(415);
  });

  it('nested without end is refused', async () => {
    const deep = `{"description":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect((await post(deep)).status).toBe(422);
  });

  it.each([
    '{"description":"x","__proto__":{"admin":true}}',
    '{"description":"x","constructor":{"prototype":{"admin":true}}}',
    '{"description":"x","tags":{"__proto__":["a"]}}',
  ])('cannot change what objects are: %s', async (raw) => {
    expect((await post(raw)).status).toBe(422);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it('keeps every character that can be kept', async () => {
    const answer = await post(
      String.raw`{"title":"a\ud800b\u0000c","description":"🖨️ \u202e reversed \ud83d"}`,
    );
    expect(answer.status).toBe(201);
    expect(answer.body.title).toBe('a\ufffdb\u2400c');
    expect(answer.body.description).toBe('🖨️ \u202e reversed \ufffd');
  });

  it.each([
    ['tag', { description: 'x', tags: ['a\0b'] }],
    ['category', { description: 'x', category: 'a\ud800\0' }],
    ['queue', { description: 'x', queueId: '\0' }],
  ])('with a NUL in its %s harms nobody', async (_, body) => {
    expect([201, 422]).toContain((await open(body)).status);
  });

  it('cannot say what is not its own to say', async () => {
    for (const extra of [
      { state: 'closed' },
      { assigneeId: root.id },
      { openedById: root.id },
      { number: 'INC-1' },
      { id: root.id },
      { createdAt: '2020-01-01T00:00:00Z' },
    ]) {
      expect((await open({ description: 'x', ...extra })).status).toBe(422);
    }
  });

  it('cannot change which thing the address names', async () => {
    const { body: first } = await open({ description: 'first' });
    const { body: second } = await open({ description: 'second' });
    const answer = await server.call<Ticket>('PATCH', `/tickets/${first.number}`, {
      as: admin,
      body: { number: second.number, title: 'Changed' },
    });
    expect(answer.body).toMatchObject({ number: first.number, title: 'Changed' });
    const other = await server.call<Ticket>('GET', `/tickets/${second.number}`, { as: admin });
    expect(other.body.title).toBe('second');
  });

  it('cannot give somebody a role', async () => {
    const ada = await desk.person();
    const session = await server.signIn(ada);
    const self = await server.call('PATCH', `/people/${ada.id}`, { as: session, body: { roles: ['admin'] } });
    expect(self.status).toBe(403);
  });
});

describe('a query', () => {
  it('given twice is refused where once is meant', async () => {
    expect((await server.call('GET', '/tickets?queue=a&queue=b', { as: admin })).status).toBe(422);
    expect((await server.call('GET', '/tickets?limit=1&limit=2', { as: admin })).status).toBe(422);
    expect((await server.call('GET', '/tickets?state=new&state=closed', { as: admin })).status).toBe(200);
  });

  it.each([
    'q=%00',
    'tag=%00',
    'q=%27%20OR%201%3D1--',
    'cursor=zzz',
    'cursor=%00',
    'limit=-1',
    'limit=1e9',
    'limit=abc',
    '__proto__[admin]=1',
    'constructor=1',
    'assignee=%27%3B%20drop%20table%20ticket',
    'createdAfter=yesterday',
    'q=%F0%9F%96%A8',
    'q=%ff',
  ])('never fails on our side: %s', async (query) => {
    expect([200, 422]).toContain((await server.call('GET', `/tickets?${query}`, { as: admin })).status);
    expect([200, 422]).toContain((await server.call('GET', `/people?${query}`, { as: admin })).status);
    expect([200, 422]).toContain((await server.call('GET', `/audit?${query}`, { as: admin })).status);
  });
});

describe('every endpoint', () => {
  const garbage = [
    'x',
    '0',
    '-1',
    '\u0000',
    '..%2f..',
    'INC-0',
    '%27',
    '00000000-0000-7000-8000-000000000000',
  ];
  const table = routesOf({
    ...({} as Parameters<typeof routesOf>[0]),
    webRoutes,
    audit: { key: Buffer.alloc(32) },
    presence: { say: async () => ({ others: [] }), close: () => {} },
  });
  it.each(table.map(({ name, endpoint }) => ({ name, endpoint })))(
    'takes rubbish without a fault of ours: $name',
    async ({ endpoint }) => {
      for (const word of garbage) {
        const path = endpoint.path.replace(/:\w+/g, encodeURIComponent(word));
        for (const body of [{}, { id: word, name: 7, text: null, ids: 'x' }]) {
          if (endpoint.path === '/session' && endpoint.method === 'DELETE') continue;
          const answer = await server.call<Problem>(endpoint.method, path, {
            as: admin,
            ...(endpoint.method === 'GET' || endpoint.method === 'DELETE' ? {} : { body }),
          });
          expect(answer.status, `${path}: ${answer.text}`).toBeLessThan(500);
          if (answer.status >= 400) expect(ProblemDetails.safeParse(answer.body).success).toBe(true);
        }
      }
    },
  );
});

describe('a caller', () => {
  it('is limited, each for themselves, and told when to come back', async () => {
    const strict = await startServer(desk, { limits: { requests: 5 } });
    const ada = await strict.signIn(await desk.person());
    const statuses: number[] = [];
    for (let count = 0; count < 7; count += 1) {
      statuses.push((await strict.call('GET', '/session', { as: ada })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const grace = await strict.signIn(await desk.person());
    expect((await strict.call('GET', '/session', { as: grace })).status).toBe(200);
    const limited = await strict.call<Problem>('GET', '/session', { as: ada });
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(limited.body.code).toBe('rate_limited');
    await strict.close();
  });

  it('who guesses tokens is limited by address', async () => {
    const strict = await startServer(desk, { limits: { requests: 3 } });
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      const as = { token: `dbk_${String(count).repeat(43)}` };
      statuses.push((await strict.call('GET', '/session', { as })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429]);
    await strict.close();
  });

  it('with a wrong token is not let in by a cookie', async () => {
    const { session } = await server.signIn(root);
    const answer = await server.call('GET', '/session', {
      as: { session: session ?? '', token: 'dbk_wrong' },
    });
    expect(answer.status).toBe(401);
  });

  it('with another scheme than Bearer is nobody', async () => {
    const answer = await server.call('GET', '/session', {
      headers: { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
    });
    expect(answer.status).toBe(401);
  });

  it('with the token of the environment is the first admin', async () => {
    const { ADMIN_TOKEN } = await import('../support/server.ts');
    const answer = await server.call<{ name: string }>('GET', '/session', { as: { token: ADMIN_TOKEN } });
    expect(answer.body.name).toBe('Root');
  });

  it('who sends headers for ever is cut off', { timeout: 20_000 }, async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => {});
    const began = performance.now();
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => socket.write('X-A: b\r\n'), 500);
    await new Promise((resolve) => socket.once('close', resolve).resume());
    clearInterval(drip);
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  it('may send a body slowly', async () => {
    const answer = await new Promise<number>((resolve, reject) => {
      const sent = request(
        `${server.url}/api/v1/teams`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
        },
        (response) => resolve(response.resume().statusCode ?? 0),
      );
      sent.on('error', reject);
      sent.write('{"name":');
      setTimeout(() => sent.end('"Slow"}'), 300);
    });
    expect(answer).toBe(201);
  });
});
