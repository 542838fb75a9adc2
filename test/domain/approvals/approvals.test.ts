import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelApproval } from '../../../src/domain/approvals/cancel.ts';
import { listApprovals } from '../../../src/domain/approvals/list.ts';
import { joinIdentity } from '../../../src/domain/people/identities.ts';
import { updatePerson } from '../../../src/domain/people/update.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { assignTicket } from '../../../src/domain/tickets/take.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { outcome, refusal } from '../tickets/cast.ts';
import { type ApprovalDesk, createApprovalDesk } from './approval-desk.ts';

const any = { need: 'any' } as const;
const all = { need: 'all' } as const;

let desk: ApprovalDesk;
let a: ActingPerson;
let b: ActingPerson;
let c: ActingPerson;
beforeAll(async () => {
  desk = await createApprovalDesk();
  a = await desk.person({ name: 'Ann' });
  b = await desk.person({ name: 'Bob' });
  c = await desk.person({ name: 'Cid' });
});
afterAll(() => desk.close());

describe('an approval', () => {
  test('asks those of its policy, and is approved once enough of them have', async () => {
    const { id: policyId } = await desk.policy([[[a, b, c], { need: 'count', count: 2 }]]);
    const { id, number } = await desk.ask(policyId);
    expect(await desk.see(id)).toMatchObject({
      state: 'pending',
      subject: { number, title: 'New firewall rule', requester: { name: 'Rita Requester' } },
      stages: [{ state: 'open', groups: [{ name: 'Ann, Bob, and Cid', needed: 2, waiting: 3 }] }],
      votesFor: null,
      cancellable: true,
    });
    expect((await desk.see(id, a)).votesFor).toEqual({ id: a.id, name: 'Ann' });
    await desk.vote(a, id, 'approve');
    expect(await desk.see(id, a)).toMatchObject({ state: 'pending', votesFor: null });
    await desk.vote(c, id, 'approve');
    expect(await desk.see(id)).toMatchObject({
      state: 'approved',
      decision: 'Approved by Ann, Cid.',
      cancellable: false,
    });
    expect(await desk.told(number)).toEqual([
      expect.stringMatching(/^asked for approval by “Policy \d+”$/),
      expect.stringMatching(/^approved \(“Policy \d+”\)$/),
      expect.stringMatching(/^approved/),
      expect.stringMatching(/^closed “Policy \d+”: Approved by Ann, Cid\.$/),
    ]);
  });

  test('is asked for by agents of an open ticket, once by a policy at a time', async () => {
    const { id: policyId } = await desk.policy([[[a], any]]);
    const { number } = await desk.ask(policyId);
    expect((await refusal(desk.ask(policyId, { number }))).message).toMatch(
      /waits for approval by .* already/,
    );
    expect((await refusal(desk.ask(policyId, { number, as: desk.requester }))).code).toBe('forbidden');
    expect((await refusal(desk.ask(policyId, { number, as: b }))).code).toBe('not_found');
    await resolveTicket(desk.ctxFor(desk.agent), { number, resolution: 'Done.' });
    expect((await refusal(desk.ask(policyId, { number }))).code).toBe('conflict');
  });

  test('goes through its stages in order, and asks the next people only then', async () => {
    const { id: policyId } = await desk.policy([
      [[a], any],
      [[b, c], all],
    ]);
    const { id } = await desk.ask(policyId);
    expect(await desk.cards(id)).toEqual(['1 Ann email', '1 Ann web']);
    expect((await refusal(desk.vote(b, id, 'approve'))).code).toBe('not_found');
    await desk.vote(a, id, 'approve');
    expect(await desk.see(id)).toMatchObject({
      state: 'pending',
      stage: 1,
      stages: [{ state: 'approved' }, { state: 'open' }],
    });
    expect((await desk.cards(id)).filter((card) => card.endsWith('web'))).toEqual([
      '1 Ann web',
      '1 Bob web',
      '1 Cid web',
    ]);
    await desk.vote(b, id, 'approve');
    await desk.vote(c, id, 'reject', { comment: 'Too early.' });
    expect(await desk.see(id)).toMatchObject({
      state: 'rejected',
      decision: 'Rejected by Cid (Too early.).',
    });
  });

  test('looks people up at the moment in which their stage begins', async () => {
    const team = await desk.addTeam('Security');
    const boss = await desk.person({ name: 'Boss' });
    const employee = await desk.person({ name: 'Employee' });
    await updatePerson(desk.ctxFor(desk.admin), { id: employee.id, managerId: boss.id });
    const { id: policyId } = await desk.policy([], {
      stages: [
        { groups: [{ approvers: { who: 'manager' }, need: any }] },
        { groups: [{ approvers: { who: 'team', teamId: team.id }, need: any }] },
      ],
    });
    const number = await desk.open(employee);
    const { id } = await desk.ask(policyId, { number });
    const late = await desk.person({ name: 'Late', teams: [team] });
    await desk.vote(boss, id, 'approve');
    await desk.vote(late, id, 'approve');
    expect((await desk.row(id)).state).toBe('approved');
  });

  test('is not asked for where nobody could approve it', async () => {
    const { id: nobody } = await desk.policy([], {
      stages: [{ groups: [{ approvers: { who: 'manager' }, need: any }] }],
    });
    const { message } = await refusal(desk.ask(nobody));
    expect(message).toMatch(/^Nobody could approve this/);
    expect(await desk.store.client.approval.count({ where: { policyId: nobody } })).toBe(0);
  });

  test('needs a reason to reject and to ask for changes', async () => {
    const { id: policyId } = await desk.policy([[[a, b], any]]);
    const { id } = await desk.ask(policyId);
    for (const choice of ['reject', 'changes'] as const) {
      expect((await refusal(desk.vote(a, id, choice, { comment: ' ' }))).fields).toEqual(['comment']);
    }
    await desk.vote(a, id, 'changes', { comment: 'Name the port.' });
    await desk.vote(b, id, 'approve');
    expect(await desk.see(id)).toMatchObject({ state: 'pending', changesWanted: true });
  });

  test('is decided by a condition without anybody, and says so', async () => {
    const { id: policyId } = await desk.policy([[[a], any]], {
      auto: [
        { decide: 'reject', condition: { field: 'tag', op: 'is', value: ['never'] } },
        { decide: 'approve', condition: { field: 'tag', op: 'is', value: ['standard'] } },
      ],
    });
    const number = await desk.open();
    await editTicket(desk.ctxFor(desk.agent), { number, tags: ['standard'] });
    const { id } = await desk.ask(policyId, { number });
    expect(await desk.see(id)).toMatchObject({
      state: 'approved',
      decision: 'Approved by a condition of the policy, without a vote (tag is standard: yes).',
      votes: [],
    });
    expect(await desk.cards(id)).toEqual([]);
    expect(await desk.see((await desk.ask(policyId)).id)).toMatchObject({ state: 'pending' });
  });

  test('is taken back by agents, and nobody votes on it then', async () => {
    const { id: policyId } = await desk.policy([[[a], any]]);
    const { id } = await desk.ask(policyId);
    expect((await refusal(cancelApproval(desk.ctxFor(a), { id }))).code).toBe('not_found');
    await cancelApproval(desk.ctxFor(desk.agent), { id, reason: 'Not needed.' });
    expect(await desk.row(id)).toMatchObject({
      state: 'cancelled',
      decision: 'Taken back by Agnes Agent: Not needed.',
    });
    expect((await refusal(desk.vote(a, id, 'approve'))).message).toMatch(
      /taken back already, and nothing has changed/,
    );
    expect((await refusal(cancelApproval(desk.ctxFor(desk.agent), { id }))).code).toBe('conflict');
  });

  test('ends with its ticket', async () => {
    const { id: policyId } = await desk.policy([[[a], any]]);
    const { id, number } = await desk.ask(policyId);
    await resolveTicket(desk.ctxFor(desk.agent), { number, resolution: 'Done.' });
    expect((await desk.row(id)).state).toBe('cancelled');
  });

  test('is shown to whoever it waits for, until they have voted', async () => {
    const dora = await desk.person({ name: 'Dora' });
    const { id: policyId } = await desk.policy([[[dora, a], all]]);
    const { id } = await desk.ask(policyId);
    const list = async (which: 'waiting' | 'voted') =>
      (await listApprovals(desk.ctxFor(dora), { which })).items.map((one) => one.id);
    expect(await list('waiting')).toEqual([id]);
    await desk.vote(dora, id, 'approve');
    expect(await list('waiting')).toEqual([]);
    expect(await list('voted')).toEqual([id]);
  });
});

