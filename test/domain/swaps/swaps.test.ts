import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shiftsOfSchedule } from '../../../src/domain/oncall/now.ts';
import { createOverride } from '../../../src/domain/oncall/overrides.ts';
import { createSchedule, removeSchedule, updateSchedule } from '../../../src/domain/oncall/schedules.ts';
import { updatePerson } from '../../../src/domain/people/update.ts';
import { declineSwap, takeSwap, withdrawSwap } from '../../../src/domain/swaps/answer.ts';
import { followSwaps } from '../../../src/domain/swaps/by-clock.ts';
import { offerShift } from '../../../src/domain/swaps/offer.ts';
import { getSwap, listSwaps } from '../../../src/domain/swaps/view.ts';
import { HOUR, MINUTE } from '../../../src/lib/clock.ts';
import type { ActingPerson, Actor } from '../../../src/lib/context.ts';
import { outcome, refusal, tokenOf } from '../tickets/cast.ts';
import { createSwapDesk, type SwapDesk } from './swap-desk.ts';

let desk: SwapDesk;
beforeEach(async () => {
  desk = await createSwapDesk();
});
afterEach(() => desk.close());

const as = (who: ActingPerson | Actor | 'system') => desk.ctxFor(who);
const take = (who: ActingPerson, id: string, personId?: string) =>
  takeSwap(as(who), { id, ...(personId ? { personId } : {}) });
const see = (id: string) => getSwap(as(desk.admin), { id });
const audits = async () =>
  (
    await desk.store.client.auditEntry.findMany({
      where: { subjectId: desk.scheduleId },
      orderBy: { id: 'asc' },
    })
  )
    .map(({ action }) => action)
    .filter((action) => action !== 'schedule.create');
/** Who was told what by a message of their own: `Ada end`. */
const told = async () => {
  const rows = await desk.store.client.announcement.findMany({
    where: { kind: 'swap' },
    orderBy: { id: 'asc' },
  });
  const people = await desk.store.client.person.findMany();
  return rows.map(({ data }) => {
    const { to, what } = data as { to: string; what: string };
    return `${people.find(({ id }) => id === to)?.name} ${what}`;
  });
};
const cards = async () => {
  const rows = await desk.store.client.shiftSwapCard.findMany({ include: { person: true } });
  return rows.map(({ person, channel }) => `${person.name} ${channel}`).toSorted();
};

