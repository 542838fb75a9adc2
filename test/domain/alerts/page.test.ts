import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { PageSomebody } from '../../../src/contract/pages.ts';
import { acknowledgeAlert, escalateAlert, resolveAlert } from '../../../src/domain/alerts/answer.ts';
import { getAlert } from '../../../src/domain/alerts/list.ts';
import { pageSomebody, previewPage } from '../../../src/domain/alerts/page.ts';
import { silenceAlert } from '../../../src/domain/alerts/silence.ts';
import { makeTicket } from '../../../src/domain/alerts/tickets.ts';
import { putPaging } from '../../../src/domain/escalation/paging.ts';
import { createSchedule } from '../../../src/domain/oncall/schedules.ts';
import { joinIdentity } from '../../../src/domain/people/identities.ts';
import { updateService } from '../../../src/domain/services/services.ts';
import { takeTicket } from '../../../src/domain/tickets/take.ts';
import { MINUTE } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { recordingChannel } from '../../support/recording-channel.ts';
import { refusal, tokenOf } from '../tickets/cast.ts';
import { type AlertDesk, createAlertDesk } from './alert-desk.ts';

let desk: AlertDesk;
let web: ReturnType<typeof recordingChannel>;
const mine = (person: ActingPerson) => `direct:${person.id}`;
beforeAll(async () => {
  desk = await createAlertDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.store.client.alert.deleteMany();
  web = recordingChannel({ name: 'web' });
  desk.clock.advance(20 * MINUTE);
});

const page = (more: Partial<z.input<typeof PageSomebody>> = {}, as = desk.neighbour) =>
  pageSomebody(desk.ctxFor(as), {
    ...{ to: { kind: 'person', id: desk.second.id }, text: 'The checkout is down' },
    ...more,
  });
const see = (id: string) => getAlert(desk.ctxFor(desk.agent), { id });
const pagedOf = async (id: string) =>
  (await see(id)).pages.map(({ person, via, state }) => `${person?.name} ${via} ${state}`);

