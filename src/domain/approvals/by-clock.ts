import { HOUR } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { eachApart } from '../sparing.ts';
import { askPeople, remindPeople } from './cards.ts';
import { endDelegation, handOver } from './delegations.ts';
import { barredBecause, contentOf, type LoadedApproval, loadApproval } from './load.ts';
import { noteApproval } from './note.ts';
import { decide, nextWork } from './settle.ts';
import { lockSubject, type Subject } from './subject.ts';

const BATCH = 100;

/**
 * Reminds, asks managers, lets expire, and hands over what delegations that have begun are about, and takes it back from those that are over. Of several processes
 * that find the same due one does it, since what is due stands in the row that it locks.
 * @returns how much was due
 */
export async function followApprovals(ctx: Ctx): Promise<number> {
  const due = await ctx.db.approval.findMany({
    where: { workAt: { lte: ctx.now() } },
    orderBy: { workAt: 'asc' },
    take: BATCH,
    select: { id: true, subjectId: true },
  });
  const begun = await ctx.db.delegation.findMany({
    where: {
      ...{ handedOver: false, startsAt: { lte: ctx.now() } },
      OR: [{ endsAt: null }, { endsAt: { gt: ctx.now() } }],
    },
    orderBy: { startsAt: 'asc' },
    take: BATCH,
  });
  const over = await ctx.db.delegation.findMany({ where: { endsAt: { lte: ctx.now() } }, take: BATCH });
  const done = [
    ...(await eachApart(ctx, 'approval', due, (ctx, { id, subjectId }) => follow(ctx, id, subjectId))),
    ...(await eachApart(ctx, 'delegation', over, endDelegation)),
    ...(await eachApart(ctx, 'delegation', begun, handOver)),
  ];
  return done.length;
}

async function follow(ctx: Ctx, id: string, subjectId: string): Promise<void> {
  const subject = await lockSubject(ctx, subjectId);
  const approval = await loadApproval(ctx, id);
  const now = ctx.now();
  if (approval.state !== 'pending' || !approval.workAt || approval.workAt > now) return;
  const { expireHours, remindHours, escalateHours } = contentOf(approval);
  if (approval.expiresAt && approval.expiresAt <= now) {
    const hours = expireHours === 1 ? 'an hour' : `${expireHours} hours`;
    await decide(ctx, approval, subject, 'expired', `Expired: it was not decided within ${hours}.`);
    return;
  }
  const since = now.getTime() - approval.stageAt.getTime();
  const isDue = (hours: number | null, done: Date | null) =>
    hours !== null && done === null && since >= hours * HOUR;
  const reminds = isDue(remindHours, approval.remindedAt);
  const escalates = isDue(escalateHours, approval.escalatedAt);
  const changed = {
    remindedAt: reminds ? now : approval.remindedAt,
    escalatedAt: escalates ? now : approval.escalatedAt,
  };
  await ctx.db.approval.update({
    where: { id },
    data: { ...changed, workAt: nextWork({ ...approval, ...changed }) },
  });
  if (escalates) await askManagers(ctx, approval, subject);
  if (reminds) {
    await remindPeople(ctx, approval);
    await noteApproval(ctx, approval, subject, {
      action: 'approval.remind',
      words: `reminded those who have not voted on “${approval.policy.name}”`,
    });
  }
}

/** The manager of each who has not voted may do so in their place, unless they are asked themselves or have a part in it. */
async function askManagers(ctx: Ctx, approval: LoadedApproval, subject: Subject): Promise<void> {
  const { id, round, stage } = approval;
  const isHere = (one: { round: number; stage: number }) => one.round === round && one.stage === stage;
  const seats = approval.seats.filter(isHere);
  const asked = new Set(seats.map(({ personId }) => personId));
  const silent = seats.filter(
    (seat) => !approval.votes.some((vote) => isHere(vote) && vote.seatId === seat.personId),
  );
  const managers = await ctx.db.person.findMany({
    where: { id: { in: silent.flatMap(({ person }) => person.managerId ?? []) } },
    select: { id: true, name: true, active: true, guest: true, external: true },
  });
  const may = new Map(
    managers
      .filter((manager) => !asked.has(manager.id) && !barredBecause(approval, subject, manager))
      .map((manager) => [manager.id, manager.name]),
  );
  const given = silent.filter(({ person }) => person.managerId && may.has(person.managerId));
  for (const { personId, person } of given) {
    await ctx.db.approvalSeat.update({
      where: { approvalId_round_stage_personId: { approvalId: id, round, stage, personId } },
      data: { substituteId: person.managerId },
    });
  }
  if (given.length === 0) return;
  await askPeople(ctx, approval);
  const names = given.map(({ person }) => `${may.get(person.managerId ?? '')} for ${person.name}`);
  await noteApproval(ctx, approval, subject, {
    action: 'approval.escalate',
    words: `asked managers, since nobody answered “${approval.policy.name}”: ${names.join(', ')}`,
    detail: { substitutes: given.map(({ personId, person }) => [personId, person.managerId]) },
  });
}