describe('an offer', () => {
  test('asks all of the team who are free, and leaves the shift where it is', async () => {
    const swap = await desk.offer({ note: 'My sister marries 💍' });
    expect(swap).toMatchObject({
      ...{ state: 'open', everybody: true, expiresAt: desk.at(72), offerer: { name: 'Ada' }, madeBy: null },
      ...{ note: 'My sister marries 💍', inReturn: null, may: ['withdraw'], takenBy: null },
    });
    expect(swap.asked.map(({ person }) => person.name)).toEqual(['Ben', 'Cleo', 'Dora', 'Lea']);
    expect(await desk.shifts()).toEqual(['Ada 72-96']);
    expect(await audits()).toEqual(['schedule.swap_offered']);
    // Who has no chat is asked in the portal, and by mail.
    const asked = ['Ben', 'Cleo', 'Dora', 'Lea'].flatMap((name) => [`${name} email`, `${name} web`]);
    expect(await cards()).toEqual(['Ada web', ...asked].toSorted());
  });

  test('is of a shift, or of a part of one, that is the offerer’s', async () => {
    const wrong = async (more: Parameters<SwapDesk['offer']>[0], by = desk.ada) =>
      (await refusal(desk.offer(more, by))).fields;
    expect(await wrong({ from: desk.at(71) })).toEqual(['from']);
    expect(await wrong({ to: desk.at(97) })).toEqual(['from']);
    expect(await wrong({ to: desk.at(72) })).toEqual(['to']);
    expect(await wrong({ from: desk.at(-24), to: desk.at(-1) })).toEqual(['to']);
    expect(await wrong({ to: desk.at(72 + 101 * 24) })).toEqual(['to']);
    expect(await wrong({}, desk.ben)).toEqual(['from']);
    expect(await desk.offer({ from: desk.at(80), to: desk.at(90) })).toMatchObject({ state: 'open' });
  });

  test('names people who may be on call, and are not on call then', async () => {
    const wrong = async (...people: ActingPerson[]) =>
      (await refusal(desk.offer({ personIds: people.map(({ id }) => id) }))).fields;
    expect(await wrong(desk.ada)).toEqual(['personIds']);
    for (const who of [desk.requester, desk.guest, desk.external])
      expect(await wrong(who)).toEqual(['personIds']);
    await createOverride(as(desk.lea), {
      ...{ id: desk.scheduleId, from: desk.at(90), to: desk.at(96), personIds: [desk.ada.id, desk.ben.id] },
    });
    expect(await wrong(desk.ben)).toEqual(['personIds']);
    const { asked } = await desk.offer();
    expect(asked.map(({ person }) => person.name)).toEqual(['Cleo', 'Dora', 'Lea']);
    await withdrawSwap(as(desk.ada), { id: (await listSwaps(as(desk.ada), {})).items[0]?.id ?? '' });
    // Somebody of another team can be given a shift by an override, too.
    expect((await desk.offer({ personIds: [desk.neighbour.id, desk.neighbour.id] })).asked).toHaveLength(1);
  });

  test('is made once for the same time, and withdrawn before the next', async () => {
    const [one, other] = await Promise.allSettled([
      desk.offer(),
      desk.offer({ from: desk.at(80), to: desk.at(90) }),
    ]);
    expect([one.status, other.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    const [swap] = (await listSwaps(as(desk.ada), { open: 'true' })).items;
    expect(await outcome(desk.offer())).toBe('conflict');
    expect(await withdrawSwap(as(desk.ada), { id: swap?.id ?? '' })).toMatchObject({ state: 'withdrawn' });
    expect((await desk.offer()).state).toBe('open');
  });

  test('ends at a time of its own, if that is before the shift begins', async () => {
    const wrong = async (expiresAt: string) => (await refusal(desk.offer({ expiresAt }))).fields;
    expect(await wrong(desk.at(0))).toEqual(['expiresAt']);
    expect(await wrong(desk.at(73))).toEqual(['expiresAt']);
    expect(await desk.offer({ expiresAt: desk.at(24) })).toMatchObject({ expiresAt: desk.at(24) });
  });

  test('refuses too much, and too many', async () => {
    expect((await refusal(desk.offer({ note: 'x'.repeat(1_001) }))).fields).toEqual(['note']);
    const ids = Array.from({ length: 51 }, () => as('system').newId());
    expect((await refusal(desk.offer({ personIds: ids }))).fields).toEqual(['personIds']);
    const now = desk.clock.now();
    await desk.store.client.shiftSwap.createMany({
      data: Array.from({ length: 100 }, () => ({
        ...{ id: as('system').newId(), scheduleId: desk.scheduleId, offererId: desk.ben.id, everybody: true },
        ...{ from: now, to: now, expiresAt: now, createdAt: now },
      })),
    });
    expect(await outcome(desk.offer())).toBe('conflict');
  });

  test('keeps its schedule from being removed', async () => {
    const { id } = await desk.offer();
    const remove = () => outcome(removeSchedule(as(desk.admin), { id: desk.scheduleId }));
    expect(await remove()).toBe('conflict');
    await withdrawSwap(as(desk.ada), { id });
    expect(await remove()).toBe('done');
  });
});

describe('taking', () => {
  test('makes the override, tells the offerer, and ends the offer', async () => {
    const { id } = await desk.offer();
    const taken = await take(desk.ben, id);
    expect(taken).toMatchObject({ state: 'taken', takenBy: { name: 'Ben' }, alsoOnCall: [], may: [] });
    expect(await desk.shifts()).toEqual(['Ben 72-96']);
    expect(await audits()).toEqual(['schedule.swap_offered', 'schedule.override', 'schedule.swap_taken']);
    expect(await told()).toEqual(['Ada end']);
    const again = await refusal(take(desk.cleo, id));
    expect(again).toMatchObject({ code: 'conflict', message: 'Ben has taken it. Nothing has changed.' });
    expect(await outcome(withdrawSwap(as(desk.ada), { id }))).toBe('conflict');
    expect(await outcome(declineSwap(as(desk.cleo), { id }))).toBe('conflict');
  });

  test('by ten at once gives it to one', async () => {
    const more = await Promise.all(
      Array.from({ length: 6 }, () => desk.person({ roles: ['agent'], teams: [desk.team] })),
    );
    const { id } = await desk.offer();
    const people = [desk.ben, desk.cleo, desk.dora, desk.lea, ...more];
    const results = await Promise.all(people.map((who) => outcome(take(who, id))));
    expect(results.toSorted()).toEqual([...Array(9).fill('conflict'), 'done']);
    const winner = people[results.indexOf('done')];
    expect((await see(id)).takenBy).toMatchObject({ id: winner?.id });
    const overrides = await desk.store.client.scheduleOverride.findMany();
    expect(overrides).toMatchObject([{ personIds: [winner?.id], replacesId: desk.ada.id }]);
    expect(await told()).toEqual(['Ada end']);
  });

  test('while it is withdrawn or declined: one of them has happened', async () => {
    for (const against of [
      (id: string) => withdrawSwap(as(desk.ada), { id }),
      (id: string) => declineSwap(as(desk.ben), { id }),
    ]) {
      const { id } = await desk.offer({ personIds: [desk.ben.id] });
      await Promise.allSettled([take(desk.ben, id), against(id)]);
      const { state } = await see(id);
      const count = await desk.store.client.scheduleOverride.count();
      expect(count).toBe(state === 'taken' ? 1 : 0);
      await desk.store.client.scheduleOverride.deleteMany();
    }
  });

  test('swaps two shifts at once', async () => {
    const inReturn = { from: desk.at(24), to: desk.at(48) };
    const swap = await desk.offer({ personIds: [desk.ben.id], inReturn });
    // The one in return begins first.
    expect(swap.expiresAt).toBe(desk.at(24));
    await take(desk.ben, swap.id);
    expect(await desk.shifts(0, 96)).toEqual(['Ada 0-24', 'Ada 24-48', 'Cleo 48-72', 'Ben 72-96']);
    expect(await desk.store.client.scheduleOverride.count()).toBe(2);
  });

  test('in return: of one person alone, theirs, to come, and not where both would be on call', async () => {
    const inReturn = { from: desk.at(24), to: desk.at(48) };
    const wrong = async (more: Parameters<SwapDesk['offer']>[0]) => (await refusal(desk.offer(more))).fields;
    expect(await wrong({ inReturn })).toEqual(['inReturn']);
    expect(await wrong({ inReturn, personIds: [desk.ben.id, desk.cleo.id] })).toEqual(['inReturn']);
    expect(await wrong({ inReturn, personIds: [desk.cleo.id] })).toEqual(['inReturn']);
    const past = { from: desk.at(-24), to: desk.at(-1) };
    expect(await wrong({ inReturn: past, personIds: [desk.ben.id] })).toEqual(['inReturn']);
    const lead = as(desk.lea);
    const both = { ...inReturn, id: desk.scheduleId, personIds: [desk.ada.id, desk.ben.id] };
    await createOverride(lead, both);
    expect(await wrong({ inReturn, personIds: [desk.ben.id] })).toEqual(['inReturn']);
  });

  test.each([
    ['the rules', (d: SwapDesk) => updateSchedule(as(d.lea), { id: d.scheduleId, layers: [] })],
    [
      'an override',
      (d: SwapDesk) =>
        createOverride(as(d.lea), {
          ...{ id: d.scheduleId, personIds: [d.cleo.id], from: d.at(90), to: d.at(91) },
        }),
    ],
    ['who works here', (d: SwapDesk) => updatePerson(as(d.admin), { id: d.ada.id, active: false })],
  ])('ends the offer where %s changed in between, and says so', async (_, change) => {
    const { id } = await desk.offer();
    await change(desk);
    const before = await desk.shifts();
    expect(await take(desk.ben, id)).toMatchObject({
      ...{ state: 'void', reason: 'the shift is not Ada’s any more', takenBy: null },
    });
    expect(await desk.shifts()).toEqual(before);
    expect((await audits()).at(-1)).toBe('schedule.swap_void');
    expect(await told()).toEqual(['Ada end']);
  });

  test('ends it where the shift in return is gone', async () => {
    const inReturn = { from: desk.at(24), to: desk.at(48) };
    const { id } = await desk.offer({ personIds: [desk.ben.id], inReturn });
    await createOverride(as(desk.lea), { id: desk.scheduleId, personIds: [desk.cleo.id], ...inReturn });
    expect(await take(desk.ben, id)).toMatchObject({
      ...{ state: 'void', reason: 'the shift in return is not Ben’s any more' },
    });
    expect(await desk.store.client.scheduleOverride.count()).toBe(1);
  });

  test('is refused to who is on call at that time already, and stays open for the others', async () => {
    const { id } = await desk.offer();
    await createOverride(as(desk.lea), {
      ...{ id: desk.scheduleId, from: desk.at(95), to: desk.at(96), personIds: [desk.ada.id, desk.ben.id] },
    });
    const refused = await refusal(take(desk.ben, id));
    expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining('Ben is on call') });
    expect((await take(desk.dora, id)).state).toBe('taken');
    expect(await desk.shifts()).toEqual(['Dora 72-95', 'Dora,Ben 95-96']);
  });

  test('is refused to who may not be on call any more', async () => {
    const { id } = await desk.offer();
    await desk.store.client.person.update({ where: { id: desk.ben.id }, data: { guest: true } });
    expect(await outcome(take({ ...desk.ben, guest: true }, id))).toBe('forbidden');
    expect(await outcome(take(desk.lea, id, desk.ben.id))).toBe('conflict');
    await desk.store.client.person.update({ where: { id: desk.cleo.id }, data: { active: false } });
    expect(await outcome(take(desk.lea, id, desk.cleo.id))).toBe('conflict');
    expect((await see(id)).state).toBe('open');
  });

  test('leaves no fewer people on call whom a page can reach', async () => {
    const { id } = await desk.offer();
    await desk.store.client.identity.create({
      data: {
        ...{ id: as('system').newId(), personId: desk.ada.id, channel: 'slack', externalId: 'T1:ADA' },
        ...{ createdAt: desk.clock.now() },
      },
    });
    const refused = await refusal(takeSwap(desk.with(desk.ben, 'web', 'slack'), { id }));
    expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining('a page can reach') });
    // With mail everybody is reached; where nobody is, it does not become worse.
    expect((await takeSwap(desk.with(desk.ben, 'web', 'slack', 'email'), { id })).state).toBe('taken');
  });

  test('of a shift that is under way takes over what is left', async () => {
    const { id, expiresAt } = await desk.offer({ from: desk.at(0), to: desk.at(24) });
    expect(expiresAt).toBe(desk.at(24));
    desk.clock.advance(3 * HOUR);
    await take(desk.dora, id);
    expect(await desk.shifts(0, 24)).toEqual(['Ada 0-3', 'Dora 3-24']);
  });

  test('tells by which other schedules one is on call then', async () => {
    const { id } = await desk.offer();
    const layers = [
      {
        ...{ name: 'Night', turns: [[desk.dora.id]], start: '2026-01-05T09:00' },
        every: { count: 1, unit: 'weeks' as const },
      },
    ];
    await createSchedule(as('system'), { name: 'Second', teamId: desk.team.id, timeZone: 'UTC', layers });
    expect(await take(desk.dora, id)).toMatchObject({ state: 'taken', alsoOnCall: ['Second'] });
  });
});

