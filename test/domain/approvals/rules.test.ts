import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { CreateAutomation } from '../../../src/contract/automation.ts';
import { followApprovals } from '../../../src/domain/approvals/by-clock.ts';
import { cancelApproval } from '../../../src/domain/approvals/cancel.ts';
import { tryAutomation } from '../../../src/domain/automation/dry-run.ts';
import { exportAutomations, importAutomations } from '../../../src/domain/automation/portable.ts';
import { createAutomation, removeAutomation } from '../../../src/domain/automation/rules.ts';
import { listRuns } from '../../../src/domain/automation/runs.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { getTicket } from '../../../src/domain/tickets/get.ts';
import { runAutomation } from '../../../src/jobs/automation.ts';
import { HOUR } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { refusal } from '../tickets/cast.ts';
import { type ApprovalDesk, createApprovalDesk } from './approval-desk.ts';

const any = { need: 'any' } as const;

let desk: ApprovalDesk;
let ann: ActingPerson;
beforeAll(async () => {
  desk = await createApprovalDesk();
  ann = await desk.person({ name: 'Ann' });
});
afterAll(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const asAgent = () => desk.ctxFor(desk.agent);
const work = async () => {
  while ((await runAutomation(desk.ctxFor('system'))) > 0);
};
let count = 0;
const rule = (
  trigger: z.input<typeof CreateAutomation>['trigger'],
  ...actions: z.input<typeof CreateAutomation>['actions']
) => createAutomation(asAdmin(), { name: `Rule ${++count}`, trigger, actions });
const tag = (one: string) => ({ do: 'tag' as const, add: [one] });
const tagsOf = async (number: string) => (await getTicket(asAgent(), { number })).tags;
const approvalsOf = async (number: string) => (await getTicket(asAgent(), { number })).approvals;
const outcomes = async (ticket: string) =>
  (await listRuns(asAdmin(), { ticket, limit: 50 })).items.flatMap((run) =>
    run.outcomes.map(({ outcome, words }) => `${outcome}: ${words}`),
  );

describe('a rule', () => {
  test('asks for approval, once, and others go on once it is decided', async () => {
    const policy = await desk.policy([[[ann], any]], { expireHours: 1 });
    const rules = [
      await rule({ on: 'changed', fields: ['tags'] }, { do: 'ask_approval', policyId: policy.id }),
      await rule({ on: 'approval', decided: ['approved'] }, tag('yes')),
      await rule({ on: 'approval', decided: ['rejected', 'expired'] }, tag('no')),
    ];
    const ask = async () => {
      const number = await desk.open();
      await editTicket(asAgent(), { number, tags: ['asked'] });
      await work();
      return { number, id: (await approvalsOf(number))[0]?.id ?? '' };
    };
    const [approved, rejected, expired, cancelled] = [await ask(), await ask(), await ask(), await ask()];
    expect(await approvalsOf(approved.number)).toMatchObject([{ state: 'pending', decision: null }]);
    await editTicket(asAgent(), { number: approved.number, tags: ['asked', 'again'] });
    await work();
    expect(await approvalsOf(approved.number)).toHaveLength(1);
    expect(await outcomes(approved.number)).toEqual([
      'unchanged: It waits for approval already.',
      'done: Asked for approval.',
    ]);
    await desk.vote(ann, approved.id, 'approve');
    await desk.vote(ann, rejected.id, 'reject');
    await cancelApproval(asAgent(), { id: cancelled.id });
    desk.clock.advance(HOUR);
    await followApprovals(desk.ctxFor('system'));
    await work();
    expect(await tagsOf(approved.number)).toContain('yes');
    expect(await tagsOf(rejected.number)).toContain('no');
    expect(await tagsOf(expired.number)).toContain('no');
    // No rule hears of what was taken back.
    expect(await tagsOf(cancelled.number)).toEqual(['asked']);
    for (const { id } of rules) await removeAutomation(asAdmin(), { id });
  });

  test('that could ask nobody is shown as failed, and holds up nothing', async () => {
    const policy = await desk.policy([], {
      stages: [{ groups: [{ approvers: { who: 'manager' }, need: any }] }],
    });
    const { id } = await rule(
      { on: 'changed', fields: ['urgency'] },
      { do: 'ask_approval', policyId: policy.id },
      tag('on'),
    );
    const number = await desk.open();
    await editTicket(asAgent(), { number, urgency: 1 });
    await work();
    expect(await outcomes(number)).toEqual([
      expect.stringMatching(/^failed: Nobody could approve this/),
      'done: Tagged.',
    ]);
    await removeAutomation(asAdmin(), { id });
  });

  test('names a policy that there is, and goes to other desks by its name', async () => {
    const policy = await desk.policy([[[ann], any]], { name: 'Firewall' });
    const action = { do: 'ask_approval' as const, policyId: ann.id };
    expect((await refusal(rule({ on: 'opened' }, action))).fields).toEqual(['actions.0.policyId']);
    const { id } = await rule({ on: 'opened' }, { do: 'ask_approval', policyId: policy.id });
    const { yaml } = await exportAutomations(asAdmin(), { id });
    expect(yaml).toContain('policyId: approval:Firewall');
    expect(await importAutomations(asAdmin(), { yaml })).toEqual({ added: 0, changed: 0, unchanged: 1 });
    await removeAutomation(asAdmin(), { id });
  });

  test('tells in a dry run of what was decided', async () => {
    const { id, number } = await desk.ask((await desk.policy([[[ann], any]])).id);
    await desk.vote(ann, id, 'approve');
    const { items } = await tryAutomation(asAdmin(), { trigger: { on: 'approval', decided: ['approved'] } });
    expect(items.find(({ ticket }) => ticket.number === number)?.because).toBe(
      'An approval was decided: approved.',
    );
  });
});