describe('one person, one vote', () => {
  test('whichever chat they click in', async () => {
    const { id: policyId } = await desk.policy([[[a, b], { need: 'count', count: 2 }]]);
    const admin = desk.ctxFor(desk.admin);
    for (const channel of ['slack', 'teams']) {
      await joinIdentity(admin, { id: a.id, channel, externalId: `T1:${channel}` });
    }
    const { id } = await desk.ask(policyId);
    await desk.vote(a, id, 'approve', { channel: 'slack' });
    const again = await refusal(desk.vote(a, id, 'approve', { channel: 'teams' }));
    expect(again.message).toBe('You have voted already (Ann approved), and nothing has changed.');
    expect((await desk.row(id)).state).toBe('pending');
    for (const channel of ['slack', 'teams'])
      await desk.store.client.identity.deleteMany({ where: { channel } });
  });

  test('of a hundred votes at once one decides, and the others change nothing', async () => {
    const voters = await Promise.all(Array.from({ length: 50 }, () => desk.person()));
    const { id: policyId } = await desk.policy([[voters, any]]);
    const { id, number } = await desk.ask(policyId);
    const { hash } = await desk.row(id);
    const results = await Promise.all(
      [...voters, ...voters].map((voter, index) =>
        outcome(desk.vote(voter, id, index % 2 ? 'approve' : 'reject', { hash })),
      ),
    );
    expect(results.filter((result) => result === 'done')).toHaveLength(1);
    expect(await desk.store.client.approvalVote.count({ where: { approvalId: id } })).toBe(1);
    expect((await desk.told(number)).filter((words) => words.startsWith('closed'))).toHaveLength(1);
    const decided = await desk.store.client.auditEntry.count({
      where: { action: { in: ['approval.approved', 'approval.rejected'] }, detail: { contains: id } },
    });
    expect(decided).toBe(1);
  });

  test('by whoever is not asked changes nothing', async () => {
    const { id: policyId } = await desk.policy([[[a], any]]);
    const { id } = await desk.ask(policyId);
    expect(await refusal(desk.vote(desk.admin, id, 'approve'))).toMatchObject({
      code: 'forbidden',
      message: 'You are not asked about this.',
    });
    expect((await refusal(desk.vote(b, id, 'approve'))).code).toBe('not_found');
  });
});

