import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Coverage } from '../../src/contract/coverage.ts';
import type { Schedule } from '../../src/contract/schedules.ts';
import { type AlertDesk, createAlertDesk } from '../domain/alerts/alert-desk.ts';
import { type ApiServer, type Credentials, type Problem, startServer } from '../support/server.ts';

/** A pipeline asks whether the rota of the shop is whole, after it has changed it. */
let desk: AlertDesk;
let server: ApiServer;
let as: Credentials;
let schedule: Schedule;
beforeAll(async () => {
  desk = await createAlertDesk();
  server = await startServer(desk);
  as = await server.token(desk.admin, ['read', 'write']);
  const layers = [
    {
      ...{ name: 'First', turns: [[desk.agent.id], [desk.second.id]], start: '2026-01-05T09:00' },
      every: { count: 1, unit: 'days' },
    },
  ];
  const body = { name: 'Shop', teamId: desk.team.id, timeZone: 'Europe/Berlin', layers };
  const made = await server.call<Schedule & { breaks: unknown[] }>('POST', '/schedules', { as, body });
  expect(made).toMatchObject({ status: 201, body: { breaks: [] } });
  schedule = made.body;
  const { id: scheduleId } = schedule;
  await desk.policy([{ page: [{ who: 'schedule', scheduleId }], waitMinutes: 5 }]);
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

test('the call passes while all is covered, and fails with what is missing when it is not', async () => {
  const ask = <Body>(query: string) => server.call<Body>('GET', `/on-call/coverage?${query}`, { as });
  expect(await ask<Coverage>('days=30&fail=true')).toMatchObject({ status: 200, body: { ok: true } });
  const [layer] = schedule.layers;
  const body = { layers: [{ ...layer, end: '2026-01-20T09:00' }] };
  const saved = await server.call('PATCH', `/schedules/${schedule.id}`, { as, body });
  const spans = [{ from: '2026-01-20T08:00:00.000Z', to: '2026-02-04T09:00:00.000Z' }];
  const gap = { kind: 'gap', severity: 'error', person: null, spans };
  expect(saved.body).toMatchObject({ breaks: [gap] });
  const failed = await ask<Problem>(`days=30&fail=true&schedule=${schedule.id}`);
  expect(failed).toMatchObject({
    status: 409,
    body: { code: 'conflict', data: { ok: false, items: [{ findings: [gap] }] } },
  });
  expect(await ask<Coverage>('days=30')).toMatchObject({ status: 200, body: { ok: false } });
  expect(await ask<Coverage>('days=14&fail=true')).toMatchObject({ status: 200, body: { ok: true } });
});
