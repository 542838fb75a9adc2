import { askForApproval } from '../domain/approvals/ask.ts';
import { delegatedTo } from '../domain/approvals/delegates.ts';
import { loadApproval, noSuchApproval } from '../domain/approvals/load.ts';
import { listApprovalPolicies } from '../domain/approvals/policies.ts';
import { subjectsOf } from '../domain/approvals/subject.ts';
import { castVote, requireVote } from '../domain/approvals/vote.ts';
import { requireOpen } from '../domain/tickets/states.ts';
import type { Ctx } from '../lib/context.ts';
import { fail } from '../lib/errors.ts';
import { type Action, asking, choice, paragraph } from './action.ts';
import { once } from './once.ts';
import { said } from './outcome.ts';

/** Asking in a chat, and the buttons on the card of an approval, whose value is its id and the hash of what is voted on. */

const VALUE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ([\w-]{1,100})$/;

function voteOf(value: string): { id: string; fingerprint: string } {
  const [, id, fingerprint] = VALUE.exec(value) ?? [];
  return id && fingerprint ? { id, fingerprint } : noSuchApproval();
}

/** A vote in one press. */
const pressing = (choice: 'approve' | 'abstain', words: string): Action => ({
  async press(ctx, value, inbound) {
    await once(ctx, inbound, (ctx) => castVote(ctx, { ...voteOf(value), choice }));
    return said(words);
  },
});

/** A vote that says why. Whoever cannot vote is told before they write it. */
const explaining = (choice: 'reject' | 'changes', label: string, submit: string): Action => ({
  async press(ctx, value) {
    const { number, title } = await checked(ctx, value);
    const fields = [paragraph('comment', label)];
    const form = {
      action: `approval_${choice}`,
      value,
      title: `${number}: ${title}`.slice(0, 200),
      submit,
      fields,
    };
    return { answer: { type: 'form', form }, ticket: null };
  },
  async submit(ctx, value, { fields }, inbound) {
    const comment = fields.comment ?? '';
    await once(ctx, inbound, (ctx) => castVote(ctx, { ...voteOf(value), choice, comment }));
    return said(choice === 'reject' ? 'You have rejected it.' : 'You have asked for changes.');
  },
});

async function checked(ctx: Ctx, value: string): Promise<{ number: string; title: string }> {
  const { id, fingerprint } = voteOf(value);
  const approval = await loadApproval(ctx, id);
  const subject = (await subjectsOf(ctx, [approval.subjectId])).get(approval.subjectId);
  if (!subject) return noSuchApproval();
  if (ctx.actor.kind !== 'person') fail('forbidden', 'Only people vote.');
  requireVote(ctx, approval, subject, await delegatedTo(ctx, ctx.actor.person.id), fingerprint);
  return { number: subject.ticket.number, title: subject.title };
}

/** By which policy, and why: behind “More” on the card of a ticket. */
const askingFor = asking(
  'approval',
  'approval',
  async (ctx, { number, state }) => {
    requireOpen(state, 'approved');
    const { items } = await listApprovalPolicies(ctx);
    if (items.length === 0) fail('conflict', 'There is no approval policy yet. An admin can add one.');
    return {
      title: `Ask for approval of ${number}`,
      submit: 'Ask',
      fields: [
        choice('policyId', 'Policy', Object.fromEntries(items.map(({ id, name }) => [id, name]))),
        paragraph('reason', 'Why? Those who are asked read it', false),
      ],
    };
  },
  (ctx, number, { fields }) =>
    askForApproval(ctx, { number, policyId: fields.policyId ?? '', reason: fields.reason ?? '' }),
);

export const APPROVALS: readonly [string, Action][] = [
  askingFor,
  ['approval_approve', pressing('approve', 'You have approved it.')],
  ['approval_abstain', pressing('abstain', 'You have abstained.')],
  ['approval_reject', explaining('reject', 'Why not? Everybody who is asked reads this', 'Reject')],
  ['approval_changes', explaining('changes', 'What is to be changed first?', 'Request changes')],
];
