import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSignInLink } from '../../src/domain/sessions/link.ts';
import { ABSOLUTE_TIMEOUT, IDLE_TIMEOUT } from '../../src/domain/sessions/session.ts';
import { HOUR, MINUTE } from '../../src/lib/clock.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { newSecret } from '../../src/lib/crypto.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { type ApiServer, type Problem, startServer } from '../support/server.ts';

let desk: Desk;
let server: ApiServer;
let admin: ActingPerson;
let ada: ActingPerson;

beforeAll(async () => {
  desk = await createDesk();
  admin = await desk.person({ name: 'Root', roles: ['admin'] });
  ada = await desk.person({ name: 'Ada', email: 'ada@example.com' });
  server = await startServer(desk);
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

const link = (person: ActingPerson) => createSignInLink(desk.ctxFor('system'), person.id);
const actions = async (personId: string) =>
  (
    await desk.store.client.auditEntry.findMany({
      where: { subjectId: personId, action: { startsWith: 'session.' } },
      orderBy: { id: 'asc' },
    })
  ).map((entry) => entry.action);

describe('signing in', () => {
  it('gives a cookie that only the browser can read, for the secret of a link', async () => {
    const { secret } = await link(ada);
    const answer = await server.call<{ name: string }>('POST', '/session', { body: { secret } });
    expect(answer.status).toBe(201);
    expect(answer.body.name).toBe('Ada');
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^deskbell=[\w-]{43}; Max-Age=\d+; Path=\/; .*HttpOnly; SameSite=Lax$/);
    const session = /deskbell=([\w-]+)/.exec(cookie)?.[1] ?? '';
    const me = await server.call<{ id: string; email: string }>('GET', '/session', { as: { session } });
    expect(me.body).toMatchObject({ id: ada.id, email: 'ada@example.com' });
    expect(await desk.store.client.session.count({ where: { hash: session } })).toBe(0);
  });

  it('is bound to this very host over HTTPS', async () => {
    const https = await startServer(desk, { publicUrl: 'https://desk.example.com' });
    const { secret } = await link(ada);
    const answer = await https.call('POST', '/session', { body: { secret } });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-deskbell=[\w-]{43}; .*Path=\/; .*HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(answer.headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
    await https.close();
  });

  it('works once a link, also when many try at the same moment', async () => {
    const { secret } = await link(ada);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => server.call('POST', '/session', { body: { secret } })),
    );
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(19);
  });

  it('refuses a link that is too old, or that nobody made', async () => {
    const { secret } = await link(ada);
    desk.clock.advance(16 * MINUTE);
    expect((await server.call('POST', '/session', { body: { secret } })).status).toBe(401);
    const made = await server.call<Problem>('POST', '/session', { body: { secret: newSecret() } });
    expect(made.status).toBe(401);
    expect(made.body.code).toBe('unauthenticated');
    expect(await actions('link')).toContain('session.refuse');
  });

  it('ends the session that the browser had before', async () => {
    const first = await server.signIn(ada);
    const { secret } = await link(ada);
    const answer = await server.call('POST', '/session', { as: first, body: { secret } });
    expect(answer.status).toBe(201);
    expect((await server.call('GET', '/session', { as: first })).status).toBe(401);
  });
});

describe('a session', () => {
  it('ends when it is signed out, and the cookie goes', async () => {
    const session = await server.signIn(ada);
    const answer = await server.call('DELETE', '/session', { as: session });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toMatch(/^deskbell=; Max-Age=0/);
    expect((await server.call('GET', '/session', { as: session })).status).toBe(401);
    expect(await actions(ada.id)).toContain('session.end');
  });

  it('ends after twelve hours without use', async () => {
    const session = await server.signIn(ada);
    desk.clock.advance(IDLE_TIMEOUT - MINUTE);
    expect((await server.call('GET', '/session', { as: session })).status).toBe(200);
    await expect
      .poll(() => desk.store.client.session.count({ where: { lastSeenAt: desk.clock.now() } }))
      .toBe(1);
    desk.clock.advance(IDLE_TIMEOUT - MINUTE);
    expect((await server.call('GET', '/session', { as: session })).status).toBe(200);
    desk.clock.advance(IDLE_TIMEOUT + MINUTE);
    expect((await server.call('GET', '/session', { as: session })).status).toBe(401);
  });

  it('ends after seven days, however much it is used', async () => {
    const session = await server.signIn(ada);
    for (let hours = 0; hours < ABSOLUTE_TIMEOUT / HOUR; hours += 8) {
      expect((await server.call('GET', '/session', { as: session })).status).toBe(200);
      await expect
        .poll(() => desk.store.client.session.count({ where: { lastSeenAt: desk.clock.now() } }))
        .toBe(1);
      desk.clock.advance(8 * HOUR);
    }
    expect((await server.call('GET', '/session', { as: session })).status).toBe(401);
  });

  it('ends at once when its person is deactivated, or signed out by an admin', async () => {
    const asAdmin = await server.signIn(admin);
    const eve = await desk.person({ name: 'Eve' });
    const session = await server.signIn(eve);
    const ended = await server.call('DELETE', `/people/${eve.id}/sessions`, { as: asAdmin });
    expect(ended.body).toEqual({ ended: 1 });
    expect((await server.call('GET', '/session', { as: session })).status).toBe(401);
    const again = await server.signIn(eve);
    const token = await server.token(eve, ['read']);
    await server.call('PATCH', `/people/${eve.id}`, { as: asAdmin, body: { active: false } });
    expect((await server.call('GET', '/session', { as: again })).status).toBe(401);
    expect((await server.call('GET', '/session', { as: token })).status).toBe(401);
  });
});

