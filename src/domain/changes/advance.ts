import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { notify } from '../people/notify.ts';
import { eachApart } from '../sparing.ts';
import { lockTicket } from '../tickets/load.ts';
import { backToDraft, enter } from './agree.ts';
import { closeChange } from './carry-out.ts';
import { type Locked, WITH } from './load.ts';
import { noteChange } from './note.ts';
import { nextState } from './states.ts';
import { windowInWords } from './words.ts';

const BATCH = 50;
const DUE = statement<{ id: string }>(
  'changes-due',
  `SELECT ticket_id::text AS id FROM change WHERE work_at <= $1::timestamptz ORDER BY work_at LIMIT ${BATCH}`,
);

/**
 * Goes on with changes whose approval is decided, reminds of windows that are near or were missed, and closes what has
 * been in review long enough. Of several processes that find the same one due, one does it: that it is due stands in
 * the row that each locks.
 * @returns how many were looked at
 */
export async function advanceChanges(ctx: Ctx): Promise<number> {
  const due = await DUE(ctx, ctx.now().toISOString());
  return (await eachApart(ctx, 'change', due, (ctx, { id }) => advance(ctx, id))).length;
}

async function advance(ctx: Ctx, ticketId: string): Promise<void> {
  const ticket = await lockTicket(ctx, ticketId);
  const change = await ctx.db.change.findUniqueOrThrow({ where: { ticketId }, include: WITH });
  if (!change.workAt || change.workAt > ctx.now()) return;
  const locked = { ticket, change };
  await ctx.db.change.update({ where: { id: change.id }, data: { workAt: null } });
  switch (change.state) {
    case 'assess':
    case 'authorize':
      return afterDecision(ctx, locked);
    case 'scheduled':
      return remind(ctx, locked);
    case 'review':
      await closeChange(ctx, { number: ticket.number });
  }
}

/** All that were asked must agree; one that does not is enough to send it back. */
async function afterDecision(ctx: Ctx, locked: Locked): Promise<void> {
  const { change, ticket } = locked;
  // What was agreed to was edited since: whoever is to agree is asked anew.
  if (change.approvalIds.length === 0) return enter(ctx, locked, change.state);
  const approvals = await ctx.db.approval.findMany({
    where: { id: { in: change.approvalIds } },
    include: { policy: { select: { name: true } } },
    orderBy: { id: 'asc' },
  });
  const against = approvals.find(
    ({ state }) => state === 'rejected' || state === 'expired' || state === 'cancelled',
  );
  if (against) {
    return backToDraft(
      ctx,
      locked,
      `The change is a draft again. “${against.policy.name}”: ${against.decision ?? ''}`,
    );
  }
  const next = nextState(change);
  if (!next || approvals.some(({ state }) => state === 'pending')) return;
  await noteChange(ctx, ticket, { action: 'approved', words: 'The change is approved', told: true });
  await enter(ctx, locked, next);
}

/** Before its window once, and once when that has passed. */
async function remind(ctx: Ctx, { change, ticket }: Locked): Promise<void> {
  const now = ctx.now();
  if (!change.startsAt || !change.endsAt) return;
  const isMissed = change.endsAt <= now;
  const when = windowInWords(change.startsAt, change.endsAt, change.timeZone);
  const text = isMissed
    ? `The window of the change is over, and it was not started: ${when}.`
    : `You carry out the change: ${when}.`;
  const whom = ticket.assigneeId ?? (isMissed ? ticket.requesterId : null);
  if (whom) await notify(ctx, [{ personId: whom, ticketId: ticket.id, kind: 'change', data: { text } }]);
  if (isMissed)
    await noteChange(ctx, ticket, {
      action: 'missed',
      words: 'The window is over, and the change was not started',
      told: true,
    });
  await ctx.db.change.update({
    where: { id: change.id },
    data: { remindedAt: now, workAt: isMissed ? null : change.endsAt },
  });
}
