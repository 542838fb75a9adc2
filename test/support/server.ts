import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RequestHandler } from 'express';
import { Registry } from 'prom-client';
import type { Api, Handlers } from '../../src/api/bind.ts';
import type { Limits } from '../../src/api/limits.ts';
import { listen } from '../../src/api/listen.ts';
import { createMetrics, type Metrics } from '../../src/api/metrics.ts';
import { createServer, type ServerDeps } from '../../src/api/server.ts';
import { api } from '../../src/contract/api.ts';
import type { ProblemDetails } from '../../src/contract/common.ts';
import { createSignInLink } from '../../src/domain/sessions/link.ts';
import { startSession } from '../../src/domain/sessions/session.ts';
import { createPresence } from '../../src/domain/tickets/presence.ts';
import { createToken } from '../../src/domain/tokens/token.ts';
import type { ActingPerson, Scope } from '../../src/lib/context.ts';
import { fail } from '../../src/lib/errors.ts';
import type { Log } from '../../src/lib/log.ts';
import type { Desk } from './desk.ts';
import { SUBSCRIBER_KEY } from './keys.ts';

export const ADMIN_TOKEN = 'an-admin-token-of-the-environment-0123456789';

/** What a caller sends to be known: nothing, a bearer token, or a session's cookie. */
export type Credentials = { token?: string; session?: string };

export type Answer<Body = unknown> = {
  status: number;
  headers: Headers;
  body: Body;
  text: string;
};

export type ApiServer = {
  url: string;
  deps: ServerDeps;
  metrics: Metrics;
  /** Sends JSON, from Deskbell's own pages unless other headers say otherwise. */
  call<Body = never>(
    method: string,
    path: string,
    options?: {
      as?: Credentials;
      body?: unknown;
      raw?: string | Uint8Array<ArrayBuffer>;
      headers?: Record<string, string>;
    },
  ): Promise<Answer<Body>>;
  /** A session of this person, as signing in makes it. */
  signIn(person: ActingPerson): Promise<Credentials>;
  token(person: ActingPerson, scopes?: Scope[]): Promise<Credentials & { id: string }>;
  close(): Promise<void>;
};

export type Problem = ProblemDetails;

/** Of links by which pages are answered. */
export const LINK_KEY = Buffer.alloc(32, 3);
export const PUSH_KEY = Buffer.alloc(32, 4);
const CALENDAR_KEY = Buffer.alloc(32, 5);

/** The handlers of the portal, where a test is not about them: nothing is there. */
export const noPortal = Object.fromEntries(
  Object.keys(api.portal).map((name) => [name, async () => fail('not_found', 'No portal here.')]),
) as unknown as Handlers<Api['portal']>;

/** The whole API over HTTP, on a port of its own. */
export async function startServer(
  desk: Desk,
  options: {
    limits?: Partial<Limits>;
    publicUrl?: string;
    log?: Log;
    webRoutes?: Handlers<Api['portal']>;
    platformRoutes?: RequestHandler[];
    stopping?: AbortSignal;
  } = {},
): Promise<ApiServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'deskbell-api-'));
  const root = resolve(import.meta.dirname, '../..');
  const presence = createPresence(desk.bus, desk.clock);
  const metrics = createMetrics(new Registry());
  let url = 'http://127.0.0.1';
  const deps: ServerDeps = {
    store: desk.store,
    bus: desk.bus,
    clock: desk.clock,
    log: options.log ?? desk.log,
    adminToken: ADMIN_TOKEN,
    channels: new Set(['web', 'email', 'sms', 'voice']),
    mail: true,
    phone: true,
    publicUrl: () => options.publicUrl ?? url,
    dataDir,
    consoleDir: join(dataDir, 'console'),
    migrationsDir: join(root, 'prisma/migrations'),
    metrics,
    presence,
    audit: { key: Buffer.alloc(32, 1) },
    webhooks: { key: Buffer.alloc(32, 2) },
    linkKey: LINK_KEY,
    subscriberKey: SUBSCRIBER_KEY,
    pushKey: PUSH_KEY,
    calendarKey: CALENDAR_KEY,
    webRoutes: options.webRoutes ?? noPortal,
    ...(options.platformRoutes ? { platformRoutes: options.platformRoutes } : {}),
    ...(options.stopping ? { stopping: options.stopping } : {}),
    limits: options.limits ?? { requests: 100_000, signIns: 100_000 },
  };
  const listening = await listen(createServer(deps), { host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${listening.port}`;
  const system = desk.ctxFor('system');
  return {
    url,
    deps,
    metrics,
    async call<Body>(
      method: string,
      path: string,
      { as = {}, body, raw, headers = {} }: Parameters<ApiServer['call']>[2] = {},
    ) {
      const response = await fetch(url + (path.startsWith('/api') ? path : `/api/v1${path}`), {
        method,
        headers: {
          ...(as.token ? { authorization: `Bearer ${as.token}` } : {}),
          ...(as.session ? { cookie: `deskbell=${as.session}`, 'sec-fetch-site': 'same-origin' } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
        redirect: 'manual',
      });
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return {
        status: response.status,
        headers: response.headers,
        body: (isJson ? JSON.parse(text) : undefined) as Body,
        text,
      };
    },
    async signIn(person) {
      const { secret } = await createSignInLink(system, person.id);
      return { session: (await startSession(desk.ctxFor('nobody'), { secret })).secret };
    },
    async token(person, scopes = ['read', 'write', 'admin']) {
      const allowed = scopes.filter((scope) => scope !== 'admin' || person.roles.includes('admin'));
      const { secret, token } = await createToken(system, {
        name: 'test',
        scopes: allowed,
        personId: person.id,
      });
      return { token: secret, id: token.id };
    },
    async close() {
      presence.close();
      await listening.close(5_000);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
