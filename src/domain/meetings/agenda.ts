import type { AgendaFilter } from '../../contract/change-meetings.ts';
import { CHANGE_RISKS } from '../../contract/changes.ts';
import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import type { ChangeState, Prisma } from '../../lib/prisma/client.ts';
import { WITH as OF_CHANGE } from '../changes/load.ts';
import { noteChange } from '../changes/note.ts';
import { windowInWords } from '../changes/words.ts';
import { showItems } from './cards.ts';
import { type LoadedMeeting, OF_OPEN_QUEUES } from './load.ts';
import { noteMeeting } from './note.ts';

/** What nobody could talk about in one meeting waits for the next one. */
const MOST = 100;

/** What the filter of its board wants on the agenda of a meeting that has not begun. */
function wantedBy({ board, at, id }: LoadedMeeting, now: Date): Prisma.ChangeWhereInput {
  const filter = board.filter as AgendaFilter;
  const waiting: ChangeState[] = filter.states.filter((state) => state !== 'scheduled');
  const { types, serviceIds, teamIds, withinDays, leastRisk } = filter;
  return {
    AND: [
      OF_OPEN_QUEUES,
      teamIds.length > 0 ? { ticket: { queue: { teamId: { in: teamIds } } } } : {},
      {
        OR: [
          { state: { in: waiting } },
          // What was to be done before now is nothing to talk about.
          ...(filter.states.includes('scheduled')
            ? [{ state: 'scheduled', endsAt: { gt: now } } as const]
            : []),
        ],
      },
    ],
    risk: { in: CHANGE_RISKS.slice(CHANGE_RISKS.indexOf(leastRisk)) },
    ...(types.length > 0 ? { type: { in: types } } : {}),
    ...(serviceIds.length > 0 ? { services: { some: { serviceId: { in: serviceIds } } } } : {}),
    ...(withinDays === null ? {} : { startsAt: { lte: new Date(at.getTime() + withinDays * DAY) } }),
    meetingItems: { none: { meetingId: id } },
  };
}

/** Whether something is to come onto its agenda. */
export const isIncomplete = async (ctx: Ctx, meeting: LoadedMeeting): Promise<boolean> =>
  (await ctx.db.change.findFirst({ where: wantedBy(meeting, ctx.now()), select: { id: true } })) !== null;

/** Adds what the filter wants and is not there yet, nor was removed. The meeting is locked. */
export async function fillAgenda(ctx: Ctx, meeting: LoadedMeeting): Promise<void> {
  const count = await ctx.db.changeMeetingItem.count({ where: { meetingId: meeting.id, removedAt: null } });
  const found = await ctx.db.change.findMany({
    where: wantedBy(meeting, ctx.now()),
    include: OF_CHANGE,
    orderBy: [{ startsAt: { sort: 'asc', nulls: 'last' } }, { id: 'asc' }],
    take: Math.max(0, MOST - count),
  });
  await putOnAgenda(ctx, meeting, found, null);
}

type Wanted = Prisma.ChangeGetPayload<{ include: typeof OF_CHANGE }>;

/** At the end of the agenda. The meeting is locked. @param addedById null: by the filter */
export async function putOnAgenda(
  ctx: Ctx,
  meeting: LoadedMeeting,
  changes: readonly Wanted[],
  addedById: string | null,
): Promise<void> {
  if (changes.length === 0) return;
  const { id: meetingId, board, at, endsAt } = meeting;
  const last = await ctx.db.changeMeetingItem.aggregate({ where: { meetingId }, _max: { position: true } });
  const items = changes.map(({ id: changeId }, index) => ({
    ...{ id: ctx.newId(), meetingId, changeId, addedById },
    position: (last._max.position ?? 0) + 1 + index,
  }));
  await ctx.db.changeMeetingItem.createMany({ data: items });
  if (meeting.state === 'under_way') {
    await showItems(
      ctx,
      meetingId,
      items.map(({ id }) => id),
    );
  }
  const where = `the agenda of “${board.name}”, ${windowInWords(at, endsAt, board.timeZone)}`;
  const words = addedById ? `put the change on ${where}` : `The change is on ${where}`;
  for (const { ticketId: id, ticket } of changes) {
    const { queueId, requester } = ticket;
    await noteChange(
      ctx,
      { id, queueId, requesterId: requester.id },
      { action: 'agenda', words, detail: { meeting: meetingId } },
    );
  }
  await noteMeeting(ctx, meetingId, 'add', { changes: changes.map(({ ticket }) => ticket.number) });
}
