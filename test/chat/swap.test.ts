import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deliverOnce } from '../../src/chat/deliver.ts';
import type { Form } from '../../src/contract/card.ts';
import { createSchedule } from '../../src/domain/oncall/schedules.ts';
import { declineSwap, takeSwap } from '../../src/domain/swaps/answer.ts';
import { HOUR } from '../../src/lib/clock.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { createSwapDesk, type SwapDesk } from '../domain/swaps/swap-desk.ts';
import { recordingChannel } from '../support/recording-channel.ts';
import { accountOf, fresh, message, send } from './inbound.ts';

/** It is Monday at nine in UTC; Ada has the day from Thursday at nine. */
let desk: SwapDesk;
beforeAll(async () => {
  desk = await createSwapDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.store.client.scheduleOverride.deleteMany();
  await desk.store.client.shiftSwap.deleteMany();
});

const offers = async () => {
  const rows = await desk.store.client.shiftSwap.findMany({
    include: { offerer: true, asks: { include: { person: true } } },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map(({ offerer, asks, from, to, everybody }) => ({
    who: `${offerer.name} to ${everybody ? 'everybody' : asks.map(({ person }) => person.name)}`,
    span: `${from.toISOString().slice(8, 16)} ${to.toISOString().slice(8, 16)}`,
  }));
};

describe.each(['web', 'slack', 'teams'])('on %s', (channel) => {
  const command = async (text: string, who = desk.ada, delivery = fresh('delivery')) =>
    (await send(desk, accountOf(who), { type: 'command', text }, { channel, delivery })).answer;
  const press = async (action: string, value: string, who = desk.ben, delivery = fresh('press')) =>
    (
      await send(
        desk,
        accountOf(who),
        { type: 'pressed', message: 'card', action, value },
        { channel, delivery },
      )
    ).answer;
  const submit = async (action: string, value: string, fields: Record<string, string>, who = desk.ada) => {
    const event = { type: 'submitted' as const, action, value, fields, attachmentIds: [] };
    return (await send(desk, accountOf(who), event, { channel })).answer;
  };

  test.each([
    ['Desk Ben Thursday', 'Ada to Ben', '08T09:00 09T00:00'],
    ['BEN 2026-01-08 to 2026-01-09', 'Ada to Ben', '08T09:00 09T09:00'],
    ['everybody 8 Jan 12:00 to 18:00', 'Ada to everybody', '08T12:00 08T18:00'],
    ['desk all Thursday 22:00 for 2 hours', 'Ada to everybody', '08T22:00 09T00:00'],
  ])('“%s” offers what one has of that time', async (words, who, span) => {
    expect(await command(`oncall swap ${words}`)).toMatchObject({
      ...{ type: 'said', text: expect.stringMatching(/^You offer your shift of Desk to/) },
    });
    expect(await offers()).toEqual([{ who, span }]);
  });

  test('as a message it is understood, too, and becomes no ticket', async () => {
    const { answer } = await send(desk, accountOf(desk.ada), message('oncall swap Ben Thursday'), {
      channel,
    });
    expect(answer).toMatchObject({ type: 'said', text: expect.stringContaining('to Ben') });
    expect(await desk.store.client.ticket.count()).toBe(0);
  });

  test.each([
    ['Ben', /^Write “oncall swap”/],
    ['Ben 2026-02-30 9:00 to 10:00', /^Write “oncall swap”/],
    ['Nobody Thursday', /Nobody who can be on call is called “Nobody”/],
    ['Nowhere everybody Thursday', /There is no schedule called “Nowhere”/],
    ['Ben Friday 10:00 to 12:00', /^You are not on call for Desk then/],
    ['Ben 8 Jan to 12 Jan', /^You have several shifts of Desk then: .*Offer one at a time/],
    ['Ada Thursday', /must not name whoever offers/],
  ])('%s is answered by what is expected', async (words, expected) => {
    expect(await command(`oncall swap ${words}`)).toMatchObject({ text: expect.stringMatching(expected) });
    expect(await offers()).toEqual([]);
  });

  test('others are refused', async () => {
    for (const who of [desk.requester, desk.guest, desk.neighbour]) {
      expect(await command('oncall swap Ben Thursday', who)).toMatchObject({ type: 'refused' });
      expect(await command('oncall swap', who)).toMatchObject({ type: 'refused' });
    }
    expect(await offers()).toEqual([]);
  });

  test('told of twice it is one offer, one taking', async () => {
    for (let time = 0; time < 2; time++) {
      const words = 'oncall swap Ben Thursday';
      expect(await command(words, desk.ada, `offer ${channel}`)).toMatchObject({ type: 'said' });
    }
    const { id } = await desk.store.client.shiftSwap.findFirstOrThrow();
    for (const expected of [/^You have the shift of Ada for Desk/, /^Ben has taken it\.$/]) {
      expect(await press('swap_take', id, desk.ben, `take ${channel}`)).toMatchObject({
        ...{ type: 'said', text: expect.stringMatching(expected) },
      });
    }
    expect(await desk.store.client.scheduleOverride.count()).toBe(1);
  });

  test('buttons after the end, of others, or of nothing change nothing and are answered', async () => {
    const { id } = await desk.offer({ personIds: [desk.ben.id] });
    for (const value of ['', 'x', desk.ctxFor('system').newId()]) {
      for (const action of ['swap_take', 'swap_decline', 'swap_withdraw']) {
        expect(await press(action, value)).toMatchObject({ text: expect.stringContaining('no such offer') });
      }
    }
    expect(await press('swap_take', id, desk.cleo)).toMatchObject({
      text: expect.stringContaining('no such'),
    });
    expect(await press('swap_decline', id)).toMatchObject({ type: 'form', form: { action: 'swap_decline' } });
    const long = { word: 'x'.repeat(301) };
    expect(await submit('swap_decline', id, long, desk.ben)).toMatchObject({
      ...{ type: 'form_errors', errors: [{ field: 'word' }] },
    });
    await declineSwap(desk.ctxFor(desk.ben), { id });
    for (const action of ['swap_take', 'swap_withdraw']) {
      expect(await press(action, id, action === 'swap_take' ? desk.ben : desk.ada)).toMatchObject({
        ...{ type: 'refused', text: 'Everybody who was asked has declined it. Nothing has changed.' },
      });
    }
    expect(await desk.store.client.scheduleOverride.count()).toBe(0);
  });

  test('the form offers a shift, or a part of it, and shows what is wrong at its field', async () => {
    const answer = await command('oncall swap');
    const form = answer.type === 'form' ? answer.form : expect.fail('no form');
    const optionsOf = (name: string) => {
      const field = (form as Form).fields.find((one) => one.name === name);
      return field && 'options' in field ? field.options : [];
    };
    const shift = optionsOf('shift')[1] ?? expect.fail('no shift');
    expect(shift.label).toBe('Thu 8 Jan, 09:00 – Fri 9 Jan, 09:00');
    expect(optionsOf('whom').map(({ label }) => label)).toEqual(['Ben', 'Cleo', 'Dora', 'Lea']);
    const [first] = optionsOf('inReturn');
    expect(first?.label).toMatch(/^Ben: Tue 6 Jan, 09:00 – Wed 7 Jan, 09:00$/);
    const fill = (fields: Record<string, string>) =>
      submit('oncall_swap', '', { shift: shift.value, ...fields });
    for (const [fields, field] of [
      [{ shift: 'none' }, 'shift'],
      [{ from: 'whenever' }, 'from'],
      [{ to: 'late' }, 'to'],
      [{ from: '12:00', to: 'for 2 days' }, 'to'],
      [{ whom: desk.requester.id }, 'whom'],
      [{ whom: 'x' }, 'whom'],
      [{ inReturn: 'none' }, 'inReturn'],
      [{ inReturn: first?.value ?? '', whom: desk.dora.id }, 'inReturn'],
      [{ note: 'x'.repeat(1_001) }, 'note'],
    ] as const) {
      expect(await fill(fields)).toMatchObject({ type: 'form_errors', errors: [{ field }] });
    }
    expect(await fill({ from: '12:00', to: '18:00', whom: `${desk.ben.id},${desk.dora.id}` })).toMatchObject({
      ...{ type: 'said', text: expect.stringContaining('to Ben and Dora') },
    });
    expect(await offers()).toMatchObject([{ span: '08T12:00 08T18:00' }]);
    // What is refused as a whole stands at the shift.
    expect(await fill({})).toMatchObject({
      ...{ type: 'form_errors', errors: [{ field: 'shift', message: expect.stringContaining('already') }] },
    });
  });
});

test('the form of who has shifts by two schedules names them, and takes no return of the other', async () => {
  const layers = (who: ActingPerson) => [
    {
      ...{ name: 'All', turns: [[who.id], [desk.ben.id]], start: '2026-01-05T12:00' },
      every: { count: 1, unit: 'weeks' as const },
    },
  ];
  const { id } = await createSchedule(desk.ctxFor('system'), {
    ...{ name: 'Second', teamId: desk.team.id, timeZone: 'UTC', layers: layers(desk.ada) },
  });
  const { answer } = await send(desk, accountOf(desk.ada), { type: 'command', text: 'oncall swap' });
  const form = answer.type === 'form' ? answer.form : expect.fail('no form');
  expect(JSON.stringify(form)).toMatch(/ · Second/);
  const fields = { shift: `${id} ${Date.parse(desk.at(3))} ${Date.parse(desk.at(24))}` };
  const inReturn = `${desk.ben.id} ${desk.scheduleId} ${Date.parse(desk.at(24))} ${Date.parse(desk.at(48))}`;
  const event = { type: 'submitted' as const, action: 'oncall_swap', value: '', attachmentIds: [] };
  const sent = await send(desk, accountOf(desk.ada), { ...event, fields: { ...fields, inReturn } });
  expect(sent.answer).toMatchObject({ type: 'form_errors', errors: [{ field: 'inReturn' }] });
  await desk.store.client.schedule.delete({ where: { id } });
});

test('where a message cannot be changed, the end is told by another one, once', async () => {
  const mail = recordingChannel({ name: 'email', can: { edit: false } });
  const web = recordingChannel({ name: 'web' });
  const channels = new Map([mail, web].map((channel) => [channel.name, channel]));
  const deliver = async () => {
    const deps = {
      channels,
      publicUrl: () => 'https://desk.example.com',
      signInMessage: () => expect.fail(),
    };
    while ((await deliverOnce(desk.ctxFor('system'), deps)) > 0) desk.clock.advance(HOUR / 60);
  };
  await desk.store.client.notice.deleteMany();
  const { id } = await desk.offer({ personIds: [desk.ben.id, desk.cleo.id] });
  await deliver();
  const { email } = desk.ben;
  const asked = ['Ada offers you a shift: Desk'];
  expect(mail.lines(email)).toEqual(asked);
  await declineSwap(desk.ctxFor(desk.cleo), { id });
  await deliver();
  expect(mail.lines(email)).toEqual(asked);
  await takeSwap(desk.ctxFor(desk.ben), { id });
  await deliver();
  await deliver();
  expect(mail.lines(email)).toEqual([...asked, 'You have taken it: Desk']);
  expect(web.lines(`direct:${desk.ben.id}`)).toEqual(['You have taken it: Desk']);
  expect(web.lines(`direct:${desk.ada.id}`)).toEqual(['Taken by Ben: Desk', 'Taken by Ben: Desk']);
});

test('whoever cannot be told where they were asked is asked in another place', async () => {
  const slack = recordingChannel({ name: 'slack' });
  const web = recordingChannel({ name: 'web' });
  slack.fail('refused', { times: 10 });
  const channels = new Map([slack, web].map((channel) => [channel.name, channel]));
  await desk.store.client.identity.create({
    data: {
      ...{ id: desk.ctxFor('system').newId(), personId: desk.ben.id, channel: 'slack', externalId: 'T1:BEN' },
      ...{ createdAt: desk.clock.now() },
    },
  });
  await desk.store.client.notice.deleteMany();
  await desk.offer({ personIds: [desk.ben.id], from: desk.at(80), to: desk.at(90) });
  const deps = { channels, publicUrl: () => 'https://desk.example.com', signInMessage: () => expect.fail() };
  while ((await deliverOnce(desk.ctxFor('system'), deps)) > 0) desk.clock.advance(HOUR / 60);
  expect(web.lines(`direct:${desk.ben.id}`)).toContain('Ada offers you a shift: Desk');
});
