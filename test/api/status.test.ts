import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { createEmailChannel } from '../../src/channels/email/channel.ts';
import { resolveIncident } from '../../src/domain/incidents/move.ts';
import { createMaintenance, endMaintenance } from '../../src/domain/maintenance/maintenances.ts';
import { updateService } from '../../src/domain/services/services.ts';
import { HOUR, MINUTE, SECOND } from '../../src/lib/clock.ts';
import { createStatusDesk, type StatusDesk } from '../domain/status/status-desk.ts';
import { fakeMail } from '../support/mail/smtp.ts';
import { type ApiServer, startServer } from '../support/server.ts';
import { deliverAll } from '../support/worker.ts';

let desk: StatusDesk;
let server: ApiServer;
beforeEach(async () => {
  desk = await createStatusDesk();
  server = await startServer(desk, { publicUrl: 'https://desk.example.com' });
});
afterEach(async () => {
  await server.close();
  await desk.close();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { headers, redirect: 'manual' });
const text = async (path: string, headers?: Record<string, string>) => (await get(path, headers)).text();
const post = (path: string, body = '') =>
  fetch(server.url + path, {
    ...{ method: 'POST', body, redirect: 'manual' },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
const PUBLIC = ['/status', '/status.json', '/status.atom'];
const INSIDE = ['/status/internal', '/status/internal.json', '/status/internal.atom'];
const out = () => [{ serviceId: desk.shop, level: 'major_outage' as const }];
const down = (more = {}) => ({ title: 'Orders fail', text: 'We look.', public: true, ...more });
const later = (ms: number) => new Date(desk.clock.now().getTime() + ms).toISOString();

test('without a public page there is none of it, and with one everybody may look', async () => {
  await desk.settings({ public: false });
  for (const path of PUBLIC) expect((await get(path)).status).toBe(404);
  expect((await post('/status/subscribe', 'email=ada@example.com')).status).toBe(404);
  await desk.settings();
  for (const path of PUBLIC) expect((await get(path)).status).toBe(200);
  expect(await text('/status')).toContain('Everything is operational');
});

test('nothing that is for inside gets outside, wherever it stands', async () => {
  // A word for each place; those that may be read have another one.
  const admin = desk.ctxFor('system');
  await updateService(admin, { id: desk.shop, name: 'canary-service', description: 'canary-description' });
  await desk.store.client.team.update({ where: { id: desk.team.id }, data: { name: 'canary-team' } });
  await desk.store.client.person.updateMany({ data: { name: 'canary-person' } });
  const components = [
    { serviceId: desk.shop, name: 'seen-shop', group: 'seen-group', public: true, internal: true },
    { serviceId: desk.mail, name: 'canary-hidden', group: 'canary-group', public: false, internal: true },
  ];
  await desk.settings({ title: 'seen-title', components });
  const mail = await fakeMail();
  try {
    await post('/status/subscribe', 'email=ada@example.com');
    await desk.store.client.statusSubscriber.updateMany({ data: { confirmedAt: desk.clock.now() } });
    const number = await desk.declare();
    await desk.store.client.ticket.updateMany({
      data: { title: 'canary-ticket', description: 'canary-ticket-text' },
    });
    const both = [...out(), { serviceId: desk.mail, level: 'degraded' as const }];
    await desk.publish(number, { title: 'canary-inside', text: 'canary-inside-text', services: both });
    await desk.publish(number, { title: 'seen-incident', text: 'seen-text', public: true, services: both });
    await desk.publish(number, { title: 'canary-again', text: 'canary-again-text' });
    await desk.publish(number, { text: 'seen-more', public: true });
    await resolveIncident(desk.ctxFor(desk.agent), { number, resolution: 'canary-resolution' });
    const plan = { name: 'canary-maintenance', startsAt: later(HOUR), endsAt: later(2 * HOUR) };
    await createMaintenance(desk.ctxFor(desk.agent), { ...plan, serviceIds: [desk.shop] });
    await createMaintenance(desk.ctxFor(desk.agent), {
      ...{ ...plan, serviceIds: [desk.shop, desk.mail], statusTitle: 'seen-maintenance' },
    });
    await desk.store.client.setting.create({
      data: { name: 'canary-setting', value: 'canary-value', updatedAt: desk.clock.now() },
    });
    const channel = createEmailChannel({ url: mail.url, from: 'status@example.com' });
    for (let round = 0; round < 5; round += 1) {
      await deliverAll(desk, channel);
      desk.clock.advance(SECOND);
    }
    const mails = mail.mails
      .filter(({ to }) => to.includes('ada@example.com'))
      .map(({ text }) => text.replaceAll('=3D', '='));
    expect(mails).toHaveLength(4);
    const pages = await Promise.all([...PUBLIC, '/status/asked', ...INSIDE].map((path) => text(path)));
    const everything = [...pages, ...mails].join('\n');
    for (const seen of ['title', 'shop', 'group', 'incident', 'text', 'more', 'maintenance']) {
      expect(everything).toContain(`seen-${seen}`);
    }
    expect(everything.match(/canary[\w-]*/g) ?? []).toEqual([]);
    for (const inside of [
      number,
      'For those who wait',
      desk.shop,
      desk.mail,
      desk.agent.email,
      '@example.com>',
    ]) {
      expect(pages.join('\n')).not.toContain(inside);
    }
    expect(pages.join('\n')).not.toContain('ada@example.com');
  } finally {
    await mail.close();
  }
});

test('a change is to be seen at once, and within five seconds where the news of it was lost', async () => {
  await get('/status');
  const number = await desk.declare();
  await desk.publish(number, down({ services: out() }));
  expect(await text('/status')).toContain('We look.');
  // As another process writes it whose news do not arrive.
  await desk.store.client.statusUpdate.updateMany({ data: { text: 'Written elsewhere.' } });
  expect(await text('/status')).not.toContain('Written elsewhere.');
  desk.clock.advance(4 * SECOND);
  for (const path of PUBLIC) expect(await text(path)).toContain('Written elsewhere.');
});

test('what begins and ends by the clock does so on the page', async () => {
  const plan = { name: 'x', serviceIds: [desk.shop], statusTitle: 'Short break' };
  const { id } = await createMaintenance(desk.ctxFor(desk.agent), {
    ...{ ...plan, startsAt: later(90 * SECOND), endsAt: later(HOUR) },
  });
  const condition = async () =>
    ((await (await get('/status.json')).json()) as { condition: string }).condition;
  expect(await condition()).toBe('operational');
  desk.clock.advance(89 * SECOND);
  expect(await condition()).toBe('operational');
  desk.clock.advance(SECOND);
  expect(await condition()).toBe('maintenance');
  await endMaintenance(desk.ctxFor(desk.agent), { id });
  expect(await condition()).toBe('operational');
});

describe('what is sent', () => {
  test('is the same in every encoding, and is not sent again to who has it', async () => {
    const plain = await get('/status', { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    const words = await plain.text();
    for (const [encoding, unpack] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const bytes = await raw('/status', encoding);
      expect(bytes.headers['content-encoding']).toBe(encoding);
      expect(unpack(bytes.body).toString()).toBe(words);
      const etag = String(bytes.headers.etag);
      const again = await get('/status', { 'accept-encoding': encoding, 'if-none-match': `"x", W/${etag}` });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    }
    expect((await raw('/status', 'br;q=0, gzip;q=0.5')).headers['content-encoding']).toBe('gzip');
    const head = await fetch(`${server.url}/status`, { method: 'HEAD' });
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(500);
    const etag = plain.headers.get('etag') ?? '';
    await desk.publish(await desk.declare(), down());
    const changed = await get('/status', { 'accept-encoding': 'identity', 'if-none-match': etag });
    expect(changed.status).toBe(200);
    // By the minute what is counted goes on; a page that says the same has the same name.
    const before = changed.headers.get('etag');
    desk.clock.advance(MINUTE);
    expect((await get('/status.json', { 'accept-encoding': 'identity' })).headers.get('etag')).not.toBe(
      before,
    );
  });

  test('may run nothing, is framed by nobody, and tells caches how long it holds', async () => {
    const { headers } = await get('/status');
    expect(headers.get('cache-control')).toBe('public, max-age=1, stale-if-error=86400');
    expect(headers.get('vary')).toBe('accept-encoding');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src data:; form-action 'self'/,
    );
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toContain('max-age');
    expect(await text('/status')).not.toMatch(/<script|style="|onclick/);
  });

  test('is well-formed whatever people write', async () => {
    await desk.settings({ title: '<b>&"\'' });
    const number = await desk.declare();
    await desk.publish(number, down({ title: '</title><script>x</script>', text: ']]>\f\uffff&amp;<i>' }));
    const feed = await text('/status.atom');
    expect(feed).toContain('<title>&lt;b&gt;&amp;&quot;&#39;</title>');
    expect(feed).not.toMatch(/[\f\uffff]|<script|<i>/);
    const open: string[] = [];
    const parser = new Parser(
      {
        onopentag: (name) => void open.push(name),
        onclosetag: (name, implied) => {
          expect([open.pop(), implied && !/^(link)$/.test(name)]).toEqual([name, false]);
        },
      },
      { xmlMode: true },
    );
    parser.end(feed);
    expect(open).toEqual([]);
    expect(await text('/status')).not.toMatch(/<script|<i>|<b>/);
    expect(JSON.parse(await text('/status.json'))).toMatchObject({
      title: '<b>&"\'',
      incidents: [{ title: '</title><script>x</script>' }],
    });
  });

  test('in the feed, names what is planned, on each page in its own words', async () => {
    const plan = { name: 'New racks', startsAt: later(HOUR), endsAt: later(2 * HOUR) };
    await createMaintenance(desk.ctxFor(desk.agent), {
      ...{ ...plan, serviceIds: [desk.shop, desk.mail], statusTitle: 'Short break' },
    });
    await createMaintenance(desk.ctxFor(desk.agent), { ...plan, name: 'Quietly', serviceIds: [desk.shop] });
    const feed = await text('/status.atom');
    expect(feed).toContain('<title>Short break · Planned maintenance</title>');
    expect(feed).toContain('Online shop, E-mail: 5 Jan 2026, 10:00 UTC – 5 Jan 2026, 11:00 UTC</content>');
    expect(feed).not.toMatch(/racks|Quietly/);
    const { token } = await server.token(desk.requester, ['read']);
    const inside = await text('/status/internal.atom', { authorization: `Bearer ${token}` });
    for (const words of [
      'New racks · Planned maintenance',
      'Quietly · Planned maintenance',
      'Mail server 7:',
    ])
      expect(inside).toContain(words);
    expect(inside).toContain('<link href="https://desk.example.com/status/internal#m-');
    expect(inside).not.toContain('Short break');
  });

  test('says when: each time has its zone', async () => {
    await desk.publish(await desk.declare(), down());
    const times = (await text('/status')).match(/<time.*?<\/time>/g) ?? [];
    expect(times.length).toBeGreaterThan(0);
    for (const time of times) {
      expect(time).toMatch(/^<time datetime="\d{4}-\d\d-\d\dT[\d:.]+Z">\d+ \w+ \d{4},? [\d:]+ UTC<\/time>$/);
    }
  });
});

describe('the internal page', () => {
  test('is for whoever is signed in, under the services’ own names', async () => {
    await desk.publish(await desk.declare(), { title: 'Disk full', text: 'db-7', services: out() });
    const plan = { name: 'New racks', startsAt: later(HOUR), endsAt: later(2 * HOUR) };
    const serviceIds = [desk.shop, desk.mail];
    await createMaintenance(desk.ctxFor(desk.agent), { ...plan, serviceIds });
    for (const path of INSIDE) {
      expect((await get(path)).status).toBe(401);
      expect((await get(path, { authorization: 'Bearer wrong' })).status).toBe(401);
      const { session } = await server.signIn(desk.requester);
      const answer = await get(path, { cookie: `deskbell=${session}` });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('private, no-cache');
      const words = await answer.text();
      for (const inside of ['Disk full', 'db-7', 'New racks', 'Shop', 'Mail server 7'])
        expect(words).toContain(inside);
    }
  });

  test('is not for guests and people from outside', async () => {
    for (const who of [{ guest: true }, { external: true }]) {
      const { session } = await server.signIn(await desk.person(who));
      for (const path of INSIDE) {
        const answer = await get(path, { cookie: `deskbell=${session}` });
        expect(answer.status).toBe(403);
        expect(await answer.text()).not.toContain('Mail server 7');
      }
    }
  });

  test('has a page by which its readers get its updates by e-mail, and stop them', async () => {
    const { session } = await server.signIn(desk.requester);
    const cookie = `deskbell=${session}`;
    const mail = () => text('/status/internal/mail', { cookie });
    const press = (verb: string, headers: Record<string, string>) =>
      fetch(`${server.url}/status/internal/mail/${verb}`, { method: 'POST', headers, redirect: 'manual' });
    expect(await text('/status/internal', { cookie })).toContain('href="/status/internal/mail"');
    expect(await text('/status')).not.toContain('/status/internal');
    expect(await mail()).toContain(`Nothing is mailed to <bdi>${desk.requester.email}</bdi>`);
    const here = { cookie, 'sec-fetch-site': 'same-origin' };
    for (const elsewhere of [
      { cookie, 'sec-fetch-site': 'none' },
      { cookie, 'sec-fetch-site': 'cross-site' },
    ])
      expect((await press('follow', elsewhere)).status).toBe(403);
    expect((await press('follow', { 'sec-fetch-site': 'same-origin' })).status).toBe(401);
    expect(await mail()).toContain('Nothing is mailed to');
    const answer = await press('follow', here);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/status/internal/mail']);
    expect(await mail()).toContain('is mailed to <bdi>');
    expect(await mail()).toContain('Send me no more mails');
    expect((await press('unfollow', here)).status).toBe(303);
    expect(await mail()).toContain('Nothing is mailed to');
    const guest = await server.signIn(await desk.person({ guest: true }));
    const asGuest = { ...here, cookie: `deskbell=${guest.session}` };
    expect((await get('/status/internal/mail', asGuest)).status).toBe(403);
    expect((await press('follow', asGuest)).status).toBe(403);
    expect((await get('/status/internal/mail')).status).toBe(401);
  });

  test('is there also where the public one is off', async () => {
    await desk.settings({ public: false });
    const { token } = await server.token(desk.requester, ['read']);
    expect((await get('/status/internal', { authorization: `Bearer ${token}` })).status).toBe(200);
  });
});

describe('while the database is away', () => {
  test('the public page goes on as it was last known, says so, and comes back by itself', async () => {
    await desk.publish(await desk.declare(), down({ services: out() }));
    const plan = { name: 'x', serviceIds: [desk.mail], statusTitle: 'Planned break' };
    await createMaintenance(desk.ctxFor(desk.agent), {
      ...{ ...plan, startsAt: later(5 * MINUTE), endsAt: later(HOUR) },
    });
    await get('/status');
    const database = new URL(desk.store.url).pathname.slice(1);
    const { session } = await server.signIn(desk.requester);
    await onServer(`ALTER DATABASE ${database} WITH ALLOW_CONNECTIONS false`);
    await onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`);
    for (const path of PUBLIC) {
      desk.clock.advance(5 * SECOND);
      const answer = await get(path);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('Orders fail');
    }
    expect(await text('/status')).not.toContain('Nothing newer is known');
    desk.clock.advance(5 * MINUTE);
    const old = await text('/status');
    expect(old).toContain('Nothing newer is known');
    expect(old).toContain('Under maintenance');
    expect((await (await get('/status.json')).json()) as object).toMatchObject({
      lastKnownAt: expect.any(String),
    });
    // Who is signed in, the database alone knows.
    const inside = await get('/status/internal', { cookie: `deskbell=${session}` });
    expect(inside.status).toBeGreaterThanOrEqual(500);
    await onServer(`ALTER DATABASE ${database} WITH ALLOW_CONNECTIONS true`);
    await desk.store.client.statusUpdate.updateMany({ data: { text: 'Back.' } });
    desk.clock.advance(5 * SECOND);
    const back = await text('/status');
    expect(back).toContain('Back.');
    expect(back).not.toContain('Nothing newer is known');
  });

  test('a process that never reached it says that it does not know', async () => {
    const database = new URL(desk.store.url).pathname.slice(1);
    await onServer(`ALTER DATABASE ${database} WITH ALLOW_CONNECTIONS false`);
    await onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`);
    expect((await get('/status')).status).toBe(503);
    await onServer(`ALTER DATABASE ${database} WITH ALLOW_CONNECTIONS true`);
    desk.clock.advance(SECOND);
    expect((await get('/status')).status).toBe(200);
  });
});

describe('subscribing', () => {
  test('takes a form, a mail and a button; opening a link alone does nothing', async () => {
    const mail = await fakeMail();
    try {
      const channel = createEmailChannel({ url: mail.url, from: 'status@example.com' });
      expect(await text('/status')).toContain('action="/status/subscribe"');
      const asked = await post('/status/subscribe', 'email=ada%40example.com');
      expect([asked.status, asked.headers.get('location')]).toEqual([303, '/status/asked']);
      await deliverAll(desk, channel);
      const link = linkIn(mail.mails[0]?.text, 'confirm');
      expect(await text(link)).toContain('Yes, subscribe');
      expect(await desk.store.client.statusSubscriber.count({ where: { confirmedAt: null } })).toBe(1);
      expect(await (await post(link)).text()).toContain('You are subscribed');
      await desk.publish(await desk.declare(), down());
      await deliverAll(desk, channel);
      const told = (mail.mails[1]?.text ?? '').replaceAll(/\r\n +/g, ' ');
      const end = linkIn(told, 'end');
      expect(told).toContain(`List-Unsubscribe: <https://desk.example.com${end}>`);
      expect(told).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
      await get(end);
      expect(await desk.store.client.statusSubscriber.count()).toBe(1);
      // As a mail program does it by itself.
      expect((await post(end, 'List-Unsubscribe=One-Click')).status).toBe(200);
      expect(await desk.store.client.statusSubscriber.count()).toBe(0);
    } finally {
      await mail.close();
    }
  });

  test('answers the same whatever is known of an address, and refuses what is none', async () => {
    await desk.store.client.statusSubscriber.create({
      data: {
        ...{ id: crypto.randomUUID(), email: 'ada@example.com' },
        ...{ askedAt: desk.clock.now(), confirmedAt: desk.clock.now() },
      },
    });
    const answers = await Promise.all(
      ['ada@example.com', 'ben@example.com'].map(async (email) => {
        const { status, headers } = await post('/status/subscribe', `email=${email}`);
        return [status, headers.get('location'), headers.get('content-length')];
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect((await post('/status/subscribe', 'email=nobody')).status).toBe(422);
    expect((await post('/status/subscribe', 'email[]=a&email=b@example.com&x=1')).status).toBe(303);
    expect((await post('/status/subscribe', `email=${'x'.repeat(10_000)}`)).status).toBe(413);
    expect((await post(`/status/confirm/${'x'.repeat(44)}`)).status).toBe(404);
    expect((await get(`/status/end/${'x'.repeat(44)}`)).status).toBe(404);
  });

  test('has a limit for each address that asks', async () => {
    const statuses: number[] = [];
    for (let asked = 0; asked < 11; asked += 1) {
      statuses.push((await post('/status/subscribe', 'email=ada@example.com')).status);
    }
    expect(statuses.slice(-2)).toEqual([303, 429]);
  });
});

const linkIn = (mail: string | undefined, purpose: string) =>
  new RegExp(`/status/${purpose}/[\\w-]{44}`).exec((mail ?? '').replaceAll('=3D', '='))?.[0] ?? 'none';

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: inject('databaseUrl') });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** The bytes as they came: `fetch` unpacks them. */
async function raw(path: string, encoding: string) {
  const { request } = await import('node:http');
  return new Promise<{ headers: import('node:http').IncomingHttpHeaders; body: Buffer }>(
    (resolve, reject) => {
      const asked = request(server.url + path, { headers: { 'accept-encoding': encoding } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks) }));
      });
      asked.once('error', reject).end();
    },
  );
}