describe('nobody approves their own', () => {
  test('neither who wants it, nor who asks, nor who does it', async () => {
    const worker = await desk.person({ name: 'Worker', roles: ['agent'], teams: [desk.team] });
    const { id: policyId } = await desk.policy([[[desk.requester, desk.agent, worker, a], any]]);
    const { id, number } = await desk.ask(policyId);
    expect((await desk.see(id)).stages[0]?.waiting.map(({ name }) => name)).toEqual(['Ann', 'Worker']);
    // Who takes it over after they were asked is not counted any more, either.
    await assignTicket(desk.ctxFor(desk.agent), { number, assigneeId: worker.id });
    expect((await refusal(desk.vote(worker, id, 'approve'))).message).toBe(
      'You have a part in this, so you do not vote on it.',
    );
    expect((await desk.see(id)).stages[0]?.waiting.map(({ name }) => name)).toEqual(['Ann']);
    await desk.vote(a, id, 'approve');
    expect((await desk.row(id)).state).toBe('approved');
  });

  test('and a vote is counted no more once its voter does the work', async () => {
    const worker = await desk.person({ name: 'Worker', roles: ['agent'], teams: [desk.team] });
    const { id: policyId } = await desk.policy([[[worker, a, b], { need: 'count', count: 2 }]]);
    const { id, number } = await desk.ask(policyId);
    await desk.vote(worker, id, 'approve');
    await assignTicket(desk.ctxFor(desk.agent), { number, assigneeId: worker.id });
    await desk.vote(a, id, 'approve');
    expect(await desk.see(id)).toMatchObject({
      state: 'pending',
      votes: [{ counted: false }, { counted: true }],
    });
    await desk.vote(b, id, 'approve');
    expect((await desk.row(id)).decision).toBe('Approved by Ann, Bob.');
  });

  test('but by a policy that says why', async () => {
    const { id: policyId } = await desk.policy([[[desk.agent], any]], { selfApproval: 'We are two people.' });
    const { id, number } = await desk.ask(policyId);
    await desk.vote(desk.agent, id, 'approve');
    expect((await desk.row(id)).state).toBe('approved');
    expect((await desk.told(number))[1]).toMatch(/on their own, since: We are two people\.$/);
  });

  test('and guests and people from outside never vote', async () => {
    const guest = await desk.person({ name: 'Guest', guest: true });
    const partner = await desk.person({ name: 'Partner', external: true });
    const { id: policyId } = await desk.policy([[[guest, partner, a], any]], { selfApproval: 'Whatever.' });
    const { id } = await desk.ask(policyId);
    expect((await desk.see(id)).stages[0]?.waiting.map(({ name }) => name)).toEqual(['Ann']);
    expect((await refusal(desk.vote(guest, id, 'approve'))).code).toBe('not_found');
  });
});

