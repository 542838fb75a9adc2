import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followApprovals } from '../../../src/domain/approvals/by-clock.ts';
import { createDelegation } from '../../../src/domain/approvals/delegations.ts';
import { updatePerson } from '../../../src/domain/people/update.ts';
import { HOUR } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { recordingChannel } from '../../support/recording-channel.ts';
import { deliverAll } from '../../support/worker.ts';
import { refusal } from '../tickets/cast.ts';
import { type ApprovalDesk, createApprovalDesk } from './approval-desk.ts';

const any = { need: 'any' } as const;
const all = { need: 'all' } as const;

let desk: ApprovalDesk;
let boss: ActingPerson;
beforeAll(async () => {
  desk = await createApprovalDesk();
  boss = await desk.person({ name: 'Boss' });
});
afterAll(() => desk.close());

/** Somebody whose manager this is. */
async function under(manager: ActingPerson, name: string): Promise<ActingPerson> {
  const person = await desk.person({ name });
  await updatePerson(desk.ctxFor(desk.admin), { id: person.id, managerId: manager.id });
  return person;
}
const follow = () => followApprovals(desk.ctxFor('system'));
/** Goes on so far, and lets two processes look at once. */
async function hoursLater(hours: number): Promise<void> {
  desk.clock.advance(hours * HOUR);
  await Promise.all([follow(), follow()]);
}

describe('by the clock', () => {
  test('who has not voted is reminded once, by a fresh card in place of the old one', async () => {
    const [ann, bob] = [await desk.person({ name: 'Ann' }), await desk.person({ name: 'Bob' })];
    const { id, number } = await desk.ask((await desk.policy([[[ann, bob], all]], { remindHours: 4 })).id);
    const web = recordingChannel({ name: 'web' });
    await deliverAll(desk, web);
    await desk.vote(ann, id, 'approve');
    await deliverAll(desk, web);
    web.calls.length = 0;
    await hoursLater(3);
    expect(await deliverAll(desk, web)).toBe(0);
    await hoursLater(1);
    await deliverAll(desk, web);
    expect(web.calls.map(({ kind }) => kind)).toEqual(['remove', 'post']);
    await hoursLater(4);
    await deliverAll(desk, web);
    expect(web.calls).toHaveLength(2);
    expect((await desk.told(number)).filter((words) => words.startsWith('reminded'))).toHaveLength(1);
  });

  test('managers may vote in place of those who do not answer', async () => {
    const [cid, dan] = [await under(boss, 'Cid'), await under(boss, 'Dan')];
    const { id, number } = await desk.ask((await desk.policy([[[cid, dan], all]], { escalateHours: 8 })).id);
    expect((await refusal(desk.vote(boss, id, 'approve'))).code).toBe('not_found');
    await hoursLater(8);
    expect((await desk.told(number)).at(-1)).toMatch(/: Boss for Cid, Boss for Dan$/);
    expect((await desk.see(id, boss)).votesFor?.name).toBe('Cid');
    await desk.vote(boss, id, 'approve');
    // One person, one vote, whomever they stand for.
    expect((await refusal(desk.vote(boss, id, 'approve'))).message).toMatch(/^You have voted already/);
    await desk.vote(dan, id, 'approve');
    expect((await desk.row(id)).decision).toBe('Approved by Boss for Cid, Dan.');
  });

  test('but not a manager who has a part in it, or is asked anyway', async () => {
    const eve = await under(desk.agent, 'Eve');
    const fay = await under(boss, 'Fay');
    const { id } = await desk.ask((await desk.policy([[[eve, fay, boss], all]], { escalateHours: 1 })).id);
    await hoursLater(1);
    const seats = await desk.store.client.approvalSeat.findMany({ where: { approvalId: id } });
    expect(seats.map(({ substituteId }) => substituteId)).toEqual([null, null, null]);
  });

  test('it expires once, and nobody votes after that', async () => {
    const gil = await desk.person({ name: 'Gil' });
    const { id, number } = await desk.ask((await desk.policy([[[gil], any]], { expireHours: 24 })).id);
    await hoursLater(23.9);
    expect((await desk.row(id)).state).toBe('pending');
    await hoursLater(0.1);
    expect(await desk.row(id)).toMatchObject({
      state: 'expired',
      decision: 'Expired: it was not decided within 24 hours.',
      workAt: null,
    });
    expect((await desk.told(number)).filter((words) => words.startsWith('closed'))).toHaveLength(1);
    expect((await refusal(desk.vote(gil, id, 'approve'))).message).toMatch(/is expired already/);
  });

  test('what is decided is left alone', async () => {
    const hal = await desk.person({ name: 'Hal' });
    const more = { remindHours: 1, escalateHours: 1, expireHours: 1 };
    const { id, number } = await desk.ask((await desk.policy([[[hal], any]], more)).id);
    await desk.vote(hal, id, 'approve');
    const told = await desk.told(number);
    await hoursLater(2);
    expect((await desk.row(id)).state).toBe('approved');
    expect(await desk.told(number)).toEqual(told);
  });

  test('what waits for somebody is handed over when their delegation begins, until it is over', async () => {
    const [ida, jan] = [await desk.person({ name: 'Ida' }), await desk.person({ name: 'Jan' })];
    const { id } = await desk.ask((await desk.policy([[[ida], any]])).id);
    const later = (hours: number) => new Date(desk.clock.now().getTime() + hours * HOUR).toISOString();
    await createDelegation(desk.ctxFor(ida), { to: jan.id, from: later(1), until: later(2) });
    expect((await desk.cards(id)).some((card) => card.includes('Jan'))).toBe(false);
    await hoursLater(1);
    expect((await desk.cards(id)).some((card) => card.includes('Jan'))).toBe(true);
    expect((await desk.see(id, jan)).votesFor?.name).toBe('Ida');
    expect(await follow()).toBe(0);
    const web = recordingChannel({ name: 'web' });
    await deliverAll(desk, web);
    const cardOf = () => JSON.stringify(web.shown(`direct:${jan.id}`));
    expect(cardOf()).toContain('approval_approve');
    await hoursLater(1);
    await deliverAll(desk, web);
    expect(cardOf()).not.toContain('approval_approve');
    expect(await desk.store.client.delegation.count()).toBe(0);
  });
});
