import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { WITH as OF_CHANGE } from '../changes/load.ts';

const REF = { select: { id: true, name: true } } as const;
export const WITH = { board: { include: { chair: REF } } } satisfies Prisma.ChangeMeetingInclude;
export type LoadedMeeting = Prisma.ChangeMeetingGetPayload<{ include: typeof WITH }>;

const OF_ITEM = {
  change: { include: OF_CHANGE },
  addedBy: REF,
  minutedBy: REF,
} satisfies Prisma.ChangeMeetingItemInclude;
export type LoadedItem = Prisma.ChangeMeetingItemGetPayload<{ include: typeof OF_ITEM }>;

/** More people read an agenda than those of a private queue, so its changes are on none. */
export const OF_OPEN_QUEUES = { ticket: { queue: { visibility: 'open' } } } satisfies Prisma.ChangeWhereInput;

const noSuchMeeting = (): never => fail('not_found', 'There is no such meeting.');

export async function loadMeeting(ctx: Ctx, id: string): Promise<LoadedMeeting> {
  return (await ctx.db.changeMeeting.findUnique({ where: { id }, include: WITH })) ?? noSuchMeeting();
}

/** With its row locked until the transaction ends: before those of tickets. */
export async function lockMeeting(ctx: Ctx, id: string): Promise<LoadedMeeting> {
  await ctx.db.$queryRaw`SELECT 1 FROM change_meeting WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return loadMeeting(ctx, id);
}

/** What is on the agenda, in order, and what was taken off it. */
export async function itemsOf(
  ctx: Ctx,
  meetingId: string,
): Promise<{ items: LoadedItem[]; removed: LoadedItem[] }> {
  const all = await ctx.db.changeMeetingItem.findMany({
    where: { meetingId, change: OF_OPEN_QUEUES },
    include: OF_ITEM,
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  });
  return {
    items: all.filter(({ removedAt }) => !removedAt),
    removed: all.filter(({ removedAt }) => removedAt),
  };
}

/** One that is on the agenda. */
export async function itemOf(ctx: Ctx, meetingId: string, id: string): Promise<LoadedItem> {
  const { items } = await itemsOf(ctx, meetingId);
  return items.find((item) => item.id === id) ?? fail('not_found', 'This is not on the agenda any more.');
}