describe('a person', () => {
  test('is paged at once, by a card that says who asks and why, and answers as any other alert', async () => {
    const made = await page();
    expect(made).toMatchObject({ target: { kind: 'person', name: 'Ben' } });
    await desk.work(web);
    expect(web.lines(mine(desk.second))).toEqual(['Nils pages: The checkout is down']);
    const alert = await see(made.alertId);
    expect(alert).toMatchObject({
      ...{ service: null, askedBy: { name: 'Nils' }, state: 'triggered', severity: 'critical' },
      events: [{ kind: 'triggered', by: { name: 'Nils' } }],
    });
    await acknowledgeAlert(desk.ctxFor(desk.second), { id: made.alertId });
    desk.clock.advance(60 * MINUTE);
    await desk.work(web);
    expect(await see(made.alertId)).toMatchObject({ state: 'acknowledged', nextStepAt: null });
    expect(await pagedOf(made.alertId)).toEqual(['Ben web sent', 'Ben email cancelled']);
    await resolveAlert(desk.ctxFor(desk.second), { id: made.alertId });
    expect(await see(made.alertId)).toMatchObject({ state: 'resolved', resolvedBy: { name: 'Ben' } });
  });

  test('who does not answer is paged three times, and may be paged once more by hand', async () => {
    const { alertId } = await page();
    for (let minute = 0; minute < 60; minute++) {
      await desk.work(web);
      desk.clock.advance(MINUTE);
    }
    const chats = async () => (await pagedOf(alertId)).filter((one) => one.startsWith('Ben web')).length;
    expect(await chats()).toBe(3);
    expect((await see(alertId)).events.at(-1)).toMatchObject({ kind: 'exhausted' });
    await escalateAlert(desk.ctxFor(desk.agent), { id: alertId });
    await desk.work(web);
    expect(await chats()).toBe(4);
  });

  test('is paged by their own rules of the urgency', async () => {
    const ways = (via: 'web' | 'email') => [{ via, afterMinutes: 0 }];
    await putPaging(desk.ctxFor(desk.admin), {
      id: desk.second.id,
      urgent: ways('web'),
      normal: ways('email'),
    });
    const [high, low] = [await page(), await page({ urgency: 'low' })];
    expect(high.plan.items[0]).toMatchObject({ via: 'web', minute: 0 });
    expect(low.plan.items[0]).toMatchObject({ via: 'email', minute: 0 });
    expect(await see(low.alertId)).toMatchObject({ severity: 'info' });
    await desk.store.client.paging.deleteMany();
  });

  test('whom no chat and no phone reaches, that is said; with a chat it is not', async () => {
    const alone = await desk.person({ name: 'Solo', roles: ['agent'] });
    const to = { kind: 'person' as const, id: alone.id };
    expect((await page({ to })).plan.notes).toEqual([
      expect.stringMatching(/^Only mail and the portal reach Solo/),
    ]);
    await joinIdentity(desk.ctxFor('system'), { id: alone.id, channel: 'slack', externalId: 'T1:U9' });
    const { plan } = await previewPage(desk.ctxFor(desk.agent), to);
    expect(plan).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ via: 'slack' })]),
      notes: [],
    });
  });

  test('who works at the desk no more, or never did, is not paged', async () => {
    for (const { id } of [desk.requester, desk.guest, { id: crypto.randomUUID() }]) {
      expect(await refusal(page({ to: { kind: 'person', id } }))).toMatchObject({ code: 'not_found' });
    }
  });

  test('it is silenced, and pages again', async () => {
    const { alertId } = await page();
    await desk.work(web);
    await silenceAlert(desk.ctxFor(desk.second), { id: alertId, minutes: 10 });
    desk.clock.advance(9 * MINUTE);
    await desk.work(web);
    expect((await see(alertId)).pages.filter(({ state }) => state === 'sent')).toHaveLength(1);
    desk.clock.advance(2 * MINUTE);
    await desk.work(web);
    expect((await see(alertId)).pages.filter(({ via }) => via === 'web')).toHaveLength(2);
  });

  test('it gets a ticket in a queue of who makes it, which answers nothing by itself', async () => {
    const { alertId } = await page();
    const { ticket } = await makeTicket(desk.ctxFor(desk.neighbour), { id: alertId });
    const { queueId } = await desk.row(ticket);
    expect(queueId).toBe(desk.otherQueue.id);
    await takeTicket(desk.ctxFor(desk.neighbour), { number: ticket });
    expect(await see(alertId)).toMatchObject({ state: 'triggered', ticket });
    const teamless = await desk.person({ name: 'Nobody', roles: ['agent'] });
    expect(
      await refusal(makeTicket(desk.ctxFor(teamless), { id: (await page({}, desk.agent)).alertId })),
    ).toMatchObject({ code: 'conflict', message: expect.stringContaining('in no team that has a queue') });
  });
});

describe('a service or a team', () => {
  test('is paged by the policy of the service, whatever keeps its sources quiet', async () => {
    await updateService(desk.ctxFor(desk.admin), {
      id: desk.service.id,
      settings: { ...desk.service.settings, holdSeconds: 60 },
    });
    const made = await page({ to: { kind: 'service', id: desk.service.id } });
    await desk.work(web);
    expect(web.lines(mine(desk.agent))).toEqual(['Nils pages: The checkout is down']);
    desk.clock.advance(5 * MINUTE);
    await desk.work(web);
    expect(web.lines(mine(desk.second))).toEqual(['Nils pages: The checkout is down']);
    expect(await see(made.alertId)).toMatchObject({ service: { name: 'Shop' } });
  });

  test('a team whose services go by one policy is paged by it', async () => {
    const made = await page({ to: { kind: 'team', id: desk.team.id } });
    expect(made.plan.items.map(({ person }) => person?.name)).toEqual(['Ada', 'Ada', 'Ben', 'Ben']);
    expect(await see(made.alertId)).toMatchObject({ service: { name: 'Shop' } });
  });

  test('one whose services differ, or that has none, by its schedules, and without them says what can be paged', async () => {
    const team = await desk.addTeam('Payments');
    const to = { kind: 'team' as const, id: team.id };
    expect(await refusal(page({ to }))).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/no on-call schedule and no service/),
    });
    const make = async (name: string) => {
      const policy = await desk.policy([
        { page: [{ who: 'person', personId: desk.agent.id }], waitMinutes: 5 },
      ]);
      const { id } = await desk
        .serviceBy(policy, name)
        .then(() => desk.store.client.service.findFirstOrThrow({ where: { name } }));
      await desk.store.client.service.update({ where: { id }, data: { teamId: team.id } });
    };
    await make('Cards');
    await make('Refunds');
    expect(await refusal(page({ to }))).toMatchObject({
      message: 'Payments is paged in several ways. Page one of its services: Cards and Refunds.',
    });
    const schedule = (name: string, personIds: string[]) =>
      createSchedule(desk.ctxFor('system'), {
        ...{ name, teamId: team.id, timeZone: 'UTC' },
        layers: personIds.map((id) => ({
          ...{ name: 'All', turns: [[id]], start: '2020-01-01T09:00', every: { count: 1, unit: 'weeks' } },
        })),
      });
    await schedule('Empty', []);
    expect(await refusal(page({ to }))).toMatchObject({
      code: 'conflict',
      message: 'Nobody is on call for Payments now, so nobody was paged. Page one of its people.',
    });
    await schedule('Primary', [desk.second.id]);
    const { alertId } = await page({ to });
    await desk.work(web);
    expect(await pagedOf(alertId)).toEqual(['Ben web sent', 'Ben email waiting']);
  });

  test('a service without a policy, or that is archived, pages nobody', async () => {
    await desk.serviceBy(null, 'Silent');
    const { id } = await desk.store.client.service.findFirstOrThrow({ where: { name: 'Silent' } });
    const to = { kind: 'service' as const, id };
    expect(await refusal(page({ to }))).toMatchObject({ code: 'conflict' });
    await updateService(desk.ctxFor(desk.admin), { id, archived: true });
    expect(await refusal(page({ to }))).toMatchObject({ code: 'not_found' });
  });
});

