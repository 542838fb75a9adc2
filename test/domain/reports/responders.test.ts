import { afterEach, beforeEach, expect, test } from 'vitest';
import { acknowledgeAlert, resolveAlert } from '../../../src/domain/alerts/answer.ts';
import { responderReport } from '../../../src/domain/reports/responders.ts';
import { updateService } from '../../../src/domain/services/services.ts';
import { createTeam } from '../../../src/domain/teams/team.ts';
import { DAY, MINUTE } from '../../../src/lib/clock.ts';
import { type RecordingChannel, recordingChannel } from '../../support/recording-channel.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';
import { outcome } from '../tickets/cast.ts';

/** Ada is paged first, Ben five minutes later. It is Monday at nine. */
let desk: AlertDesk;
let web: RecordingChannel;
let mail: RecordingChannel;
beforeEach(async () => {
  desk = await createAlertDesk();
  web = recordingChannel();
  mail = recordingChannel({ name: 'email', can: { edit: false } });
});
afterEach(() => desk.close());

const asAgent = () => desk.ctxFor(desk.agent);
const later = async (minutes: number) => {
  desk.clock.advance(minutes * MINUTE);
  await desk.work(web, mail);
};
const fire = async (dedupKey: string) => {
  await desk.say({ dedupKey });
  await desk.work(web, mail);
};
const ask = (more: object = {}) =>
  responderReport(asAgent(), { from: '2026-01-05T00:00:00Z', to: '2026-01-12T00:00:00Z', ...more });

test('says how alerts were answered, and who was paged how often', async () => {
  await fire('disk');
  // By mail as well, which is the same page; then the second one.
  await later(6);
  await acknowledgeAlert(desk.ctxFor(desk.second), await desk.last());
  await later(4);
  await resolveAlert(asAgent(), await desk.last());
  await later(14 * 60 + 30);
  // Nobody answers this one, and it is Monday night.
  await fire('cpu');
  await later(60);
  await desk.say({ dedupKey: 'cpu', action: 'resolve' });
  const report = await ask();
  expect(report.total).toMatchObject({
    ...{ alerts: 2, paged: 2, neverAcknowledged: 1 },
    timeToAcknowledge: { mean: 360, median: 360, count: 1 },
    timeToResolve: { mean: 2_100, median: 2_100, count: 2 },
  });
  expect(report.services).toMatchObject([{ service: { name: 'Shop' }, alerts: 2 }]);
  expect(report.people).toEqual([
    {
      ...{ person: { id: desk.agent.id, name: 'Ada' }, timeZone: 'UTC' },
      ...{ pages: 2, nightPages: 1, nights: 1, interruptedHours: 2 },
    },
    {
      ...{ person: { id: desk.second.id, name: 'Ben' }, timeZone: 'UTC' },
      ...{ pages: 2, nightPages: 1, nights: 1, interruptedHours: 2 },
    },
  ]);
});

test('of somebody whose zone nothing can be computed by, in UTC', async () => {
  await desk.store.client.person.update({ where: { id: desk.agent.id }, data: { timeZone: 'PST' } });
  await fire('disk');
  expect((await ask()).people).toMatchObject([{ person: { name: 'Ada' }, timeZone: 'UTC', pages: 1 }]);
});

test('of a time and a team alone; what was acknowledged before anybody was paged has no time', async () => {
  await desk.say({ dedupKey: 'disk' });
  await acknowledgeAlert(asAgent(), await desk.last());
  await desk.work(web, mail);
  expect((await ask()).total).toMatchObject({ alerts: 1, paged: 0, neverAcknowledged: 0 });
  const other = await createTeam(desk.ctxFor(desk.admin), { name: 'Others' });
  expect((await ask({ team: other.id })).total.alerts).toBe(0);
  expect((await ask({ team: desk.team.id })).total.alerts).toBe(1);
  await updateService(desk.ctxFor(desk.admin), { id: desk.service.id, teamId: other.id });
  expect((await ask({ team: other.id })).total.alerts).toBe(1);
  expect((await ask({ from: desk.clock.now().toISOString() })).total.alerts).toBe(1);
  expect((await ask({ to: desk.clock.now().toISOString() })).total.alerts).toBe(0);
});

test('is for staff, and of times that make sense', async () => {
  const days = (count: number) => new Date(Date.parse('2026-01-05T00:00:00Z') + count * DAY).toISOString();
  const asked = responderReport(desk.ctxFor(desk.requester), { from: days(0), to: days(1) });
  expect(await outcome(asked)).toBe('forbidden');
  expect(await outcome(ask({ from: days(1), to: days(1) }))).toBe('invalid');
  expect(await outcome(ask({ from: days(0), to: days(367) }))).toBe('invalid');
});
