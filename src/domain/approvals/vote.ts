import type { z } from 'zod';
import { CastVote } from '../../contract/approvals.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { requireSelf } from '../people/policy.ts';
import { sight } from '../tickets/policy.ts';
import { delegatedTo } from './delegates.ts';
import { contentOf, type LoadedApproval, loadApproval, noSuchApproval } from './load.ts';
import { noteApproval } from './note.ts';
import { settleApproval, voterInWords } from './settle.ts';
import { type Standing, standingOf, wasAsked } from './standing.ts';
import { lockSubjectOf, type Subject } from './subject.ts';
import { CHOICE_WORDS, STATE_WORDS } from './words.ts';

/**
 * Votes, once. What becomes of the approval is worked out from all votes in the same transaction, one vote after another.
 * @throws `conflict` when it is decided, was edited since, or the caller has voted; `forbidden` to who is not asked
 */
export async function castVote(ctx: Ctx, input: z.input<typeof CastVote>): Promise<LoadedApproval> {
  const me = requireSelf(ctx);
  const { id, choice, comment, fingerprint: hash } = parse(CastVote, input);
  return inTransaction(ctx, async (ctx) => {
    const subject = await lockSubjectOf(ctx, id);
    const approval = await loadApproval(ctx, id);
    const { seat } = requireVote(ctx, approval, subject, await delegatedTo(ctx, me.id), hash);
    if ((choice === 'reject' || choice === 'changes') && comment === '') {
      failField('comment', choice === 'reject' ? 'Please say why.' : 'Please say what is to be changed.');
    }
    const { round, stage } = approval;
    const cast = { seatId: seat.personId, voterId: me.id, choice, comment: wellFormed(comment) };
    const vote = {
      ...{ id: ctx.newId(), round, stage, channel: ctx.origin.channel, at: ctx.now() },
      ...cast,
    };
    await ctx.db.approvalVote.createMany({ data: { ...vote, approvalId: id, hash } });
    const { selfApproval } = contentOf(approval);
    const isInvolved = subject.involved.has(me.id) || approval.askedById === me.id;
    const exception = isInvolved ? { selfApproval } : {};
    const isTheirs = seat.personId === me.id;
    const forWhom = isTheirs ? '' : ` for ${seat.person.name}`;
    await noteApproval(ctx, approval, subject, {
      action: 'approval.vote',
      words: `${CHOICE_WORDS[choice]}${forWhom} (“${approval.policy.name}”)${comment ? `: ${comment}` : ''}${isInvolved ? ` – on their own, since: ${selfApproval}` : ''}`,
      detail: { round, stage, ...cast, hash, ...exception },
      told: choice === 'changes',
    });
    const voter = isTheirs ? seat.person : await ctx.db.person.findUniqueOrThrow({ where: { id: me.id } });
    const votes = [...approval.votes, { ...vote, seat: seat.person, voter }];
    return settleApproval(ctx, { ...approval, votes }, subject);
  });
}

/** Refuses, in words for who clicked, what is no vote; told again when a form is opened. */
export function requireVote(
  ctx: Ctx,
  approval: LoadedApproval,
  subject: Subject,
  delegations: Parameters<typeof standingOf>[3],
  hash: string,
): Extract<Standing, { may: 'vote' }> {
  const me = requireSelf(ctx);
  const { ticket } = subject;
  if (sight(ctx.actor, ticket) !== 'all' && !wasAsked(approval, me.id, delegations)) noSuchApproval();
  const standing = standingOf(approval, subject, me, delegations);
  if (standing.may === 'nothing' && !standing.isAsked && !wasAsked(approval, me.id, delegations)) {
    fail('forbidden', standing.words);
  }
  if (approval.state !== 'pending') {
    const decision = approval.decision ?? '';
    fail(
      'conflict',
      `${ticket.number} is ${STATE_WORDS[approval.state]} already, and nothing has changed. ${decision}`,
    );
  }
  if (approval.expiresAt && approval.expiresAt <= ctx.now()) {
    fail('conflict', `It was not decided in time, and nothing has changed on ${ticket.number}.`);
  }
  if (hash !== approval.hash) {
    fail(
      'conflict',
      `${ticket.number} was edited since you were asked, so all votes are void. You are asked again.`,
    );
  }
  if (standing.may === 'nothing') {
    const cast = approval.votes.find(
      ({ round, stage, voterId }) =>
        round === approval.round && stage === approval.stage && voterId === me.id,
    );
    if (cast) {
      fail(
        'conflict',
        `You have voted already (${voterInWords(cast)} ${CHOICE_WORDS[cast.choice]}), and nothing has changed.`,
      );
    }
    fail('forbidden', standing.words);
  }
  return standing;
}
