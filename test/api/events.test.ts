import { get, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LiveEvent } from '../../src/contract/events.ts';
import { moveTicket } from '../../src/domain/tickets/move.ts';
import { openTicket } from '../../src/domain/tickets/open.ts';
import { watchTicket } from '../../src/domain/tickets/watch.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { type ApiServer, type Credentials, startServer } from '../support/server.ts';

let desk: Desk;
let server: ApiServer;
const people = {} as Record<'ada' | 'eve' | 'agent' | 'insider' | 'admin', ActingPerson>;
const credentials = {} as Record<keyof typeof people, Credentials>;
let hidden: { id: string };

beforeAll(async () => {
  desk = await createDesk();
  server = await startServer(desk);
  const team = await desk.addTeam();
  hidden = await desk.addQueue({
    team,
    visibility: 'private',
    triage: { channel: 'web', conversation: 'hr-triage' },
  });
  people.ada = await desk.person({ name: 'Ada' });
  people.eve = await desk.person({ name: 'Eve' });
  people.agent = await desk.person({ name: 'Agent', roles: ['agent'], teams: [desk.team] });
  people.insider = await desk.person({ name: 'Insider', roles: ['agent'], teams: [team] });
  people.admin = await desk.person({ name: 'Admin', roles: ['admin'] });
  for (const name of Object.keys(people) as (keyof typeof people)[]) {
    credentials[name] = await server.signIn(people[name]);
  }
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

const open: { close(): void }[] = [];
afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});

type Listening = { events: LiveEvent[]; raw: string; status: number; ended: Promise<void>; close(): void };

/** Listens to the stream, as this person. */
async function listenTo(as: Credentials): Promise<Listening> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = as.token ? { authorization: `Bearer ${as.token}` } : { cookie: `deskbell=${as.session}` };
    get(`${server.url}/api/v1/events`, { headers, agent: false }, resolve).on('error', reject);
  });
  const heard: Listening = {
    events: [],
    raw: '',
    status: response.statusCode ?? 0,
    ended: new Promise((resolve) => response.once('close', () => resolve())),
    close: () => response.destroy(),
  };
  response.on('error', () => {});
  response.on('data', (chunk: Buffer) => {
    heard.raw += chunk;
    heard.events = [...heard.raw.matchAll(/^data: (.*)$/gm)].map((match) =>
      LiveEvent.parse(JSON.parse(match[1] ?? '')),
    );
  });
  open.push(heard);
  return heard;
}

const raise = async (person: ActingPerson, queueId: string) => {
  const opened = await openTicket(desk.ctxFor(person), { title: 'T', description: 'D', queueId });
  if (!opened) throw new Error('not opened');
  return opened;
};
const settled = () => new Promise((resolve) => setTimeout(resolve, 250));
const ids = (heard: Listening, topic = 'ticket') =>
  heard.events.flatMap((event) => (event.topic === topic && 'id' in event ? [event.id] : []));

