import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSchedule } from '../../src/domain/oncall/schedules.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { type Cast, createCast } from '../domain/tickets/cast.ts';
import { accountOf, fresh, message, send } from './inbound.ts';

/** Ada and Ben take turns for Payments, in Kolkata; Lea leads the team. */
let cast: Cast;
let ada: ActingPerson;
let ben: ActingPerson;
let lea: ActingPerson;
let payments: string;
const NOW = new Date('2026-11-27T10:30:00Z');
beforeAll(async () => {
  cast = await createCast();
  const { client } = cast.store;
  cast.clock.set(NOW);
  const staff = { roles: ['agent' as const], teams: [cast.team] };
  ben = await cast.person({ ...staff, name: 'Ben Okafor', email: 'ben@example.com' });
  lea = await cast.person({ ...staff, name: 'Lea Okafor', email: 'lea@example.com' });
  await client.person.update({ where: { id: cast.agent.id }, data: { name: 'Ada Lovelace' } });
  ada = { ...cast.agent, name: 'Ada Lovelace', teamIds: [cast.team.id] };
  await client.teamMember.update({
    where: { teamId_personId: { teamId: cast.team.id, personId: lea.id } },
    data: { lead: true },
  });
  lea = { ...lea, leadOf: [cast.team.id] };
  const schedule = await createSchedule(cast.ctxFor('system'), {
    ...{ name: 'Payments', teamId: cast.team.id, timeZone: 'Asia/Kolkata' },
    layers: [
      {
        ...{ name: 'All', start: '2026-01-01T09:00', every: { count: 1, unit: 'days' } },
        turns: [[ada.id], [ben.id]],
      },
    ],
  });
  payments = schedule.id;
});
afterAll(() => cast.close());
beforeEach(() => cast.store.client.scheduleOverride.deleteMany());

const overrides = async () =>
  (await cast.store.client.scheduleOverride.findMany({ orderBy: { from: 'asc' } })).map(
    ({ personIds, replacesId, from, to }) => ({
      ...{ personIds, replacesId },
      span: `${from.toISOString().slice(0, 16)} ${to.toISOString().slice(0, 16)}`,
    }),
  );

