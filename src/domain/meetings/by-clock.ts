import { DAY, HOUR, MINUTE } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import type { ChangeBoard } from '../../lib/prisma/client.ts';
import { timesOf } from '../recurrence/times.ts';
import { eachApart } from '../sparing.ts';
import { fillAgenda, isIncomplete } from './agenda.ts';
import { showAgenda } from './cards.ts';
import { loadMeeting, lockMeeting, WITH } from './load.ts';
import { noteMeeting } from './note.ts';

const BATCH = 50;
/** So long after its end a meeting is taken for what it is. */
const FORGOTTEN = DAY;
const DESK_WAS_DOWN = 'The desk was down when its agenda was to be drawn up.';

/**
 * Draws up the agendas that are due, adds to those of meetings that have not begun, and puts an end to meetings that
 * somebody forgot. Any number of processes may do it at once: they lock the board or the meeting, and the instant of a
 * meeting is unique to its board.
 */
export async function followMeetings(ctx: Ctx): Promise<void> {
  while ((await drawUpSome(ctx)) > 0);
  const open = await ctx.db.changeMeeting.findMany({
    where: { state: { in: ['planned', 'under_way'] } },
    include: WITH,
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
  const before = new Date(ctx.now().getTime() - FORGOTTEN);
  const forgotten = open.filter(({ endsAt }) => endsAt <= before);
  await eachApart(ctx, 'meeting', forgotten, (ctx, { id }) => putAway(ctx, id));
  for (const meeting of open) {
    if (meeting.state !== 'planned' || meeting.endsAt <= before) continue;
    if (await isIncomplete(ctx, meeting)) await eachApart(ctx, 'meeting', [meeting], fillAgain);
  }
}

/** @returns for how many it was done */
async function drawUpSome(ctx: Ctx): Promise<number> {
  const due = await ctx.db.changeBoard.findMany({
    where: { drawAt: { lte: ctx.now() } },
    orderBy: { drawAt: 'asc' },
    take: BATCH,
    select: { id: true },
  });
  return (await eachApart(ctx, 'board', due, (ctx, { id }) => drawUp(ctx, id))).length;
}

async function drawUp(ctx: Ctx, boardId: string): Promise<void> {
  await ctx.db.$queryRaw`SELECT 1 FROM change_board WHERE id = ${boardId}::uuid FOR NO KEY UPDATE`;
  const board = await ctx.db.changeBoard.findUnique({ where: { id: boardId } });
  const now = ctx.now();
  // Another process was first.
  if (!board?.nextAt || !board.drawAt || board.drawAt > now) return;
  const length = board.minutes * MINUTE;
  const times = timesOf(board);
  const isMissed = board.nextAt.getTime() + length <= now.getTime();
  // Where several are over that were never drawn up, the last of them stands for all.
  const at = isMissed ? (times.latest(new Date(now.getTime() - length)) ?? board.nextAt) : board.nextAt;
  await make(ctx, board, { at, endsAt: new Date(at.getTime() + length) }, isMissed ? board.nextAt : null);
  const nextAt = times.after(at, 1)[0] ?? null;
  await ctx.db.changeBoard.update({
    where: { id: boardId },
    data: { nextAt, drawAt: nextAt && new Date(nextAt.getTime() - board.leadHours * HOUR) },
  });
}

async function make(
  ctx: Ctx,
  board: ChangeBoard,
  { at, endsAt }: { at: Date; endsAt: Date },
  missedSince: Date | null,
): Promise<void> {
  const now = ctx.now();
  const id = ctx.newId();
  const { count } = await ctx.db.changeMeeting.createMany({
    data: {
      ...{ id, boardId: board.id, at, endsAt, createdAt: now, missedSince },
      ...(missedSince ? { state: 'cancelled', reason: DESK_WAS_DOWN, endedAt: now } : {}),
    },
    skipDuplicates: true,
  });
  // It was made before the board came to meet at other times, and now at these again.
  if (count === 0) return;
  await showAgenda(ctx, id, board);
  await noteMeeting(ctx, id, missedSince ? 'miss' : 'plan', { board: board.id, at, version: board.version });
  if (!missedSince) await fillAgenda(ctx, await loadMeeting(ctx, id));
}

async function fillAgain(ctx: Ctx, { id }: { id: string }): Promise<void> {
  const meeting = await lockMeeting(ctx, id);
  if (meeting.state === 'planned') await fillAgenda(ctx, meeting);
}

async function putAway(ctx: Ctx, id: string): Promise<void> {
  const { state } = await lockMeeting(ctx, id);
  const endedAt = ctx.now();
  if (state === 'under_way') {
    await ctx.db.changeMeeting.update({ where: { id }, data: { state: 'held', endedAt } });
    await noteMeeting(ctx, id, 'end', { because: 'forgotten' });
  } else if (state === 'planned') {
    const reason = 'Nobody began it.';
    await ctx.db.changeMeeting.update({ where: { id }, data: { state: 'cancelled', reason, endedAt } });
    await noteMeeting(ctx, id, 'cancel', { reason });
  }
}
