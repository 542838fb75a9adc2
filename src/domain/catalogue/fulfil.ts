import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { statement } from '../../lib/sql.ts';
import { refreshCards } from '../outbox/enqueue.ts';
import { eachApart } from '../sparing.ts';
import { cancelTicket } from '../tickets/cancel.ts';
import type { LoadedTicket } from '../tickets/load.ts';
import { lockTicket } from '../tickets/load.ts';
import { openChild } from '../tickets/parent.ts';
import { resolveTicket } from '../tickets/resolve.ts';
import { isOpen, type TicketState } from '../tickets/states.ts';
import { contentOf } from './offered.ts';

const BATCH = 50;
const DUE = statement<{ id: string }>(
  'requests-due',
  `SELECT ticket_id::text AS id FROM catalogue_request WHERE work_at <= $1::timestamptz
    ORDER BY work_at LIMIT ${BATCH}`,
);

/**
 * Goes on with requests whose approval is decided, or of which a step is done. Of several processes that find the same
 * one due, one does it: that it is due stands in the row that each locks.
 * @returns how many were looked at
 */
export async function advanceRequests(ctx: Ctx): Promise<number> {
  const due = await DUE(ctx, ctx.now().toISOString());
  return (await eachApart(ctx, 'request', due, (ctx, { id }) => advance(ctx, id))).length;
}

async function advance(ctx: Ctx, ticketId: string): Promise<void> {
  const { number } = await lockTicket(ctx, ticketId);
  const request = await ctx.db.catalogueRequest.findUniqueOrThrow({ where: { ticketId } });
  if (!request.workAt || request.workAt > ctx.now()) return;
  if (request.state === 'cancelled') await cancelSteps(ctx, ticketId, number);
  await ctx.db.catalogueRequest.update({ where: { ticketId }, data: { workAt: null } });
  if (request.state === 'fulfilling') return goOn(ctx, ticketId);
  if (request.state !== 'approval' || !request.approvalId) return;
  const approval = await ctx.db.approval.findUniqueOrThrow({ where: { id: request.approvalId } });
  if (approval.state === 'pending') return;
  if (approval.state === 'approved') {
    await ctx.db.catalogueRequest.update({ where: { ticketId }, data: { state: 'fulfilling' } });
    await refreshCards(ctx, [ticketId]);
    return goOn(ctx, ticketId);
  }
  await ctx.db.catalogueRequest.update({ where: { ticketId }, data: { state: 'declined' } });
  await resolveTicket(ctx, {
    ...{ number, code: 'declined', withOpenChildren: true },
    resolution: approval.decision ?? 'It was not approved.',
  });
}

/** Nobody does any more what nobody wants. Before the row of the request is changed: who ends a step waits for that. */
async function cancelSteps(ctx: Ctx, ticketId: string, number: string): Promise<void> {
  const steps = await ctx.db.catalogueRequestStep.findMany({
    where: { requestId: ticketId, ticket: { state: { in: ['new', 'in_progress', 'on_hold'] } } },
    include: { ticket: { select: { number: true } } },
  });
  for (const { ticket } of steps) {
    if (ticket) await cancelTicket(ctx, { number: ticket.number, reason: `${number} was cancelled.` });
  }
}

/**
 * Opens the steps whose turn it is, as the desk; once all of them are done the request is. One without steps is done when
 * its ticket is resolved. Its ticket is locked, or was just opened.
 */
export async function goOn(ctx: Ctx, ticketId: string): Promise<void> {
  const request = await ctx.db.catalogueRequest.findUniqueOrThrow({
    where: { ticketId },
    include: {
      item: true,
      steps: { orderBy: { position: 'asc' }, include: { ticket: { select: { state: true } } } },
    },
  });
  const { steps } = contentOf(request.item);
  if (steps.length === 0) return;
  const isDone = (position: number) => {
    const child = request.steps.find((one) => one.position === position)?.ticket;
    return child !== undefined && child !== null && !isOpen(child.state);
  };
  const stageOf = (position: number) => steps[position]?.stage ?? 1;
  const open = request.steps.filter(
    ({ position }) => stageOf(position) <= request.stage && !isDone(position),
  );
  if (open.length > 0) return;
  const next = Math.min(
    ...request.steps.map(({ position }) => stageOf(position)).filter((one) => one > request.stage),
  );
  const { number } = await lockTicket(ctx, ticketId);
  if (!Number.isFinite(next)) {
    await ctx.db.catalogueRequest.update({ where: { ticketId }, data: { state: 'done' } });
    return void (await resolveTicket(ctx, {
      ...{ number, code: 'fulfilled', resolution: 'All of it is done.', withOpenChildren: false },
    }));
  }
  for (const { position } of request.steps.filter((one) => stageOf(one.position) === next)) {
    const step = steps[position];
    if (!step) continue;
    const child = await openChild(ctx, {
      ...{ number, title: step.title, kind: 'request' },
      description: step.description || step.title,
      ...(step.queueId ? { queueId: step.queueId } : {}),
    });
    await ctx.db.catalogueRequestStep.update({
      where: { requestId_position: { requestId: ticketId, position } },
      data: { ticketId: child.id },
    });
  }
  await ctx.db.catalogueRequest.update({ where: { ticketId }, data: { stage: next } });
  await refreshCards(ctx, [ticketId]);
}

/** An approval has been decided: the request that waits for it goes on, or ends. */
export async function wakeRequest(ctx: Ctx, approvalId: string): Promise<void> {
  const { count } = await ctx.db.catalogueRequest.updateMany({
    where: { approvalId, state: 'approval' },
    data: { workAt: ctx.now() },
  });
  if (count > 0) ctx.publish({ topic: 'requests' });
}

/**
 * What a new state of a ticket means to the request that it is, or of which it is a step. In the transaction of it, the
 * ticket locked.
 * @throws `conflict` for what would be done before it is approved
 */
export async function followRequest(
  ctx: Ctx,
  ticket: LoadedTicket,
  after: { state?: unknown },
): Promise<void> {
  if (ctx.replay || after.state === undefined || ticket.kind !== 'request') return;
  const state = after.state as TicketState;
  const request = await ctx.db.catalogueRequest.findUnique({ where: { ticketId: ticket.id } });
  if (request && !isOpen(state) && state !== 'cancelled' && request.state === 'approval') {
    fail('conflict', `${ticket.number} waits for approval, and nothing is done before. It can be cancelled.`);
  }
  if (request && !isOpen(state) && (request.state === 'approval' || request.state === 'fulfilling')) {
    await ctx.db.catalogueRequest.update({
      where: { ticketId: ticket.id },
      data:
        state === 'cancelled' ? { state: 'cancelled', workAt: ctx.now() } : { state: 'done', workAt: null },
    });
  }
  if (isOpen(state)) return;
  const { count } = await ctx.db.catalogueRequest.updateMany({
    where: { steps: { some: { ticketId: ticket.id } }, state: 'fulfilling' },
    data: { workAt: ctx.now() },
  });
  if (count > 0) ctx.publish({ topic: 'requests' });
}
