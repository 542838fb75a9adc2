import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { takeEvents } from '../../src/domain/alerts/take.ts';
import { claimAudit } from '../../src/domain/escalation/audit-run.ts';
import { addIntegration, doorOf } from '../../src/domain/services/integrations.ts';
import { createService } from '../../src/domain/services/services.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import type { Log } from '../../src/lib/log.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { type ApiServer, startServer } from '../support/server.ts';

/** A worker that looks whether paging keeps up. */
const LOOKER = crypto.randomUUID();

let desk: Desk;
let server: ApiServer;
const lines: object[] = [];
const log: Log = {
  debug: (fields) => lines.push(fields),
  info: (fields) => lines.push(fields),
  warn: (fields) => lines.push(fields),
  error: (fields) => lines.push(fields),
  child: () => log,
};
beforeAll(async () => {
  desk = await createDesk();
  server = await startServer(desk, { log });
  const { consoleDir } = server.deps;
  await mkdir(join(consoleDir, 'assets'), { recursive: true });
  await writeFile(join(consoleDir, 'index.html'), '<meta content="__CSP_NONCE__"><title>Deskbell</title>');
  await writeFile(join(consoleDir, 'assets/main-abc.js'), 'export {};');
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

const fetchPage = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(server.url + path, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('health', () => {
  beforeEach(async () => void (await claimAudit(desk.ctxFor('system'), LOOKER)));

  it('says that the process is alive', async () => {
    expect((await fetchPage('/healthz')).text).toBe('{"status":"ok"}');
  });

  it('says whether it can serve', async () => {
    const answer = await fetchPage('/readyz');
    expect(JSON.parse(answer.text)).toEqual({
      status: 'ok',
      checks: { database: 'ok', migrations: 'ok', delivery: 'ok', paging: 'ok', auditor: 'ok' },
    });
  });

  it('says when nobody looks whether all that is so', async () => {
    desk.clock.advance(2 * MINUTE);
    expect((await fetchPage('/readyz')).status).toBe(200);
    desk.clock.advance(1);
    const answer = await fetchPage('/readyz');
    expect([answer.status, JSON.parse(answer.text).checks.auditor]).toEqual([503, 'late']);
  });

  it('says when nobody delivers', async () => {
    const notice = await desk.store.client.notice.create({
      data: {
        kind: 'sign_in',
        channel: 'web',
        conversation: 'x',
        dueAt: desk.clock.now(),
        createdAt: desk.clock.now(),
      },
    });
    expect((await fetchPage('/readyz')).status).toBe(200);
    desk.clock.advance(2 * MINUTE);
    const answer = await fetchPage('/readyz');
    expect([answer.status, JSON.parse(answer.text).checks.delivery]).toEqual([503, 'late']);
    await desk.store.client.notice.delete({ where: { id: notice.id } });
  });

  it('says when nobody is paged who should be', async () => {
    const admin = desk.ctxFor('system');
    const { id: serviceId } = await createService(admin, { name: 'Shop', teamId: desk.team.id });
    const { key } = await addIntegration(admin, { id: serviceId, name: 'Shop', source: 'generic' });
    const door = (await doorOf(admin, key)) ?? expect.fail('the key opens nothing');
    await takeEvents(admin, door, [
      {
        ...{ action: 'trigger', dedupKey: 'x', summary: 'x', severity: 'error' },
        ...{ source: null, labels: {}, links: [] },
      },
    ]);
    desk.clock.advance(MINUTE);
    expect((await fetchPage('/readyz')).status).toBe(200);
    desk.clock.advance(1);
    const answer = await fetchPage('/readyz');
    expect([answer.status, JSON.parse(answer.text).checks.paging]).toEqual([503, 'late']);
    await desk.store.client.alert.deleteMany();
  });

  it('says when migrations are missing', async () => {
    await desk.store.client.$executeRaw`UPDATE _prisma_migrations SET rolled_back_at = now()`;
    const answer = await fetchPage('/readyz');
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text).checks.migrations).toMatch(/not applied/);
    await desk.store.client.$executeRaw`UPDATE _prisma_migrations SET rolled_back_at = NULL`;
  });
});

describe('metrics', () => {
  it('are there for a collector on this machine', async () => {
    await server.call('GET', '/session');
    const { status, text } = await fetchPage('/metrics');
    expect(status).toBe(200);
    for (const name of [
      'deskbell_http_request_seconds_bucket',
      'deskbell_intake_seconds',
      'deskbell_acknowledge_seconds',
      'deskbell_outbox_waiting 0',
      'deskbell_outbox_late_seconds 0',
      'deskbell_paging_late_seconds 0',
      'deskbell_open_tickets{queue="IT support"} 0',
      'nodejs_eventloop_lag_seconds',
    ]) {
      expect(text).toContain(name);
    }
    expect(text).toMatch(
      /deskbell_http_request_seconds_count\{method="GET",route="\/session",status="401"\}/,
    );
  });

  it('are not there for anybody who comes by way of a proxy', async () => {
    const proxied = { 'x-forwarded-for': '203.0.113.7' };
    expect((await fetchPage('/metrics', proxied)).status).toBe(401);
    const admin = await desk.person({ roles: ['admin'] });
    const reader = await server.token(admin, ['read']);
    const token = await server.token(admin, ['admin']);
    const as = (credentials: { token?: string }) => ({ authorization: `Bearer ${credentials.token}` });
    expect((await fetchPage('/metrics', { ...proxied, ...as(reader) })).status).toBe(403);
    expect((await fetchPage('/metrics', { ...proxied, ...as(token) })).status).toBe(200);
    const { session } = await server.signIn(admin);
    expect((await fetchPage('/metrics', { ...proxied, cookie: `deskbell=${session}` })).status).toBe(403);
  });
});

describe('the console', () => {
  it('is one page for every address that somebody opens, with a nonce of its own', async () => {
    const pages = await Promise.all(
      ['/', '/tickets/INC-1', '/sign-in'].map((path) => fetchPage(path, { accept: 'text/html' })),
    );
    const nonces = pages.map(({ status, headers, text }) => {
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      const nonce = /content="([^"]+)"/.exec(text)?.[1] ?? '';
      expect(headers.get('content-security-policy')).toContain(`script-src 'self' 'nonce-${nonce}'`);
      return nonce;
    });
    expect(new Set(nonces).size).toBe(3);
  });

  it('has files that never change, and none that are not there', async () => {
    const file = await fetchPage('/assets/main-abc.js');
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await fetchPage('/assets/nothing.js', { accept: 'text/html' })).status).toBe(404);
    for (const path of [
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%2f..%2fetc%2fpasswd',
      '/assets/..%2f..%2fetc%2fpasswd',
    ]) {
      const answer = await fetchPage(path, { accept: '*/*' });
      expect(answer.text).not.toContain('root:');
    }
  });

  it('is not an answer to a program that asks for something else', async () => {
    const answer = await fetchPage('/data.json', { accept: 'application/json' });
    expect(answer.status).toBe(404);
    expect((await fetch(`${server.url}/`, { method: 'POST' })).status).toBe(404);
  });

  it('keeps other sites out', async () => {
    const { headers } = await fetchPage('/', { accept: 'text/html' });
    const policy = headers.get('content-security-policy') ?? '';
    for (const part of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
    ]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toMatch(/unsafe/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('the access log', () => {
  it('has a line a request, and no secret in it', async () => {
    lines.length = 0;
    const ada = await desk.person();
    const { token } = await server.token(ada, ['read']);
    const { session } = await server.signIn(ada);
    await server.call('GET', '/tickets?q=payroll', { as: { token: token ?? '' } });
    await server.call('GET', '/session', { as: { session: session ?? '' } });
    await server.call('POST', '/session', { body: { secret: 'a-secret-of-some-link-123456' } });
    await expect.poll(() => lines.length).toBeGreaterThanOrEqual(3);
    const text = JSON.stringify(lines);
    expect(lines).toContainEqual(
      expect.objectContaining({ method: 'GET', path: '/api/v1/tickets', status: 200 }),
    );
    for (const secret of [token, session, 'a-secret-of', 'payroll']) expect(text).not.toContain(secret);
  });
});