describe('what was voted on', () => {
  test('goes with the vote: edited, all votes are void and it is asked again', async () => {
    const { id: policyId } = await desk.policy([[[a, b], all]]);
    const { id, number } = await desk.ask(policyId);
    const { hash } = await desk.row(id);
    await desk.vote(a, id, 'approve');
    const agent = desk.ctxFor(desk.agent);
    await editTicket(agent, { number, tags: ['x'], urgency: 1 });
    expect((await desk.row(id)).round).toBe(1);
    await editTicket(agent, { number, description: 'All ports.' });
    expect(await desk.see(id)).toMatchObject({
      state: 'pending',
      round: 2,
      votes: [{ round: 1, counted: false }],
      stages: [{ groups: [{ approved: 0, waiting: 2 }] }],
    });
    expect((await desk.told(number)).at(-1)).toMatch(
      /^edited the description: votes on “Policy \d+” are void, and it is asked for again$/,
    );
    expect((await refusal(desk.vote(b, id, 'approve', { hash }))).message).toMatch(
      /edited since you were asked/,
    );
    await desk.vote(a, id, 'approve');
    await desk.vote(b, id, 'approve');
    expect(await desk.see(id)).toMatchObject({ state: 'approved', edited: false });
    await editTicket(agent, { number, title: 'Another one' });
    expect(await desk.see(id)).toMatchObject({ state: 'approved', edited: true });
  });

  test('an edit and votes at the same moment never count for each other', async () => {
    const { id: policyId } = await desk.policy([[[a, b, c], all]]);
    const { id, number } = await desk.ask(policyId);
    const { hash } = await desk.row(id);
    await Promise.all([
      ...[a, b, c].map((voter) => outcome(desk.vote(voter, id, 'approve', { hash }))),
      editTicket(desk.ctxFor(desk.agent), { number, description: 'All ports, quickly.' }),
    ]);
    const { state, round } = await desk.row(id);
    const votes = await desk.store.client.approvalVote.findMany({ where: { approvalId: id } });
    if (state === 'approved') expect([round, votes.length]).toEqual([1, 3]);
    else expect(votes.every((vote) => vote.round < round)).toBe(true);
  });
});
