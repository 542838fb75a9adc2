import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { latestPaging } from '../../../src/domain/escalation/late.ts';
import { createService } from '../../../src/domain/services/services.ts';
import { createAuditor } from '../../../src/jobs/audit/auditor.ts';
import { MINUTE } from '../../../src/lib/clock.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

let desk: Desk;
let url: string;
let status = 200;
const heard: { status: string; breaches: string[] }[] = [];
const watcher = createServer(async (req, res) => {
  heard.push(JSON.parse(await text(req)));
  res.writeHead(status).end();
});
/** Who was told by mail, and of what. */
let mails: { to: string[]; subject: string }[] = [];
let refuses = false;
const post = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: (_address, _session, done) => done(refuses ? new Error('not now') : null),
  onData(stream, session, done) {
    void text(stream).then((words) => {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      mails.push({ to, subject: /^Subject: (.*)$/m.exec(words)?.[1]?.trim() ?? '' });
      done();
    });
  },
});
beforeAll(async () => {
  await new Promise<void>((done) => post.listen(0, '127.0.0.1', done));
  await new Promise<void>((done) => watcher.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(watcher.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  watcher.close();
  await new Promise<void>((done) => post.close(done));
});
beforeEach(async () => {
  desk = await createDesk();
  heard.length = 0;
  mails = [];
  refuses = false;
});
afterEach(() => desk.close());

const publicUrl = () => 'https://desk.example.com';
const mailTo = () => ({
  url: `smtp://127.0.0.1:${(post.server.address() as AddressInfo).port}`,
  ...{ from: 'desk@example.com', to: ['lead@example.com', 'night@example.com'], repeatMinutes: 30 },
});
/** A message that nobody delivers; it is late in two minutes. */
const leave = () => {
  const now = desk.clock.now();
  return desk.store.client.notice.create({
    data: { kind: 'sign_in', channel: 'web', conversation: 'x', dueAt: now, createdAt: now },
  });
};

it('tells that all is well each time, a breach once, and when it is over', async () => {
  const auditor = createAuditor({ ctx: () => desk.ctxFor('system'), publicUrl, url });
  const hears = async () => {
    heard.length = 0;
    await auditor.tick();
    return heard.map(({ status, breaches }) => [status, ...breaches]);
  };
  expect(await hears()).toEqual([['ok']]);
  expect(await hears()).toEqual([['ok']]);

  const notice = await leave();
  expect(await hears()).toEqual([['ok']]);
  desk.clock.advance(2 * MINUTE);
  // What was not taken counts as untold.
  status = 503;
  expect(await hears()).toEqual([['breach', 'delivery']]);
  status = 200;
  expect(await hears()).toEqual([['breach', 'delivery']]);
  expect(await hears()).toEqual([]);
  await desk.store.client.notice.delete({ where: { id: notice.id } });
  expect(await hears()).toEqual([['ok']]);
});

it('tells when the database cannot be asked', async () => {
  const ctx = desk.ctxFor('system');
  const query = () => Promise.reject(new Error('away'));
  const away = { ...ctx, sql: { query } };
  let calls = 0;
  const auditor = createAuditor({ ctx: () => (calls++ === 1 ? away : ctx), publicUrl, url });
  heard.length = 0;
  await auditor.tick();
  expect(heard).toMatchObject([{ status: 'breach', breaches: ['database'] }]);
});

it('tells by mail once, again after the time that was set, and that it is over', async () => {
  const auditor = createAuditor({ ctx: () => desk.ctxFor('system'), publicUrl, mailTo: mailTo() });
  const told = async (minutes: number) => {
    mails = [];
    desk.clock.advance(minutes * MINUTE);
    await auditor.tick();
    return mails.map(({ subject }) => subject);
  };
  expect(await told(0)).toEqual([]);
  const notice = await leave();
  expect(await told(2)).toEqual(['Deskbell: delivery does not keep up']);
  expect(mails[0]?.to).toEqual(['lead@example.com', 'night@example.com']);
  expect(await told(1)).toEqual([]);
  expect(await told(28)).toEqual([]);
  expect(await told(1)).toEqual(['Deskbell: delivery does not keep up']);
  expect(await told(1)).toEqual([]);
  await desk.store.client.notice.delete({ where: { id: notice.id } });
  // What the server did not take is told a minute later.
  refuses = true;
  expect(await told(1)).toEqual([]);
  refuses = false;
  expect(await told(1)).toEqual(['Deskbell: it is over']);
  expect(await told(1)).toEqual([]);
});

it('is done by one of several workers, and another goes on without telling it again', async () => {
  const workers = [1, 2].map(() =>
    createAuditor({ ctx: () => desk.ctxFor('system'), publicUrl, url, mailTo: mailTo() }),
  );
  const [first, second] = workers as [(typeof workers)[0], (typeof workers)[0]];
  await leave();
  desk.clock.advance(2 * MINUTE);
  await Promise.all(workers.map((one) => one.tick()));
  expect([heard.length, mails.length]).toEqual([1, 1]);
  desk.clock.advance(MINUTE);
  await Promise.all([first.tick(), second.tick()]);
  expect([heard.length, mails.length]).toEqual([1, 1]);
  // Both processes end, and a new one is there.
  desk.clock.advance(2 * MINUTE);
  await createAuditor({ ctx: () => desk.ctxFor('system'), publicUrl, mailTo: mailTo() }).tick();
  expect(mails).toHaveLength(1);
});

it('finds what is lost, although nothing of it is due', async () => {
  const now = desk.clock.now();
  const ctx = desk.ctxFor('system');
  const { id: serviceId } = await createService(ctx, { name: 'Shop', teamId: desk.team.id });
  const { id: alertId } = await desk.store.client.alert.create({
    data: {
      id: ctx.newId(),
      serviceId,
      dedupKey: 'x',
      severity: 'error',
      summary: 'x',
      firstAt: now,
      lastAt: now,
    },
  });
  const lost = { id: ctx.newId(), alertId, policyId: ctx.newId(), policyVersion: 1, startedAt: now };
  await desk.store.client.escalation.create({ data: { ...lost, state: 'running', nextAt: null } });
  expect(await latestPaging(ctx)).toBe(0);
  desk.clock.advance(2 * MINUTE);
  const auditor = createAuditor({ ctx: () => desk.ctxFor('system'), publicUrl, url });
  await auditor.tick();
  expect(heard).toMatchObject([{ status: 'breach', breaches: ['paging'] }]);
});
