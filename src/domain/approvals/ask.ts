import type { z } from 'zod';
import { AskForApproval } from '../../contract/approvals.ts';
import { HOUR } from '../../lib/clock.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { ask } from '../automation/condition.ts';
import { ruledTickets } from '../automation/facts.ts';
import { comparisonInWords } from '../automation/words.ts';
import { lockTicket } from '../tickets/load.ts';
import { authorise } from '../tickets/policy.ts';
import { requireOpen } from '../tickets/states.ts';
import { contentOf, type LoadedApproval, loadApproval } from './load.ts';
import { noteApproval } from './note.ts';
import { beginStage, decide, settleApproval } from './settle.ts';
import { lockSubject, type Subject } from './subject.ts';

/**
 * Asks for approval of a ticket by a policy.
 * @throws `conflict` while it is asked for by the same policy, and where nobody could approve
 */
export async function askForApproval(
  ctx: Ctx,
  input: z.input<typeof AskForApproval>,
): Promise<LoadedApproval> {
  const { number, policyId, reason } = parse(AskForApproval, input);
  return inTransaction(ctx, async (ctx) => {
    const ticket = await lockTicket(ctx, number);
    authorise(ctx.actor, 'approval', ticket);
    requireOpen(ticket.state, 'approved');
    const policy = await ctx.db.approvalPolicy.findUnique({ where: { id: policyId } });
    if (!policy) return failField('policyId', 'There is no such approval policy.');
    const about = { subjectKind: 'ticket', subjectId: ticket.id, policyId };
    if (await ctx.db.approval.findFirst({ where: { ...about, state: 'pending' } })) {
      fail('conflict', `${ticket.number} waits for approval by “${policy.name}” already.`);
    }
    const subject = await lockSubject(ctx, ticket.id);
    const now = ctx.now();
    const { id } = await ctx.db.approval.create({
      data: {
        id: ctx.newId(),
        ...about,
        ...{ policyVersion: policy.version, hash: subject.hash, reason: wellFormed(reason) },
        ...{ askedById: personOf(ctx.actor)?.id ?? null, askedAt: now, stageAt: now },
      },
    });
    const approval = await loadApproval(ctx, id);
    const { selfApproval } = contentOf(approval);
    await noteApproval(ctx, approval, subject, {
      action: 'approval.ask',
      words: `asked for approval by “${policy.name}”${reason ? `: ${reason}` : ''}`,
      detail: { policy: policyId, version: policy.version, hash: subject.hash, selfApproval },
    });
    return (await decideByCondition(ctx, approval, subject)) ?? begin(ctx, approval, subject);
  });
}

/** From the first stage, in a new round. */
async function begin(ctx: Ctx, approval: LoadedApproval, subject: Subject): Promise<LoadedApproval> {
  const { expireHours } = contentOf(approval);
  const expiresAt = expireHours === null ? null : new Date(ctx.now().getTime() + expireHours * HOUR);
  await ctx.db.approval.update({ where: { id: approval.id }, data: { expiresAt } });
  await beginStage(ctx, { ...approval, expiresAt }, subject, 0);
  const begun = await settleApproval(ctx, await loadApproval(ctx, approval.id), subject);
  if (begun.state === 'rejected') {
    fail(
      'conflict',
      `Nobody could approve this by “${approval.policy.name}”: too few are left who may vote on it.`,
    );
  }
  return begun;
}

/** What is voted on was edited: all votes are void, and everybody is asked again. */
export async function askAgain(ctx: Ctx, id: string, subject: Subject, why: string): Promise<void> {
  const approval = await loadApproval(ctx, id);
  if (approval.state !== 'pending') return;
  const round = approval.round + 1;
  await ctx.db.approval.update({ where: { id }, data: { round, hash: subject.hash, stage: 0 } });
  await noteApproval(ctx, approval, subject, {
    action: 'approval.again',
    words: `${why}: votes on “${approval.policy.name}” are void, and it is asked for again`,
    detail: { round, hash: subject.hash, before: approval.hash },
    told: true,
  });
  await beginStage(ctx, { ...approval, round, hash: subject.hash, stage: 0 }, subject, 0);
  await settleApproval(ctx, await loadApproval(ctx, id), subject);
}

/** Decided at once, by the first condition that holds: shown as what it is. */
async function decideByCondition(
  ctx: Ctx,
  approval: LoadedApproval,
  subject: Subject,
): Promise<LoadedApproval | undefined> {
  const { auto } = contentOf(approval);
  if (auto.length === 0) return undefined;
  const ticket = (await ruledTickets(ctx, [subject.id])).get(subject.id);
  for (const { decide: what, condition } of auto) {
    const { holds, by } = ask(condition, { ...ticket, message: '' } as Parameters<typeof ask>[1], ctx.now());
    if (!ticket || !holds) continue;
    const why = by ? ` (${comparisonInWords(by, true, (value) => value)})` : '';
    const decision = `${what === 'approve' ? 'Approved' : 'Rejected'} by a condition of the policy, without a vote${why}.`;
    return decide(ctx, approval, subject, what === 'approve' ? 'approved' : 'rejected', decision);
  }
  return undefined;
}
