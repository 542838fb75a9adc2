import type { z } from 'zod';
import { CancelApproval } from '../../contract/approvals.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { authorise } from '../tickets/policy.ts';
import { type LoadedApproval, loadApproval } from './load.ts';
import { decide } from './settle.ts';
import { lockSubjectOf } from './subject.ts';
import { STATE_WORDS } from './words.ts';

/**
 * Takes the question back.
 * @throws `conflict` once it is decided
 */
export async function cancelApproval(
  ctx: Ctx,
  input: z.input<typeof CancelApproval>,
): Promise<LoadedApproval> {
  const { id, reason } = parse(CancelApproval, input);
  return inTransaction(ctx, async (ctx) => {
    const subject = await lockSubjectOf(ctx, id);
    authorise(ctx.actor, 'approval', subject.ticket);
    const approval = await loadApproval(ctx, id);
    if (approval.state !== 'pending') {
      fail('conflict', `It is ${STATE_WORDS[approval.state]} already. ${approval.decision ?? ''}`);
    }
    const who = personOf(ctx.actor)?.name ?? 'the desk';
    const words = `Taken back by ${who}${reason ? `: ${reason}` : '.'}`;
    return decide(ctx, approval, subject, 'cancelled', words);
  });
}