test('names are understood, and what may mean several is answered with them', async () => {
  expect((await page({ to: 'Shop' })).target).toMatchObject({ kind: 'service' });
  expect((await page({ to: desk.second.email })).target).toMatchObject({ name: 'Ben' });
  await desk.addTeam('Shop');
  expect(await refusal(page({ to: 'shop' }))).toMatchObject({
    code: 'conflict',
    message: '“shop” may be the team Shop and the service Shop. Nobody was paged.',
  });
  expect((await page({ to: 'service Shop' })).target).toMatchObject({ kind: 'service', name: 'Shop' });
  expect(await refusal(page({ to: 'Nothing' }))).toMatchObject({ code: 'not_found' });
});

test('ten in ten minutes are enough, also at once', async () => {
  const asks = Array.from({ length: 14 }, () =>
    page({}, desk.admin).then(
      () => 'paged',
      (error) => error.code,
    ),
  );
  const results = await Promise.all(asks);
  expect(results.filter((one) => one === 'paged')).toHaveLength(10);
  expect(results.filter((one) => one === 'rate_limited')).toHaveLength(4);
  desk.clock.advance(11 * MINUTE);
  await page({}, desk.admin);
});

test('it is in the audit log with who, whom and what', async () => {
  const { alertId } = await page({ text: 'Ünïcode 💥\nand a second line' });
  const entry = await desk.store.client.auditEntry.findFirstOrThrow({
    where: { subjectId: alertId, action: 'alert.triggered' },
  });
  expect(entry).toMatchObject({ actorKind: 'person', actorId: desk.neighbour.id });
  expect(JSON.parse(entry.detail ?? '')).toMatchObject({
    ...{ pages: { kind: 'person', id: desk.second.id, name: 'Ben' }, severity: 'critical' },
    summary: 'Ünïcode 💥\nand a second line',
  });
  await desk.work(web);
  expect(web.lines(mine(desk.second))).toContain('Nils pages: Ünïcode 💥 and a second line');
});

test('only agents page, and a token that may write', async () => {
  for (const who of [desk.requester, desk.guest, desk.external]) {
    expect(await refusal(page({}, who))).toMatchObject({ code: 'forbidden' });
    const ask = previewPage(desk.ctxFor(who), { kind: 'person', id: desk.second.id });
    expect(await refusal(ask)).toMatchObject({ code: 'forbidden' });
  }
  const token = { ...desk.ctxFor('system'), actor: tokenOf(desk.agent, 'read') };
  const input = { to: 'Shop', text: 'x' };
  expect(await refusal(pageSomebody(token, input))).toMatchObject({ code: 'forbidden' });
});