describe('declining', () => {
  test('is told with its word; whoever has may still take it, and once all have it is over', async () => {
    const { id } = await desk.offer({ personIds: [desk.ben.id, desk.cleo.id] });
    const swap = await declineSwap(as(desk.ben), { id, word: '  I am in Perú \ud800 then ' });
    expect(swap.asked).toMatchObject([
      { person: { name: 'Ben' }, word: 'I am in Perú \ufffd then', declinedAt: desk.at(0) },
      { person: { name: 'Cleo' }, declinedAt: null },
    ]);
    expect(swap.may).toEqual(['take']);
    expect(await outcome(declineSwap(as(desk.ben), { id }))).toBe('conflict');
    expect((await refusal(declineSwap(as(desk.cleo), { id, word: 'x'.repeat(301) }))).fields).toEqual([
      'word',
    ]);
    expect((await declineSwap(as(desk.cleo), { id })).state).toBe('declined');
    expect(await told()).toEqual(['Ada end']);
    expect(await outcome(take(desk.ben, id))).toBe('conflict');
  });

  test('by the last two at once ends it', async () => {
    const { id } = await desk.offer({ personIds: [desk.ben.id, desk.cleo.id] });
    await Promise.all([desk.ben, desk.cleo].map((who) => declineSwap(as(who), { id })));
    expect((await see(id)).state).toBe('declined');
  });
});