describe('asking for a link', () => {
  const ask = (email: string) => server.call('POST', '/session/link', { body: { email } });
  const notices = (personId: string) =>
    desk.store.client.notice.findMany({ where: { kind: 'sign_in', personId } });

  it('answers the same, after about the same time, whether the address is known or not', async () => {
    const timed = async (email: string) => {
      const began = performance.now();
      const { status, body } = await ask(email);
      return { status, body, took: performance.now() - began };
    };
    const known = await timed('ada@example.com');
    const unknown = await timed('nobody@example.com');
    expect([known.status, known.body]).toEqual([202, { sent: true, mail: true }]);
    expect([unknown.status, unknown.body]).toEqual([202, { sent: true, mail: true }]);
    expect(Math.abs(known.took - unknown.took)).toBeLessThan(120);
  });

  it('sends it by chat to whoever has an account there, else by e-mail', async () => {
    const grace = await desk.person({ email: 'grace@example.com' });
    await ask('GRACE@example.com');
    expect(await notices(grace.id)).toMatchObject([{ channel: 'email', conversation: 'grace@example.com' }]);
    const linus = await desk.person({ email: 'linus@example.com' });
    const identity = { id: desk.ctxFor('system').newId(), personId: linus.id, createdAt: desk.clock.now() };
    await desk.store.client.identity.create({
      data: { ...identity, channel: 'slack', externalId: 'U123' },
    });
    await ask('linus@example.com');
    expect(await notices(linus.id)).toMatchObject([{ channel: 'slack', conversation: 'direct:U123' }]);
  });

  it('sends at most five an hour, also of many asked for at once', async () => {
    const max = await desk.person({ email: 'max@example.com' });
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask('max@example.com')));
    expect(answers.every((answer) => answer.status === 202)).toBe(true);
    expect(await notices(max.id)).toHaveLength(5);
  });

  it('sends none to somebody who is not active', async () => {
    const gone = await desk.person({ email: 'gone@example.com', active: false });
    expect((await ask('gone@example.com')).status).toBe(202);
    expect(await notices(gone.id)).toHaveLength(0);
  });

  it('is limited by address', async () => {
    const strict = await startServer(desk, { limits: { signIns: 3 } });
    const asked = [];
    for (let count = 0; count < 4; count += 1) {
      asked.push(await strict.call<Problem>('POST', '/session/link', { body: { email: 'a@b.example' } }));
    }
    expect(asked.map((answer) => answer.status)).toEqual([202, 202, 202, 429]);
    expect(Number(asked[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(asked[3]?.body.code).toBe('rate_limited');
    await strict.close();
  });
});

describe('what another site makes a browser send', () => {
  const write = async (headers: Record<string, string>) => {
    const { session } = await server.signIn(admin);
    const answer = await server.call<Problem>('POST', '/teams', {
      body: { name: `Team ${desk.ctxFor('system').newId()}` },
      headers: { cookie: `deskbell=${session}`, ...headers },
    });
    return answer.status;
  };

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    ['a sibling of ours', { 'sec-fetch-site': 'same-site' }, 403],
    ['another origin in an older browser', { origin: 'https://evil.example' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['nobody knows where', {}, 403],
    ['our own page', { 'sec-fetch-site': 'same-origin' }, 201],
  ])('is refused unless it comes from our own page: %s', async (_, headers, status) => {
    expect(await write(headers as Record<string, string>)).toBe(status);
  });

  it('comes from our own page also in an older browser', async () => {
    expect(await write({ origin: server.url })).toBe(201);
  });

  it('does not concern a program with a token', async () => {
    const as = await server.token(admin);
    const answer = await server.call('POST', '/teams', { as, body: { name: 'By program' } });
    expect(answer.status).toBe(201);
  });

  it('cannot sign somebody in', async () => {
    const { secret } = await link(ada);
    const answer = await server.call('POST', '/session', {
      body: { secret },
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(answer.status).toBe(403);
  });

  it('cannot be a form: only JSON is read', async () => {
    const as = await server.signIn(admin);
    const answer = await server.call<Problem>('POST', '/teams', {
      as,
      raw: '{"name":"Form"}',
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer.status).toBe(415);
  });
});
