import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createDelegation,
  listDelegations,
  removeDelegation,
} from '../../../src/domain/approvals/delegations.ts';
import { setOwnAvailability } from '../../../src/domain/assignment/availability.ts';
import { HOUR } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { refusal } from '../tickets/cast.ts';
import { type ApprovalDesk, createApprovalDesk } from './approval-desk.ts';

let desk: ApprovalDesk;
beforeAll(async () => {
  desk = await createApprovalDesk();
});
afterAll(() => desk.close());

/** Agents of these names. */
async function people<Names extends string[]>(...names: Names) {
  const agent = (name: string) => desk.person({ name, roles: ['agent'], teams: [desk.team] });
  return (await Promise.all(names.map(agent))) as { [Index in keyof Names]: ActingPerson };
}
const later = (hours: number) => new Date(desk.clock.now().getTime() + hours * HOUR).toISOString();

describe('somebody votes for somebody else', () => {
  test('as long as that was given to them, and is shown as that', async () => {
    const [xena, yuri, zoe] = await people('Xena', 'Yuri', 'Zoe');
    const { id: policyId } = await desk.policy([[[xena, zoe], { need: 'all' }]]);
    const { id } = await desk.ask(policyId);
    expect((await refusal(desk.vote(yuri, id, 'approve'))).code).toBe('forbidden');
    await createDelegation(desk.ctxFor(xena), { to: yuri.id, until: later(8) });
    expect((await desk.cards(id)).filter((card) => card.includes('Yuri'))).toEqual([
      '1 Yuri email',
      '1 Yuri web',
    ]);
    expect((await desk.see(id, yuri)).votesFor?.name).toBe('Xena');
    await desk.vote(yuri, id, 'approve');
    // It is Xena's vote, which there is once.
    expect((await refusal(desk.vote(xena, id, 'reject'))).message).toMatch(/Yuri has voted already/);
    await desk.vote(zoe, id, 'approve');
    expect((await desk.row(id)).decision).toBe('Approved by Yuri for Xena, Zoe.');
    const next = await desk.ask(policyId);
    desk.clock.advance(9 * HOUR);
    expect((await refusal(desk.vote(yuri, next.id, 'approve'))).code).toBe('forbidden');
  });

  test('never for two at once, nor beside a vote of their own', async () => {
    const [one, two, proxy] = await people('One', 'Two', 'Proxy');
    for (const person of [one, two]) {
      await createDelegation(desk.ctxFor(person), { to: proxy.id });
    }
    const both = await desk.ask((await desk.policy([[[one, two], { need: 'all' }]])).id);
    await desk.vote(proxy, both.id, 'approve');
    expect((await refusal(desk.vote(proxy, both.id, 'approve'))).message).toMatch(/^You have voted already/);
    expect((await desk.row(both.id)).state).toBe('pending');
    const own = await desk.ask((await desk.policy([[[one, proxy], { need: 'all' }]])).id);
    expect((await desk.see(own.id, proxy)).votesFor?.name).toBe('Proxy');
    await desk.vote(proxy, own.id, 'approve');
    expect((await refusal(desk.vote(proxy, own.id, 'approve'))).code).toBe('conflict');
  });

  test('and nobody for the requester, nor the requester for anybody', async () => {
    const [boss, proxy] = await people('Boss', 'Deputy');
    await createDelegation(desk.ctxFor(desk.requester), { to: proxy.id });
    await createDelegation(desk.ctxFor(boss), { to: desk.requester.id });
    const { id } = await desk.ask((await desk.policy([[[desk.requester, boss], { need: 'any' }]])).id);
    expect((await refusal(desk.vote(proxy, id, 'approve'))).message).toBe('You are not asked about this.');
    expect((await refusal(desk.vote(desk.requester, id, 'approve'))).message).toBe(
      'You have a part in this, so you do not vote on it.',
    );
  });

  test('of the policies that it was given for, and only while they are away if that was meant', async () => {
    const [away, stand] = await people('Away', 'Stand-in');
    const [meant, other] = [
      await desk.policy([[[away], { need: 'any' }]]),
      await desk.policy([[[away], { need: 'any' }]]),
    ];
    await createDelegation(desk.ctxFor(away), {
      ...{ to: stand.id, onlyAway: true, policyIds: [meant.id] },
    });
    const [first, second] = [await desk.ask(meant.id), await desk.ask(other.id)];
    expect((await desk.see(first.id, stand)).votesFor).toBeNull();
    await setOwnAvailability(desk.ctxFor(away), { availability: 'away' });
    expect((await desk.cards(first.id)).some((card) => card.includes('Stand-in'))).toBe(true);
    expect((await desk.cards(second.id)).some((card) => card.includes('Stand-in'))).toBe(false);
    expect((await desk.see(first.id, stand)).votesFor?.name).toBe('Away');
    expect((await desk.see(second.id, stand)).votesFor).toBeNull();
    await setOwnAvailability(desk.ctxFor(away), { availability: 'available' });
    expect((await refusal(desk.vote(stand, first.id, 'approve'))).code).toBe('forbidden');
  });

  test('is given by oneself or an admin, to somebody who may vote', async () => {
    const [giver, taker] = await people('Giver', 'Taker');
    const guest = await desk.person({ name: 'Guest', guest: true });
    expect((await refusal(createDelegation(desk.ctxFor(giver), { to: giver.id }))).fields).toEqual(['to']);
    expect((await refusal(createDelegation(desk.ctxFor(giver), { to: guest.id }))).fields).toEqual(['to']);
    expect(
      (await refusal(createDelegation(desk.ctxFor(giver), { to: taker.id, until: later(-1) }))).fields,
    ).toEqual(['until']);
    expect(
      (await refusal(createDelegation(desk.ctxFor(taker), { to: taker.id, personId: giver.id }))).code,
    ).toBe('forbidden');
    const given = await createDelegation(desk.ctxFor(desk.admin), {
      to: taker.id,
      personId: giver.id,
      from: later(1),
    });
    expect(given).toMatchObject({ person: { name: 'Giver' }, to: { name: 'Taker' }, active: false });
    expect((await listDelegations(desk.ctxFor(giver), {})).items).toHaveLength(1);
    expect((await refusal(listDelegations(desk.ctxFor(taker), { personId: giver.id }))).code).toBe(
      'forbidden',
    );
    expect((await refusal(removeDelegation(desk.ctxFor(taker), { id: given.id }))).code).toBe('forbidden');
    await removeDelegation(desk.ctxFor(giver), { id: given.id });
    expect((await listDelegations(desk.ctxFor(taker), {})).items).toEqual([]);
  });
});