describe('the clock', () => {
  const follow = () => followSwaps(as('system'));

  test('reminds once, a day before its end at the earliest, and lets it expire when the shift begins', async () => {
    const { id } = await desk.offer();
    desk.clock.advance(54 * HOUR - MINUTE);
    expect(await follow()).toBe(0);
    desk.clock.advance(MINUTE);
    expect((await Promise.all([follow(), follow()])).toSorted()).toEqual([0, 1]);
    expect(await follow()).toBe(0);
    expect(await told()).toEqual(['Ada reminder']);
    desk.clock.advance(18 * HOUR - MINUTE);
    expect(await follow()).toBe(0);
    desk.clock.advance(MINUTE);
    expect((await Promise.all([follow(), follow(), follow()])).toSorted()).toEqual([0, 0, 1]);
    expect(await see(id)).toMatchObject({ state: 'expired', endedAt: desk.at(72) });
    expect(await told()).toEqual(['Ada reminder', 'Ada end']);
    expect(await desk.shifts()).toEqual(['Ada 72-96']);
  });

  test('no longer reminds of what has ended, nor of what stands less than an hour', async () => {
    const { id } = await desk.offer({ expiresAt: desk.at(0.9) });
    await withdrawSwap(as(desk.ada), { id });
    await desk.offer({ expiresAt: desk.at(0.9) });
    desk.clock.advance(0.8 * HOUR);
    expect(await follow()).toBe(0);
    expect(await told()).toEqual([]);
  });

  test('who comes too late finds it expired, also before the clock has come by', async () => {
    const { id } = await desk.offer();
    desk.clock.advance(72 * HOUR);
    expect(await take(desk.ben, id)).toMatchObject({ state: 'expired' });
    expect(await desk.shifts()).toEqual(['Ada 72-96']);
    expect(await follow()).toBe(0);
  });

  test('a stop is made up: it expires, and is not reminded of first', async () => {
    await desk.offer();
    desk.clock.advance(100 * HOUR);
    expect(await follow()).toBe(1);
    expect(await told()).toEqual(['Ada end']);
  });
});