describe('the stream', () => {
  it('tells of a ticket those who may know of it, and nobody else', async () => {
    const heard = {} as Record<keyof typeof people, Listening>;
    for (const name of Object.keys(people) as (keyof typeof people)[]) {
      heard[name] = await listenTo(credentials[name]);
    }
    const [shown, secret] = [await raise(people.ada, desk.queue.id), await raise(people.ada, hidden.id)];
    await settled();
    expect(new Set(ids(heard.ada))).toEqual(new Set([shown.id, secret.id]));
    expect(ids(heard.eve)).toEqual([]);
    expect(new Set(ids(heard.agent))).toEqual(new Set([shown.id]));
    expect(new Set(ids(heard.insider))).toEqual(new Set([shown.id, secret.id]));
    expect(new Set(ids(heard.admin))).toEqual(new Set([shown.id]));
    await watchTicket(desk.ctxFor('system'), { number: secret.number, personId: people.eve.id });
    await settled();
    expect(ids(heard.eve)).toEqual([secret.id]);
  });

  it('says once what changed many times at once', async () => {
    const ada = await listenTo(credentials.ada);
    const { id } = await raise(people.ada, desk.queue.id);
    for (let count = 0; count < 50; count += 1) {
      desk.bus.publish({ topic: 'ticket', id, queueId: desk.queue.id, requesterId: people.ada.id });
    }
    await settled();
    expect(ids(ada).length).toBeLessThanOrEqual(2);
  });

  it('tells the queue that a ticket leaves, though it may not see it any more', async () => {
    const ticket = await raise(people.eve, desk.queue.id);
    const agent = await listenTo(credentials.agent);
    await moveTicket(desk.ctxFor(people.agent), { number: ticket.number, queueId: hidden.id });
    await settled();
    expect(ids(agent)).toContain(ticket.id);
    const later = await listenTo(credentials.agent);
    await watchTicket(desk.ctxFor('system'), { number: ticket.number, personId: people.ada.id });
    await settled();
    expect(ids(later)).toEqual([]);
  });

  it('tells of conversations their own people', async () => {
    const ada = await listenTo(credentials.ada);
    const agent = await listenTo(credentials.agent);
    const insider = await listenTo(credentials.insider);
    const own = `direct:${people.ada.id}`;
    desk.bus.publish({ topic: 'web', conversation: own });
    desk.bus.publish({ topic: 'web', conversation: 'hr-triage' });
    await settled();
    const web = (heard: Listening) =>
      heard.events.flatMap((event) => (event.topic === 'web' ? [event.conversation] : []));
    expect(web(ada)).toEqual([own]);
    expect(web(agent)).toEqual([]);
    expect(web(insider)).toEqual(['hr-triage']);
  });

  it('tells who is looking at a ticket, to those who may see it', async () => {
    const ticket = await raise(people.ada, hidden.id);
    const agent = await listenTo(credentials.agent);
    const admin = await listenTo(credentials.admin);
    const insider = await listenTo(credentials.insider);
    const here = (as: Credentials, here: boolean) =>
      server.call<{ others: { name: string }[] }>('POST', `/tickets/${ticket.number}/presence`, {
        as,
        body: { here },
      });
    expect((await here(credentials.insider, true)).body.others).toEqual([]);
    expect((await here(credentials.ada, true)).body.others).toEqual([
      { id: people.insider.id, name: 'Insider' },
    ]);
    await settled();
    expect(ids(insider, 'presence')).toContain(ticket.id);
    expect(ids(agent, 'presence')).toEqual([]);
    expect(ids(admin, 'presence')).toEqual([]);
    await here(credentials.insider, false);
    expect((await here(credentials.ada, true)).body.others).toEqual([]);
    await here(credentials.insider, true);
    desk.clock.advance(46_000);
    expect((await here(credentials.ada, true)).body.others).toEqual([]);
  });

  it('tells agents and admins of alerts, and nobody else', async () => {
    const [ada, agent, admin] = [
      await listenTo(credentials.ada),
      await listenTo(credentials.agent),
      await listenTo(credentials.admin),
    ];
    const id = desk.ctxFor('system').newId();
    desk.bus.publish({ topic: 'alert', id });
    await settled();
    expect([ada, agent, admin].map((one) => ids(one, 'alert'))).toEqual([[], [id], [id]]);
  });

  it('tells everybody that the directory changed, and nobody of the outbox', async () => {
    const eve = await listenTo(credentials.eve);
    desk.bus.publish({ topic: 'outbox' });
    desk.bus.publish({ topic: 'audit' });
    desk.bus.publish({ topic: 'directory' });
    await settled();
    expect(eve.events).toEqual([{ topic: 'directory' }]);
  });

  it('needs somebody', async () => {
    expect((await listenTo({})).status).toBe(401);
    expect((await listenTo({ token: 'dbk_x' })).status).toBe(401);
  });

  it('ends within five seconds of its token or session', { timeout: 15_000 }, async () => {
    const token = await server.token(people.ada, ['read']);
    const heard = await listenTo(token);
    const session = await server.signIn(people.ada);
    const other = await listenTo(session);
    await desk.store.client.apiToken.update({
      where: { id: token.id },
      data: { revokedAt: desk.clock.now() },
    });
    await server.call('DELETE', '/session', { as: session });
    const began = performance.now();
    await Promise.all([heard.ended, other.ended]);
    expect(performance.now() - began).toBeLessThan(5_000);
    await raise(people.ada, desk.queue.id);
    await settled();
    expect(heard.events).toEqual([]);
  });

  it('tells no more to somebody who lost a role', { timeout: 15_000 }, async () => {
    const temp = await desk.person({ roles: ['agent'], teams: [desk.team] });
    const token = await server.token(temp, ['read']);
    const heard = await listenTo(token);
    await desk.store.client.person.update({ where: { id: temp.id }, data: { roles: ['requester'] } });
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    await raise(people.ada, desk.queue.id);
    await settled();
    expect(heard.events).toEqual([]);
  });

  it('is opened at most twenty times by one person', async () => {
    const mia = await server.signIn(await desk.person());
    for (let count = 0; count < 20; count += 1) expect((await listenTo(mia)).status).toBe(200);
    expect((await listenTo(mia)).status).toBe(429);
    open.pop();
    open.shift()?.close();
    await expect.poll(async () => (await listenTo(mia)).status).toBe(200);
  });

  it('ends when the process is about to, so that nothing waits for it', async () => {
    const stopping = new AbortController();
    const other = await startServer(desk, { stopping: stopping.signal });
    const headers = { cookie: `deskbell=${credentials.ada.session}` };
    const stream = await fetch(`${other.url}/api/v1/events`, { headers });
    const text = stream.text();
    stopping.abort();
    expect(await text).toContain('retry:');
    const began = performance.now();
    await other.close();
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('cuts off who does not read', { timeout: 20_000 }, async () => {
    const slow = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { cookie: `deskbell=${credentials.eve.session}` };
      get(`${server.url}/api/v1/events`, { headers, agent: false }, resolve).on('error', reject);
    });
    slow.pause();
    slow.on('error', () => {});
    const cut = new Promise<void>((resolve) => slow.once('close', () => resolve()));
    const { id } = await raise(people.eve, desk.queue.id);
    const name = 'x'.repeat(20_000);
    for (let count = 0; count < 1_000; count += 1) {
      desk.bus.publish({ topic: 'presence', id, personId: desk.ctxFor('system').newId(), name, here: true });
    }
    await settled();
    let got = 0;
    slow.on('data', (chunk: Buffer) => {
      got += chunk.length;
    });
    await cut;
    expect(got).toBeLessThan(15_000_000);
  });
});
