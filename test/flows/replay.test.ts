import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportReport } from '../../src/contract/imports.ts';
import { repairClocks } from '../../src/domain/sla/repair.ts';
import { closeDueTickets } from '../../src/domain/tickets/close-due.ts';
import { DAY, SECOND } from '../../src/lib/clock.ts';
import { createSlaDesk, type SlaDesk } from '../domain/sla/sla-desk.ts';
import { type EventLog, type LogCast, makeEventLog } from '../support/event-log.ts';
import { misplaced, replay } from '../support/replay.ts';
import { type ApiServer, type Credentials, startServer } from '../support/server.ts';

/** A year of another desk comes in through the API. Each test goes on where the last one ended. */
let desk: SlaDesk;
let server: ApiServer;
let admin: Credentials;
let log: EventLog;
beforeAll(async () => {
  desk = await createSlaDesk();
  await desk.policy();
  server = await startServer(desk);
  admin = await server.token(desk.admin, ['admin']);
  log = makeEventLog(25, 100, await castOf(desk), desk.clock.now());
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

/** Three queues, each with three who work there. */
async function castOf(desk: SlaDesk): Promise<LogCast> {
  const queues = [];
  for (let count = 1; count <= 3; count += 1) {
    const team = await desk.addTeam();
    const { name } = await desk.addQueue({ team });
    const agents = [];
    for (let each = 1; each <= 3; each += 1) {
      agents.push(await desk.person({ roles: ['requester', 'agent'], teams: [team] }));
    }
    queues.push({ name, agents: agents.map(({ email }) => email) });
  }
  return { requesters: [desk.requester.email, desk.stranger.email, desk.watcher.email], queues };
}

const send = async (rows: unknown[]) => {
  const answer = await server.call<ImportReport>('POST', '/imports/log', {
    as: admin,
    body: { source: 'elsewhere', rows },
  });
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};

test('every row is taken in, or reported with what is wrong with it', async () => {
  expect(await replay(log.lines, send)).toEqual([]);
  expect(await misplaced(desk.store, 'elsewhere', log)).toEqual([]);
});

test('what was resolved long ago is not closed while its reopening may be on the way', async () => {
  const resolved = () => desk.store.client.ticket.count({ where: { state: 'resolved' } });
  const before = await resolved();
  expect(before).toBeGreaterThan(0);
  await closeDueTickets(desk.ctxFor('system'));
  expect(await resolved()).toBe(before);
});

test('the same log again changes nothing, and reports the same', async () => {
  const again = log.lines.map((line) => ({
    ...line,
    fate: line.fate === 'refused' ? line.fate : ('unchanged' as const),
  }));
  const traces = () => desk.traces();
  const before = await traces();
  expect(await replay(again, send)).toEqual([]);
  expect(await traces()).toEqual(before);
});

test('its clocks are what its history says, and nobody was told of any of it', async () => {
  desk.clock.advance(10 * SECOND);
  await desk.tick();
  const { checked, differences } = await repairClocks(desk.ctxFor('system'), { write: false });
  expect(checked).toBe(log.tickets.size);
  expect(differences).toEqual([]);
  const { notice, notification, slaClock } = desk.store.client;
  expect(await slaClock.count()).toBeGreaterThan(log.tickets.size);
  expect([await notice.count(), await notification.count()]).toEqual([0, 0]);
});

test('a day later what was resolved is closed like everything else', async () => {
  desk.clock.advance(DAY);
  while ((await closeDueTickets(desk.ctxFor('system'))) > 0);
  const left = await desk.store.client.ticket.findMany({
    where: { state: 'resolved', resolvedAt: { lt: new Date(desk.clock.now().getTime() - 5 * DAY) } },
  });
  expect(left).toEqual([]);
});