describe('who may', () => {
  /** Another lead, who runs another team. */
  const everybody = () => ({
    ada: desk.ada,
    ben: desk.ben,
    dora: desk.dora,
    lea: desk.lea,
    admin: desk.admin,
    neighbour: desk.neighbour,
    otherLead: { ...desk.neighbour, leadOf: desk.neighbour.teamIds },
    requester: desk.requester,
    guest: { ...desk.guest, roles: ['agent' as const] },
    readOnly: tokenOf(desk.ben, 'read'),
    writing: tokenOf(desk.ben, 'read', 'write'),
  });
  type Who = keyof ReturnType<typeof everybody>;
  const table = async (attempt: (who: ActingPerson | Actor) => Promise<unknown>) => {
    const found: Partial<Record<Who, string>> = {};
    for (const [name, who] of Object.entries(everybody())) found[name as Who] = await outcome(attempt(who));
    return found;
  };
  /** Ada offers hers to Ben alone. */
  const fresh = async () => {
    await desk.store.client.scheduleOverride.deleteMany();
    await desk.store.client.shiftSwap.deleteMany();
    return (await desk.offer({ personIds: [desk.ben.id] })).id;
  };

  test('take', async () => {
    expect(await table(async (who) => takeSwap(as(who), { id: await fresh() }))).toEqual({
      ...{ ada: 'forbidden', ben: 'done', dora: 'not_found', lea: 'forbidden', admin: 'forbidden' },
      ...{ neighbour: 'not_found', otherLead: 'not_found', requester: 'forbidden', guest: 'forbidden' },
      ...{ readOnly: 'forbidden', writing: 'done' },
    });
  });

  test('take and decline for somebody who was asked', async () => {
    const personId = desk.ben.id;
    const wanted = {
      ...{ ada: 'forbidden', ben: 'done', dora: 'not_found', lea: 'done', admin: 'done' },
      ...{ neighbour: 'not_found', otherLead: 'not_found', requester: 'forbidden', guest: 'forbidden' },
      ...{ readOnly: 'forbidden', writing: 'done' },
    };
    expect(await table(async (who) => takeSwap(as(who), { id: await fresh(), personId }))).toEqual(wanted);
    expect(await table(async (who) => declineSwap(as(who), { id: await fresh(), personId }))).toEqual(wanted);
  });

  test('withdraw', async () => {
    expect(await table(async (who) => withdrawSwap(as(who), { id: await fresh() }))).toEqual({
      ...{ ada: 'done', ben: 'forbidden', dora: 'not_found', lea: 'done', admin: 'done' },
      ...{ neighbour: 'not_found', otherLead: 'not_found', requester: 'forbidden', guest: 'forbidden' },
      ...{ readOnly: 'forbidden', writing: 'forbidden' },
    });
  });

  test('see it, also in the list', async () => {
    const id = await fresh();
    const wanted = {
      ...{ ada: 'done', ben: 'done', dora: 'not_found', lea: 'done', admin: 'done' },
      ...{ neighbour: 'not_found', otherLead: 'not_found', requester: 'forbidden', guest: 'forbidden' },
      ...{ readOnly: 'done', writing: 'done' },
    };
    expect(await table((who) => getSwap(as(who), { id }))).toEqual(wanted);
    for (const [name, who] of Object.entries(everybody())) {
      if (wanted[name as Who] === 'forbidden') continue;
      const { items } = await listSwaps(as(who), {});
      expect([name, items.length]).toEqual([name, wanted[name as Who] === 'done' ? 1 : 0]);
    }
  });

  test('offer for somebody', async () => {
    const offer = async (who: ActingPerson | Actor) => {
      await fresh();
      await desk.store.client.shiftSwap.deleteMany();
      return offerShift(as(who), {
        ...{ scheduleId: desk.scheduleId, offererId: desk.ada.id, from: desk.at(72), to: desk.at(96) },
      });
    };
    expect(await table(offer)).toEqual({
      ...{ ada: 'done', ben: 'forbidden', dora: 'forbidden', lea: 'done', admin: 'done' },
      ...{ neighbour: 'forbidden', otherLead: 'forbidden', requester: 'forbidden', guest: 'forbidden' },
      ...{ readOnly: 'forbidden', writing: 'forbidden' },
    });
  });

  test('and what is done for somebody they are told', async () => {
    const swap = await offerShift(as(desk.lea), {
      ...{ scheduleId: desk.scheduleId, offererId: desk.ada.id, from: desk.at(72), to: desk.at(96) },
      personIds: [desk.ben.id],
    });
    expect(swap).toMatchObject({
      offerer: { name: 'Ada' },
      madeBy: { name: 'Lea' },
      may: ['withdraw', 'settle'],
    });
    await take(desk.lea, swap.id, desk.ben.id);
    expect(await told()).toEqual(['Ada end', 'Ben end']);
    expect(await desk.shifts()).toEqual(['Ben 72-96']);
  });
});