describe.each(['web', 'slack', 'teams'])('on %s', (channel) => {
  const inBerlin = (who: ActingPerson) => accountOf({ ...who, timeZone: 'Europe/Berlin' });
  const command = async (text: string, who = ada, delivery = fresh('delivery')) =>
    (await send(cast, inBerlin(who), { type: 'command', text }, { channel, delivery })).answer;
  const write = async (text: string, who = ada) =>
    (await send(cast, inBerlin(who), message(text), { channel })).answer;

  test('somebody takes a shift over, in their own time, and reads it in both', async () => {
    for (const say of [command, write]) {
      expect(await say('/oncall override Payments me tomorrow 9:00 to 17:00')).toMatchObject({
        type: 'said',
        text: expect.stringMatching(
          /^You are on call for Payments: Sat 28 Nov.*09:00 (CET|GMT\+1) until .*17:00 .* \(Sat 28 Nov.*13:30 (IST|GMT\+5:30) until .*21:30 /,
        ),
      });
    }
    const own = { personIds: [ada.id], replacesId: null, span: '2026-11-28T08:00 2026-11-28T16:00' };
    expect(await overrides()).toEqual([own, own]);
    expect(await cast.store.client.ticket.count()).toBe(0);
  });

  test.each(['Ada', 'ada lovelace', '@Ada Lovelace', 'payments Ada', 'PAYMENTS "Ada Lovelace"'])(
    '%s is a name that is understood',
    async (names) => {
      await command(`oncall override ${names} 2026-12-01 09:00 17:00`, lea);
      expect(await overrides()).toEqual([
        { personIds: [ada.id], replacesId: null, span: '2026-12-01T08:00 2026-12-01T16:00' },
      ]);
    },
  );

  test('a member gives their own shift away, and nobody else’s', async () => {
    const answer = await command('oncall override ben@example.com for 2 days');
    expect(answer).toMatchObject({ text: expect.stringContaining('for Payments instead of you:') });
    expect(await overrides()).toMatchObject([{ personIds: [ben.id], replacesId: ada.id }]);
    expect(await command('oncall override Ben instead of Lea for 2 days')).toMatchObject({
      type: 'refused',
      text: expect.stringContaining('its leads all'),
    });
    expect(await overrides()).toHaveLength(1);
    expect(await command('oncall override Payments Ada instead of Ben for 2 days', lea)).toMatchObject({
      text: expect.stringContaining('Ada Lovelace is on call for Payments instead of Ben Okafor'),
    });
  });

  test('whoever stands in for somebody who is not there then is told so', async () => {
    const answer = await command('oncall override Ada instead of Lea for 2 hours', lea);
    expect(answer).toMatchObject({ text: expect.stringContaining('You are not on call then') });
  });

  test('delivered twice it is one', async () => {
    for (let time = 0; time < 2; time++) {
      expect(await command('oncall override me for 2 hours', ada, `twice ${channel}`)).toMatchObject({
        text: expect.stringMatching(/^You are on call/),
      });
    }
    expect(await overrides()).toHaveLength(1);
  });

  test.each([
    ['Ada', /^Write “oncall override”/],
    ['Ada 2026-02-30 9:00 to 10:00', /^Write “oncall override”/],
    ['Okafor for 2 hours', /Ben Okafor \(ben@example.com\).*Lea Okafor.*Write the whole name/],
    ['Payments Nobody for 2 hours', /Nobody who can be on call is called “Nobody”/],
    ['Nothing for 2 hours', /Nobody who can be on call is called “Nothing”/],
    ['Billing Ada for 2 hours', /no schedule called “Billing”. There are: Payments/],
    ['Ada 2026-11-01 9:00 to 10:00', /must not be over already/],
    ['Ada 2026-12-02 9:00 to 2026-12-01 9:00', /must be after from/],
  ])('%s is answered by what is expected', async (words, expected) => {
    expect(await command(`oncall override ${words}`, lea)).toMatchObject({
      text: expect.stringMatching(expected),
    });
    expect(await overrides()).toEqual([]);
  });

  test('others are refused', async () => {
    for (const who of [cast.requester, cast.guest]) {
      expect(await command('oncall override me for 2 hours', who)).toMatchObject({ type: 'refused' });
    }
    expect(await command('oncall override Payments me for 2 hours', cast.neighbour)).toMatchObject({
      type: 'refused',
    });
    expect(await overrides()).toEqual([]);
  });

  test('with nothing behind it a form is filled in, and what is wrong stands at its field', async () => {
    const answer = await command('oncall override', lea);
    expect(answer).toMatchObject({ type: 'form', form: { action: 'oncall_override' } });
    const fill = async (fields: Record<string, string>) =>
      (
        await send(
          cast,
          inBerlin(lea),
          {
            ...{ type: 'submitted', action: 'oncall_override', value: '', attachmentIds: [] },
            fields: { scheduleId: payments, personId: ben.id, ...fields },
          },
          { channel },
        )
      ).answer;
    for (const [fields, field] of [
      [{ from: 'whenever', to: '17:00' }, 'from'],
      [{ from: 'tomorrow 9:00', to: 'late' }, 'to'],
      [{ from: '2026-11-01 9:00', to: '10:00' }, 'to'],
      [{ personId: cast.requester.id, to: '17:00' }, 'personId'],
      [{ scheduleId: lea.id, to: '17:00' }, 'scheduleId'],
    ] as const) {
      expect(await fill(fields)).toMatchObject({ type: 'form_errors', errors: [{ field }] });
    }
    expect(await fill({ to: 'for 2 hours' })).toMatchObject({ type: 'said' });
    expect(await fill({ from: 'tomorrow 9:00', to: '17:00' })).toMatchObject({ type: 'said' });
    expect(await overrides()).toEqual([
      { personIds: [ben.id], replacesId: null, span: '2026-11-27T10:30 2026-11-27T12:30' },
      { personIds: [ben.id], replacesId: null, span: '2026-11-28T08:00 2026-11-28T16:00' },
    ]);
  });
});

test('of several schedules of one’s teams it is asked which', async () => {
  await createSchedule(cast.ctxFor('system'), {
    ...{ name: 'Night', teamId: cast.team.id, timeZone: 'Asia/Kolkata' },
  });
  const { answer } = await send(cast, accountOf(ada), { type: 'command', text: 'oncall override me for 1h' });
  expect(answer).toMatchObject({ type: 'refused', text: expect.stringContaining('Night and Payments') });
  await cast.store.client.schedule.deleteMany({ where: { name: 'Night' } });
});
