import type { z } from 'zod';
import {
  type ChangeMeeting,
  changeMeetings,
  ListMeetings,
  type MeetingItem,
  type WholeMeeting,
} from '../../contract/change-meetings.ts';
import type { Ctx } from '../../lib/context.ts';
import { olderThan, pageOf, readCursor } from '../../lib/cursor.ts';
import { parse } from '../../lib/parse.ts';
import { findApprovals } from '../approvals/load.ts';
import { showApprovals } from '../approvals/view.ts';
import { changeView } from '../changes/list.ts';
import { requireStaff } from '../people/policy.ts';
import { itemsOf, type LoadedItem, type LoadedMeeting, loadMeeting, OF_OPEN_QUEUES, WITH } from './load.ts';
import { meetingVerbs } from './policy.ts';

/** Those that are to come, the nearest first, or those that are over, the newest first. */
export async function listMeetings(
  ctx: Ctx,
  input: z.input<typeof ListMeetings>,
): Promise<{ items: ChangeMeeting[]; next: string | null }> {
  requireStaff(ctx);
  const { cursor, limit, when, board } = parse(ListMeetings, input);
  const mark = cursor === undefined ? undefined : readCursor(cursor);
  const of = board ? { boardId: board } : {};
  const rows =
    when === 'past'
      ? await ctx.db.changeMeeting.findMany({
          where: { state: { in: ['held', 'cancelled'] }, ...of, ...olderThan('at', mark) },
          include: WITH,
          orderBy: [{ at: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        })
      : await ctx.db.changeMeeting.findMany({
          where: {
            ...{ state: { in: ['planned', 'under_way'] }, ...of },
            ...(mark ? { OR: [{ at: { gt: mark.at } }, { at: mark.at, id: { gt: mark.id } }] } : {}),
          },
          include: WITH,
          orderBy: [{ at: 'asc' }, { id: 'asc' }],
          take: limit + 1,
        });
  const counts = await countsOf(ctx, rows);
  return pageOf(
    rows,
    limit,
    ({ at, id }) => ({ at, id }),
    (row) => meetingView(row, counts(row.id)),
  );
}

export async function getMeeting(ctx: Ctx, input: { id: string }): Promise<WholeMeeting> {
  requireStaff(ctx);
  const { id } = parse(changeMeetings.get.input, input);
  const meeting = await loadMeeting(ctx, id);
  const { items, removed } = await itemsOf(ctx, id);
  const minuted = items.filter(({ minutes }) => minutes !== '').length;
  return {
    ...meetingView(meeting, { items: items.length, minuted }),
    agenda: await itemViews(ctx, items),
    removed: removed.map(({ change, removedReason }) => ({
      ...{ number: change.ticket.number, title: change.ticket.title, reason: removedReason },
    })),
    verbs: meetingVerbs(ctx, meeting),
  };
}

type Counts = Pick<ChangeMeeting, 'items' | 'minuted'>;

async function countsOf(ctx: Ctx, rows: readonly { id: string }[]): Promise<(id: string) => Counts> {
  const where = {
    ...{ meetingId: { in: rows.map(({ id }) => id) }, removedAt: null },
    change: OF_OPEN_QUEUES,
  };
  const all = await ctx.db.changeMeetingItem.groupBy({ by: ['meetingId'], where, _count: true });
  const minuted = await ctx.db.changeMeetingItem.groupBy({
    ...{ by: ['meetingId'], where: { ...where, minutes: { not: '' } }, _count: true },
  });
  const countIn = (some: typeof all, id: string) =>
    some.find(({ meetingId }) => meetingId === id)?._count ?? 0;
  return (id) => ({ items: countIn(all, id), minuted: countIn(minuted, id) });
}

/** With what each change waits for, in a few statements however many they are. */
export async function itemViews(ctx: Ctx, items: readonly LoadedItem[]): Promise<MeetingItem[]> {
  const decided = await ctx.db.approval.findMany({
    where: { subjectKind: 'ticket', subjectId: { in: items.map(({ change }) => change.ticketId) } },
    distinct: ['subjectId'],
    orderBy: [{ subjectId: 'asc' }, { askedAt: 'desc' }, { id: 'desc' }],
    select: { id: true, subjectId: true },
  });
  const wanted = new Map(
    items.map(({ id, change: { approvalIds, ticketId } }) => [
      id,
      approvalIds.length > 0
        ? approvalIds
        : decided.filter(({ subjectId }) => subjectId === ticketId).map((last) => last.id),
    ]),
  );
  const rows = await findApprovals(
    ctx,
    { id: { in: [...wanted.values()].flat() } },
    { orderBy: { id: 'asc' } },
  );
  const approvals = await showApprovals(ctx, rows);
  return items.map(({ id, change, addedBy, minutes, version, minutedBy, minutedAt }) => ({
    ...{ id, change: changeView(change), addedBy, minutes, version, minutedBy },
    minutedAt: minutedAt?.toISOString() ?? null,
    approvals: approvals.filter((approval) => wanted.get(id)?.includes(approval.id)),
  }));
}

export const meetingView = (meeting: LoadedMeeting, counts: Counts): ChangeMeeting => ({
  id: meeting.id,
  board: { id: meeting.board.id, name: meeting.board.name },
  ...{ chair: meeting.board.chair, timeZone: meeting.board.timeZone },
  ...{ at: meeting.at.toISOString(), endsAt: meeting.endsAt.toISOString() },
  ...{ state: meeting.state, reason: meeting.reason },
  missedSince: meeting.missedSince?.toISOString() ?? null,
  beganAt: meeting.beganAt?.toISOString() ?? null,
  endedAt: meeting.endedAt?.toISOString() ?? null,
  ...counts,
});
