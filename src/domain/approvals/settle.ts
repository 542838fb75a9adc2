import { HOUR } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { cut } from '../../lib/text.ts';
import { tellRules } from '../automation/events.ts';
import { wakeRequest } from '../catalogue/fulfil.ts';
import { wakeChange } from '../changes/decided.ts';
import { seatsOf } from './approvers.ts';
import { askPeople, refreshApproval } from './cards.ts';
import { contentOf, factsOf, type LoadedApproval, loadApproval } from './load.ts';
import { noteApproval } from './note.ts';
import { outcomeOf } from './outcome.ts';
import type { Subject } from './subject.ts';

/**
 * Brings an approval in line with its votes: opens the next stage, or decides it. Subject and approval are locked.
 * Called again it changes nothing.
 */
export async function settleApproval(
  ctx: Ctx,
  approval: LoadedApproval,
  subject: Subject,
): Promise<LoadedApproval> {
  let now = approval;
  while (now.state === 'pending') {
    const { state, stage } = outcomeOf(factsOf(now, subject));
    if (state !== 'pending') return decide(ctx, now, subject, state, wordsOf(now, subject, state));
    if (stage === now.stage) break;
    await beginStage(ctx, now, subject, stage);
    now = await loadApproval(ctx, now.id);
  }
  await refreshApproval(ctx, now.id);
  return now;
}

/** Looks up who is asked in a stage, and asks them. */
export async function beginStage(
  ctx: Ctx,
  approval: LoadedApproval,
  subject: Subject,
  stage: number,
): Promise<void> {
  const { id, round } = approval;
  const seats = await seatsOf(ctx, approval, subject, stage);
  await ctx.db.approvalSeat.createMany({
    data: seats.map((seat) => ({ approvalId: id, round, ...seat, groups: [...seat.groups] })),
  });
  const stageAt = ctx.now();
  const changed = { stage, stageAt, remindedAt: null, escalatedAt: null };
  await ctx.db.approval.update({
    where: { id },
    data: { ...changed, workAt: nextWork({ ...approval, ...changed }) },
  });
  await askPeople(ctx, { ...approval, ...changed });
}

type Decided = Exclude<LoadedApproval['state'], 'pending'>;

/** The one way in which an approval ends. It ends once. */
export async function decide(
  ctx: Ctx,
  approval: LoadedApproval,
  subject: Subject,
  state: Decided,
  decision: string,
): Promise<LoadedApproval> {
  const decided = { state, decision: cut(decision, 1_000), decidedAt: ctx.now(), workAt: null };
  const { count } = await ctx.db.approval.updateMany({
    where: { id: approval.id, state: 'pending' },
    data: decided,
  });
  if (count === 0) return loadApproval(ctx, approval.id);
  await noteApproval(ctx, approval, subject, {
    action: `approval.${state}`,
    words: `closed “${approval.policy.name}”: ${decision}`,
    detail: { policy: approval.policyId, version: approval.policyVersion, round: approval.round, decision },
    told: true,
  });
  if (subject.change) await wakeChange(ctx, approval.id);
  await wakeRequest(ctx, approval.id);
  if (state !== 'cancelled') {
    await tellRules(ctx, subject.id, 'approval', { approvalId: approval.id, decided: state });
  }
  await refreshApproval(ctx, approval.id);
  return { ...approval, ...decided };
}

/** When something is next to be done by the clock. */
export function nextWork(
  approval: Pick<LoadedApproval, 'policy' | 'stageAt' | 'remindedAt' | 'escalatedAt' | 'expiresAt'>,
): Date | null {
  const { remindHours, escalateHours } = contentOf(approval);
  const after = (hours: number | null, done: Date | null) =>
    hours === null || done ? [] : [approval.stageAt.getTime() + hours * HOUR];
  const times = [
    ...after(remindHours, approval.remindedAt),
    ...after(escalateHours, approval.escalatedAt),
    ...(approval.expiresAt ? [approval.expiresAt.getTime()] : []),
  ];
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** “Approved by Ada, and by Bob for Carol.” */
function wordsOf(approval: LoadedApproval, subject: Subject, state: Decided): string {
  const { barred } = factsOf(approval, subject);
  const counted = approval.votes.filter(
    ({ round, seatId, voterId }) => round === approval.round && !barred.has(seatId) && !barred.has(voterId),
  );
  const of = (choice: string) =>
    counted
      .filter((vote) => vote.choice === choice)
      .map((vote) => `${voterInWords(vote)}${vote.comment ? ` (${cut(vote.comment, 300)})` : ''}`);
  const names = of(state === 'approved' ? 'approve' : 'reject');
  if (state === 'approved') return `Approved by ${names.join(', ')}.`;
  return names.length > 0
    ? `Rejected by ${names.join(', ')}.`
    : 'Rejected: too few are left who could approve it.';
}

/** “Bob for Carol”. */
export const voterInWords = ({
  seat,
  voter,
}: Pick<LoadedApproval['votes'][number], 'seat' | 'voter'>): string =>
  seat.id === voter.id ? voter.name : `${voter.name} for ${seat.name}`;