test('lists come in pages, by state and by schedule', async () => {
  const made = [];
  for (const from of [72, 76, 80]) {
    made.push((await desk.offer({ from: desk.at(from), to: desk.at(from + 2) })).id);
    desk.clock.advance(MINUTE);
  }
  await withdrawSwap(as(desk.ada), { id: made[0] ?? '' });
  const list = (input: Parameters<typeof listSwaps>[1]) => listSwaps(as(desk.ben), input);
  const first = await list({ limit: 2 });
  const second = await list({ limit: 2, cursor: first.next ?? '' });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.toReversed());
  expect(second.next).toBe(null);
  expect((await list({ open: 'true' })).items).toHaveLength(2);
  expect((await list({ open: 'false' })).items.map(({ state }) => state)).toEqual(['withdrawn']);
  expect((await list({ schedule: as('system').newId() })).items).toEqual([]);
});

test('on the day on which the clocks change a part is what it is on the wall', async () => {
  const berlin = await createSwapDesk('Europe/Berlin');
  try {
    // Ben has it from Saturday at nine until Sunday at nine, which is 23 hours later.
    const whole = { from: '2026-03-28T08:00:00Z', to: '2026-03-29T07:00:00Z' };
    expect(await outcome(berlin.offer({ ...whole, to: '2026-03-29T08:00:00Z' }, berlin.ben))).toBe('invalid');
    expect((await berlin.offer(whole, berlin.ben)).expiresAt).toBe('2026-03-28T08:00:00.000Z');
    const { items } = await listSwaps(berlin.ctxFor(berlin.ben), {});
    await withdrawSwap(berlin.ctxFor(berlin.ben), { id: items[0]?.id ?? '' });
    // From one until four on the wall, which are two hours.
    const part = { from: '2026-03-29T00:00:00Z', to: '2026-03-29T02:00:00Z' };
    const { id } = await berlin.offer(part, berlin.ben);
    await takeSwap(berlin.ctxFor(berlin.dora), { id });
    const shifts = await shiftsOfSchedule(berlin.ctxFor('system'), { id: berlin.scheduleId, ...whole });
    expect(
      shifts.items.map(({ people, from, to }) => [people[0]?.name, from.slice(8, 13), to.slice(8, 13)]),
    ).toEqual([
      ['Ben', '28T08', '29T00'],
      ['Dora', '29T00', '29T02'],
      ['Ben', '29T02', '29T07'],
    ]);
  } finally {
    await berlin.close();
  }
});
